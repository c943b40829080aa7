"""The way of a case before a browser: from a shortlisted match to a licence with its commitment, with and without
scripts, in both languages; and every page of cases as it has to be."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from api.cases.reading import now_here
from api.service import Service
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role
from matcher.cases import desk as work
from matcher.cases.desk import Opening, open_case
from tests.browser.conftest import LOCAL, OFFICER, Desk
from tests.browser.examining import faults
from tests.browser.walking import go_by

pytestmark = pytest.mark.browser

WAYS = [  # the walk of an officer goes all four ways; here the board is what counts
    pytest.param(("ko-KR", False), {"locale": "ko-KR", "java_script_enabled": False}, id="ko-plain"),
    pytest.param(("en-US", True), {"locale": "en-US"}, id="en-scripts"),
]


def shortlisted(service: Service, subject: str, company: str) -> str:
    """The address of a case; one that stands already is declined first."""
    officer = Caller(Role.OFFICER, OFFICER)
    with service.database.transaction() as store:
        standing = store.cases.unfinished(company, "patents", subject)
        if standing is not None:
            work.decline(store, standing.reference, "duplicate", officer, now_here(), version=standing.version)
        opening = Opening("patents", subject, company, "spin-off", 0.8, {"generation": "G1"})
        return f"/cases/{open_case(store, opening, officer, now_here()).reference}"


@pytest.mark.parametrize(("way", "context"), WAYS, indirect=["context"])
def test_from_the_board_to_a_booked_commitment(desk: Desk, link: str, service: Service, way: tuple[str, bool]) -> None:
    language, scripts = way
    korean = language == "ko-KR"
    desk.page.goto(link)
    go_by(desk.page.locator("main form button").first)
    at = shortlisted(service, "FICT-P1", "FICT-C1")
    page = desk.open("/cases?owner=me")
    card = page.locator(".case-card").filter(has=page.locator(f'a[href="{at}"]'))
    go_by(card.get_by_role("button"))
    expect(page.locator(".told")).to_contain_text(at.rsplit("/", 1)[1])
    desk.open(at)
    for stage in ("nda", "evaluation", "negotiation", "licensed"):
        expect(page.locator("#f-to")).to_have_value(stage)
        go_by(page.locator(f'form[action="{at}/stage"] button'))
    assert page.url.endswith("#book")
    page.locator("#f-amount").fill("350,000,000")
    page.locator("#f-programme").select_option("civmil-cooperation")
    page.locator("#f-year").fill("1066")
    go_by(page.locator(f'form[action="{at}/bookings"] button'))
    expect(page.locator("#trouble-year")).to_be_visible()
    expect(page.locator("#f-amount")).to_have_value("350,000,000")
    page.locator("#f-year").fill("2026")
    go_by(page.locator(f'form[action="{at}/bookings"] button'))
    expect(page.locator(".table").first).to_contain_text("3억 5,000만 원" if korean else "KRW 350 million")
    page.locator("#f-message").fill("계약서를 보내 드립니다.")
    go_by(page.locator(f'form[action="{at}/messages"] button'))
    expect(page.locator(".conversation")).to_contain_text("계약서를 보내 드립니다.")
    assert re.search("기술이전 계약" if korean else "Licensed", page.locator(".stepper .now").inner_text())
    if scripts:
        for path in (at, "/cases", "/cases?view=list"):
            assert faults(desk.open(path)) == []


def test_a_company_s_pages(desk: Desk, service: Service, address: str) -> None:
    at = shortlisted(service, "FICT-P2", "FICT-C1")
    with service.database.transaction() as store:
        if store.accounts.get("desk.company") is None:
            store.accounts.create("desk.company", Role.COMPANY, LOCAL, company_id="FICT-C1", verified=True)
        token = store.accounts.issue("desk.company", TokenPurpose.LINK, LOCAL).token
    desk.page.goto(f"{address}/sign-in?link={token}")
    go_by(desk.page.locator("main form button").first)
    page = desk.open("/cases")
    expect(page.locator("main")).not_to_contain_text("내열 세라믹 노즐")
    with service.database.transaction() as store:
        work.message(store, at.rsplit("/", 1)[1], "안녕하십니까.", Caller(Role.OFFICER, OFFICER), now_here())
    assert faults(desk.open("/cases")) == []
    go_by(page.get_by_role("link", name="내열 세라믹 노즐"))
    expect(page.locator(".conversation")).to_contain_text("안녕하십니까.")
    assert faults(page) == []
    page.locator("#f-document").set_input_files({"name": "시험 성적서.pdf", "mimeType": "", "buffer": b"%PDF-1.7 x"})
    go_by(page.locator(f'form[action="{at}/documents"] button'))
    with page.expect_download() as download:
        page.get_by_role("link", name="시험 성적서.pdf").click()
    assert download.value.suggested_filename == "시험 성적서.pdf"
