"""Leases of jobs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from corpus.database import Database
from corpus.problems import Conflict, Invalid
from corpus.store.jobs import Result

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NIGHTLY = "0 3 * * *"


def test_a_job_is_held_by_one_until_released(database: Database) -> None:
    with database.transaction() as store:
        assert store.jobs.claim("rebuild", "a", 60, NOON)
        assert not store.jobs.claim("rebuild", "b", 60, NOON)
        assert store.jobs.claim("alerts", "b", 60, NOON)
        store.jobs.release("rebuild", "a", Result("succeeded", "12 encoded"), NOON + MINUTE / 2)
        assert store.jobs.claim("rebuild", "b", 60, NOON + MINUTE)
    with database.reading() as store:
        runs = store.jobs.history("rebuild")
        assert [(run.owner, run.state, run.detail) for run in runs] == [
            ("b", "running", None),
            ("a", "succeeded", "12 encoded"),
        ]
        assert [job.name for job in store.jobs.all()] == ["alerts", "rebuild"]


def test_a_lease_that_ran_out_is_taken_over(database: Database) -> None:
    with database.transaction() as store:
        assert store.jobs.claim("rebuild", "a", 60, NOON)
        assert store.jobs.renew("rebuild", "a", 120, NOON)
        assert not store.jobs.claim("rebuild", "b", 60, NOON + MINUTE)
        assert store.jobs.claim("rebuild", "b", 60, NOON + 2 * MINUTE)
        assert not store.jobs.renew("rebuild", "a", 60, NOON + 2 * MINUTE)
        with pytest.raises(Conflict, match="lease_lost"):
            store.jobs.release("rebuild", "a", Result("succeeded"), NOON + 2 * MINUTE)
        assert [run.state for run in store.jobs.history("rebuild")] == ["running", "lost"]


def test_failures_are_counted_until_one_succeeds(database: Database) -> None:
    with database.transaction() as store:
        for attempt in (1, 2):
            assert store.jobs.claim("rebuild", "a", 60, NOON)
            store.jobs.release("rebuild", "a", Result("failed", "disk full"), NOON)
            job = store.jobs.get("rebuild")
            assert job is not None
            assert (job.state, job.attempts, job.error) == ("failed", attempt, "disk full")
        assert store.jobs.claim("rebuild", "a", 60, NOON)
        store.jobs.release("rebuild", "a", Result("succeeded"))
        job = store.jobs.get("rebuild")
        assert job is not None
        assert (job.state, job.attempts, job.error) == ("succeeded", 0, None)


def test_a_job_is_due_by_its_schedule_or_on_request(database: Database) -> None:
    with database.transaction() as store:
        assert store.jobs.due("rebuild", NIGHTLY, NOON)
        store.jobs.claim("rebuild", "a", 60, NOON)
        assert not store.jobs.due("rebuild", NIGHTLY, NOON)
        store.jobs.release("rebuild", "a", Result("succeeded"), NOON)
        assert not store.jobs.due("rebuild", NIGHTLY, NOON + 14 * 60 * MINUTE)
        assert store.jobs.due("rebuild", NIGHTLY, NOON + 15 * 60 * MINUTE)
        store.jobs.request("rebuild", NOON, {"full": True})
        assert store.jobs.due("rebuild", NIGHTLY, NOON)
        store.jobs.claim("rebuild", "a", 60, NOON)
        job = store.jobs.get("rebuild")
        assert job is not None
        assert (job.payload, job.requested_at) == ({"full": True}, None)
        with pytest.raises(Invalid, match="bad_schedule"):
            store.jobs.due("rebuild", "every night", NOON)


def test_of_many_at_once_one_gets_the_job(database: Database) -> None:
    def claim(owner: str) -> bool:
        with database.transaction() as store:
            return store.jobs.claim("rebuild", owner, 60, NOON)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claim, "abcdefgh")) == 1
