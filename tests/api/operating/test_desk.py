"""The reviewer's desk: from one record to the next, taken back, released, looked up again."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.screening.scanning import Screener
from api.service import Service
from api.settings import Settings
from corpus.disclosure import Tier
from corpus.records import TokenPurpose
from corpus.roles import Role
from tests.api.operating.conftest import ENGLISH, KOREAN, SITE
from tests.api.records import company, need
from tests.api.screening.screened import KITE, LOCAL, Today, kite, screening_service
from tests.signing import SESSION_COOKIE


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    with screening_service(settings, Today()) as built:
        yield built


@pytest.fixture
def desk(client: TestClient, service: Service) -> Iterator[TestClient]:
    """A reviewer's browser over hints in a company, a need and two patents."""
    client.post("/api/v1/companies", json=company("C-1", profile={"summary": KITE}))
    client.post("/api/v1/needs", json=need("N-1", description=KITE))
    client.post("/api/v1/patents", json=kite("FICT-K1"))
    client.post("/api/v1/patents", json=kite("FICT-K2", title="Second relay", tier="restricted"))
    Screener(service).scan_waiting()
    with service.database.transaction() as store:
        store.accounts.create("lee.reviewer", Role.REVIEWER, LOCAL)
        session = store.accounts.issue("lee.reviewer", TokenPurpose.SESSION, LOCAL).token
    made = TestClient(create_app(service), base_url=SITE, follow_redirects=False, headers=ENGLISH)
    made.cookies.set(SESSION_COOKIE, session)
    yield made
    made.close()


def stamp(page: str) -> str:
    return page.split('name="stamp" value="')[1].split('"', maxsplit=1)[0]


def decide(desk: TestClient, path: str, **form: str) -> str:
    page = desk.get(path).text
    sent = desk.post(path, data={"stamp": stamp(page[page.index('class="decide"') :]), **form})
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


def test_the_queue_is_narrowed_by_reason_kind_list_and_text(desk: TestClient) -> None:
    def waiting(query: str) -> list[str]:
        return re.findall(r'<p class="from">\w+ · ([\w-]+)</p>', desk.get(f"/screening{query}").text)

    assert waiting("") == ["C-1", "N-1", "FICT-K1", "FICT-K2"]
    assert waiting("?of=companies") == ["C-1"]
    assert waiting("?list=kites&of=needs") == ["N-1"]
    assert waiting("?list=nothing") == []
    assert waiting("?text=second+RELAY") == ["FICT-K2"]
    assert waiting("?text=guided+kite&of=patents") == ["FICT-K1", "FICT-K2"]
    assert waiting("?attention=stale") == []
    assert "Nothing of this kind waits" in desk.get("/screening?attention=lapsed").text
    api = desk.get("/api/v1/screening?kind=patents&text=second").json()["items"]
    assert [each["id"] for each in api] == ["FICT-K2"]


def test_after_a_decision_the_next_record_comes_and_the_last_can_be_taken_back(
    desk: TestClient, service: Service
) -> None:
    page = desk.get("/screening/companies/C-1").text
    assert 'rel="next" href="/screening/needs/N-1"' in page
    assert 'rel="prev"' not in page
    onward = decide(desk, "/screening/companies/C-1", decision="clear", reason="A toy.")
    assert onward == "/screening/needs/N-1?decided=companies%2FC-1"
    following = desk.get(onward).text
    assert "cleared by the reviewer" in following
    assert "Take it back" in following
    undo = following[following.index('class="told-here"') :]
    form = {"decision": "reopen", "stay": "yes", "stamp": stamp(undo), "reason": "Taken back."}
    back = desk.post("/screening/companies/C-1", data=form)
    assert back.headers["location"] == "/screening/companies/C-1?decided=companies%2FC-1"
    with service.database.reading() as store:
        kept = store.screening.clearance("companies", "C-1")
        assert kept is not None
        assert kept.control == "hint"
    kept_query = decide(desk, "/screening/patents/FICT-K1?of=patents", decision="clear", reason="A toy.")
    assert kept_query == "/screening/patents/FICT-K2?of=patents&decided=patents%2FFICT-K1"


def test_a_hint_is_cleared_and_released_in_one_step(desk: TestClient, service: Service) -> None:
    decide(desk, "/screening/patents/FICT-K2", decision="clear", reason="A toy.", onward="released", tier="public")
    with service.database.reading() as store:
        kept = store.screening.clearance("patents", "FICT-K2")
        assert kept is not None
        assert (kept.control, kept.tier) == ("cleared", "released")
        assert [each.action for each in store.screening.decisions("patents", "FICT-K2")][-2:] == ["clear", "settier"]
        assert len(store.audit.events(action="control_settier")) == 1
    with service.database.reading(frozenset({Tier.RELEASED})) as store:
        assert store.patents.get("FICT-K2") is not None


def test_what_is_decided_and_not_shown_waits_to_be_released(desk: TestClient, service: Service) -> None:
    decide(desk, "/screening/patents/FICT-K2", decision="determine", reference="letter 1", expires_on="2027-01-01")
    assert desk.get("/api/v1/screening/counts").json()["ready"] == 1
    assert "FICT-K2" in desk.get("/screening?attention=ready").text
    page = desk.get("/screening/patents/FICT-K2?attention=ready").text
    assert "it may be released" in page
    assert '<option value="tier" selected>' in page
    assert '<option value="released" selected>' in page
    decide(desk, "/screening/patents/FICT-K2?attention=ready", decision="tier", tier="released")
    assert desk.get("/api/v1/screening/counts").json()["ready"] == 0


def test_a_step_that_may_not_follow_takes_the_whole_decision_back(desk: TestClient, service: Service) -> None:
    page = desk.get("/screening/patents/FICT-K1").text
    both = {"decision": "block", "reason": "x", "tier": "public", "stamp": stamp(page)}
    api = desk.post("/api/v1/screening/patents/FICT-K1/decisions", json=both)
    assert api.status_code in {401, 403, 422}
    with service.database.reading() as store:
        kept = store.screening.clearance("patents", "FICT-K1")
        assert kept is not None
        assert kept.control == "hint"


def test_decisions_are_looked_up_and_taken_away(desk: TestClient) -> None:
    decide(desk, "/screening/companies/C-1", decision="clear", reason="A toy of cloth.")
    decide(desk, "/screening/needs/N-1", decision="block", reason="Waits.")

    def rows(query: str) -> int:
        return desk.get(f"/screening/history{query}").text.count('<th scope="row">')

    assert rows("") == 2
    assert rows("?machine=true") == 6
    assert rows("?action=block") == 1
    assert rows("?kind=companies&text=CLOTH") == 1
    assert rows("?actor=nobody") == 0
    assert rows("?until=2001-01-01") == 0
    assert desk.get("/screening/history?since=x").status_code == 422
    assert desk.get("/screening/history", headers=KOREAN).status_code == 200
    listed = desk.get("/api/v1/screening/decisions").json()["items"]
    assert [(each["record_id"], each["action"]) for each in listed] == [("N-1", "block"), ("C-1", "clear")]
    table = desk.get("/api/v1/screening/decisions.csv", headers=KOREAN).content.decode("utf-8-sig").splitlines()
    assert (len(table), "lee.reviewer" in table[1]) == (3, True)
