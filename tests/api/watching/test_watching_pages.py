"""Home, own needs, saved searches and alerts on pages, in the hands of officers, companies and others."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.service import Service
from api.watching.alerting import ask_due
from api.watching.own_needs import latest_end, months_on, usual_end
from corpus.disclosure import Tier
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role
from tests.api.watching.watched import account, put, saved, told

SITE = "http://testserver"
LOCAL = Caller(Role.ADMINISTRATOR, "tests")
NEED = {
    "title": "Quiet drive for a small vehicle",
    "organisation": "가상육군 차량사령부",
    "description": "A drive that is quiet.",
    "requirements": ["Below 60 dB at 50 m", "", "Runs 10 km on its battery"],
    "required_trl": "6",
    "required_certificates": "AS9100D\nISO 9001\n\n",
    "tier": "public",
}


@pytest.fixture
def app(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(service), base_url=SITE, follow_redirects=False) as made:
        made.headers.update({"Origin": SITE, "Accept-Language": "en"})
        yield made


@pytest.fixture(scope="module")
def shared_app(shared_service: Service) -> Iterator[TestClient]:
    """An officer's, for tests that leave nothing behind."""
    with TestClient(create_app(shared_service), base_url=SITE, follow_redirects=False) as made:
        made.headers.update({"Origin": SITE, "Accept-Language": "en"})
        sign_in(made, shared_service, "officer")
        yield made


@pytest.fixture(scope="module")
def shared_nobody(shared_service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(shared_service), base_url=SITE, follow_redirects=False) as made:
        made.headers.update({"Origin": SITE, "Accept-Language": "en"})
        yield made


def sign_in(
    app: TestClient, service: Service, name: str, role: Role = Role.OFFICER, company: str | None = None
) -> None:
    account(service, name, role, company)
    be(app, service, name)


def be(app: TestClient, service: Service, name: str) -> None:
    with service.database.transaction() as store:
        app.headers["Authorization"] = f"Bearer {store.accounts.issue(name, TokenPurpose.API, LOCAL).token}"


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def onward(app: TestClient, url: str, data: dict[str, object]) -> str:
    done = app.post(url, data=data)
    assert done.status_code == 303, text_of(done.text)[:2_000]
    return done.headers["location"]


def test_a_need_is_registered_found_edited_renewed_withdrawn_and_restored(app: TestClient, service: Service) -> None:
    sign_in(app, service, "officer")
    assert "No need is registered yet" in app.get("/own-needs").text
    assert 'name="requirements"' in app.get("/own-needs/new").text
    url = onward(app, "/own-needs", NEED)
    need_id = url.rpartition("/")[2]
    assert re.fullmatch(r"NEED-\d{4}-[2-9A-Z]{6}", need_id)
    page = app.get(url).text
    assert "The need is registered. Every search finds it from now on." in page
    assert f"/?need={need_id}&amp;to=companies" in page
    assert "Below 60 dB at 50 m" in page
    assert "AS9100D, ISO 9001" in page
    answer = app.get("/api/v1/matches", params={"text": "quiet drive battery", "to": "needs"}).json()
    assert [each["id"] for each in answer["matches"]] == [need_id]
    form = app.get(f"{url}/edit").text
    assert 'value="Runs 10 km on its battery"' in form
    assert onward(app, url, {**NEED, "title": "Quieter drive"}) == url
    page = app.get(url).text
    assert "Quieter drive" in page
    assert "Version 2" in page
    onward(app, f"{url}/renewal", {})
    ended = app.get(f"/api/v1/own-needs/{need_id}").json()
    assert date.fromisoformat(ended["expires_on"]) == latest_end(_today())
    assert onward(app, f"{url}/withdrawal", {"back": "list"}) == "/own-needs"
    assert app.get(f"/needs/{need_id}").status_code == 404
    assert "Bring back" in app.get("/own-needs?state=withdrawn").text
    onward(app, f"{url}/restoration", {})
    assert app.get(f"/needs/{need_id}").status_code == 200
    assert app.post(f"{url}/burning", data={}).status_code == 404


def _today() -> date:
    return datetime.now(ZoneInfo("Asia/Seoul")).date()


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"title": ""}, "title", "title"),
        ({"title": "x" * 1_001}, "title", "1000"),
        ({"organisation": ""}, "organisation", "organisation"),
        ({"expires_on": "2020-01-01"}, "expires_on", "A need stands from today"),
        ({"expires_on": "2099-01-01"}, "expires_on", "A need stands from today"),
        ({"expires_on": "tomorrow"}, "expires_on", "2024-05-01"),
        ({"required_trl": "12"}, "required_trl", "9"),
        ({"description": "SECRET//NOFORN the text"}, "description", "secret"),
        ({"requirements": ["fine", "(S//NF) the second"]}, "requirements", "secret"),
        ({"tier": "secret"}, "tier", ""),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_stored(
    shared_app: TestClient, shared_service: Service, changes: dict[str, object], field: str, said: str
) -> None:
    done = shared_app.post("/own-needs", data={**NEED, **changes})
    assert done.status_code == 422
    assert f'href="#f-{field}"' in done.text
    assert said.casefold() in text_of(done.text).casefold()
    assert done.headers["cache-control"] == "no-store"
    if field != "requirements":
        assert f'id="trouble-{field}"' in done.text
    if "requirements" not in changes:
        assert "Runs 10 km on its battery" in done.text
    with shared_service.database.reading() as store:
        assert store.needs.count() == 0


def test_more_rows_are_given_without_script_and_nothing_is_lost(
    shared_app: TestClient, shared_service: Service
) -> None:
    page = shared_app.post("/own-needs", data={**NEED, "more": "1"})
    assert page.status_code == 200
    assert page.text.count('name="requirements"') == 5
    assert "Below 60 dB at 50 m" in page.text
    assert "A drive that is quiet." in page.text
    with shared_service.database.reading() as store:
        assert store.needs.count() == 0


def test_a_company_keeps_its_own_and_sees_no_others(app: TestClient, service: Service) -> None:
    put(service, 1)
    put(service, 2)
    sign_in(app, service, "officer")
    defence = onward(app, "/own-needs", NEED)
    sign_in(app, service, "member", Role.COMPANY, "FICT-K1")
    assert "No need is registered yet" in app.get("/own-needs").text
    assert "Officials only" not in app.get("/own-needs/new").text
    own = onward(app, "/own-needs", {**NEED, "organisation": "Somebody else", "tier": "released"})
    page = app.get(own).text
    assert "Ceramics 1" in page
    assert "Somebody else" not in page
    for path in (defence, f"{defence}/edit"):
        assert app.get(path).status_code == 404
    assert app.post(defence, data=NEED).status_code == 404
    assert app.post(f"{defence}/withdrawal", data={}).status_code == 404
    refused = app.post("/own-needs", data={**NEED, "tier": "restricted"})
    assert refused.status_code == 422
    sign_in(app, service, "other", Role.COMPANY, "FICT-K2")
    assert app.get(own).status_code == 404
    assert "Quiet drive" not in app.get("/own-needs").text
    be(app, service, "officer")
    assert app.get(own).status_code == 404


def test_the_need_of_a_company_that_nobody_verified_waits(app: TestClient, service: Service) -> None:
    put(service, 1)
    sign_in(app, service, "member", Role.COMPANY, "FICT-K1")
    with service.database.transaction() as store:
        store.accounts.verify_company("member", LOCAL, verified=False)
    assert "not verified yet" in app.get("/own-needs/new").text
    url = onward(app, "/own-needs", NEED)
    assert "It is found once your company is verified." in app.get(url).text
    assert "waits for verification" in app.get("/own-needs").text
    need_id = url.rpartition("/")[2]
    assert app.get(f"/needs/{need_id}").status_code == 404
    onward(app, f"{url}/renewal", {})
    assert app.get(f"/needs/{need_id}").status_code == 404


@pytest.mark.parametrize("path", ["/own-needs", "/own-needs/new", "/searches", "/searches/new", "/alerts"])
def test_nobody_in_particular_is_asked_to_sign_in(shared_nobody: TestClient, path: str) -> None:
    assert shared_nobody.get(path).status_code == 401
    assert shared_nobody.post(path.removesuffix("/new"), data={}).status_code == 401


def test_forms_from_other_sites_are_refused(shared_app: TestClient) -> None:
    for path in ("/own-needs", "/searches", "/alerts", "/searches/1", "/searches/1/deletion", "/own-needs/N1/renewal"):
        done = shared_app.post(path, data=NEED, headers={"Origin": "https://evil.example"})
        assert done.status_code == 403, path


def test_a_reviewer_keeps_no_needs_but_searches(app: TestClient, service: Service) -> None:
    sign_in(app, service, "reviewer", Role.REVIEWER)
    assert app.get("/own-needs").status_code == 403
    assert app.get("/searches").status_code == 200


def test_a_search_is_saved_renamed_deleted_and_brought_back(app: TestClient, service: Service) -> None:
    put(service, 1)
    sign_in(app, service, "officer")
    assert "No search is saved yet" in app.get("/searches").text
    question = "/?text=ceramic+composite+parts&to=companies&country=KR&track=spin-off"
    page = app.get("/searches/new", params={"question": question}).text
    assert "ceramic composite parts" in page
    assert "Country: KR" in text_of(page)
    assert "Track: Spin-off" in text_of(page)
    data = {"question": question, "name": "Parts", "frequency": "daily"}
    assert onward(app, "/searches", data) == "/searches"
    shown = app.get("/searches").text
    assert "/?text=ceramic+composite+parts&amp;to=companies&amp;country=KR&amp;track=spin-off" in shown
    assert app.get("/?text=ceramic+composite+parts&to=companies&country=KR&track=spin-off").status_code == 200
    again = app.post("/searches", data=data)
    assert again.status_code == 409
    assert "saved already, as “Parts”" in again.text
    unnamed = app.post("/searches", data={**data, "question": "/?text=other", "name": ""})
    assert unnamed.status_code == 422
    assert 'id="trouble-name"' in unnamed.text
    (search,) = app.get("/api/v1/searches").json()["items"]
    number = search["id"]
    wrong = app.post(f"/searches/{number}", data={"name": "", "frequency": "daily"})
    assert wrong.status_code == 422
    assert f'id="wrong-{number}"' in wrong.text
    onward(app, f"/searches/{number}", {"name": "Other parts", "frequency": "never"})
    assert app.get(f"/api/v1/searches/{number}").json()["frequency"] == "never"
    after = onward(app, f"/searches/{number}/deletion", {})
    undo = app.get(after).text
    assert "Deleted: “Other parts”" in undo
    assert "No search is saved yet" in undo
    onward(app, f"/searches/{number}/restoration", {})
    assert "Other parts" in app.get("/searches").text
    sign_in(app, service, "other")
    for path in (f"/searches/{number}", f"/searches/{number}/deletion", f"/searches/{number}/restoration"):
        assert app.post(path, data={"name": "Mine", "frequency": "daily"}).status_code == 404
    assert "Other parts" not in app.get(f"/searches?deleted={number}").text


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("", 200),
        ("to=companies", 422),
        ("text=" + "word+" * 400, 422),
        ("text=a&to=patents&country=Korea", 422),
        ("patent=NOPE&to=companies", 200),
    ],
)
def test_an_address_that_is_no_search_is_not_offered(shared_app: TestClient, question: str, status: int) -> None:
    assert shared_app.get("/searches/new", params={"question": question}).status_code == status


def test_a_record_that_is_not_known_cannot_be_searched_from(shared_app: TestClient) -> None:
    done = shared_app.post(
        "/searches", data={"question": "patent=NOPE&to=companies", "name": "A", "frequency": "daily"}
    )
    assert done.status_code == 404
    assert shared_app.get("/api/v1/searches").json() == {"items": []}


def told_two(app: TestClient, service: Service) -> None:
    """Two alerts of the officer's one search: a new company, and one that closed."""
    now = datetime.now(UTC) - timedelta(days=3)
    put(service, 1)
    saved(service, "officer", now)
    ask_due(service, now)
    put(service, 2)
    put(service, 1, active=False)
    ask_due(service, now + timedelta(days=2))
    assert len(told(service, "officer")) == 2


def test_alerts_are_listed_filtered_and_read(app: TestClient, service: Service) -> None:
    sign_in(app, service, "officer")
    assert "Nothing has been told yet" in app.get("/alerts").text
    told_two(app, service)
    page = app.get("/alerts").text
    assert "2 unread" in page
    assert "The company has closed its business." in page
    assert "/compare?text=ceramic+composite+parts&amp;to=companies&amp;with=FICT-K2" in page
    match = html.unescape(re.findall(r'href="(/compare[^"]+FICT-K2)"', page)[0])
    assert app.get(match).status_code == 200
    assert "FICT-K2" not in app.get("/alerts?kind=gone").text
    assert "No alert of this kind." in app.get("/alerts?kind=changed").text
    newest = max(int(each) for each in re.findall(r'name="chosen" value="(\d+)"', page))
    assert onward(app, "/alerts", {"one": newest, "kind": "gone"}) == "/alerts?kind=gone"
    assert "1 unread" in app.get("/alerts").text
    assert onward(app, "/alerts", {}) == "/alerts"
    assert "Nothing was marked" in app.get("/alerts").text
    onward(app, "/alerts", {"until": newest})
    assert "unread</span>" not in app.get("/alerts").text
    assert app.get("/alerts?after=nowhere").status_code == 422
    sign_in(app, service, "other")
    assert app.post("/alerts", data={"chosen": newest}).status_code == 404


def test_reading_a_page_changes_nothing(app: TestClient, service: Service) -> None:
    sign_in(app, service, "officer")
    told_two(app, service)
    for path in ("/home", "/alerts", "/searches", "/own-needs", "/api/v1/home", "/api/v1/alerts"):
        assert app.get(path).status_code == 200
    assert app.get("/api/v1/alerts").json()["unread"] == 2


def test_the_search_list_tells_what_is_new(app: TestClient, service: Service) -> None:
    sign_in(app, service, "officer")
    told_two(app, service)
    page = text_of(app.get("/searches").text)
    assert "newly found 1" in page
    assert "no longer available 1" in page


def test_the_first_day_says_what_to_begin_with_and_later_days_what_is_new(app: TestClient, service: Service) -> None:
    sign_in(app, service, "officer")
    assert "Three things to begin with" in app.get("/home").text
    told_two(app, service)
    page = text_of(app.get("/home").text)
    assert "Three things to begin with" not in page
    assert "New matches 1" in page
    assert "Unread alerts 1" in page
    assert "The company has closed its business." in page
    assert "No company waits to be verified." in page


def test_what_ends_soon_is_on_the_home_page(app: TestClient, service: Service) -> None:
    sign_in(app, service, "officer")
    soon = (_today() + timedelta(days=5)).isoformat()
    url = onward(app, "/own-needs", {**NEED, "expires_on": soon})
    page = app.get("/home").text
    assert url in page
    assert "ends soon" in page
    assert app.get("/api/v1/home").json()["needs"]["counts"]["expiring"] == 1


@pytest.mark.parametrize(
    ("role", "company", "onto"),
    [
        (Role.COMPANY, "FICT-K1", "/company"),
        (Role.REVIEWER, None, "/screening"),
        (Role.ADMINISTRATOR, None, "/operation"),
    ],
)
def test_others_begin_their_day_elsewhere(
    app: TestClient, service: Service, role: Role, company: str | None, onto: str
) -> None:
    put(service, 1)
    sign_in(app, service, "somebody", role, company)
    done = app.get("/home")
    assert (done.status_code, done.headers["location"]) == (303, onto)


def test_nobody_is_sent_to_sign_in(shared_nobody: TestClient) -> None:
    assert shared_nobody.get("/home").headers["location"] == "/sign-in?next=/home"


def test_a_hidden_record_is_named_on_no_page(app: TestClient, service: Service) -> None:
    put(service, 9)
    sign_in(app, service, "officer", Role.COMPANY, "FICT-K9")
    told_two(app, service)
    with service.database.transaction() as store:
        store.companies.move("FICT-K2", Tier.RESTRICTED)
    for path in ("/alerts", "/searches", "/api/v1/alerts"):
        page = app.get(path).text
        assert "FICT-K2" not in page
        assert "Ceramics 2" not in page
    assert "A record that is no longer available" in app.get("/alerts").text


def test_pages_are_korean_where_the_reader_is(app: TestClient, service: Service) -> None:
    sign_in(app, service, "officer")
    told_two(app, service)
    app.headers["Accept-Language"] = "ko"
    for path, said in (
        ("/home", "신규 매칭"),
        ("/alerts", "폐업한 기업입니다."),
        ("/searches", "저장된 검색 목록"),
        ("/own-needs", "수요 등록"),
        ("/own-needs/new", "비밀 사항은 입력하지 마십시오."),
    ):
        page = app.get(path).text
        assert said in page
        assert '<html lang="ko">' in page


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 5, 4), 24, date(2028, 5, 4)),
    ],
)
def test_months_are_counted_as_offices_count_them(day: date, months: int, then: date) -> None:
    assert months_on(day, months) == then
    assert usual_end(date(2026, 5, 4)) == date(2027, 5, 4)
