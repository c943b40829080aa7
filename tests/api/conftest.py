"""A service on a real temporary database and index, with the deterministic encoder, and a client of its application."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api import logs
from api.application import create_app
from api.settings import Settings
from api.wiring import Service
from tests.fakes import HashEncoder


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
def client(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(service)) as made:
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
        yield made
