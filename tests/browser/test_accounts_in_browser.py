"""Accounts in a real browser: from the first password to a day's end, with scripts and without, in both languages."""

from __future__ import annotations

import re
from itertools import count

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from api.service import Service
from corpus.roles import Role
from tests.browser.examining import Watch, faults
from tests.browser.walking import go_by
from tests.signing import LOCAL, Person, make_person, next_code, sign_in

NUMBERS = count(1)
NEW = "seven slow rivers bend eastward"
READERS = [{}, {"locale": "en-GB", "java_script_enabled": False}]


def person(service: Service, role: Role, *, factor: bool | None = None) -> Person:
    name = f"reader{next(NUMBERS)}"
    with service.database.transaction() as store:
        return make_person(store, name, role, email=f"{name}@transfer.example", factor=factor)


def pressed(page: Page, path: str) -> None:
    """Sends the form that goes to this path."""
    go_by(page.locator(f"form[action='{path}'] button[type=submit]"))


@pytest.mark.browser
@pytest.mark.parametrize("context", READERS, indirect=True, ids=str)
def test_an_invited_officer_comes_in_and_keeps_the_account(
    context: BrowserContext, service: Service, address: str
) -> None:
    name = f"invited{next(NUMBERS)}"
    with service.database.transaction() as store:
        store.accounts.create(name, Role.OFFICER, LOCAL)
    page = context.new_page()
    watch = Watch.over(page, address)
    chief = person(service, Role.ADMINISTRATOR)
    sign_in(page, chief.name, chief.password, chief.secret, site=address, onward=f"/accounts/{name}")
    pressed(page, f"/accounts/{name}/password-link")
    link = re.sub(r"https?://[^/]+", address, page.locator("#new-link").inner_text())
    pressed(page, "/sign-out")
    page.goto(link)
    page.fill("#f-display_name", "박서연")
    page.fill("#f-password", NEW)
    page.fill("#f-password_again", "another one altogether")
    pressed(page, "/invitation")
    expect(page.locator("#trouble-password_again")).to_be_visible()
    page.fill("#f-password", NEW)
    page.fill("#f-password_again", NEW)
    pressed(page, "/invitation")
    secret = page.locator(".key").inner_text().replace(" ", "")
    assert page.locator(".secret img").evaluate("image => image.naturalWidth") > 100
    page.fill("#f-code", next_code(secret))
    pressed(page, "/sign-in/factor")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    page.goto(f"{address}/account")
    expect(page.locator("h1")).to_have_text("박서연")
    expect(page.locator(".badge.strong")).to_have_count(1)
    pressed(page, "/sign-out")
    sign_in(page, name, NEW, secret, site=address, onward="/account/tokens")
    page.fill("#f-label", "nightly export")
    page.fill("#f-password_present", NEW)
    pressed(page, "/account/tokens")
    assert page.locator("#new-token").inner_text().startswith("cmm_")
    assert watch.faults() == []


@pytest.mark.browser
@pytest.mark.parametrize("context", [{}, {"locale": "en-GB"}], indirect=True, ids=str)
def test_every_page_is_accessible_and_within_its_width(context: BrowserContext, service: Service, address: str) -> None:
    page = context.new_page()
    watch = Watch.over(page, address)
    found: dict[str, list[str]] = {}

    def look(path: str) -> None:
        page.goto(address + path)
        if bad := faults(page):
            found[path] = bad

    for path in ("/sign-in", "/sign-in?link=cmm_x", "/reset", "/confirmation?code=cmm_x", "/reset/password?code=x"):
        look(path)
    page.goto(f"{address}/sign-in")
    page.fill("#f-name", "nobody")
    page.fill("#f-password", "wrong")
    page.press("#f-password", "Enter")
    page.wait_for_selector("#problems")
    assert faults(page) == []
    unready = person(service, Role.OFFICER, factor=False)
    page.goto(f"{address}/sign-in")
    page.fill("#f-name", unready.name)
    page.fill("#f-password", unready.password)
    page.press("#f-password", "Enter")
    page.wait_for_url("**/sign-in/factor*")
    assert faults(page) == []
    chief = person(service, Role.ADMINISTRATOR)
    with service.database.transaction() as store:
        chosen = store.credentials.invite(unready.name, LOCAL, store.accounts.require(unready.name).created_at)
    sign_in(page, chief.name, chief.password, chief.secret, site=address, onward="/account")
    for path in ("", "/password", "/second-factor", "/tokens"):
        look(f"/account{path}")
    for path in ("", "?q=nothing+like+it", "/new", f"/{chief.name}", f"/{unready.name}"):
        look(f"/accounts{path}")
    look(f"/invitation?code={chosen.token}")
    assert found == {}
    assert watch.faults() == []
