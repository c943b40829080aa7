"""Single sign-on, against a provider that really listens and signs: who is let in, and what is not believed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.application import create_app
from api.environment import load
from api.service import Service
from corpus.problems import Invalid
from corpus.records import TokenPurpose
from corpus.roles import Role
from tests.api.accounts.sign_on_provider import CLIENT, SECRET, Provider, answered, provider
from tests.api.accounts.visiting import visitor
from tests.signing import LOCAL, SESSION_COOKIE

NUMBERS = count(1)


@pytest.fixture(scope="module")
def app(shared_service: Service) -> Iterator[FastAPI]:
    with provider() as made:
        shared_service.settings = shared_service.settings.model_copy(
            update={
                "oidc_issuer": made.issuer,
                "oidc_client_id": CLIENT,
                "oidc_client_secret": SecretStr(SECRET),
                "oidc_name": "방위사업 통합인증",
                "public_url": "https://transfer.example",
            }
        )
        app = create_app(shared_service)
        app.state.provider = made
        yield app


@pytest.fixture
def signing_on(app: FastAPI) -> Provider:
    """The provider as it behaves when nothing is wrong."""
    made: Provider = app.state.provider
    made.claims, made.changed, made.strange_key, made.unsigned = {"sub": f"subject{next(NUMBERS)}"}, {}, False, False
    return made


@pytest.fixture
def name(shared_service: Service) -> str:
    """An officer's account with a confirmed address."""
    made = f"officer{next(NUMBERS)}"
    with shared_service.database.transaction() as store:
        store.accounts.create(made, Role.OFFICER, LOCAL)
        store.accounts.set_email(made, f"{made}@transfer.example", LOCAL, datetime.now(UTC), confirmed=True)
    return made


def gone(browser: TestClient, onward: str = "/") -> dict[str, str]:
    """What the provider sends back with the browser."""
    asked = browser.get("/sign-in/oidc", params={"next": onward})
    assert asked.status_code == 303
    back = httpx.get(asked.headers["location"], follow_redirects=False).headers["location"]
    assert urlsplit(back)[:3] == ("https", "transfer.example", "/sign-in/oidc/return")
    return answered(back)


def come_back(browser: TestClient, given: dict[str, str]) -> Any:
    return browser.get("/sign-in/oidc/return", params=given)


def test_an_account_is_tied_by_its_confirmed_address_and_then_known(
    app: FastAPI, signing_on: Provider, name: str, shared_service: Service
) -> None:
    browser = visitor(app)
    assert 'href="/sign-in/oidc?next=' in browser.get("/sign-in").text
    signing_on.claims |= {"email": f"{name.upper()}@transfer.example", "email_verified": True, "amr": ["pwd", "otp"]}
    done = come_back(browser, gone(browser, "/index"))
    assert (done.status_code, done.headers["refresh"]) == (200, "0; url=/index")
    assert browser.get("/api/v1/me").json()["account"] == name
    with shared_service.database.reading() as store:
        (session,) = store.accounts.tokens(name, purpose=TokenPurpose.SESSION)
        assert session.second_factor
        assert store.accounts.require(name).oidc_subject == f"{signing_on.issuer} {signing_on.claims['sub']}"
    # From then on it is the subject that counts, whatever the address has become.
    signing_on.claims = {"sub": signing_on.claims["sub"], "email": "other@transfer.example", "email_verified": True}
    again = visitor(app)
    assert come_back(again, gone(again)).headers["refresh"] == "0; url=/home"
    with shared_service.database.reading() as store:
        assert not store.accounts.tokens(name, purpose=TokenPurpose.SESSION)[0].second_factor
        assert store.audit.events(action="sign_on_linked")[0].record_id == name


@pytest.mark.parametrize("wrong", ["unverified", "text", "unconfirmed", "unknown", "disabled", "tied"])
def test_nobody_else_is_let_in(
    app: FastAPI, signing_on: Provider, name: str, shared_service: Service, wrong: str
) -> None:
    verified: dict[str, object] = {"unverified": False, "text": "true"}  # type: ignore[dict-item]
    signing_on.claims |= {"email": f"{name}@transfer.example", "email_verified": verified.get(wrong, True)}
    with shared_service.database.transaction() as store:
        if wrong == "unconfirmed":
            store.accounts.set_email(name, f"{name}@transfer.example", LOCAL, datetime.now(UTC), confirmed=False)
        elif wrong == "unknown":
            store.accounts.set_email(name, None, LOCAL, datetime.now(UTC), confirmed=False)
        elif wrong == "disabled":
            store.accounts.disable(name, LOCAL)
        elif wrong == "tied":
            store.accounts.link_subject(name, f"{signing_on.issuer} somebody-else", LOCAL)
    browser = visitor(app)
    refused = come_back(browser, gone(browser))
    assert (refused.status_code, "sign_on_unknown" in refused.text) == (403, True)
    assert SESSION_COOKIE not in browser.cookies


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-service"},
        {"aud": [CLIENT, "another-service"]},
        {"nonce": "of another sign-in"},
        {"exp": 1_000_000_000},
        {"iat": 32_503_680_000},
        {"sub": None},
        "strange_key",
        "unsigned",
    ],
    ids=str,
)
def test_a_token_that_does_not_fit_is_not_believed(
    app: FastAPI, signing_on: Provider, name: str, changed: dict[str, Any] | str
) -> None:
    signing_on.claims |= {"email": f"{name}@transfer.example", "email_verified": True}
    if isinstance(changed, str):
        setattr(signing_on, changed, True)
    else:
        signing_on.changed = changed
    browser = visitor(app)
    refused = come_back(browser, gone(browser))
    assert (refused.status_code, "sign_on_refused" in refused.text) == (403, True)
    assert SESSION_COOKIE not in browser.cookies


def test_an_answer_to_somebody_elses_question_is_not_taken(app: FastAPI, signing_on: Provider, name: str) -> None:
    signing_on.claims |= {"email": f"{name}@transfer.example", "email_verified": True}
    attacker, victim = visitor(app), visitor(app)
    given = gone(attacker)
    for refused in (come_back(victim, given), come_back(visitor(app), {"code": "x"}), come_back(visitor(app), {})):
        assert (refused.status_code, "sign_on_refused" in refused.text) == (403, True)
    gone(victim)
    assert come_back(victim, given).status_code == 403
    # A code that was used, and one that another browser's verifier does not fit.
    mine = gone(attacker)
    assert come_back(attacker, mine).status_code == 200
    assert come_back(attacker, mine).status_code == 403
    first = gone(attacker)
    second = gone(attacker)
    assert come_back(attacker, {"code": first["code"], "state": second["state"]}).status_code == 403


def test_its_session_lives_as_long_as_others_whatever_the_provider_says(
    app: FastAPI, signing_on: Provider, name: str, shared_service: Service
) -> None:
    """Neither the life of the provider's token nor when somebody signed in there shortens it or makes it longer."""
    now = int(datetime.now(UTC).timestamp())
    signing_on.claims |= {"email": f"{name}@transfer.example", "email_verified": True}
    signing_on.changed = {"exp": now + 30 * 24 * 3600, "auth_time": now - 24 * 3600}
    before = shared_service.settings
    shared_service.settings = before.model_copy(update={"session_hours": 5})
    browser = visitor(app)
    assert come_back(browser, gone(browser)).status_code == 200
    shared_service.settings = before
    with shared_service.database.reading() as store:
        (session,) = store.accounts.tokens(name, purpose=TokenPurpose.SESSION)
    assert session.expires_at is not None
    assert timedelta(hours=5) == session.expires_at - session.created_at
    # Signed out here, the next one goes by the provider again.
    assert browser.post("/sign-out").status_code == 303
    assert browser.get("/api/v1/me").json()["role"] == "anonymous"
    assert browser.get("/sign-in/oidc").headers["location"].startswith(f"{signing_on.issuer}/authorize")


def test_a_refusal_of_the_provider_is_told(app: FastAPI, signing_on: Provider) -> None:
    browser = visitor(app)
    state = gone(browser)["state"]
    refused = come_back(browser, {"error": "access_denied", "state": state})
    assert (refused.status_code, "access_denied" in refused.text) == (403, True)


def test_a_provider_that_is_away_is_said_to_be(shared_service: Service) -> None:
    before = shared_service.settings
    shared_service.settings = before.model_copy(update={"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": CLIENT})
    assert visitor(create_app(shared_service)).get("/sign-in/oidc").status_code == 503
    shared_service.settings = before


def test_without_a_setting_there_is_none(shared_service: Service) -> None:
    before = shared_service.settings
    shared_service.settings = before.model_copy(update={"oidc_issuer": ""})
    browser = visitor(create_app(shared_service))
    assert "/sign-in/oidc" not in browser.get("/sign-in").text
    assert browser.get("/sign-in/oidc").status_code == 503
    shared_service.settings = before


def test_nothing_of_it_is_loaded_where_it_is_not_set() -> None:
    script = (
        "import sys; from api.application import create_app; from api.service import Service; "
        "from api.environment import load; create_app(Service(load())); "
        "print([name for name in ('authlib', 'joserfc') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize("issuer", ["http://sign-on.example", "sign-on.example", "ftp://x"])
def test_an_issuer_elsewhere_is_reached_encrypted_only(issuer: str) -> None:
    with pytest.raises(Invalid, match="bad_setting"):
        load(oidc_issuer=issuer)
