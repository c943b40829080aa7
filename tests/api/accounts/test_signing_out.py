"""Signing out: in sight on every page for who is signed in, and what it leaves behind in the browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.application import create_app
from api.service import Service
from corpus.records import TokenPurpose
from corpus.roles import Role
from tests.api.accounts.visiting import ORIGIN, SITE
from tests.browser.furnishing import LOCAL, furnish
from tests.browser.pages import PAGES, SIGNED_IN
from tests.signing import SESSION_COOKIE, make_person, quick_passwords, sign_in


@pytest.fixture(scope="module")
def ids(shared_service: Service) -> dict[str, str]:
    shared_service.passwords = quick_passwords()
    return furnish(shared_service)


@pytest.fixture(scope="module")
def browser(shared_service: Service, ids: dict[str, str]) -> Iterator[TestClient]:
    made = TestClient(create_app(shared_service), base_url=SITE, headers=ORIGIN, follow_redirects=False)
    yield made
    made.close()


@pytest.mark.parametrize("role", SIGNED_IN)
def test_it_is_in_sight_on_every_page(
    browser: TestClient, shared_service: Service, ids: dict[str, str], role: Role
) -> None:
    with shared_service.database.transaction() as store:
        about = {"company_id": ids["company"], "verified": True} if role is Role.COMPANY else {}
        store.accounts.create(f"out.{role}", role, LOCAL, **about)
        session = store.accounts.issue(f"out.{role}", TokenPurpose.SESSION, LOCAL).token
    seen = 0
    for page in PAGES:
        if role not in page.roles:
            continue
        answer = browser.get(page.at(ids), headers={"Cookie": f"{SESSION_COOKIE}={session}"})
        assert answer.status_code == 200, page.path
        (form,) = html.document_fromstring(answer.text).xpath("//body/header//form[@action='/sign-out']")
        (button,) = form.xpath(".//button[@type='submit']")
        assert (form.get("method"), button.text_content()) == ("post", "Sign out"), page.path
        out_of_sight = "ancestor-or-self::*[@hidden or @disabled or self::details or self::template]"
        assert button.xpath(out_of_sight) == [], page.path
        seen += 1
    assert seen > len(PAGES) // 3


def test_nothing_of_a_session_is_left_in_the_browser_but_its_choices(
    browser: TestClient, shared_service: Service
) -> None:
    with shared_service.database.transaction() as store:
        han = make_person(store, "out.han", Role.COMPANY, company_id="FICT-C1")
        store.accounts.settle(han.name, LOCAL, display_name="", language="ko", zone="Asia/Seoul")
    sign_in(browser, han.name, han.password)
    browser.cookies.set("__Host-notice", "what somebody was told", domain=".transfer.example")
    before = {cookie.name for cookie in browser.cookies.jar}
    assert {"__Host-session", "__Host-known", "__Host-notice", "lang", "zone"} <= before
    answer = browser.post("/sign-out")
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (303, '"cache", "storage"')
    dropped = {line.partition("=")[0] for line in answer.headers.get_list("set-cookie") if "Max-Age=0" in line}
    assert dropped == {"__Host-session", "__Host-opening", "__Host-notice"}
    # The mark that keeps others' failures from shutting the holder out stays.
    assert {"__Host-known", "lang", "zone"} <= {cookie.name for cookie in browser.cookies.jar}
    assert "Sign in" in browser.get("/", headers={"Cookie": "lang=en"}).text
    assert "Clear-Site-Data" not in browser.get("/").headers
