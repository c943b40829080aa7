"""Signing in on pages: links that work once, sessions that end, requests from other sites."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.pages.accounts.signing import code_of, own_path
from api.service import Service
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role
from tests.api.records import patent
from tests.signing import SESSION_COOKIE

SITE = "https://transfer.example"
ORIGIN = {"Origin": SITE, "Accept-Language": "en"}
LOCAL = Caller(Role.ADMINISTRATOR, "tests")


@pytest.fixture
def browser(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(service), base_url=SITE, follow_redirects=False) as made:
        yield made


def link_of(service: Service, role: Role = Role.OFFICER, *, past: timedelta = timedelta(0)) -> str:
    with service.database.transaction() as store:
        name = f"{role.value}-{len(store.accounts.page())}"
        store.accounts.create(name, role, LOCAL)
        return store.accounts.issue(name, TokenPurpose.LINK, LOCAL, now=datetime.now(UTC) - past).token


def test_a_link_signs_in_once_and_signing_out_ends_the_session(browser: TestClient, service: Service) -> None:
    link = link_of(service)
    shown = browser.get("/sign-in", params={"link": link, "next": "/index"}, headers=ORIGIN)
    assert f'value="{link}"' in shown.text
    assert shown.headers["cache-control"] == "no-store"
    browser.get("/sign-in", params={"link": link})
    done = browser.post("/sign-in", data={"link": link, "next": "/index"}, headers=ORIGIN)
    assert (done.status_code, done.headers["location"]) == (303, "/index")
    cookie = done.headers["set-cookie"]
    for wanted in ("HttpOnly", "SameSite=strict", "Secure", "Path=/", "Max-Age="):
        assert wanted in cookie
    page = browser.get("/index", headers=ORIGIN)
    assert "officer-0 <span>(officer)</span>" in page.text
    assert "Sign out" in page.text
    assert "officer-0 <span>(" in browser.get("/patents/NOPE", headers=ORIGIN).text
    assert browser.get("/api/v1/me").json()["role"] == "officer"
    kept = browser.cookies[SESSION_COOKIE]
    again = browser.post("/sign-in", data={"link": link}, headers=ORIGIN)
    assert again.status_code == 401
    assert "not valid" in again.text
    out = browser.post("/sign-out", headers=ORIGIN)
    assert (out.status_code, out.headers["location"]) == (303, "/")
    browser.cookies.clear()
    browser.cookies.set(SESSION_COOKIE, kept, domain="transfer.example")
    assert browser.get("/api/v1/me").json()["role"] == "anonymous"
    assert 'href="/sign-in?next=%2Findex"' in browser.get("/index", headers=ORIGIN).text


def test_a_link_that_has_run_out_is_refused(browser: TestClient, service: Service) -> None:
    link = link_of(service, past=timedelta(hours=2))
    answer = browser.post("/sign-in", data={"link": link}, headers=ORIGIN)
    assert answer.status_code == 401
    assert SESSION_COOKIE not in browser.cookies
    assert browser.post("/sign-in", data={}, headers=ORIGIN).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "https://["}, {"Referer": "about:blank"}],
    ids=str,
)
def test_a_form_of_another_site_is_refused_and_uses_no_link_up(
    browser: TestClient, service: Service, headers: dict[str, str]
) -> None:
    link = link_of(service)
    answer = browser.post("/sign-in", data={"link": link}, headers=headers)
    assert answer.status_code == 403
    assert "other_origin" in answer.text
    assert browser.post("/sign-in", data={"link": link}, headers=ORIGIN).status_code == 303
    assert browser.post("/sign-out", headers=headers).status_code == 403
    assert browser.get("/api/v1/me").json()["role"] == "officer"


def test_a_session_writes_nothing_over_the_api(browser: TestClient, service: Service) -> None:
    browser.post("/sign-in", data={"link": link_of(service, Role.ADMINISTRATOR)}, headers=ORIGIN)
    assert browser.get("/api/v1/accounts").status_code == 200
    answer = browser.post("/api/v1/patents", json=patent(), headers=ORIGIN)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "sign_in_needed")


def test_a_disabled_accounts_session_is_nobodys(browser: TestClient, service: Service) -> None:
    browser.post("/sign-in", data={"link": link_of(service)}, headers=ORIGIN)
    with service.database.transaction() as store:
        store.accounts.disable("officer-0", LOCAL)
    assert browser.get("/api/v1/me").json()["role"] == "anonymous"
    assert browser.get("/screening", headers=ORIGIN).status_code == 401


@pytest.mark.parametrize(
    ("site", "status", "secure"),
    [
        ("http://127.0.0.1:8000", 303, False),
        ("http://localhost:8000", 303, False),
        ("http://transfer.example", 403, False),
    ],
)
def test_plain_http_is_for_this_machine_only(service: Service, site: str, status: int, secure: bool) -> None:
    with TestClient(create_app(service), base_url=site, follow_redirects=False) as browser:
        answer = browser.post(
            "/sign-in", data={"link": link_of(service)}, headers={"Origin": site, "Accept-Language": "en"}
        )
    assert answer.status_code == status
    assert ("Secure" in answer.headers.get("set-cookie", "")) is secure
    assert ("encrypted connection" in answer.text) is (status == 403)


def test_a_refused_page_leads_to_the_sign_in_and_back(browser: TestClient) -> None:
    page = browser.get("/screening?attention=stale", headers=ORIGIN)
    assert page.status_code == 401
    assert "/sign-in?next=%2Fscreening%3Fattention%3Dstale" in page.text


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/index", "/index"),
        ("/?text=a%20b&to=patents", "/?text=a%20b&to=patents"),
        ("", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("index", "/"),
        ("/" + "x" * 3_000, "/"),
        ("http://[", "/"),
    ],
)
def test_one_goes_on_to_own_paths_only(wanted: str, path: str) -> None:
    assert own_path(wanted) == path


@pytest.mark.parametrize(
    "given", [" cmm_abc ", "https://transfer.example/sign-in?link=cmm_abc", "/sign-in?link=cmm_abc"]
)
def test_a_link_may_be_pasted_whole(given: str) -> None:
    assert code_of(given) == "cmm_abc"


def test_the_page_speaks_korean(browser: TestClient) -> None:
    page = browser.get("/sign-in", headers={"Accept-Language": "ko"})
    assert "로그인 링크 또는 코드" in page.text
