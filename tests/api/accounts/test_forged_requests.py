"""Requests that another site has a browser send: refused on every route that changes anything, with nothing changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import MetaData, create_engine, select

from api.application import create_app
from api.service import Service
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role
from tests.api.accounts.visiting import ORIGIN, SITE
from tests.api.addresses import Address, addresses
from tests.api.records import company
from tests.conftest import Scale
from tests.proof.figures import Recorder
from tests.sending import FIELD, token_of
from tests.signing import SESSION_COOKIE

LOCAL = Caller(Role.ADMINISTRATOR, "tests")
REFUSALS = re.compile(r"other_origin|form_of_other_session")
UNSAFE = [each for each in addresses() if not each.is_safe]
PAGES = [each for each in UNSAFE if each.is_page]
API = [each for each in UNSAFE if not each.is_page]


@dataclass(frozen=True)
class Attack:
    """What a forged request comes with beside the session's cookie. `token` is whose the form's is."""

    name: str
    headers: dict[str, str]
    token: str


ATTACKS = (
    Attack("no token", ORIGIN, ""),
    Attack("the token of another session", ORIGIN, "another"),
    Attack("nonsense for a token", ORIGIN, "가"),
    Attack("no origin", {}, "own"),
    Attack("a foreign origin", {"Origin": "https://evil.example"}, "own"),
    Attack("the origin of a hidden page", {"Origin": "null"}, "own"),
    Attack("the site's name without encryption", {"Origin": SITE.replace("https", "http")}, "own"),
    Attack("the site's name as the beginning of another", {"Origin": f"{SITE}.evil.example"}, "own"),
    Attack("a foreign page for a referrer", {"Referer": f"https://evil.example/{SITE}/"}, "own"),
    Attack("another site by the browser's word", {**ORIGIN, "Sec-Fetch-Site": "cross-site"}, "own"),
    Attack("a neighbouring site by the browser's word", {**ORIGIN, "Sec-Fetch-Site": "same-site"}, "own"),
)
IN_SHORT = ATTACKS[1:2] + ATTACKS[4:5]


@pytest.fixture(scope="module")
def site(shared_service: Service) -> Iterator[TestClient]:
    with shared_service.database.transaction() as store:
        store.accounts.create("first.admin", Role.ADMINISTRATOR, LOCAL)
        token = store.accounts.issue("first.admin", TokenPurpose.API, LOCAL).token
    client = TestClient(create_app(shared_service), base_url=SITE, follow_redirects=False)
    headers = {"Authorization": f"Bearer {token}"}
    assert client.post("/api/v1/companies", json=company(), headers=headers).status_code == 201
    yield client
    client.close()


def session_of(service: Service, role: Role, name: str) -> str:
    about = {"company_id": "FICT-C1", "verified": True} if role is Role.COMPANY else {}
    with service.database.transaction() as store:
        if store.accounts.get(name) is None:
            store.accounts.create(name, role, LOCAL, **about)
        return store.accounts.issue(name, TokenPurpose.SESSION, LOCAL).token


def content(service: Service) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the database, but for when a session was last seen."""
    engine = create_engine(service.settings.database)
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        found = {
            table.name: [
                tuple(row)
                for row in connection.execute(select(*(each for each in table.c if each.name != "last_seen_at")))
            ]
            for table in tables.sorted_tables
        }
    engine.dispose()
    return found


def forged(site: TestClient, address: Address, session: str, headers: dict[str, str], token: str) -> tuple[int, str]:
    cookie = {"Cookie": f"{SESSION_COOKIE}={session}", "Accept-Language": "en"}
    answer = site.request(
        address.method, address.path, data={FIELD: token, "name": "x", "link": ""}, headers={**cookie, **headers}
    )
    return answer.status_code, answer.text


@pytest.mark.row("sessions")
def test_a_forged_form_is_refused_on_every_page_and_changes_nothing(
    site: TestClient, shared_service: Service, figure: Recorder, scale: Scale
) -> None:
    roles = [role for role in Role if role is not Role.ANONYMOUS][: scale(1, 5)]
    attacks = [IN_SHORT, ATTACKS][scale(0, 1)]
    refused = asked = 0
    for role in roles:
        own = session_of(shared_service, role, f"forged.{role.value}")
        tokens = {"": "", "own": token_of(own), "가": "가"}
        tokens["another"] = token_of(session_of(shared_service, role, f"forger.{role.value}"))
        before = content(shared_service)
        for address in PAGES:
            for attack in attacks:
                status, text = forged(site, address, own, attack.headers, tokens[attack.token])
                asked += 1
                assert status == 403, (str(address), attack.name, status)
                assert REFUSALS.search(text), (str(address), attack.name)
                refused += 1
        assert content(shared_service) == before
    figure(
        f"{refused:,} of {asked:,} forged forms refused, nothing changed ({len(PAGES)} routes of pages, "
        f"{len(attacks)} ways, {len(roles)} roles)"
    )


@pytest.mark.row("sessions")
def test_a_cookie_alone_changes_nothing_over_the_api(
    site: TestClient, shared_service: Service, figure: Recorder, scale: Scale
) -> None:
    roles = [role for role in Role if role is not Role.ANONYMOUS][: scale(1, 5)]
    refused = asked = 0
    statuses: Counter[int] = Counter()
    for role in roles:
        own = session_of(shared_service, role, f"cookie.{role.value}")
        headers = {**ORIGIN, "Cookie": f"{SESSION_COOKIE}={own}"}
        before = content(shared_service)
        for address in API:
            with_cookie = site.request(address.method, address.path, json={}, headers=headers)
            as_nobody = site.request(address.method, address.path, json={}, headers=ORIGIN)
            asked += 1
            # What the cookie's holder may do is nothing here: the answer is the one that nobody gets.
            assert (with_cookie.status_code, with_cookie.text) == (as_nobody.status_code, as_nobody.text), str(address)
            statuses[with_cookie.status_code] += 1
            refused += 1
        assert content(shared_service) == before
    assert statuses[401] > len(API) // 2
    figure(
        f"{refused:,} of {asked:,} requests with a cookie alone treated as nobody's ({len(API)} unsafe routes of the "
        f"API, {len(roles)} roles)"
    )


def test_a_form_of_ones_own_is_taken_on_every_page(site: TestClient, shared_service: Service) -> None:
    """The other way round: what is refused above is refused for what is forged about it."""
    for address in PAGES:
        own = session_of(shared_service, Role.REVIEWER, "own.reviewer")
        status, text = forged(site, address, own, {**ORIGIN, "Sec-Fetch-Site": "same-origin"}, token_of(own))
        assert not REFUSALS.search(text), (str(address), status)


def test_every_form_of_a_page_carries_its_sessions_token(
    site: TestClient, shared_service: Service, scale: Scale
) -> None:
    """As far as pages have forms while nothing is on record."""
    forms = 0
    for role in (Role.ADMINISTRATOR, Role.COMPANY, Role.REVIEWER, Role.OFFICER)[: scale(2, 4)]:
        own = session_of(shared_service, role, f"reader.{role.value}")
        headers = {"Cookie": f"{SESSION_COOKIE}={own}"}
        for address in addresses():
            if not address.is_page or address.method != "GET" or address.template.endswith("events"):
                continue
            answer = site.get(address.path, headers=headers)
            if "text/html" not in answer.headers.get("content-type", ""):
                continue
            sending = re.findall(r'<form[^>]*method="post"[^>]*>(.{0,120})', answer.text, re.DOTALL)
            forms += len(sending)
            for begin in sending:
                assert begin.startswith(f'<input type="hidden" name="{FIELD}" value="{token_of(own)}">'), str(address)
    assert forms > 60


@pytest.mark.row("sessions")
def test_another_sites_cookie_of_our_name_is_not_read_over_https(site: TestClient, shared_service: Service) -> None:
    """A neighbouring site can plant a cookie for the whole domain, but none whose name begins with `__Host-`."""
    own = session_of(shared_service, Role.OFFICER, "planted.officer")
    planted = site.get("/api/v1/me", headers={"Cookie": f"session={own}"})
    assert planted.json()["role"] == "anonymous"
    assert site.get("/api/v1/me", headers={"Cookie": f"{SESSION_COOKIE}={own}"}).json()["role"] == "officer"
