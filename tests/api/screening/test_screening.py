"""Screening end to end over the API and in the worker: scans, the queue, decisions and what they change for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.operating.rebuilding import JOB
from api.screening.scanning import Screener
from api.service import Service
from api.settings import Settings
from api.worker import Worker
from corpus.roles import Role
from corpus.wording.screening import HINT_NOTICE
from tests.api.conftest import as_
from tests.api.records import Json, company, patent
from tests.api.screening.screened import LOCAL, PATH, Today, kite, screening_service


@pytest.fixture
def calendar() -> Today:
    return Today()


@pytest.fixture
def service(settings: Settings, calendar: Today) -> Iterator[Service]:
    with screening_service(settings, calendar) as built:
        yield built


@pytest.fixture
def reviewer(service: Service) -> dict[str, str]:
    return as_(service, Role.REVIEWER)


def queued(client: TestClient, **asked: Any) -> list[str]:
    return [each["id"] for each in client.get("/api/v1/screening", params=asked).json()["items"]]


def is_asked_for(service: Service) -> bool:
    with service.database.reading() as store:
        job = store.jobs.get(JOB)
    return job is not None and job.requested_at is not None


def test_a_hint_waits_with_its_sentence_until_the_reviewer_decides(
    client: TestClient, service: Service, reviewer: dict[str, str]
) -> None:
    client.post("/api/v1/patents", json=kite())
    client.post("/api/v1/patents", json=patent())
    assert client.get(PATH).json()["scanned"] is False
    done = Screener(service).scan_waiting()
    assert (done.scanned, done.hinted) == (2, 1)
    assert Screener(service).scan_waiting().scanned == 0
    page = client.get("/api/v1/screening", headers={"Accept-Language": "ko"}).json()
    assert page["notice"] == HINT_NOTICE["ko"]
    (entry,) = page["items"]
    (hint,) = entry["hints"]
    assert (hint["phrase"], hint["list_id"], hint["list_version"]) == ("guided kite", "kites", "2026-01")
    assert hint["sentence"] == "The Guided-Kites carry it to 300 m;"
    assert (entry["state"]["control"], entry["state"]["control_label"]) == ("hint", "단서 있음(검토 필요)")
    decision = {"decision": "clear", "reason": "The kite is a toy.", "stamp": entry["stamp"]}
    refused = client.post(f"{PATH}/decisions", json=decision)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_allowed")
    taken = client.post(f"{PATH}/decisions", json=decision, headers=reviewer)
    assert taken.status_code == 200, taken.text
    assert (taken.json()["state"]["control"], taken.json()["cautions"]) == ("cleared", [])
    assert queued(client) == []
    record = client.get(PATH).json()
    assert record["notice"] == HINT_NOTICE["en"]
    assert [(each["action"], each["actor"]) for each in record["decisions"]] == [
        ("scanned", "service"),
        ("clear", client.get("/api/v1/me", headers=reviewer).json()["account"]),
    ]
    assert taken.json()["stamp"] == record["stamp"]
    counts = client.get("/api/v1/screening/counts").json()
    assert (counts["by_status"]["cleared"], counts["by_status"]["unscreened"]) == (1, 1)
    assert not is_asked_for(service)


def test_a_blocked_record_vanishes_for_a_company_at_once(
    client: TestClient, service: Service, reviewer: dict[str, str]
) -> None:
    client.post("/api/v1/companies", json=company())
    client.post("/api/v1/patents", json=kite())
    member = as_(service, Role.COMPANY, "FICT-C1")

    def found() -> tuple[int, list[str], int]:
        read = client.get("/api/v1/patents/FICT-K1", headers=member).status_code
        asked = {"company": "FICT-C1", "to": "patents"}
        answer = client.get("/api/v1/matches", params=asked, headers=member).json()
        total = client.get("/api/v1/patents", headers=member).json()["total"]
        return read, [match["id"] for match in answer["matches"]], total

    assert found() == (200, ["FICT-K1"], 1)
    blocked = client.post(f"{PATH}/decisions", json={"decision": "block", "reason": "Waits."}, headers=reviewer)
    assert blocked.json()["state"]["shown_tier"] == "restricted"
    assert found() == (404, [], 0)
    assert client.get("/api/v1/patents/FICT-K1").status_code == 200
    assert is_asked_for(service)
    report = Worker(service).step()
    assert report is not None
    assert found() == (404, [], 0)


def test_a_determination_that_expires_closes_the_record_without_anybody(
    client: TestClient, service: Service, reviewer: dict[str, str], calendar: Today
) -> None:
    client.post("/api/v1/companies", json=company())
    client.post("/api/v1/patents", json=kite(tier="restricted"))
    member = as_(service, Role.COMPANY, "FICT-C1")
    last = calendar.day + timedelta(days=30)
    determined = {"decision": "determine", "reference": "fictional letter 1", "expires_on": last.isoformat()}
    early = client.post(f"{PATH}/decisions", json={"decision": "tier", "tier": "released"}, headers=reviewer)
    assert (early.status_code, early.json()["error"]["code"]) == (409, "released_needs_decision")
    assert client.post(f"{PATH}/decisions", json=determined, headers=reviewer).status_code == 200
    client.post(f"{PATH}/decisions", json={"decision": "tier", "tier": "released"}, headers=reviewer)
    assert client.get("/api/v1/patents/FICT-K1", headers=member).status_code == 200
    calendar.day = last
    assert client.get("/api/v1/patents/FICT-K1", headers=member).status_code == 200
    assert not is_asked_for(service)
    calendar.day = last + timedelta(days=1)
    assert client.get("/api/v1/patents/FICT-K1", headers=member).status_code == 404
    assert is_asked_for(service)
    assert queued(client, attention="lapsed") == ["FICT-K1"]
    state = client.get(PATH).json()["state"]
    assert (state["tier"], state["shown_tier"], state["lapsed"]) == ("released", "restricted", True)
    latest = client.get("/api/v1/audit", params={"limit": 1}).json()["items"][0]
    assert (latest["action"], latest["actor"]) == ("control_expired", "service")
    again = {**determined, "expires_on": (calendar.day + timedelta(days=900)).isoformat()}
    taken = client.post(f"{PATH}/decisions", json=again, headers=reviewer).json()
    assert [each["code"] for each in taken["cautions"]] == ["expiry_unusual"]
    assert client.get("/api/v1/patents/FICT-K1", headers=member).status_code == 200


def test_the_worker_scans_what_was_written_and_lets_determinations_lapse(
    client: TestClient, service: Service, reviewer: dict[str, str], calendar: Today
) -> None:
    client.post("/api/v1/patents", json=kite())
    worker = Worker(service)
    worker.step()
    assert queued(client) == ["FICT-K1"]
    determined = {"decision": "determine", "reference": "fictional letter 1", "expires_on": calendar.day.isoformat()}
    client.post(f"{PATH}/decisions", json=determined, headers=reviewer)
    calendar.day += timedelta(days=1)
    worker.step()
    with service.database.reading() as store:
        assert store.screening.standing("patents", "FICT-K1").lapsed
        assert store.shelf("patents").get("FICT-K1") is not None


def test_screening_that_fails_keeps_nobody_from_rebuilding(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object, **_named: object) -> None:
        raise RuntimeError

    client.post("/api/v1/patents", json=kite())
    monkeypatch.setattr(Screener, "scan_waiting", fails)
    assert Worker(service).step() is not None


def test_a_decision_on_what_has_changed_since_is_refused(
    client: TestClient, service: Service, reviewer: dict[str, str]
) -> None:
    client.post("/api/v1/patents", json=patent("FICT-K1"))
    seen = client.get(PATH).json()
    clear = {"decision": "clear", "reason": "Nothing in it.", "stamp": seen["stamp"]}
    client.put("/api/v1/patents/FICT-K1", json=kite())
    refused = client.post(f"{PATH}/decisions", json=clear, headers=reviewer)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "clearance_changed")
    now = client.get(PATH).json()
    assert (now["scanned"], len(now["hints"])) == (True, 1)
    assert client.post(f"{PATH}/decisions", json={**clear, "stamp": now["stamp"]}, headers=reviewer).status_code == 200
    other = kite(claims=["1. An oven of the kind used in a gun-launched rocket."])
    client.put("/api/v1/patents/FICT-K1", json=other)
    with service.database.transaction() as store:
        entries = [{"code": "R1", "title": "Rockets", "phrases": ["gun launched rocket"]}]
        store.screening.lists.put("rockets", "1", LOCAL, name="Rockets", source="made up", entries=entries)
    Screener(service).scan_waiting()
    assert queued(client, attention="stale") == ["FICT-K1"]
    assert queued(client, attention="hint") == []
    assert client.get(PATH).json()["state"]["flags"] == ["new hints since the decision"]


def test_a_record_never_scanned_is_decided_on_at_once(client: TestClient, reviewer: dict[str, str]) -> None:
    client.post("/api/v1/patents", json=patent("FICT-K1"))
    clear = {"decision": "clear", "reason": "Read whole.", "stamp": client.get(PATH).json()["stamp"]}
    assert client.post(f"{PATH}/decisions", json=clear, headers=reviewer).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "not_given"),
        ({"decision": "bless"}, 422, "bad_input"),
        ({"decision": "clear"}, 422, "decision_unfounded"),
        ({"decision": "clear", "reason": "x" * 3_000}, 422, "decision_too_long"),
        ({"decision": "block", "reason": "x", "tier": "public"}, 422, "decision_field"),
        ({"decision": "block", "reason": " "}, 422, "decision_unfounded"),
        ({"decision": "tier"}, 422, "not_given"),
        ({"decision": "tier", "tier": "secret"}, 422, "bad_input"),
        ({"decision": "reopen", "reason": "x"}, 409, "screening_transition"),
        ({"decision": "determine", "expires_on": "2026-06-01"}, 422, "decision_unfounded"),
        ({"decision": "determine", "reference": "a"}, 422, "expiry_missing"),
        ({"decision": "determine", "reference": "a", "expires_on": "2026-05-03"}, 422, "expiry_past"),
        ({"decision": "determine", "reference": "a", "expires_on": "2096-05-03"}, 422, "expiry_far"),
        ({"decision": "determine", "reference": "a", "expires_on": "soon"}, 422, "bad_input"),
        ({"decision": "clear", "reason": "x", "stamp": "old"}, 409, "clearance_changed"),
        ({"decision": "clear", "reason": "x", "mood": "good"}, 422, "unknown_body_field"),
    ],
)
def test_a_decision_that_cannot_be_taken_says_why(
    client: TestClient, reviewer: dict[str, str], body: Json, status: int, code: str
) -> None:
    client.post("/api/v1/patents", json=kite())
    refused = client.post(f"{PATH}/decisions", json=body, headers={**reviewer, "Accept-Language": "ko"})
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (status, code)
    assert error["mend"]
    assert code not in error["reason"]
    assert client.get(PATH).json()["state"]["control"] in {"hint", "unscreened"}


def test_the_queue_is_paged_over_kinds(client: TestClient, service: Service) -> None:
    for number in range(3):
        client.post("/api/v1/patents", json=kite(f"KR/{number}"))
    client.post("/api/v1/companies", json=company(profile={"summary": "Sews guided kites."}))
    Screener(service).scan_waiting()
    seen: list[str] = []
    after: str | None = None
    while True:
        page = client.get("/api/v1/screening", params={"limit": 2, **({"after": after} if after else {})}).json()
        seen += [each["id"] for each in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == ["FICT-C1", "KR/0", "KR/1", "KR/2"]
    assert client.get("/api/v1/screening/patents/KR/1").json()["id"] == "KR/1"
    assert client.get("/api/v1/screening", params={"after": "x"}).json()["error"]["code"] == "bad_input"
    assert client.get("/api/v1/screening", params={"attention": "x"}).status_code == 422
    assert client.get("/api/v1/screening/ships/1").status_code == 422


def test_a_list_is_put_in_force_and_out_of_it(client: TestClient, service: Service) -> None:
    client.post("/api/v1/patents", json=kite())
    Screener(service).scan_waiting()
    assert queued(client) == ["FICT-K1"]
    off = client.post("/api/v1/control-lists", json={"id": "kites", "version": None})
    assert [each["active"] for each in off.json()["items"]] == [False]
    Screener(service).scan_waiting()
    assert queued(client) == []
    client.post("/api/v1/control-lists", json={"id": "kites", "version": "2026-01"})
    Screener(service).scan_waiting()
    assert queued(client) == ["FICT-K1"]
    unknown = client.post("/api/v1/control-lists", json={"id": "kites", "version": "9"})
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "unknown_control_list")
