"""Secrets come from settings or files, and are in nothing that the service says, logs or keeps."""

from __future__ import annotations

import importlib.util
import io
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api import logs
from api.accounts.sign_on import SignOn
from api.application import create_app
from api.declared import PREFIX
from api.environment import SECRETS, load, look, secrets_of
from api.mailing import send_quietly
from api.operating.rebuilding import rebuild_under_lease
from api.service import Service
from api.settings import Settings
from corpus.database import Database
from corpus.problems import Invalid, Refused
from corpus.roles import Role
from tests.api.accounts.visiting import ORIGIN, SITE
from tests.api.conftest import as_, settings_in
from tests.conftest import Scale
from tests.fakes import HashEncoder
from tests.proof.figures import Recorder

CANARIES = {name: f"canary{number}-{name}-9f2c" for number, name in enumerate(SECRETS)}
"""One a secret, as nothing else would write it."""
LOGGED = io.StringIO()
NOWHERE = "127.0.0.1:1"
MILVUS = importlib.util.find_spec("pymilvus") is not None
"""Whether its driver, an extra, is installed."""
PASSWORD = CANARIES["database_url"]
ADDRESSES = (
    f"postgresql+psycopg://matcher:{PASSWORD}@{NOWHERE}/matcher",
    f"postgresql+psycopg://matcher:{PASSWORD}/@{NOWHERE}/matcher",
    f"postgresql+psycopg://matcher@{NOWHERE}/matcher?password={PASSWORD}",
    f"postgresql+psycopg://matcher:{PASSWORD}@127.0.0.1:port/matcher",
    f"postgresql+psycopg:/matcher:{PASSWORD}@{NOWHERE}",
    f"mysql://matcher:{PASSWORD}@{NOWHERE}/matcher",
    f"mysql://matcher@{NOWHERE}/matcher?password={PASSWORD}",
    f"matcher:{PASSWORD}@{NOWHERE}",
)
"""Of databases: out of reach, misspelt, of another kind."""


def told(text: str | bytes) -> list[str]:
    """The secrets that are in it."""
    raw = text.encode() if isinstance(text, str) else text
    return [name for name, canary in CANARIES.items() if canary.encode() in raw]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every secret, in the environment."""
    for name in SECRETS:
        monkeypatch.setenv(f"{PREFIX}{name.upper()}", CANARIES[name])
    monkeypatch.setenv("MATCHER_DATABASE_URL", ADDRESSES[0])
    monkeypatch.delenv("MATCHER_DATABASE_PASSWORD")


@pytest.fixture
def secretive(tmp_path: Path) -> Iterator[Service]:
    """A service with every secret, nothing of what they are for in reach, and logs of all that happens."""
    named = {name: SecretStr(canary) for name, canary in CANARIES.items() if name not in {"database_url"}}
    elsewhere: dict[str, Any] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": 1,
        "smtp_user": "matcher",
        **({"vectors": "milvus", "milvus_uri": f"http://{NOWHERE}", "milvus_seconds": 1} if MILVUS else {}),
        "oidc_issuer": f"http://{NOWHERE}",
        "oidc_client_id": "matcher",
        "ray_address": NOWHERE,
        "log_level": "debug",
        "debug": True,
    }
    settings = settings_in(tmp_path).model_copy(update={**named, **elsewhere})
    logs.configure(settings)
    for handler in logging.getLogger().handlers:
        if type(handler) is logging.StreamHandler:
            handler.setStream(LOGGED)
    service = Service(settings, encoder=HashEncoder(), factory=HashEncoder)
    service.open()
    yield service
    service.close()
    logs.configure(settings_in(tmp_path))


def test_secrets_are_all_that_are_told_apart() -> None:
    assert set(SECRETS) >= {
        "database_url",
        *(name for name in Settings.model_fields if name.endswith(("token", "password"))),
    }
    given = load(database_url=ADDRESSES[0], ray_token=CANARIES["ray_token"])
    assert secrets_of(given) == {"database_url": PASSWORD, "ray_token": CANARIES["ray_token"]}


def test_a_secret_comes_from_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        file = tmp_path / name
        file.write_text(f"{CANARIES[name]}\n", encoding="utf-8")
        file.chmod(0o640)
        monkeypatch.setenv(f"{PREFIX}{name.upper()}_FILE", str(file))
    found = load()
    assert found.database_url == CANARIES["database_url"]
    kept = {name: getattr(found, name).get_secret_value() for name in SECRETS if name != "database_url"}
    assert kept == {name: CANARIES[name] for name in SECRETS if name != "database_url"}


@pytest.mark.row("secrets")
def test_a_file_that_is_open_missing_or_named_twice_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figure: Recorder
) -> None:
    refused = 0
    for name in SECRETS:
        file = tmp_path / name
        variable = f"{PREFIX}{name.upper()}"
        monkeypatch.setenv(f"{variable}_FILE", str(file))
        assert _code(variable) == "secret_unreadable"
        file.write_text(CANARIES[name], encoding="utf-8")
        for mode in (0o644, 0o604, 0o602, 0o601):
            file.chmod(mode)
            assert _code(variable) == "secret_open"
        file.chmod(0o600)
        assert look().problems == ()
        monkeypatch.setenv(variable, "given beside it")
        assert _code(variable) == "secret_twice"
        file.write_bytes(b"\xff\xfe")
        monkeypatch.delenv(variable)
        assert _code(variable) == "secret_unreadable"
        monkeypatch.delenv(f"{variable}_FILE")
        refused += 1
    figure(f"files of {refused} of {len(SECRETS)} secrets refused while open to others")


def _code(variable: str) -> str:
    with pytest.raises(Invalid) as refused:
        load()
    assert refused.value.problem.field == f"{variable}_FILE"
    assert not told(f"{refused.value.problem}")
    return refused.value.problem.code


def test_a_password_kept_apart_is_put_into_the_address() -> None:
    plain = "postgresql+psycopg://matcher@db.example/matcher?sslmode=require"
    found = load(database_url=plain, database_password="p/a:s@s?&#")
    assert found.database == "postgresql+psycopg://matcher:p%2Fa%3As%40s%3F%26%23@db.example/matcher?sslmode=require"
    assert "***" in found.database_shown
    assert "p%2F" not in found.database_shown


@pytest.mark.row("secrets")
def test_no_command_says_a_secret(planted: None, run: Any, monkeypatch: pytest.MonkeyPatch, figure: Recorder) -> None:
    settings = look().settings
    said = [repr(settings), str(settings), f"{settings}", repr(look())]
    monkeypatch.setenv("MATCHER_VECTORS", "milvus")
    monkeypatch.setenv("MATCHER_MILVUS_URI", f"http://matcher:{CANARIES['milvus_token']}@{NOWHERE}")
    monkeypatch.setenv("MATCHER_PUBLIC_URL", f"https://matcher:{CANARIES['token']}@transfer.example")
    refused = run("index", "status")
    assert "MATCHER_MILVUS_URI" in refused.err
    said += [refused.err, run("doctor").out]
    monkeypatch.setenv("MATCHER_MILVUS_URI", f"http://{NOWHERE}")
    monkeypatch.setenv("MATCHER_MILVUS_SECONDS", "1")
    monkeypatch.delenv("MATCHER_PUBLIC_URL")
    monkeypatch.setenv("MATCHER_LOG_LEVEL", "debug")
    monkeypatch.setenv("MATCHER_DEBUG", "1")
    calls = (("doctor",), ("doctor", "--json"), ("index", "status"), ("worker", "--once"), ("serve", "--port", "0"))
    for address in ADDRESSES:
        monkeypatch.setenv("MATCHER_DATABASE_URL", address)
        for call in calls if address == ADDRESSES[0] else calls[1:3]:
            ended = run(*call)
            assert ended.code != 0, (call, address)
            said.append(f"{ended.out}{ended.err}")
    monkeypatch.setenv("MATCHER_ENVIRONMENT", "production")
    said.append(run("serve").err)
    assert [told(each) for each in said] == [[]] * len(said)
    figure(f"{len(SECRETS)} secrets in none of {len(said)} texts of commands")


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_refusal_of_a_database_says_its_password(address: str) -> None:
    with pytest.raises(Refused) as refused:
        Database(address).up_to_date()
    assert not told(f"{refused.value.problem}")


@pytest.mark.row("secrets")
def test_no_answer_log_or_file_holds_a_secret(
    secretive: Service, capsys: pytest.CaptureFixture[str], figure: Recorder, scale: Scale
) -> None:
    app = create_app(secretive)
    _add_a_fault(app)
    browser = TestClient(app, base_url=SITE, follow_redirects=False, headers=ORIGIN, raise_server_exceptions=False)
    headers = as_(secretive, Role.ADMINISTRATOR)
    _fail(secretive, long=bool(scale(0, 1)))
    in_a_file = secretive.settings.database_file is not None
    secretive.settings = secretive.settings.model_copy(update={"database_url": ADDRESSES[0]})
    texts = [
        browser.get(path, headers=headers).text
        for path in (
            *("/operation/settings", "/operation/settings?checks=all", "/api/v1/settings", "/api/v1/diagnosis"),
            *("/operation", "/api/v1/operation", "/api/v1/jobs", "/api/v1/ready", "/sign-in", "/sign-in/oidc"),
            *("/api/v1/fault", "/fault", "/metrics", "/api/v1/openapi.json", "/accounts", "/operation/audit"),
        )
    ]
    assert "MATCHER_SMTP_PASSWORD" in texts[0]
    assert '"internal"' in texts[10]
    scraper = {"Authorization": f"Bearer {CANARIES['metrics_token']}"}
    texts.append(browser.get("/metrics", headers=scraper).text)
    texts.append(browser.get("/api/v1/patents", headers=scraper).text)
    kept = capsys.readouterr()
    logged = f"{kept.out}{kept.err}{LOGGED.getvalue()}"
    assert "request_failed" in logged
    # A logger that an earlier test has used keeps its form, which may leave the heading out.
    assert '", line ' in logged
    assert '"level": "debug"' in logged
    files = [path for path in secretive.settings.data_dir.rglob("*") if path.is_file()]
    assert files or not in_a_file
    assert [told(each) for each in (*texts, logged)] == [[]] * (len(texts) + 1)
    assert [path for path in files if told(path.read_bytes())] == []
    lines = len(logged.splitlines())
    # What would be found, is.
    structlog.get_logger("tests").debug("told", settings=f"{CANARIES['smtp_password']}")
    assert told(LOGGED.getvalue()) == ["smtp_password"]
    figure(f"{len(SECRETS)} secrets in none of {len(texts)} answers, {lines:,} lines of log, {len(files)} files")


def _add_a_fault(app: FastAPI) -> None:
    """Routes that fail unforeseen, in a frame that holds the settings."""

    def fail() -> None:
        settings: Settings = app.state.service.settings
        raise RuntimeError(f"unforeseen: {settings}")

    app.add_api_route("/api/v1/fault", fail)
    app.add_api_route("/fault", fail)


def _fail(service: Service, *, long: bool) -> None:
    """Whatever a secret is for, tried where nothing listens."""
    logging.getLogger("tests").debug("begins")
    with service.database.transaction() as store:
        to = {"recipient": "kim@transfer.example", "account": None, "now": datetime.now(UTC)}
        store.mails.queue(purpose="digest", subject="News", text="", **to)
    send_quietly(service)
    if MILVUS:
        with pytest.raises(Refused):
            service.engines.chosen.check()
    with pytest.raises(Refused):
        SignOn(service).begin("/")
    if long:
        with pytest.raises(Refused):
            rebuild_under_lease(service, engine="ray")
    logging.getLogger("tests").error("failed: %r", service.settings)
