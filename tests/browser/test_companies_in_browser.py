"""A company from its registration to a case that it opened: with and without scripts, in both languages."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from corpus.records import RegistrationState
from tests.browser.conftest import Desk
from tests.browser.examining import faults
from tests.browser.walking import go_by
from tests.corpus.brochures.making import BROCHURES

NUMBERS = count(1)
WORDS = "walnut lighthouse carousel"
STEPS = ("facts", "summary", "capabilities", "projects", "certificates", "keywords", "review")


def register(page: Page, url: str, number: str = "220-81-62517") -> None:
    page.goto(f"{url}/register")
    page.locator("#f-company").fill("가온세라텍(가상)")
    page.locator("#f-number").fill(number)
    page.locator("#f-person").fill("한가람")
    page.locator("#f-email").fill(f"member{next(NUMBERS)}@kaon.example")
    choose(page)
    page.locator("#f-consent").check()
    go_by(page.locator("main form button[type=submit]"))


def choose(page: Page) -> None:
    page.locator("#f-password").fill(WORDS)
    page.locator("#f-password_again").fill(WORDS)


@pytest.mark.parametrize(
    "context",
    [{}, {"locale": "en-GB", "java_script_enabled": False}],
    indirect=True,
)
def test_a_company_comes_from_its_registration_to_a_case(desk: Desk, tmp_path: Path) -> None:
    page = desk.page
    register(page, desk.url, "220-81-65217")
    expect(page.locator("#trouble-number")).to_contain_text("3")
    page.locator("#f-number").fill("220-81-62517")
    choose(page)
    go_by(page.locator("main form button[type=submit]"))
    expect(page).to_have_url(f"{desk.url}/company")
    go_by(page.locator(".next a.first"))
    expect(page).to_have_url(re.compile("/company/profile/facts$"))
    page.locator("#f-region").fill("경상남도")
    page.locator("#f-size").select_option("small")
    go_by(page.locator(".submits button[value=next]"))
    page.locator("#f-summary").fill("Makes ceramic nozzles for hot exhaust gas.")
    go_by(page.locator(".submits button[value=next]"))
    page.locator("#f-capabilities-0-title").fill("Infiltration")
    page.locator("#f-capabilities-0-text").fill("A ceramic matrix is infiltrated into a silicon carbide fibre preform.")
    page.locator("[data-act=add]").click()
    page.locator("#f-capabilities-1-title").fill("Sintering")
    page.locator("#row-1 [data-act=up]").click()
    expect(page.locator("#f-capabilities-0-title")).to_have_value("Sintering")
    page.locator("#row-0 [data-act=remove]").click()
    expect(page.locator("#f-capabilities-0-title")).to_have_value("Infiltration")
    go_by(page.locator(".submits button[value=save]"))
    page.goto(f"{desk.url}/company")
    fit = page.locator(".fit", has=page.locator("a[href='/patents/FICT-P1']"))
    expect(fit.locator(".why")).to_be_visible()
    go_by(fit.locator("button"))
    expect(page).to_have_url(re.compile(r"/cases/CMT-\d{4}-\d+$"))
    expect(page.locator("h1")).to_contain_text("Ceramic composite nozzle")
    page.goto(f"{desk.url}/company")
    expect(page.locator("#own-cases + ul a").first).to_have_attribute("href", re.compile("/cases/CMT-"))


def test_every_page_of_a_company_is_accessible_and_its_own(desk: Desk, tmp_path: Path) -> None:
    page = desk.page
    page.goto(f"{desk.url}/register")
    found = {"/register": faults(page)}
    register(page, desk.url)
    expect(page).to_have_url(f"{desk.url}/company")
    found["/company, empty"] = faults(page)
    file = tmp_path / BROCHURES[1].name
    file.write_bytes(BROCHURES[1].make())
    page.goto(f"{desk.url}/company/brochure")
    found["/company/brochure"] = faults(page)
    page.locator("#f-file").set_input_files(file)
    go_by(page.locator("main form button[type=submit]"))
    expect(page).to_have_url(re.compile(r"/company/brochure/\d+$"))
    found["a brochure"] = faults(page)
    for box in page.locator("input[name=take]").all():
        box.check()
    go_by(page.locator(".confirm-bar button"))
    expect(page).to_have_url(re.compile("/company/profile/review$"))
    paths = ["/company", "/company/preview", "/company/versions", *(f"/company/profile/{step}" for step in STEPS)]
    for path in paths:
        page.goto(desk.url + path)
        found[path] = faults(page)
    assert {path: what for path, what in found.items() if what} == {}


def test_the_queue_is_accessible(desk: Desk, link: str) -> None:
    page = desk.page
    register(page, desk.url)
    page.goto(f"{desk.url}/company/profile/summary")
    page.locator("#f-summary").fill("Weaves preforms.")
    go_by(page.locator(".submits button[value=save]"))
    page.goto(f"{desk.url}/company")
    go_by(page.locator("form[action='/company/submission'] button"))
    expect(page.locator(".told")).to_be_visible()
    go_by(page.locator(".account button"))
    page.goto(link)
    go_by(page.locator("main button[type=submit]"))
    found = {}
    for state in RegistrationState:
        page.goto(f"{desk.url}/registrations?state={state}")
        found[state.value] = faults(page)
    page.goto(f"{desk.url}/registrations")
    go_by(page.locator("tbody a").first)
    found["one"] = faults(page)
    assert {path: what for path, what in found.items() if what} == {}
