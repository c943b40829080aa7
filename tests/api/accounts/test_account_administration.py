"""Accounts of others, for an administrator: over pages and API, each step in the audit log."""

from __future__ import annotations

import re
from itertools import count

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service import Service
from corpus.records import TokenPurpose
from corpus.roles import Role
from corpus.store.keys import RecordKey
from tests.api.accounts.visiting import (
    NEW,
    ORIGIN,
    SITE,
    app_with_a_company,
    forget_attempts,
    latest_letter,
    link_in,
    visitor,
)
from tests.api.conftest import as_
from tests.signing import LOCAL, make_person, next_code, sign_in

NUMBERS = count(1)


@pytest.fixture(scope="module")
def app(shared_service: Service) -> FastAPI:
    return app_with_a_company(shared_service)


@pytest.fixture
def service(shared_service: Service) -> Service:
    forget_attempts(shared_service)
    return shared_service


@pytest.fixture(scope="module")
def admin(app: FastAPI, shared_service: Service) -> TestClient:
    """An administrator's browser, signed in."""
    with shared_service.database.transaction() as store:
        lead = make_person(store, "lead.admin", Role.ADMINISTRATOR)
    made = visitor(app)
    sign_in(made, lead.name, lead.password, lead.secret)
    return made


def new_name() -> str:
    return f"person{next(NUMBERS)}"


def made(service: Service, role: Role = Role.OFFICER) -> str:
    name = new_name()
    with service.database.transaction() as store:
        make_person(store, name, role, company_id="FICT-C1", verified=False, email=f"{name}@transfer.example")
    return name


def actions(service: Service, name: str) -> list[str]:
    with service.database.reading() as store:
        return [event.action for event in store.audit.events(limit=1_000, record=RecordKey("accounts", name))]


def test_somebody_is_invited_and_takes_it_up(app: FastAPI, admin: TestClient, service: Service) -> None:
    name = new_name()
    form = {"email": f"{name.upper()}@transfer.example", "role": "officer", "language": "ko"}
    done = admin.post("/accounts", data=form)
    assert (done.status_code, done.headers["location"]) == (303, f"/accounts/{name}")
    letter = latest_letter(service)
    assert f"To: {name}@transfer.example" in letter
    assert "비밀번호를 정하십시오" in letter
    guest = visitor(app)
    link = link_in(letter)
    page = guest.get(link).text
    assert name in page
    code = link.partition("code=")[2]
    form = {"code": code, "display_name": "박서연", "password": NEW, "password_again": NEW}
    # An officer: the second factor comes before anything else.
    assert guest.post("/invitation", data=form).headers["location"] == "/sign-in/factor?next=%2F"
    secret = re.search(r'class="key">([A-Z2-7 ]+)<', guest.get("/sign-in/factor").text).group(1).replace(" ", "")  # type: ignore[union-attr]
    assert guest.post("/sign-in/factor", data={"code": next_code(secret)}).status_code == 200
    assert guest.get("/api/v1/me").json()["role"] == "officer"
    with service.database.reading() as store:
        account = store.accounts.require(name)
    assert (account.display_name, account.email_confirmed_at is not None) == ("박서연", True)
    assert guest.post("/invitation", data=form).status_code == 401
    assert "password_changed" in actions(service, name)


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("email", "no address", 422),
        ("email", "taken@transfer.example", 409),
        ("role", "king", 422),
        ("role", "company", 422),
        ("name", "Ünsuitable name", 422),
        ("name", "lead.admin", 409),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_beside_its_field(
    admin: TestClient, service: Service, field: str, value: str, status: int
) -> None:
    with service.database.transaction() as store:
        if store.accounts.get("taken") is None:
            store.accounts.create("taken", Role.OFFICER, LOCAL, email="taken@transfer.example")
    form = {"email": f"{new_name()}@transfer.example", "role": "officer", field: value}
    refused = admin.post("/accounts", data=form)
    assert refused.status_code == status
    assert 'class="trouble"' in refused.text


def test_the_list_is_searched_and_paged(admin: TestClient, service: Service) -> None:
    with service.database.transaction() as store:
        for number in range(60):
            store.accounts.create(f"paged-{number:02}", Role.REVIEWER, LOCAL)
    first = admin.get("/accounts", params={"q": "PAGED", "role": "reviewer"}).text
    assert first.count('<th scope="row">') == 50
    following = re.search(r'href="(/accounts\?[^"]+after=[^"]+)"', first).group(1).replace("&amp;", "&")  # type: ignore[union-attr]
    second = admin.get(following).text
    assert second.count('<th scope="row">') == 10
    assert "No account is like that" in admin.get("/accounts", params={"q": "paged", "role": "officer"}).text
    found = admin.get("/api/v1/accounts", params={"search": "paged-5", "role": "reviewer"}).json()["items"]
    assert len(found) == 10


def test_an_account_is_shut_out_and_let_in_again(app: FastAPI, admin: TestClient, service: Service) -> None:
    name = made(service, Role.COMPANY)
    browser = visitor(app)
    sign_in(browser, name, "heron walks over the quiet ridge")
    admin.post(f"/accounts/{name}/disabling")
    assert browser.get("/api/v1/me").json()["role"] == "anonymous"
    assert "shut out" in admin.get(f"/accounts/{name}").text
    admin.post(f"/accounts/{name}/enabling")
    sign_in(browser, name, "heron walks over the quiet ridge")
    admin.post(f"/accounts/{name}/tokens/end")
    assert browser.get("/api/v1/me").json()["role"] == "anonymous"
    assert {"account_disabled", "account_enabled", "tokens_taken_back"} <= set(actions(service, name))


def test_a_role_and_a_verification_are_changed(admin: TestClient, service: Service) -> None:
    name = made(service, Role.COMPANY)
    admin.post(f"/accounts/{name}/verification", data={"verified": "yes"})
    assert admin.get(f"/api/v1/accounts/{name}").json()["verified"]
    admin.post(f"/accounts/{name}/verification", data={"verified": ""})
    assert not admin.get(f"/api/v1/accounts/{name}").json()["verified"]
    assert admin.post(f"/accounts/{name}/role", data={"role": "reviewer"}).status_code == 303
    assert admin.get(f"/api/v1/accounts/{name}").json()["role"] == "reviewer"
    refused = admin.post(f"/accounts/{name}/role", data={"role": "company", "company_id": "NOPE"})
    assert (refused.status_code, 'class="trouble"' in refused.text) == (404, True)


def test_who_lost_the_second_factor_sets_up_another(app: FastAPI, admin: TestClient, service: Service) -> None:
    name = made(service)
    admin.post(f"/accounts/{name}/second-factor/removal")
    assert admin.post(f"/accounts/{name}/second-factor/removal").status_code == 409
    browser = visitor(app)
    done = browser.post("/sign-in", data={"name": name, "password": "heron walks over the quiet ridge"})
    assert done.headers["location"] == "/sign-in/factor?next=%2F"
    assert "second factor" in latest_letter(service)


def test_who_has_no_address_is_given_a_link_by_hand(app: FastAPI, admin: TestClient, service: Service) -> None:
    name = new_name()
    with service.database.transaction() as store:
        store.accounts.create(name, Role.COMPANY, LOCAL, company_id="FICT-C1")
    page = admin.post(f"/accounts/{name}/password-link").text
    code = re.search(r"/invitation\?code=(cmm_[\w-]+)", page).group(1)  # type: ignore[union-attr]
    assert code not in admin.get(f"/accounts/{name}").text
    browser = visitor(app)
    browser.post("/invitation", data={"code": code, "password": NEW, "password_again": NEW})
    assert browser.get("/api/v1/me").json()["account"] == name
    with_address = made(service)
    assert admin.post(f"/accounts/{with_address}/password-link").status_code == 303
    assert "/reset/password?code=" in latest_letter(service)


def test_nobody_shuts_the_own_account_out_or_weakens_it(admin: TestClient) -> None:
    for path in ("disabling", "role", "second-factor/removal"):
        answer = admin.post(f"/accounts/lead.admin/{path}", data={"role": "officer"})
        assert (answer.status_code, "own account" in answer.text) == (409, True)


PATHS = (
    ("GET", "/accounts"),
    ("GET", "/accounts/new"),
    ("POST", "/accounts"),
    ("GET", "/accounts/lead.admin"),
    *(("POST", f"/accounts/lead.admin/{each}") for each in ("disabling", "enabling", "role", "verification")),
    *(("POST", f"/accounts/lead.admin/{each}") for each in ("tokens/end", "second-factor/removal", "password-link")),
)


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_the_pages_are_an_administrators(app: FastAPI, service: Service, method: str, path: str) -> None:
    assert visitor(app).request(method, path).status_code == 401
    browser = visitor(app)
    with service.database.transaction() as store:
        name = new_name()
        store.accounts.create(name, Role.REVIEWER, LOCAL)
        link = store.accounts.issue(name, TokenPurpose.LINK, LOCAL).token
    browser.post("/sign-in", data={"link": link})
    assert browser.request(method, path).status_code == 403


def test_the_api_does_what_the_pages_do(app: FastAPI, service: Service) -> None:
    program = TestClient(app, headers={**as_(service, Role.ADMINISTRATOR), **ORIGIN}, base_url=SITE)
    name = new_name()
    invited = program.post(
        "/api/v1/accounts/invitations", json={"email": f"{name}@transfer.example", "role": "officer"}
    )
    assert (invited.status_code, invited.json()["name"], invited.json()["has_password"]) == (201, name, False)
    assert f"To: {name}@transfer.example" in latest_letter(service)
    changed = program.post(f"/api/v1/accounts/{name}/role", json={"role": "reviewer"})
    assert (changed.json()["role"], changed.json()["tokens"][0]["purpose"]) == ("reviewer", "invitation")
    sent = program.post(f"/api/v1/accounts/{name}/password-link").json()
    assert sent == {"account": name, "sent_to": f"{name}@transfer.example", "address": None}
    assert program.delete(f"/api/v1/accounts/{name}/second-factor").status_code == 409
    other = made(service)
    assert program.delete(f"/api/v1/accounts/{other}/second-factor").json()["has_second_factor"] is False
    assert all(each["revoked_at"] for each in program.delete(f"/api/v1/accounts/{name}/tokens").json()["tokens"])
    shown = program.get(f"/api/v1/accounts/{other}").text
    assert "argon2" not in shown
    assert "totp" not in shown
