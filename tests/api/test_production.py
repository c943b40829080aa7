"""In production the service refuses to start with settings that would let somebody in, and names them all at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import production
from api.application import application, create_app
from api.declared import PREFIX
from api.environment import load
from api.service import Service
from api.settings import Settings
from corpus.problems import Invalid
from corpus.roles import Role
from tests.api.accounts.visiting import ORIGIN, SITE
from tests.fakes import HashEncoder
from tests.proof.figures import Recorder
from tests.signing import SESSION_COOKIE, make_person, quick_passwords

SAFE: dict[str, object] = {
    "environment": "production",
    "public_url": SITE,
    "host": "0.0.0.0",
    "trusted_proxies": "10.0.0.1",
    "database_url": "postgresql+psycopg://matcher@db.example/matcher?sslmode=verify-full",
    "database_password": "heron-walks-over-the-ridge",
    "smtp_host": "mail.example",
    "smtp_user": "matcher",
    "smtp_password": "seven-slow-rivers-bend",
    "vectors": "milvus",
    "milvus_uri": "https://milvus.example:19530",
    "milvus_token": "matcher:quiet-eastward-river",
    "ray_address": "ray.example:6379",
    "ray_token": "0123456789abcdef0123456789abcdef",
    "oidc_issuer": "https://id.example",
    "oidc_client_id": "matcher",
    "oidc_client_secret": "ridge-over-walking-heron",
    "metrics_token": "bend-rivers-slow-seven",
}
UNSAFE: tuple[tuple[dict[str, object], str], ...] = (
    ({"debug": "1"}, "MATCHER_DEBUG"),
    ({"log_level": "debug"}, "MATCHER_LOG_LEVEL"),
    ({"second_factor": "optional"}, "MATCHER_SECOND_FACTOR"),
    ({"public_url": ""}, "MATCHER_PUBLIC_URL"),
    ({"public_url": "http://transfer.example"}, "MATCHER_PUBLIC_URL"),
    ({"trusted_proxies": "127.0.0.1"}, "MATCHER_TRUSTED_PROXIES"),
    ({"trusted_proxies": ""}, "MATCHER_TRUSTED_PROXIES"),
    ({"trusted_proxies": "10.0.0.1, *"}, "MATCHER_TRUSTED_PROXIES"),
    ({"host": "127.0.0.1", "trusted_proxies": "*"}, "MATCHER_TRUSTED_PROXIES"),
    *(
        ({name: value}, f"MATCHER_{name.upper()}")
        for name in ("database_password", "smtp_password", "ray_token", "oidc_client_secret", "metrics_token", "token")
        for value in ("changeme", "short", "aaaaaaaaaaaaaaaa")
    ),
    ({"milvus_token": "root:Milvus"}, "MATCHER_MILVUS_TOKEN"),
    ({"milvus_token": ""}, "MATCHER_MILVUS_TOKEN"),
    ({"milvus_uri": "http://milvus.example:19530"}, "MATCHER_MILVUS_URI"),
    (
        {
            "database_url": "postgresql+psycopg://matcher:postgres@db.example/?sslmode=verify-full",
            "database_password": "",
        },
        "MATCHER_DATABASE_URL",
    ),
    ({"database_password": ""}, "MATCHER_DATABASE_PASSWORD"),
    ({"database_url": "postgresql+psycopg://matcher@db.example/m"}, "MATCHER_DATABASE_URL"),
    ({"database_url": "postgresql+psycopg://matcher@db.example/m?sslmode=prefer"}, "MATCHER_DATABASE_URL"),
    ({"database_url": "postgresql+psycopg://matcher@db.example/m?sslmode=require"}, "MATCHER_DATABASE_URL"),
    ({"database_url": "postgresql+psycopg://matcher@db.example/m?sslmode=verify-ca"}, "MATCHER_DATABASE_URL"),
    ({"smtp_tls": "none"}, "MATCHER_SMTP_TLS"),
    ({"ray_token": ""}, "MATCHER_RAY_TOKEN"),
    ({"oidc_issuer": "http://localhost:8080"}, "MATCHER_OIDC_ISSUER"),
)


@pytest.fixture
def settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, object]], None]:
    """Puts settings into the environment, over those that are safe."""
    folder = tmp_path / "var"
    folder.mkdir(mode=0o700)

    def settle(changes: dict[str, object]) -> None:
        for name in Settings.model_fields:
            monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
        for name, value in {**SAFE, "data_dir": folder, **changes}.items():
            monkeypatch.setenv(f"{PREFIX}{name.upper()}", str(value))

    return settle


@pytest.mark.row("secrets")
def test_each_unsafe_setting_keeps_production_from_starting(
    settled: Callable[[dict[str, object]], None], figure: Recorder
) -> None:
    settled({})
    assert production.load().is_production
    refused = 0
    for changes, variable in UNSAFE:
        settled(changes)
        with pytest.raises(Invalid) as found:
            production.load()
        assert [found.value.problem.field, *(each.field for each in found.value.others)] == [variable], changes
        # Others than what serves and works start: the doctor, a backup.
        assert load().is_production
        settled({**changes, "environment": "development"})
        assert not production.load().is_production
        refused += 1
    figure(f"{refused} of {len(UNSAFE)} unsafe settings refused")


def test_an_open_data_folder_keeps_production_from_starting(
    settled: Callable[[dict[str, object]], None], tmp_path: Path
) -> None:
    settled({})
    (tmp_path / "var").chmod(0o755)
    with pytest.raises(Invalid, match="production_open_folder"):
        production.load()


def test_a_data_folder_is_made_closed(settings: Settings) -> None:
    service = Service(settings, encoder=HashEncoder())
    service.open()
    service.close()
    assert settings.data_dir.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "changes",
    [
        {"host": "127.0.0.1", "trusted_proxies": "127.0.0.1"},
        {"host": "::1", "trusted_proxies": "127.0.0.1"},
        {"database_url": "postgresql+psycopg://matcher@127.0.0.1/m", "database_password": ""},
        {"database_url": "postgresql+psycopg:///m?host=/run/postgresql", "database_password": ""},
        {
            "database_url": "postgresql+psycopg://m@db.example/?passfile=/x&sslmode=verify-full",
            "database_password": "",
        },
        {"database_url": "", "database_password": ""},
        {"database_url": "postgresql+psycopg://m@database/m", "private_hosts": "database, milvus"},
        {"milvus_uri": "http://milvus:19530", "private_hosts": "database, milvus"},
        {"smtp_host": "relay", "smtp_tls": "none", "private_hosts": "relay"},
        {"smtp_host": "127.0.0.1", "smtp_tls": "none"},
        {"vectors": "files", "milvus_uri": "", "milvus_token": ""},
    ],
)
def test_what_leaves_no_machine_is_let_be(
    settled: Callable[[dict[str, object]], None], changes: dict[str, object]
) -> None:
    settled(changes)
    assert production.load().is_production


@pytest.mark.row("secrets")
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("command", ["serve", "worker"])
def test_all_is_named_at_once_each_with_its_mend(
    command: str, language: str, settled: Callable[[dict[str, object]], None], run: Any, figure: Recorder
) -> None:
    several = ("debug", "log_level", "second_factor", "public_url", "trusted_proxies", "milvus_uri", "smtp_tls")
    changes: dict[str, object] = {"debug": "1", "log_level": "debug", "second_factor": "optional", "public_url": ""}
    changes |= {"trusted_proxies": "*", "milvus_uri": "http://milvus.example", "smtp_tls": "none"}
    settled(changes)
    ended = run(command, "--lang", language)
    assert ended.code == 1
    lines = ended.err.splitlines()
    reasons, mends = lines[::2], lines[1::2]
    assert len(reasons) == len(mends) == len(several)
    assert all(line.startswith("→ ") for line in mends)
    named = sum(any(f"MATCHER_{name.upper()}" in line for line in lines) for name in several)
    assert named == len(several)
    figure(f"“matcher {command}” names {named} of {len(several)} at once")


def test_each_of_several_processes_refuses_too(settled: Callable[[dict[str, object]], None]) -> None:
    settled({"debug": "1"})
    with pytest.raises(Invalid, match="production_debug"):
        application()


@pytest.mark.row("secrets")
def test_in_production_no_session_goes_over_plain_http(settings: Settings, figure: Recorder) -> None:
    given = settings.model_copy(update={"environment": "production", "second_factor": "optional"})
    service = Service(given, encoder=HashEncoder())
    service.passwords = quick_passwords()
    service.open()
    with service.database.transaction() as store:
        kim = make_person(store, "kim", Role.OFFICER, factor=False)
    app = create_app(service)
    form = {"name": kim.name, "password": kim.password}
    plain = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, headers={"Origin": "http://127.0.0.1"})
    refused = plain.post("/sign-in", data=form).status_code
    assert refused == 403
    safe = TestClient(app, base_url=SITE, follow_redirects=False, headers=ORIGIN)
    answer = safe.post("/sign-in", data=form)
    assert answer.status_code == 303
    cookies = [each for each in answer.headers.get_list("set-cookie") if each.startswith(f"{SESSION_COOKIE}=")]
    assert cookies
    assert all("; Secure" in each for each in cookies)
    service.close()
    figure(f"a right password over plain HTTP is answered with {refused}")
