"""Browsers of people who operate, over a service of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.imports.importer import Importer
from api.service import Service
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role
from tests.api.conftest import client, service, settings, shared_client, shared_service
from tests.signing import SESSION_COOKIE

__all__ = ["client", "service", "settings", "shared_client", "shared_service"]

SITE = "https://transfer.example"
ENGLISH = {"Origin": SITE, "Accept-Language": "en"}
KOREAN = {"Origin": SITE, "Accept-Language": "ko"}
LOCAL = Caller(Role.ADMINISTRATOR, "tests")
Opened = Callable[[Role], TestClient]


@pytest.fixture
def opened(service: Service) -> Iterator[Opened]:
    """A browser that somebody of a role is signed in with. No importer runs: `imported` stands for it."""
    made: list[TestClient] = []

    def open_for(role: Role) -> TestClient:
        name = f"{role.value}.{len(made)}"
        with service.database.transaction() as store:
            store.accounts.create(name, role, LOCAL)
            session = store.accounts.issue(name, TokenPurpose.SESSION, LOCAL).token
        browser = TestClient(create_app(service), base_url=SITE, follow_redirects=False, headers=ENGLISH)
        browser.cookies.set(SESSION_COOKIE, session)
        made.append(browser)
        return browser

    yield open_for
    for browser in made:
        browser.close()


@pytest.fixture
def imported(service: Service) -> Callable[[], int]:
    """Imports what waits, and says how many uploads that were."""

    def work() -> int:
        importer, count = Importer(service, "tests"), 0
        while importer.step():
            count += 1
        return count

    return work
