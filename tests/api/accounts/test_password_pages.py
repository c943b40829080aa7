"""Signing in with a password and a second factor, as browsers do: step by step, with nothing to guess by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import count
from threading import Thread
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import logs
from api.accounts.signing import CODE, MOST_FAILURES, PASSWORD
from api.application import create_app
from api.service import Service
from corpus.records import TokenPurpose
from corpus.roles import Role
from corpus.store.attempts import WINDOW
from tests.api.accounts.visiting import NEW, ORIGIN, SITE, app_with_a_company, forget_attempts, latest_letter, link_in
from tests.fakes import HashEncoder
from tests.signing import (
    LOCAL,
    OPENING_COOKIE,
    SESSION_COOKIE,
    Person,
    make_person,
    next_code,
    quick_passwords,
    sign_in,
)
from tests.signing import PASSWORD as KNOWN

NUMBERS = count(1)


@pytest.fixture(scope="module")
def app(shared_service: Service) -> FastAPI:
    return app_with_a_company(shared_service)


@pytest.fixture
def service(shared_service: Service) -> Service:
    """Nothing was tried from any address."""
    forget_attempts(shared_service)
    return shared_service


@pytest.fixture
def browser(app: FastAPI, service: Service) -> TestClient:
    made = TestClient(app, base_url=SITE, follow_redirects=False)
    made.headers.update(ORIGIN)
    return made


def person(service: Service, role: Role = Role.OFFICER, name: str = "kim.officer", **given: Any) -> Person:
    """Somebody new, with an address that was confirmed."""
    name = f"{name}{next(NUMBERS)}"
    with service.database.transaction() as store:
        return make_person(store, name, role, email=f"{name}@transfer.example", **given)


def member(service: Service) -> Person:
    return person(service, Role.COMPANY, "han.member", company_id="FICT-C1")


def send(browser: TestClient, name: str, password: str, onward: str = "/") -> httpx.Response:
    return browser.post("/sign-in", data={"name": name, "password": password, "next": onward})


def failures(service: Service, name: str) -> list[object]:
    with service.database.reading() as store:
        found = store.audit.events(limit=1_000, action="sign_in_failed")
        return [event.facts["what"] for event in found if event.record_id == name]


def test_an_officer_signs_in_with_password_and_code(browser: TestClient, service: Service) -> None:
    kim = person(service)
    first = send(browser, kim.name, kim.password, "/index")
    assert (first.status_code, first.headers["location"]) == (303, "/sign-in/code?next=%2Findex")
    assert SESSION_COOKIE not in browser.cookies
    for wanted in ("HttpOnly", "SameSite=strict", "Secure", "Path=/;"):
        assert wanted in first.headers["set-cookie"]
    # What the password alone opened is nothing.
    assert f"{kim.name} <span>" not in browser.get("/index").text
    page = browser.get(first.headers["location"])
    assert kim.name in page.text
    assert page.headers["cache-control"] == "no-store"
    wrong = browser.post("/sign-in/code", data={"code": "000000"})
    assert (wrong.status_code, "not valid" in wrong.text) == (401, True)
    done = browser.post("/sign-in/code", data={"code": next_code(kim.secret), "next": "/index"})
    assert (done.status_code, done.headers["location"]) == (303, "/index")
    assert f"{kim.name} <span>(officer)</span>" in browser.get("/index").text
    assert OPENING_COOKIE not in browser.cookies
    with service.database.reading() as store:
        (session,) = store.accounts.tokens(kim.name, purpose=TokenPurpose.SESSION)
    assert session.second_factor
    assert failures(service, kim.name) == [CODE]


def test_the_e_mail_address_is_as_good_a_name(browser: TestClient, service: Service) -> None:
    kim = person(service)
    assert send(browser, f" {kim.name.upper()}@Transfer.example ", kim.password).status_code == 303


def test_a_company_member_may_do_with_a_password(browser: TestClient, service: Service) -> None:
    han = member(service)
    done = send(browser, han.name, han.password)
    assert (done.status_code, done.headers["location"]) == (303, "/company")
    assert browser.get("/api/v1/me").json()["role"] == "company"


def test_an_official_without_a_second_factor_sets_one_up_first(browser: TestClient, service: Service) -> None:
    kim = person(service, factor=False)
    first = send(browser, kim.name, kim.password)
    assert first.headers["location"] == "/sign-in/factor?next=%2F"
    page = browser.get("/sign-in/factor").text
    secret = re.search(r'class="key">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")  # type: ignore[union-attr]
    assert 'src="data:image/svg+xml' in page
    assert f"secret={secret}" in unescape(page)
    assert browser.post("/sign-in/factor", data={"code": "12"}).status_code == 422
    assert SESSION_COOKIE not in browser.cookies
    done = browser.post("/sign-in/factor", data={"code": next_code(secret)})
    assert (done.status_code, done.headers["cache-control"]) == (200, "no-store")
    codes = re.findall(r"<li><code>([\w-]{19})</code>", done.text)
    assert len(codes) == 10
    assert 'href="/home"' in done.text
    assert browser.get("/api/v1/me").json()["account"] == kim.name
    browser.cookies.clear()
    send(browser, kim.name, kim.password)
    recovered = browser.post("/sign-in/code", data={"code": codes[0]})
    assert (recovered.status_code, recovered.headers["location"]) == (303, "/home")


def test_where_it_is_optional_officials_may_do_without(settings_optional: Service, browser: TestClient) -> None:
    kim = person(settings_optional, factor=False)
    assert send(browser, kim.name, kim.password).headers["location"] == "/home"


@pytest.fixture
def settings_optional(service: Service) -> Iterator[Service]:
    before = service.settings
    service.settings = before.model_copy(update={"second_factor": "optional"})
    yield service
    service.settings = before


@pytest.mark.row("sessions")
def test_who_has_a_factor_cannot_set_up_another_with_the_password_alone(browser: TestClient, service: Service) -> None:
    kim = person(service)
    send(browser, kim.name, kim.password)
    page = browser.get("/sign-in/factor")
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=%2F")
    sent = browser.post("/sign-in/factor", data={"code": next_code(kim.secret)})
    assert (sent.status_code, SESSION_COOKIE in browser.cookies) == (303, False)


def test_a_code_works_once_across_sign_ins(browser: TestClient, service: Service) -> None:
    kim = person(service)
    code = next_code(kim.secret)
    send(browser, kim.name, kim.password)
    assert browser.post("/sign-in/code", data={"code": code}).status_code == 303
    browser.cookies.clear()
    send(browser, kim.name, kim.password)
    assert browser.post("/sign-in/code", data={"code": code}).status_code == 401


@pytest.mark.row("sessions")
def test_no_answer_tells_whether_there_is_such_an_account(browser: TestClient, service: Service) -> None:
    kim = person(service)
    gone = person(service, factor=False)
    with service.database.transaction() as store:
        store.accounts.disable(gone.name, LOCAL)
        store.accounts.create("park.linked", Role.OFFICER, LOCAL)
    said = set()
    for name, password in (
        (kim.name, "mallow under the wide bridge"),
        ("nobody.there", KNOWN),
        (gone.name, KNOWN),
        ("park.linked", KNOWN),
        ("park.linked", ""),
        ("", ""),
        ("x" * 5_000, KNOWN),
    ):
        answer = send(browser, name, password)
        shown = re.sub(r'value="[^"]*"', "", answer.text)
        said.add((answer.status_code, shown))
        assert password == "" or password not in answer.text
    assert len(said) == 1
    assert "do not fit" in said.pop()[1]


def test_failures_shut_a_name_out_for_a_while_the_right_password_too(browser: TestClient, service: Service) -> None:
    kim = person(service)
    for name in (kim.name, "nobody.at.all"):
        answers = [send(browser, name, "wrong").status_code for _ in range(MOST_FAILURES[PASSWORD] + 1)]
        assert answers == [*[401] * MOST_FAILURES[PASSWORD], 429]
    shut = send(browser, kim.name, kim.password)
    assert (shut.status_code, "15 minutes" in shut.text) == (429, True)
    assert len(failures(service, kim.name)) == MOST_FAILURES[PASSWORD]
    # Another process counts on: it is the database that counts.
    second = Service(service.settings, encoder=HashEncoder())
    second.passwords = quick_passwords()
    with TestClient(create_app(second), base_url=SITE) as other:
        other.headers.update(ORIGIN)
        assert send(other, kim.name, kim.password).status_code == 429
    with service.database.transaction() as store:
        assert store.attempts.take(PASSWORD, kim.name, datetime.now(UTC) + WINDOW) == 1
        store.attempts.succeeded(PASSWORD, kim.name)
    assert send(browser, kim.name, kim.password).status_code == 303


@pytest.mark.row("sessions")
def test_as_many_at_once_are_no_more_than_one_after_the_other(browser: TestClient, service: Service) -> None:
    kim = person(service)
    send(browser, kim.name, kim.password)
    opening = browser.cookies[OPENING_COOKIE]
    answers: list[int] = []

    def guess(number: int) -> None:
        headers = {"Cookie": f"{OPENING_COOKIE}={opening}"}
        answers.append(browser.post("/sign-in/code", data={"code": f"{number:06}"}, headers=headers).status_code)

    threads = [Thread(target=guess, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [*[401] * MOST_FAILURES[CODE], *[429] * (12 - MOST_FAILURES[CODE])]


def test_one_address_has_its_share_of_failures(browser: TestClient, service: Service) -> None:
    for _ in range(60):
        service.attempts.count(PASSWORD, "testclient")
    kim = person(service)
    assert send(browser, kim.name, kim.password).status_code == 429


@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-in/code", "/sign-in/factor", "/reset", "/invitation", "/account/password"]
)
def test_a_form_of_another_site_is_not_read(browser: TestClient, service: Service, path: str) -> None:
    kim = person(service)
    form = {"name": kim.name, "password": kim.password}
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}):
        answer = browser.post(path, data=form, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


def test_a_password_over_plain_http_is_refused(service: Service, app: FastAPI) -> None:
    kim = person(service)
    site = "http://transfer.example"
    plain = TestClient(app, base_url=site)
    answer = plain.post("/sign-in", data={"name": kim.name, "password": kim.password}, headers={"Origin": site})
    assert answer.status_code == 403


def test_signing_in_anew_ends_the_session_before(browser: TestClient, service: Service) -> None:
    kim = person(service)
    sign_in(browser, kim.name, kim.password, kim.secret)
    before = browser.cookies[SESSION_COOKIE]
    sign_in(browser, kim.name, kim.password, kim.secret)
    assert browser.cookies[SESSION_COOKIE] != before
    with service.database.reading() as store:
        assert len(store.accounts.tokens(kim.name, purpose=TokenPurpose.SESSION, standing=datetime.now(UTC))) == 1


@pytest.mark.row("sessions")
def test_a_cookie_that_somebody_planted_is_not_taken_over(browser: TestClient, service: Service) -> None:
    kim = person(service)
    browser.cookies.set(SESSION_COOKIE, "cmm_planted", domain="transfer.example")
    sign_in(browser, kim.name, kim.password, kim.secret)
    assert "cmm_planted" not in [cookie.value for cookie in browser.cookies.jar]


def test_a_password_of_older_parameters_is_kept_anew(browser: TestClient, service: Service) -> None:
    kim = person(service)
    cheap = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(KNOWN)
    with service.database.transaction() as store:
        store.credentials.set_password(kim.name, cheap, LOCAL, datetime.now(UTC))
    assert send(browser, kim.name, KNOWN).status_code == 303
    with service.database.reading() as store:
        kept = store.accounts.require(kim.name).password or ""
    assert kept != cheap
    assert service.passwords.verify(kept, KNOWN)
    assert send(browser, kim.name, KNOWN).status_code == 303


def test_language_and_zone_of_the_account_come_along(browser: TestClient, service: Service) -> None:
    han = member(service)
    with service.database.transaction() as store:
        store.accounts.settle(han.name, LOCAL, display_name="한", language="ko", zone="Europe/Paris")
    sign_in(browser, han.name, han.password)
    page = browser.get("/account").text
    assert '<html lang="ko">' in page
    assert "Europe/Paris" in page


def test_a_session_that_nobody_used_for_long_is_nobodys(browser: TestClient, service: Service) -> None:
    han = member(service)
    sign_in(browser, han.name, han.password)
    assert browser.get("/api/v1/me").json()["role"] == "company"
    with service.database.transaction() as store:
        (session,) = store.accounts.tokens(han.name, purpose=TokenPurpose.SESSION)
        store.accounts.seen(session.id or 0, datetime.now(UTC) - timedelta(minutes=5))
    assert browser.get("/api/v1/me").json()["role"] == "company"
    with service.database.transaction() as store:
        (session,) = store.accounts.tokens(han.name, purpose=TokenPurpose.SESSION)
        assert datetime.now(UTC) - (session.last_seen_at or session.created_at) < timedelta(minutes=1)
        store.accounts.seen(session.id or 0, datetime.now(UTC) - timedelta(minutes=61))
    assert browser.get("/api/v1/me").json()["role"] == "anonymous"


def test_a_forgotten_password_is_chosen_anew_by_letter(browser: TestClient, service: Service) -> None:
    kim = person(service)
    known = browser.post("/reset", data={"name": f"{kim.name.upper()}@transfer.example"})
    unknown = browser.post("/reset", data={"name": "nobody.there"})
    assert (known.status_code, known.text) == (200, unknown.text)
    letter = latest_letter(service)
    assert f"To: {kim.name}@transfer.example" in letter
    # Whatever the browser calls the site, the letter names the one that the settings name.
    assert f"{service.settings.site}/reset/password?code=cmm_" in letter
    with service.database.reading() as store:
        assert store.mails.page(limit=1)[0].text == ""
    link = link_in(letter)
    page = browser.get(link)
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    code = link.partition("code=")[2]
    for form, said in (
        ({"password": NEW, "password_again": KNOWN}, "not the same"),
        ({"password": "short", "password_again": "short"}, "too short"),
        ({"password": f"{kim.name}!!", "password_again": f"{kim.name}!!"}, "your name"),
    ):
        refused = browser.post("/reset/password", data={"code": code, **form})
        assert (refused.status_code, said in refused.text) == (422, True)
        assert f'value="{form["password"]}"' not in refused.text
    form = {"code": code, "password": NEW, "password_again": NEW}
    done = browser.post("/reset/password", data=form)
    # The second factor is asked for all the same.
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in/code?next=%2F")
    assert SESSION_COOKIE not in browser.cookies
    assert browser.post("/reset/password", data=form).status_code == 401
    assert "not valid" in browser.get(link).text
    assert "was changed" in latest_letter(service)
    assert send(browser, kim.name, KNOWN).status_code == 401
    sign_in(browser, kim.name, NEW, kim.secret)


def test_no_letter_goes_to_an_address_that_nobody_confirmed(browser: TestClient, service: Service) -> None:
    with service.database.transaction() as store:
        store.accounts.create("unconfirmed", Role.OFFICER, LOCAL, email="unconfirmed@transfer.example")
    browser.post("/reset", data={"name": "unconfirmed"})
    with service.database.reading() as store:
        assert [each for each in store.mails.page() if each.account == "unconfirmed"] == []


def test_resets_are_bounded_by_address(browser: TestClient) -> None:
    answers = [browser.post("/reset", data={"name": f"n{number}"}).status_code for number in range(21)]
    assert answers == [*[200] * 20, 429]


@pytest.mark.parametrize("path", ["/invitation", "/reset/password", "/confirmation"])
def test_a_link_that_is_none_is_said_to_be(browser: TestClient, path: str) -> None:
    form = {"code": "cmm_nonsense", "password": NEW, "password_again": NEW}
    assert browser.post(path, data=form).status_code == 401
    if path != "/confirmation":
        assert browser.get(path, params={"code": "cmm_nonsense"}).status_code == 401


@pytest.mark.row("sessions")
def test_what_is_secret_is_not_logged(
    browser: TestClient, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(service.settings)
    kim = person(service)
    browser.post("/reset", data={"name": kim.name})
    code = link_in(latest_letter(service)).partition("code=")[2]
    browser.get("/reset/password", params={"code": code})
    sign_in(browser, kim.name, kim.password, kim.secret)
    session = browser.cookies[SESSION_COOKIE]
    logged = "".join(capsys.readouterr())
    assert "/reset/password" in logged
    for secret in (code, kim.password, session, kim.secret):
        assert secret not in logged
