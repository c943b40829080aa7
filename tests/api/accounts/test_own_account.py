"""The own account, over pages and API: sessions, password, second factor, tokens, address, language and zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import count

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service import Service
from corpus.records import TokenPurpose
from corpus.roles import Role
from tests.api.accounts.visiting import NEW, app_with_a_company, forget_attempts, latest_letter, link_in, visitor
from tests.signing import LOCAL, Person, make_person, next_code, sign_in

NUMBERS = count(1)


@pytest.fixture(scope="module")
def app(shared_service: Service) -> FastAPI:
    return app_with_a_company(shared_service)


@pytest.fixture
def service(shared_service: Service) -> Service:
    forget_attempts(shared_service)
    return shared_service


def member(service: Service) -> Person:
    name = f"han{next(NUMBERS)}"
    with service.database.transaction() as store:
        return make_person(store, name, Role.COMPANY, company_id="FICT-C1", email=f"{name}@transfer.example")


@pytest.fixture
def han(service: Service) -> Person:
    return member(service)


@pytest.fixture
def browser(app: FastAPI, han: Person) -> TestClient:
    """Han's, signed in."""
    made = visitor(app)
    sign_in(made, han.name, han.password)
    return made


def test_sessions_are_listed_and_ended(app: FastAPI, browser: TestClient, han: Person) -> None:
    phone = visitor(app, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")
    laptop = visitor(app, "<script>alert(1)</script>")
    for other in (phone, laptop):
        sign_in(other, han.name, han.password)
    page = browser.get("/account").text
    assert page.count("this one") == 1
    assert "Whale, Windows <span" in page
    assert "Safari, iPhone" in page
    assert "<script>alert" not in page
    found = browser.get("/api/v1/me/sessions").json()
    assert [each["id"] == found["this"] for each in found["items"]] == [False, False, True]
    ended = browser.post(f"/account/sessions/{found['items'][0]['id']}/end")
    assert (ended.status_code, ended.headers["location"]) == (303, "/account")
    assert laptop.get("/api/v1/me").json()["role"] == "anonymous"
    assert phone.get("/api/v1/me").json()["account"] == han.name
    browser.post("/account/sessions/others/end")
    assert phone.get("/api/v1/me").json()["role"] == "anonymous"
    assert "1 other sessions were ended" in browser.get("/account").text


def test_nobody_ends_a_session_or_token_of_somebody_else(app: FastAPI, browser: TestClient, service: Service) -> None:
    other = member(service)
    theirs = visitor(app)
    sign_in(theirs, other.name, other.password)
    number = theirs.get("/api/v1/me/sessions").json()["this"]
    assert browser.post(f"/account/sessions/{number}/end").status_code == 404
    assert browser.post(f"/account/tokens/{number}/end").status_code == 404
    assert theirs.get("/api/v1/me").json()["account"] == other.name


def test_another_password_asks_for_the_present_one(app: FastAPI, browser: TestClient, han: Person) -> None:
    elsewhere = visitor(app)
    sign_in(elsewhere, han.name, han.password)
    chosen = {"password": NEW, "password_again": NEW}
    refused = browser.post("/account/password", data={"password_present": "wrong", **chosen})
    assert (refused.status_code, 'id="trouble-password_present"' in refused.text) == (403, True)
    assert NEW not in refused.text
    done = browser.post("/account/password", data={"password_present": han.password, **chosen})
    assert (done.status_code, done.headers["location"]) == (303, "/account")
    assert browser.get("/api/v1/me").json()["account"] == han.name
    assert elsewhere.get("/api/v1/me").json()["role"] == "anonymous"
    sign_in(visitor(app), han.name, NEW)


def test_a_password_may_begin_and_end_with_blanks(app: FastAPI, browser: TestClient, han: Person) -> None:
    blanks = "  two blanks before and after  "
    form = {"password_present": han.password, "password": blanks, "password_again": blanks}
    assert browser.post("/account/password", data=form).status_code == 303
    sign_in(visitor(app), han.name, blanks)
    assert visitor(app).post("/sign-in", data={"name": han.name, "password": blanks.strip()}).status_code == 401


def test_a_member_switches_a_second_factor_on_and_off(app: FastAPI, browser: TestClient, han: Person) -> None:
    assert browser.post("/account/second-factor", data={"password_present": "wrong"}).status_code == 403
    browser.post("/account/second-factor", data={"password_present": han.password})
    page = browser.get("/account/second-factor").text
    secret = re.search(r'class="key">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")  # type: ignore[union-attr]
    assert browser.post("/account/second-factor/confirmation", data={"code": "1"}).status_code == 422
    done = browser.post("/account/second-factor/confirmation", data={"code": next_code(secret)})
    assert len(re.findall(r"<li><code>", done.text)) == 10
    assert "10 recovery codes are left" in browser.get("/account/second-factor").text
    assert secret not in browser.get("/account/second-factor").text
    sign_in(visitor(app), han.name, han.password, secret)
    assert browser.post("/account/second-factor/removal", data={"code": "000000"}).status_code == 403
    renewed = browser.post("/account/second-factor/codes", data={"code": next_code(secret)})
    codes = re.findall(r"<li><code>([\w-]{19})", renewed.text)
    assert browser.post("/account/second-factor/removal", data={"code": codes[0]}).status_code == 303
    sign_in(visitor(app), han.name, han.password)


def test_an_official_cannot_switch_it_off(app: FastAPI, service: Service) -> None:
    with service.database.transaction() as store:
        kim = make_person(store, "kim.official", Role.OFFICER)
    browser = visitor(app)
    sign_in(browser, kim.name, kim.password, kim.secret)
    assert "Take the second factor away" not in browser.get("/account/second-factor").text
    refused = browser.post("/account/second-factor/removal", data={"code": next_code(kim.secret)})
    assert (refused.status_code, "needs a second factor" in refused.text) == (409, True)


def test_a_token_for_reading_reads_only(app: FastAPI, browser: TestClient, han: Person) -> None:
    form = {"label": "nightly <b>export</b>", "scope": "read", "days": "30"}
    assert browser.post("/account/tokens", data={**form, "password_present": "wrong"}).status_code == 403
    made = browser.post("/account/tokens", data={**form, "password_present": han.password})
    token = re.search(r">(cmm_[\w-]{43})<", made.text).group(1)  # type: ignore[union-attr]
    assert made.headers["cache-control"] == "no-store"
    listed = browser.get("/account/tokens").text
    assert "nightly &lt;b&gt;export" in listed
    assert token not in listed
    program = TestClient(app, headers={"Authorization": f"Bearer {token}"})
    assert program.get("/api/v1/me").json()["account"] == han.name
    assert program.head("/api/v1/me").status_code == 200
    profile = {"summary": "Ceramic fibre."}
    written = program.post("/api/v1/companies/FICT-C1/profiles", json=profile)
    assert (written.status_code, written.json()["error"]["code"]) == (403, "token_reads_only")
    assert program.post("/api/v1/matches", json={"text": "a", "to": "patents"}).status_code == 403
    number = browser.get("/api/v1/me/tokens").json()["items"][0]["id"]
    browser.post(f"/account/tokens/{number}/end")
    assert program.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(("field", "value"), [("scope", "everything"), ("days", "0"), ("days", "999"), ("days", "x")])
def test_what_a_token_may_be_is_bounded(browser: TestClient, han: Person, field: str, value: str) -> None:
    form = {"label": "", "scope": "read", "days": "30", "password_present": han.password, field: value}
    assert browser.post("/account/tokens", data=form).status_code == 422


def test_tokens_over_the_api_ask_for_the_password_too(app: FastAPI, browser: TestClient, han: Person) -> None:
    form = {"label": "", "scope": "full", "days": "30", "password_present": han.password}
    token = re.search(r">(cmm_[\w-]{43})<", browser.post("/account/tokens", data=form).text).group(1)  # type: ignore[union-attr]
    program = TestClient(app, headers={"Authorization": f"Bearer {token}"})
    assert program.post("/api/v1/me/tokens", json={}).json()["error"]["code"] == "bad_password"
    made = program.post("/api/v1/me/tokens", json={"label": "x", "days": 7, "password_present": han.password})
    assert (made.status_code, made.json()["purpose"]) == (201, "api")
    assert len(program.get("/api/v1/me/tokens").json()["items"]) == 2
    assert program.delete(f"/api/v1/me/tokens/{made.json()['id']}").status_code == 200
    # A program has no session of its own: it ends them all.
    assert program.delete("/api/v1/me/sessions").json() == {"items": [], "this": None}
    assert browser.get("/api/v1/me").json()["role"] == "anonymous"
    assert TestClient(app).get("/api/v1/me/sessions").status_code == 401


def test_another_address_is_confirmed_by_letter(
    app: FastAPI, browser: TestClient, han: Person, service: Service
) -> None:
    address = f"new.{han.name}@transfer.example"
    assert browser.post("/account/email", data={"email": address, "password_present": "wrong"}).status_code == 403
    assert browser.post("/account/email", data={"email": "x", "password_present": han.password}).status_code == 422
    form = {"email": address, "password_present": han.password}
    assert browser.post("/account/email", data=form).status_code == 303
    letter = latest_letter(service)
    assert f"To: {address}" in letter
    assert address not in browser.get("/account").text
    link = link_in(letter)
    # A scanner that follows the link confirms nothing.
    assert browser.get(link).status_code == 200
    assert address not in browser.get("/account").text
    # Whoever reads the letter need not be signed in where it is read.
    code = link.partition("code=")[2]
    assert visitor(app).post("/confirmation", data={"code": code}).headers["location"] == "/sign-in"
    assert address in browser.get("/account").text
    told = latest_letter(service)
    assert f"To: {han.name}@transfer.example" in told
    assert visitor(app).post("/confirmation", data={"code": code}).status_code == 401


def test_no_answer_tells_that_an_address_is_taken(browser: TestClient, han: Person, service: Service) -> None:
    other = member(service)
    with service.database.reading() as store:
        before = len(store.mails.page())
    form = {"email": f"{other.name}@transfer.example", "password_present": han.password}
    answer = browser.post("/account/email", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "is on its way to this address" in browser.get("/account").text
    with service.database.reading() as store:
        assert len(store.mails.page()) == before


def test_language_zone_and_name_are_settled(browser: TestClient) -> None:
    form = {"display_name": "한지우", "language": "ko", "zone": "Europe/Paris"}
    browser.post("/account/settings", data=form)
    page = browser.get("/account").text
    assert ('<html lang="ko">' in page, "Europe/Paris 기준" in page, "<h1>한지우</h1>" in page) == (True, True, True)
    for field, value in (("zone", "Mars/Olympus"), ("language", "fr"), ("display_name", "x" * 81)):
        assert browser.post("/account/settings", data={**form, field: value}).status_code == 422


@pytest.mark.parametrize("path", ["", "/password", "/second-factor", "/tokens"])
def test_the_pages_are_for_who_is_signed_in(app: FastAPI, path: str) -> None:
    page = visitor(app).get(f"/account{path}")
    assert page.status_code == 401
    assert f"/sign-in?next=%2Faccount{path.replace('/', '%2F')}" in page.text


def test_an_account_without_password_is_led_to_who_can_help(app: FastAPI, service: Service) -> None:
    with service.database.transaction() as store:
        store.accounts.create("park.linked", Role.OFFICER, LOCAL)
        link = store.accounts.issue("park.linked", TokenPurpose.LINK, LOCAL).token
    browser = visitor(app)
    done = browser.post("/sign-in", data={"link": link})
    assert (done.status_code, done.headers["location"]) == (303, "/home")
    assert "no password" in browser.get("/account/password").text
    assert browser.post("/account/second-factor", data={}).status_code == 409
    with service.database.reading() as store:
        (session,) = store.accounts.tokens("park.linked", purpose=TokenPurpose.SESSION, standing=datetime.now(UTC))
    # Whoever made the link answers for its holder; that is no second factor.
    assert not session.second_factor


def test_a_reset_over_the_api_says_the_same_for_every_name(app: FastAPI, han: Person, service: Service) -> None:
    program = TestClient(app)
    answers = [program.post("/api/v1/resets", json={"name": name}) for name in (han.name, "nobody.there")]
    assert {(answer.status_code, answer.text) for answer in answers} == {(202, '{"accepted":true}')}
    assert f"To: {han.name}@transfer.example" in latest_letter(service)
