"""A service on a real temporary database and index, with the deterministic encoder, and a client of its application."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import logs
from api.application import create_app
from api.cli import main
from api.service import Service
from api.settings import Settings
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role
from tests.fakes import HashEncoder
from tests.signing import quick_passwords


def settings_in(folder: Path) -> Settings:
    return Settings(
        data_dir=folder / "var", language="en", log_format="json", threads=1, worker_poll_seconds=0.05, lease_seconds=1
    )


@pytest.fixture(scope="session", autouse=True)
def quiet(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Logs as a server has them: one line each."""
    logs.configure(settings_in(tmp_path_factory.mktemp("logs")))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    built = Service(settings, encoder=HashEncoder())
    built.open()
    yield built
    built.close()


@pytest.fixture
def other(settings: Settings, service: Service) -> Iterator[Service]:
    """Another process's service on the same database and index."""
    made = Service(settings, encoder=HashEncoder())
    made.open()
    service.passwords = made.passwords = quick_passwords()
    yield made
    made.close()


def log_into(text: io.StringIO, settings: Settings) -> None:
    """Has every line of the log written there, in the form of these settings."""
    logs.configure(settings)
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(text)


@pytest.fixture
def written(settings: Settings) -> Iterator[io.StringIO]:
    """Every line at level info and above, libraries' included, in the form that operators collect."""
    text = io.StringIO()
    hook, kept = threading.excepthook, logging.getLogger().handlers
    log_into(text, settings)
    yield text
    threading.excepthook, logging.getLogger().handlers = hook, kept


def token_of(service: Service, role: Role, company_id: str | None = None, *, verified: bool = True) -> str:
    """An API token of a new account."""
    local = Caller(Role.ADMINISTRATOR, "tests")
    company = {"company_id": company_id, "verified": verified} if role is Role.COMPANY else {}
    with service.database.transaction() as store:
        name = f"{role.value}-{len(store.accounts.page())}"
        store.accounts.create(name, role, local, **company)
        return store.accounts.issue(name, TokenPurpose.API, local).token


def as_(service: Service, role: Role, company_id: str | None = None, *, verified: bool = True) -> dict[str, str]:
    """The headers of a request by somebody of this role."""
    return {"Authorization": f"Bearer {token_of(service, role, company_id, verified=verified)}"}


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    """An administrator's."""
    with TestClient(create_app(service)) as made:
        made.headers.update(as_(service, Role.ADMINISTRATOR))
        yield made


@pytest.fixture(scope="module")
def shared_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """For tests that change nothing, or do not mind what others changed."""
    built = Service(settings_in(tmp_path_factory.mktemp("shared")), encoder=HashEncoder())
    built.open()
    yield built
    built.close()


@pytest.fixture(scope="module")
def shared_client(shared_service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(shared_service)) as made:
        made.headers.update(as_(shared_service, Role.ADMINISTRATOR))
        yield made


@dataclass(frozen=True)
class Ended:
    """A command that has ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHER_DATA_DIR", str(tmp_path / "var"))
    # A niceness is for good: the tests after this one would keep it.
    monkeypatch.setenv("MATCHER_WORKER_NICE", "0")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr("index.recipe.TransformerEncoder", lambda choice: HashEncoder())
    return tmp_path


@pytest.fixture
def run(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command in this process, over `data_dir`."""

    def ended(*arguments: str) -> Ended:
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main(arguments)
        said = capsys.readouterr()
        return Ended(int(exit_.value.code or 0), said.out, said.err)

    return ended
