"""Home, needs, searches and alerts in a browser: accessible, within their width, and of use without scripts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from api.service import Service
from api.watching.alerting import ask_due
from corpus.drafts import NeedDraft, NeedKind
from corpus.roles import Caller, Role
from corpus.store.need_states import Holding
from tests.api.watching.watched import account, put, saved
from tests.browser.conftest import Desk
from tests.browser.examining import faults
from tests.browser.walking import go_by
from tests.signing import open_session

pytestmark = pytest.mark.browser

LOCAL = Caller(Role.ADMINISTRATOR, "tests")
HOLDER, NEWCOMER = "desk.watcher", "desk.newcomer"
PAGES = (
    *("/home", "/alerts", "/alerts?kind=gone", "/searches", "/own-needs", "/own-needs/new"),
    *("/own-needs/NEED-2026-WATCHA", "/own-needs/NEED-2026-WATCHA/edit", "/own-needs/NEED-2026-WATCHB"),
    "/searches/new?question=text%3Dceramic%26to%3Dcompanies%26country%3DKR",
)
FIRST_DAY = ("/home", "/alerts", "/searches", "/own-needs", "/searches/new")


@pytest.fixture(scope="module")
def watched(service: Service, address: str) -> str:
    """A holder with needs, a search and alerts of every kind; gives the server's address."""
    now = datetime.now(UTC)
    account(service, HOLDER)
    account(service, NEWCOMER)
    officer = Caller(Role.OFFICER, HOLDER)
    for number in (91, 92, 93):
        put(service, number)
    search = saved(service, HOLDER, now - timedelta(days=3))
    ask_due(service, now - timedelta(days=3))
    put(service, 94)
    put(service, 91, active=False)
    put(service, 92, region="경상남도")
    ask_due(service, now - timedelta(days=2))
    with service.database.transaction() as store:
        for number, days in (("A", 5), ("B", 300)):
            draft = NeedDraft(
                id=f"NEED-2026-WATCH{number}",
                title="정찰차량용 저소음 동력장치",
                description="Quiet power for a vehicle.",
                requirements=("50 m 거리에서 60 dB(A) 이하",),
                organisation="가상육군 차량사령부",
                kind=NeedKind.DEFENCE,
                close_date=(now + timedelta(days=days)).date(),
                required_trl=6,
            )
            store.kept_needs.register(draft, Holding(), officer, now)
        store.kept_needs.withdraw("NEED-2026-WATCHB", Holding(), officer, now)
        store.searches.require(search.id or 0, HOLDER).question = "text=ceramic&to=companies&colour=red"
    ask_due(service, now)
    return address


def signed_in(desk: Desk, service: Service, name: str) -> Page:
    open_session(desk.page.context, service, name, desk.url)
    return desk.page


@pytest.mark.parametrize(("name", "paths"), [(HOLDER, PAGES), (NEWCOMER, FIRST_DAY)])
def test_every_page_is_accessible_and_within_its_width(
    desk: Desk, service: Service, watched: str, name: str, paths: tuple[str, ...]
) -> None:
    signed_in(desk, service, name)
    for path in paths:
        assert faults(desk.open(path)) == [], (watched, path)


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_a_need_and_a_search_without_scripts(
    context: BrowserContext, service: Service, address: str, watched: str
) -> None:
    desk = Desk(context.new_page(), watched)
    page = signed_in(desk, service, NEWCOMER)
    desk.open("/own-needs/new")
    page.get_by_label("수요 제목").fill("Field kitchen that runs on wood gas")
    page.get_by_label("수요 기관").fill("가상육군 급양대")
    page.get_by_label("요구 사항 1").fill("Feeds 200 people an hour")
    page.get_by_role("button", name="행 추가").click()
    expect(page.get_by_label("요구 사항 1")).to_have_value("Feeds 200 people an hour")
    expect(page.get_by_label("요구 사항 4")).to_be_visible()
    page.get_by_label("수요 제목").press("Enter")
    expect(page.locator(".told")).to_contain_text("수요를 등록했습니다")
    go_by(page.get_by_role("link", name="이 수요의 검색을 저장하여"))
    go_by(page.get_by_role("button", name="검색 저장하기"))
    expect(page.get_by_role("heading", name="Field kitchen that runs on wood gas")).to_be_visible()
    page.locator(".change summary").click()
    go_by(page.get_by_role("button", name="이 검색 삭제"))
    go_by(page.get_by_role("button", name="삭제 취소"))
    expect(page.get_by_role("heading", name="Field kitchen that runs on wood gas")).to_be_visible()
    assert page.url.startswith(address)


def test_alerts_are_ticked_and_read(desk: Desk, service: Service, watched: str) -> None:
    page = signed_in(desk, service, HOLDER)
    desk.open("/alerts")
    assert page.url.startswith(watched)
    before = page.locator(".alert-list .unread").count()
    page.get_by_role("checkbox").first.check()
    go_by(page.get_by_role("button", name="선택한 알림을 읽음으로 표시"))
    expect(page.locator(".alert-list .unread")).to_have_count(before - 1)
