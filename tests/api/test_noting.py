"""What readers were shown is noted once, after their answers, and without their waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, select

from api import noting
from api.application import create_app
from api.noting import ShownLog
from api.service import Service
from corpus.database import Database
from corpus.drafts import PatentDraft
from corpus.records import ShownMatch
from corpus.roles import Role
from corpus.store.keys import Pair, RecordKey
from corpus.store.shown import Shown
from corpus.store.tables import table
from corpus.text import content_hash
from tests.api.conftest import as_
from tests.api.judged_records import fill
from tests.api.records import patent

SHOWN = table(ShownMatch)
AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def pairs(*numbers: int) -> Iterator[Shown]:
    for number in numbers:
        pair = Pair.of(RecordKey("companies", "C1"), RecordKey("patents", f"P{number}"))
        yield Shown(pair, "officer", "ko", None, None, (), (), (), AT)


def noted(service: Service) -> list[dict[str, Any]]:
    """What is on record."""
    service.shown.flush()
    engine = create_engine(service.settings.database)
    with engine.connect() as connection:
        found = [dict(row._mapping) for row in connection.execute(select(SHOWN).order_by(SHOWN.c.id))]
    engine.dispose()
    return found


@pytest.fixture
def officer(service: Service) -> Iterator[TestClient]:
    fill(service)
    with TestClient(create_app(service)) as client:
        client.headers.update(as_(service, Role.OFFICER))
        yield client


@pytest.mark.parametrize("path", ["/", "/api/v1/matches", "/api/v1/matches.csv"])
def test_pages_and_api_note_what_they_show(service: Service, officer: TestClient, path: str) -> None:
    asked = {"patent": "FICT-P1", "to": "companies", "top": 10}
    assert officer.get(path, params=asked).status_code == 200
    shown = [each["id"] for each in officer.get("/api/v1/matches", params=asked).json()["matches"]]
    found = noted(service)
    assert len(shown) == 10
    assert {row["record_id"] for row in found} == set(shown)
    assert {(row["kind"], row["other_kind"], row["other_id"]) for row in found} == {("companies", "patents", "FICT-P1")}
    assert {row["role"] for row in found} == {"officer"}
    assert {row["language"] for row in found} == {"en"}


def test_the_other_direction_is_the_same_pair(service: Service, officer: TestClient) -> None:
    officer.get("/api/v1/matches", params={"patent": "FICT-P1", "to": "companies", "top": 100})
    before = noted(service)
    officer.get("/api/v1/matches", params={"company": "FICT-C1", "to": "patents", "top": 100})
    after = noted(service)
    assert [row for row in after if row["other_id"] == "FICT-P1"] == before
    assert {row["other_id"] for row in after} >= {"FICT-P2", "FICT-P3"}


def test_it_keeps_what_was_judged(service: Service, officer: TestClient) -> None:
    defence = patent("FICT-D1", owners=[{"name": "국방과학연구소", "country": "KR"}], trl=4)
    with service.database.transaction() as store:
        store.put("patents", [PatentDraft.model_validate(defence)])
    answer = officer.get("/api/v1/matches", params={"patent": "FICT-D1", "to": "companies"}).json()
    judged = {each["id"]: each for each in answer["matches"]}
    found = noted(service)
    for row in found:
        judgement = judged[row["record_id"]]["judgement"]
        eligible = sorted(each["programme"] for each in judgement["programmes"] if each["outcome"] == "eligible")
        assert row["tracks"] == sorted(each["track"] for each in judgement["tracks"]["found"])
        assert row["programmes"] == eligible
        assert row["size"] == judged[row["record_id"]]["record"]["size"]
    assert {tuple(row["tracks"]) for row in found} == {("spin-off", "spin-up")}


def test_a_plain_text_is_noted_under_its_hash(service: Service, officer: TestClient) -> None:
    officer.get("/api/v1/matches", params={"text": "ceramic nozzle", "to": "companies", "top": 3})
    found = noted(service)
    assert len(found) == 3
    assert {(row["other_kind"], row["other_id"]) for row in found} == {("text", content_hash("ceramic nozzle"))}


def test_records_that_are_merely_alike_are_no_matches(service: Service, officer: TestClient) -> None:
    answer = officer.get("/api/v1/matches", params={"company": "FICT-C1", "to": "companies"}).json()
    assert answer["matches"]
    assert noted(service) == []


def test_a_company_that_looks_at_its_own_page_is_shown_matches(service: Service, officer: TestClient) -> None:
    member = as_(service, Role.COMPANY, "FICT-C1")
    fits = officer.get("/api/v1/companies/FICT-C1/fits", headers=member).json()
    shown = {each["id"] for each in [*fits["patents"], *fits["needs"]]}
    found = noted(service)
    assert {row["other_id"] for row in found} == shown != set()
    assert {(row["kind"], row["record_id"], row["size"]) for row in found} == {("companies", "FICT-C1", "small")}


def test_an_answer_waits_for_no_writer(service: Service, officer: TestClient) -> None:
    """While another transaction holds the database, which on SQLite keeps every writer waiting."""
    with service.database.transaction():
        assert officer.get("/api/v1/matches", params={"patent": "FICT-P1", "to": "companies"}).status_code == 200
    assert len(noted(service)) == 10


def test_the_thread_writes_by_itself(service: Service) -> None:
    log = ShownLog(service.database, seconds=0.02)
    log.add(pairs(1, 2))
    deadline = time.monotonic() + 10
    while len(noted(service)) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    log.close()
    assert len(noted(service)) == 2


def test_many_pairs_are_written_before_their_time(service: Service) -> None:
    log = ShownLog(service.database, seconds=3_600)
    log.add(pairs(*range(noting.FLUSH_PAIRS)))
    deadline = time.monotonic() + 10
    while len(noted(service)) < noting.FLUSH_PAIRS and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(noted(service)) == noting.FLUSH_PAIRS
    log.close()


def test_the_end_writes_what_waits_and_ends_the_thread(service: Service) -> None:
    before = threading.active_count()
    log = ShownLog(service.database, seconds=3_600)
    log.add(pairs(1))
    log.close()
    assert threading.active_count() == before
    assert len(noted(service)) == 1
    log.add(pairs(2))
    log.close()
    assert len(noted(service)) == 2


def test_the_buffer_is_bounded(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noting, "MOST_WAITING", 10)
    log = ShownLog(service.database, seconds=3_600)
    log.add(pairs(*range(25)))
    assert log.flush() == 10
    log.close()
    assert len(noted(service)) == 10


def test_a_pair_that_was_written_is_not_written_again(service: Service) -> None:
    log = ShownLog(service.database, seconds=3_600)
    log.add(pairs(1, 2))
    assert log.flush() == 2
    log.add(pairs(1, 2, 3))
    assert log.flush() == 1
    log.close()


def test_what_cannot_be_written_now_waits(tmp_path: Path) -> None:
    """The folder of the file comes later: until then the driver says that it cannot open it."""
    database = Database(f"sqlite:///{tmp_path}/later/shown.db")
    log = ShownLog(database, seconds=3_600)
    log.add(pairs(1))
    assert log.flush() == 0
    database.migrate()
    log.add(pairs(2))
    assert log.flush() == 2
    log.close()
    database.close()
