"""Every page of the table, for those who see it, in both languages: accessible, within its width, on its way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from api.service import Service
from api.settings import Settings
from corpus.roles import Role
from tests.browser.conftest import served
from tests.browser.examining import Watch, faults, inaccessible
from tests.browser.furnishing import LOCAL, furnish
from tests.browser.pages import ANYBODY, PAGES, Page
from tests.fakes import HashEncoder
from tests.signing import open_session

pytestmark = pytest.mark.browser

FIRST_PAGES = frozenset({"/", "/home", "/company", "/screening", "/operation"})
"""Where a reader begins: nothing leads down to them."""


@pytest.fixture(scope="module")
def furnished(
    chromium: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, dict[str, str], Service]]:
    folder = tmp_path_factory.mktemp("every")
    service = Service(Settings(data_dir=folder / "var", language="ko", threads=1), encoder=HashEncoder())
    with served(service) as address:
        ids = furnish(service)
        with service.database.transaction() as store:
            for role in ANYBODY[1:]:
                own = ids["company"] if role is Role.COMPANY else None
                store.accounts.create(f"every.{role}", role, LOCAL, company_id=own, verified=own is not None)
        yield address, ids, service


def pages_of(role: Role) -> list[Page]:
    """What everybody sees is looked at as nobody and as an officer, who has the most on it."""
    kept = [page for page in PAGES if role in page.roles]
    return [page for page in kept if page.roles != ANYBODY or role in {Role.ANONYMOUS, Role.OFFICER}]


@pytest.mark.parametrize("locale", ["ko-KR", "en-GB"])
@pytest.mark.parametrize("role", ANYBODY)
def test_a_page_is_as_it_has_to_be(
    role: Role, locale: str, furnished: tuple[str, dict[str, str], Service], browser: Browser
) -> None:
    address, ids, service = furnished
    context = browser.new_context(locale=locale)
    context.set_default_timeout(30_000)
    if role is not Role.ANONYMOUS:
        open_session(context, service, f"every.{role}", address)
    page = context.new_page()
    watch = Watch.over(page, address)
    found = []
    for each in pages_of(role):
        answer = page.goto(address + each.at(ids))
        assert answer is not None
        assert answer.status == 200, each.path
        if each.route not in FIRST_PAGES and not page.locator("nav.crumbs").count():
            found.append((each.path, "no way to it is shown"))
        looked = faults(page) if locale == "ko-KR" else inaccessible(page)
        found += [(each.path, fault) for fault in looked]
    context.close()
    assert found == []
    assert watch.complaints + watch.strangers == []
