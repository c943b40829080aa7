"""Uploads: accepted once, held by one, taken up again after a crash."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from corpus.database import Database
from corpus.problems import Conflict, NotFound, Problem
from corpus.records import UploadState
from corpus.roles import Caller, Role
from corpus.store.imports import Counts
from corpus.store.uploads import Sent

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KIM = Caller(Role.ADMINISTRATOR, "kim")
FILE = Sent("firms.csv", "ab/firms.csv", 120, "0" * 64)


@pytest.fixture
def accepted(database: Database) -> int:
    with database.transaction() as store:
        store.accounts.create("kim", Role.ADMINISTRATOR, Caller(Role.ADMINISTRATOR, "tests"))
        return store.uploads.accept(FILE, KIM, NOON)


def test_an_accepted_file_waits_with_its_audit_event(database: Database, accepted: int) -> None:
    with database.reading() as store:
        row = store.uploads.require(accepted)
        assert (row.state, row.name, row.total, row.account) == ("waiting", "firms.csv", 120, "kim")
        (event,) = store.audit.events(action="upload_accepted")
        assert (event.actor, event.record_id, event.facts["size"]) == ("kim", str(accepted), 120)
        assert store.uploads.counts()[UploadState.WAITING] == 1
        with pytest.raises(NotFound, match="unknown_upload"):
            store.uploads.require(99)


def test_one_process_holds_it_and_another_takes_over_when_the_lease_runs_out(database: Database, accepted: int) -> None:
    with database.transaction() as store:
        first = store.uploads.claim("a", 60, NOON)
        assert first is not None
        assert (first.id, first.attempts) == (accepted, 1)
        assert store.uploads.claim("b", 60, NOON) is None
        store.uploads.advance(accepted, "a", 60, NOON + MINUTE / 2, done=40, rows=10, added=10)
        assert not store.uploads.is_due(NOON + MINUTE)
        assert store.uploads.is_due(NOON + 2 * MINUTE)
        second = store.uploads.claim("b", 60, NOON + 2 * MINUTE)
        assert second is not None
        # What the first had counted is counted anew.
        assert (second.attempts, second.done, second.rows) == (2, 0, 0)
        with pytest.raises(Conflict, match="lease_lost"):
            store.uploads.advance(accepted, "a", 60, NOON + 2 * MINUTE, done=80)
        store.uploads.finish(accepted, "b", [{"run_id": 1}], Counts(rows=12, added=12), NOON + 3 * MINUTE)
        assert store.uploads.claim("b", 60, NOON + 9 * MINUTE) is None
    with database.reading() as store:
        row = store.uploads.require(accepted)
        assert (row.state, row.done, row.rows, row.owner) == ("finished", 120, 12, None)


def test_what_is_given_back_is_no_attempt(database: Database, accepted: int) -> None:
    with database.transaction() as store:
        store.uploads.claim("a", 60, NOON)
        store.uploads.give_back(accepted, "a", NOON)
        again = store.uploads.claim("b", 60, NOON)
        assert again is not None
        assert again.attempts == 1
        store.uploads.expire("b", NOON)
        assert store.uploads.is_due(NOON)


def test_a_failed_one_can_be_tried_as_another_format(database: Database, accepted: int) -> None:
    with database.transaction() as store:
        with pytest.raises(Conflict, match="upload_not_ended"):
            store.uploads.again(accepted, KIM, NOON, format_name="auto")
        store.uploads.claim("a", 60, NOON)
        problem = Problem.of("ambiguous_kind", "file", "firms\x00.csv", headings="a, b\x00", formats="plain-companies")
        store.uploads.fail(accepted, "a", problem, NOON)
        assert [row.problem_code for row in store.uploads.failed_since(NOON - MINUTE)] == ["ambiguous_kind"]
        assert store.uploads.failed_since(NOON + MINUTE) == []
        store.uploads.again(accepted, KIM, NOON, format_name="plain-companies")
        row = store.uploads.require(accepted)
        assert (row.state, row.format_name, row.problem_code, row.attempts) == ("waiting", "plain-companies", None, 0)
        store.uploads.claim("a", 60, NOON)
        store.uploads.fail(accepted, "a", problem, NOON)
        assert [each.id for each in store.uploads.kept_until(NOON + MINUTE)] == [accepted]
        store.uploads.forget_file(accepted)
        assert store.uploads.kept_until(NOON + MINUTE) == []
        assert store.uploads.paths() == []
        with pytest.raises(Conflict, match="upload_gone"):
            store.uploads.again(accepted, KIM, NOON, format_name="auto")


def test_lists_are_paged_the_latest_first(database: Database, accepted: int) -> None:
    with database.transaction() as store:
        run = store.imports.start(source_name="firms.csv", format_name="f", kind="companies", upload_id=accepted)
        later = [store.uploads.accept(Sent("m.csv", f"{n}/m.csv", 1, "", mends=run), KIM, NOON) for n in range(3)]
        assert [row.id for row in store.uploads.page(limit=2)] == [later[2], later[1]]
        assert [row.id for row in store.uploads.page(later[1])] == [later[0], accepted]
        assert [row.id for row in store.uploads.mending(run)] == later
        assert [row.id for row in store.imports.of_upload(accepted)] == [run]
        store.imports.cut_off(accepted)
        assert store.imports.of_upload(accepted)[0].status == "interrupted"
