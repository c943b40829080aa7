"""Operation and the reviewer's desk in a browser: accessible, within their width, with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from api.operating.building import rebuild_tiers
from api.screening.scanning import Screener
from api.service import Service
from corpus.disclosure import Tier
from corpus.roles import Caller, Role
from tests.browser.conftest import Desk
from tests.browser.examining import faults
from tests.browser.walking import go_by
from tests.signing import open_session

pytestmark = pytest.mark.browser

LOCAL = Caller(Role.ADMINISTRATOR, "tests")
OPERATOR, REVIEWER = "desk.operator", "desk.desk"
FIRMS = "회사명,주요제품,설립연도\n가상정밀,감속기,2009\n가상음향,스피커,열세살\n,이름 없음,2001\n"


@pytest.fixture(scope="module")
def operated(service: Service, address: str) -> str:
    """People who operate, hints that wait, two generations; gives the server's address."""
    with service.database.transaction() as store:
        store.accounts.create(OPERATOR, Role.ADMINISTRATOR, LOCAL)
        store.accounts.create(REVIEWER, Role.REVIEWER, LOCAL)
        entries = [{"code": "K1", "title": "Ceramic nozzles", "phrases": ["ceramic matrix", "세라믹 기지"]}]
        store.screening.lists.put("nozzles", "1", LOCAL, name="Nozzles", source="made up", entries=entries)
    Screener(service).scan_waiting()
    for _ in range(2):
        rebuild_tiers(service, full=True)
    return address


def signed_in(desk: Desk, service: Service, name: str) -> Page:
    open_session(desk.page.context, service, name, desk.url)
    return desk.page


def sent(page: Page, name: str, content: str) -> None:
    page.locator("#f-file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content.encode()})
    go_by(page.get_by_role("button", name="가져오기", exact=True))


def test_a_file_with_bad_rows_is_followed_mended_and_taken(desk: Desk, service: Service, operated: str) -> None:
    page = signed_in(desk, service, OPERATOR)
    desk.open("/operation/imports")
    sent(page, "firms.csv", FIRMS)
    expect(page).to_have_url(re.compile(r"/operation/imports/\d+$"))
    # The page tells the end by itself.
    go_by(page.get_by_role("link", name="거부된 행 2건 고치기"))
    assert faults(page) == []
    assert page.url.startswith(operated)
    page.get_by_label("설립연도 3행").fill("2013")
    page.get_by_label("회사명 4행").fill("가상이름")
    go_by(page.get_by_role("button", name="고친 행 가져오기").last)
    # What is said at first, that the rows are being taken, goes as soon as they are.
    expect(page.get_by_role("link", name="1번 가져오기를 고침")).to_be_visible()
    expect(page.get_by_role("heading", name="파일", exact=True)).to_be_visible()
    page.go_back()
    with service.database.reading() as store:
        assert store.imports.waiting([run.id or 0 for run in store.imports.page(limit=2)]) == {}


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_a_file_is_followed_without_scripts(context: BrowserContext, service: Service, operated: str) -> None:
    desk = Desk(context.new_page(), operated)
    page = signed_in(desk, service, OPERATOR)
    desk.open("/operation/imports")
    sent(page, "more.csv", "회사명,주요제품\n가상도장,도료\n")
    # Either it is in already, or the page loads itself again until it is.
    expect(page.get_by_role("heading", name="파일", exact=True)).to_be_visible(timeout=20_000)


def test_every_page_of_operation_is_accessible_and_within_its_width(
    desk: Desk, service: Service, operated: str
) -> None:
    page = signed_in(desk, service, OPERATOR)
    earlier = service.generations[Tier.PUBLIC].names()[0]
    for path in (
        *("/operation", "/operation/imports", "/operation/index", "/operation/jobs", "/operation/audit"),
        *("/operation/audit?text=nozzles", "/operation/settings?checks=all", "/index"),
        f"/operation/index/rollback?tier=public&to={earlier}",
    ):
        assert faults(desk.open(path)) == [], path
    assert page.url.startswith(operated)


def test_the_reviewer_goes_from_record_to_record_by_keys(desk: Desk, service: Service, operated: str) -> None:
    page = signed_in(desk, service, REVIEWER)
    assert faults(desk.open("/screening")) == []
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(r"/screening/\w+/"))
    first = page.url
    assert faults(page) == []
    page.keyboard.press("d")
    expect(page.locator("#decision-1")).to_be_focused()
    page.locator("#decision-1").select_option("clear")
    page.locator("#reason-1").fill("A nozzle for kilns.")
    go_by(page.get_by_role("button", name="결정하고 다음으로"))
    expect(page.locator(".told-here")).to_be_visible()
    assert page.url != first
    assert faults(page) == []
    go_by(page.get_by_role("button", name="결정 취소"))
    expect(page).to_have_url(re.compile(re.escape(first)))
    assert faults(desk.open("/screening/history")) == []
    assert page.url.startswith(operated)
