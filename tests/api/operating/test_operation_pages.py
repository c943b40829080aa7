"""The operator's pages: overview, index with roll-back, jobs, audit log, settings; who sees what of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from anyio.from_thread import start_blocking_portal
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.days import span
from api.operating.building import rebuild_tiers
from api.operating.diagnosis import CHECKS
from api.operating.index_operation import move, roll_back
from api.operating.jobs import WORKER
from api.operating.rebuilding import rebuild_under_lease
from api.pages.operating.audit import told
from api.pages.operating.sizes import size
from api.pages.progress import Progress, Streams, streamed
from api.service import REBUILD, Service
from corpus.disclosure import Tier
from corpus.problems import NotFound, Unavailable
from corpus.records import AuditEvent
from corpus.roles import Role
from corpus.store.jobs import Result
from tests.api.operating.conftest import KOREAN, LOCAL, Opened
from tests.api.records import company, other_company, patent

NOW = datetime.now(UTC)
PAGES = {
    "/operation": {Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR},
    "/operation/imports": {Role.OFFICER, Role.ADMINISTRATOR},
    "/operation/index": {Role.OFFICER, Role.ADMINISTRATOR},
    "/operation/jobs": {Role.ADMINISTRATOR},
    "/operation/audit": {Role.REVIEWER, Role.ADMINISTRATOR},
    "/operation/settings": {Role.ADMINISTRATOR},
}


def test_each_role_sees_its_part_and_nobody_else_any(opened: Opened, client: TestClient) -> None:
    browsers = {role: opened(role) for role in (Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR)}
    stranger = TestClient(client.app, base_url="https://transfer.example")
    for path, roles in PAGES.items():
        assert stranger.get(path).status_code == 401
        for role, browser in browsers.items():
            page = browser.get(path, headers=KOREAN)
            assert page.status_code == (200 if role in roles else 403), (path, role)
            if role in roles:
                assert page.text.count("<h1") == 1
                offered = {each for each, may in PAGES.items() if role in may}
                assert {each for each in PAGES if f'href="{each}"' in page.text} >= offered - {path}
    reviewer = browsers[Role.REVIEWER].get("/operation").text
    assert "/operation/audit/verification" in reviewer
    assert "/operation/imports" not in reviewer


def test_the_overview_agrees_with_the_store(opened: Opened, service: Service, client: TestClient) -> None:
    client.post("/api/v1/companies", json=company())
    rebuild_tiers(service)
    client.post("/api/v1/companies", json=other_company())
    with service.database.transaction() as store:
        store.jobs.claim(REBUILD, "a", 60, NOW - timedelta(hours=2))
        store.jobs.release(REBUILD, "a", Result("failed", "stopped"), NOW - timedelta(hours=1))
    browser = opened(Role.ADMINISTRATOR)
    page = browser.get("/operation").text
    assert "Stopped before it was done" in page
    assert "No worker has run yet" in page
    found = browser.get("/api/v1/operation").json()
    with service.database.reading() as store:
        assert found["audit"]["count"] == store.audit.state().count
    assert found["index"]["pending"] == 1
    assert [each["name"] for each in found["failures"]] == ["rebuild"]
    assert found["disk"]["index"] > 0
    assert opened(Role.REVIEWER).get("/api/v1/operation").json()["jobs"] is None
    with service.database.transaction() as store:
        store.jobs.seen(WORKER, datetime.now(UTC))
    assert "No worker" not in browser.get("/operation").text


def test_an_earlier_generation_serves_again_with_a_reason_in_the_log(
    opened: Opened, service: Service, client: TestClient
) -> None:
    client.post("/api/v1/companies", json=company())
    first = rebuild_tiers(service).generation.partition(":")[2] or rebuild_tiers(service).generation
    client.post("/api/v1/patents", json=patent())
    rebuild_tiers(service)
    kept = service.generations[Tier.PUBLIC]
    first, second = kept.names()[0], kept.names()[-1]
    browser = opened(Role.ADMINISTRATOR)
    listed = browser.get("/operation/index").text
    assert f"/operation/index/rollback?tier=public&amp;to={first}" in listed
    page = browser.get(f"/operation/index/rollback?tier=public&to={first}").text
    change = move(service, Tier.PUBLIC, first)
    assert change.records()["patents"] == (1, 0)
    assert (change.pending_now, change.pending_then) == (0, 1)
    assert "What changes" in page
    refused = browser.post("/operation/index/rollback", data={"tier": "public", "to": first, "reason": " "})
    assert refused.status_code == 422
    assert "No reason was given" in refused.text
    assert kept.current() == second
    sent = browser.post("/operation/index/rollback", data={"tier": "public", "to": first, "reason": "A bad import."})
    assert (sent.status_code, kept.current()) == (303, first)
    with service.database.reading() as store:
        (event,) = store.audit.events(action="index_rolled_back")
        assert event.facts == {"tier": "public", "before": second, "after": first, "reason": "A bad import."}
    assert browser.get(f"/operation/index/rollback?tier=public&to={first}").status_code == 409
    assert browser.get("/operation/index/rollback?tier=public&to=../../etc").status_code == 404
    officer = opened(Role.OFFICER)
    assert officer.post("/operation/index/rollback", data={"to": second, "reason": "x"}).status_code == 403
    assert "Roll back to it" not in officer.get("/operation/index").text


def test_a_roll_back_that_fails_leaves_no_event(service: Service, client: TestClient) -> None:
    client.post("/api/v1/companies", json=company())
    rebuild_tiers(service)
    with pytest.raises(NotFound):
        roll_back(service, LOCAL, Tier.PUBLIC, None)
    with service.database.reading() as store:
        assert store.audit.events(action="index_rolled_back") == []


def test_the_index_is_verified_and_rebuilt_from_its_page(opened: Opened, service: Service, client: TestClient) -> None:
    browser = opened(Role.ADMINISTRATOR)
    assert browser.post("/operation/index/verification").status_code == 404
    client.post("/api/v1/companies", json=company())
    rebuild_tiers(service)
    assert "sound" in browser.post("/operation/index/verification").text
    assert browser.post("/operation/index/rebuild", data={"full": "yes"}).status_code == 303
    waiting = browser.get("/operation/index").text
    assert 'data-progress="/operation/index/events"' in waiting
    with service.database.reading() as store:
        job = store.jobs.get(REBUILD)
        assert job is not None
        assert job.payload == {"full": True}
        assert store.audit.events(action="job_requested")[0].facts == {"full": True}


def test_a_running_rebuild_tells_every_process_how_far_it_is(
    opened: Opened, service: Service, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.operating.rebuilding.TELL_SECONDS", 0.0)
    for record in (company(), other_company()):
        client.post("/api/v1/companies", json=record)
    browser = opened(Role.ADMINISTRATOR)
    seen: list[dict[str, object]] = []

    def look(_done: object) -> None:
        job = next(each for each in browser.get("/api/v1/jobs").json()["items"] if each["name"] == REBUILD)
        seen.append(job)

    rebuild_under_lease(service, progress=look)
    last = seen[-1]
    assert last["state"] == "running"
    assert last["progress"] == {**last["progress"], "records": 2, "total": 2}  # type: ignore[dict-item]
    after = next(each for each in browser.get("/api/v1/jobs").json()["items"] if each["name"] == REBUILD)
    assert (after["state"], after["progress"]) == ("succeeded", None)
    assert "event: over" in browser.get("/operation/index/events").text


def test_jobs_are_listed_and_asked_for(opened: Opened, service: Service) -> None:
    browser = opened(Role.ADMINISTRATOR)
    page = browser.get("/operation/jobs").text
    assert "0 3 * * *" in page
    assert browser.post("/operation/jobs", data={"name": "screening"}).status_code == 303
    assert browser.post("/operation/jobs", data={"name": "worker"}).status_code == 404
    assert browser.post("/api/v1/jobs/rebuild", json={}).status_code in {401, 403}
    with service.database.reading() as store:
        job = store.jobs.get("screening")
        assert job is not None
        assert job.requested_at is not None
    assert opened(Role.OFFICER).post("/operation/jobs", data={"name": "rebuild"}).status_code == 403


def test_the_audit_log_is_searched_read_and_verified(opened: Opened, service: Service) -> None:
    browser = opened(Role.REVIEWER)
    with service.database.transaction() as store:
        for number in range(60):
            store.audit.write(LOCAL, "upload_accepted", "upload", str(number), {"name": f"표-{number}.csv", "size": 1})
        store.audit.write(
            LOCAL,
            "control_clear",
            "patents",
            "FICT-K1",
            {"before": {"control": "hint"}, "after": {"control": "cleared"}, "reason": "<b>toy</b>"},
        )
    first = browser.get("/operation/audit").text
    assert "hint, to be reviewed → cleared" in first
    assert "&lt;b&gt;toy&lt;/b&gt;" in first
    assert 'href="/patents/FICT-K1"' in first
    assert "before=" in first
    for query, count in (
        ("text=%ED%91%9C-7.csv", 1),
        ("action=control_clear", 1),
        ("kind=patents&id=FICT-K1", 1),
        ("actor=tests&action=upload_accepted&text=csv", 50),
        ("until=2001-01-01", 0),
        (f"since={NOW:%Y-%m-%d}&action=control_clear", 1),
    ):
        page = browser.get(f"/operation/audit?{query}").text
        assert page.count('class="event-head"') == count, query
    assert "No event fits" in browser.get("/operation/audit?until=2001-01-01").text
    wrong = browser.get("/operation/audit?since=yesterday")
    assert (wrong.status_code, "yesterday" in wrong.text) == (422, True)
    csv = browser.get("/api/v1/audit.csv?action=upload_accepted", headers=KOREAN)
    lines = csv.content.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[0].split(",")[2]) == (61, "담당자")
    assert len(browser.get("/api/v1/audit.jsonl?text=FICT-K1").text.splitlines()) == 1
    assert "The chain fits" in browser.post("/operation/audit/verification").text
    assert browser.get("/api/v1/audit/verification").json()["broken"] is None
    assert opened(Role.OFFICER).get("/api/v1/audit.csv").status_code == 403


def test_facts_are_told_as_what_changed() -> None:
    facts = {
        "before": {"tier": "public", "control": "hint"},
        "after": {"tier": "public", "control": "cleared"},
        "reason": "",
        "ids": [1, 2],
    }
    event = told(AuditEvent(action="control_clear", kind="patents", record_id="P", facts=facts))
    assert [(fact.name, fact.before, fact.value) for fact in event.facts] == [
        ("control", "hint, to be reviewed", "cleared by the reviewer"),
        ("ids", None, "1, 2"),
    ]


def test_settings_are_shown_as_they_are_and_secrets_never(opened: Opened, service: Service) -> None:
    secrets = {"token": SecretStr("cmm_very_secret"), "database_url": "postgresql+psycopg://u:hidden@host/db"}
    browser = opened(Role.ADMINISTRATOR)
    service.settings = service.settings.model_copy(update=secrets)
    listing = browser.get("/api/v1/settings")
    assert "very_secret" not in listing.text
    assert "hidden" not in listing.text
    items = {each["name"]: each for each in listing.json()["items"]}
    assert items["database_url"]["value"] == "postgresql+psycopg://u:***@host/db"
    assert items["lease_seconds"] == {**items["lease_seconds"], "value": "1.0", "default": "120", "differs": True}
    assert items["token"]["value"]
    assert listing.json()["versions"]["fastapi"]


def test_the_checks_of_the_doctor_are_on_the_page(opened: Opened) -> None:
    browser = opened(Role.ADMINISTRATOR)
    page = browser.get("/operation/settings").text
    assert "MATCHER_REBUILD_SCHEDULE" in page
    assert "GB free" in page
    assert "no generation yet" not in page
    assert "no generation yet" in browser.get("/operation/settings?checks=all").text
    subjects = [each["subject"] for each in browser.get("/api/v1/diagnosis").json()["items"]]
    assert subjects == [each.subject for each in CHECKS]


def test_the_public_page_of_the_index_is_lean(client: TestClient) -> None:
    stranger = TestClient(client.app)
    page = stranger.get("/index", headers={"Accept-Language": "en"}).text
    assert "What is searched" in page
    assert "/operation" not in page
    assert "/operation/index" in client.get("/index").text


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 B"), (999, "999 B"), (1_480, "1.5 KB"), (312_000_000, "312 MB"), (2.5e12, "2.5 TB"), (9e15, "9,000 TB")],
)
def test_sizes_are_said_in_their_unit(count: float, said: str) -> None:
    assert size(count) == said


def test_days_span_what_the_readers_clock_says() -> None:
    found = span(datetime(2026, 5, 4, tzinfo=UTC).date(), datetime(2026, 5, 4, tzinfo=UTC).date(), "Asia/Seoul")
    assert found.since == datetime(2026, 5, 3, 15, tzinfo=UTC)
    assert found.until == datetime(2026, 5, 4, 15, tzinfo=UTC)


def test_a_stream_tells_news_only_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    told_of = iter(
        [Progress(1, 10), Progress(1, 10), Progress(4, 10, fields={"rows": "4"}), Progress(10, 10, over=True)]
    )
    streams = Streams(1)
    request = SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace(streams=streams)), state=SimpleNamespace())

    async def read_all() -> list[bytes]:
        response = streamed(request, lambda: next(told_of), look_seconds=0)  # type: ignore[arg-type]
        with pytest.raises(Unavailable):
            streamed(request, lambda: Progress(0, 0))  # type: ignore[arg-type]
        return [part async for part in response.body_iterator]  # type: ignore[attr-defined]

    with start_blocking_portal() as portal:
        parts = portal.call(read_all)
    events = [json.loads(part.split(b"data: ")[1]) for part in parts if part.startswith(b"event: progress")]
    assert [event["percent"] for event in events] == [10, 40, 100]
    assert parts[-1].startswith(b"event: over")
    streams.enter()
