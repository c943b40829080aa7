"""Imports, their counts, and the rows they did not take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from corpus.importers.format import Rejected
from corpus.importers.kept import MOST_ORIGINAL, kept_cells
from corpus.passages import Kind
from corpus.problems import Problem
from corpus.records import Facts, ImportRun, RejectedRow, RunStatus
from corpus.store.tables import batches, insert_rows, now, table
from corpus.text import storable

DEAD_AFTER = timedelta(minutes=15)
"""An import whose last batch is older than this was cut off."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows so far: `rows` is the sum of the others."""

    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    def plus(self, other: Counts) -> Counts:
        return Counts(
            self.rows + other.rows,
            self.added + other.added,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.rejected + other.rejected,
        )


class Imports:
    def __init__(self, session: Session) -> None:
        self._session = session

    def start(
        self,
        *,
        source_name: str,
        format_name: str,
        kind: Kind,
        sha256: str | None = None,
        upload_id: int | None = None,
    ) -> int:
        """Opens a run and gives its id."""
        moment = now()
        run = ImportRun(
            source_name=storable(source_name),
            format_name=format_name,
            kind=kind,
            sha256=sha256,
            upload_id=upload_id,
            started_at=moment,
            seen_at=moment,
        )
        self._session.add(run)
        self._session.flush()
        return run.id or 0

    def advance(self, run_id: int, counts: Counts, rejected: Sequence[Rejected], mends: int | None = None) -> None:
        """Notes the counts so far and the rows rejected since the last time.

        `mends` is the import whose rejected rows this one brings back: each that is rejected again names its former.
        """
        self._set(run_id, seen_at=now(), **asdict(counts))
        former = self._ids(mends, [each.mends for each in rejected]) if mends is not None else {}
        rows = [{**_row(run_id, each), "mends": former.get(each.mends)} for each in rejected]
        insert_rows(self._session, RejectedRow, rows)

    def totals(self) -> Counts:
        """What became of the rows of all imports together, dry runs included."""
        runs = table(ImportRun).c
        sums = (func.coalesce(func.sum(runs[name]), 0) for name in Counts.__dataclass_fields__)
        return Counts(*map(int, self._session.connection().execute(select(*sums)).one()))

    def status_counts(self) -> dict[RunStatus, int]:
        """How many imports are in each state."""
        runs = table(ImportRun).c
        counted = select(runs.status, func.count()).group_by(runs.status)
        return {RunStatus(status): count for status, count in self._session.connection().execute(counted)}

    def settle(self, run_id: int, rows: Iterable[int], by: int) -> int:
        """Notes that import `by` took these rejected rows of a run, and of the runs that it was to mend; says how many.

        A row that came in once stays with the import that took it first.
        """
        kept = table(RejectedRow)
        ids = list(self._ids(run_id, rows).values())
        count = 0
        while ids:
            former: list[int] = []
            for batch in batches(ids):
                former += self._session.scalars(select(kept.c.mends).where(kept.c.id.in_(batch), kept.c.mends > 0))
                open_ = kept.c.id.in_(batch) & kept.c.mended_by.is_(None)
                count += self._session.connection().execute(update(kept).where(open_).values(mended_by=by)).rowcount
            ids = former
        return count

    def finish(self, run_id: int, status: RunStatus, problem: Problem | None = None) -> None:
        """Closes a run; `problem` is what refused the whole file."""
        moment = now()
        told: dict[str, object] = {}
        if problem:
            told = {
                "problem_code": problem.code,
                "problem_field": storable(problem.field),
                "problem_value": storable(problem.value),
                "problem_facts": _facts(problem),
            }
        self._set(run_id, status=status.value, seen_at=moment, finished_at=moment, **told)

    def cut_off(self, upload_id: int) -> None:
        """Marks the running imports of an upload as interrupted: who imported it has died."""
        runs = table(ImportRun)
        dead = (runs.c.upload_id == upload_id) & (runs.c.status == RunStatus.RUNNING.value)
        self._session.connection().execute(
            update(runs).where(dead).values(status=RunStatus.INTERRUPTED.value, finished_at=now())
        )

    def mark_interrupted(self, moment: datetime | None = None) -> int:
        """Marks running imports that have not moved for 15 minutes as interrupted, and says how many."""
        runs = table(ImportRun)
        dead = (runs.c.status == RunStatus.RUNNING.value) & (runs.c.seen_at < (moment or now()) - DEAD_AFTER)
        change = update(runs).where(dead).values(status=RunStatus.INTERRUPTED.value, finished_at=now())
        return self._session.connection().execute(change).rowcount

    def get(self, run_id: int) -> ImportRun | None:
        return self._session.get(ImportRun, run_id, populate_existing=True)

    def of_upload(self, upload_id: int) -> list[ImportRun]:
        """The runs of an upload's files, the first first; one that was cut off has further ones after it."""
        statement = select(ImportRun).where(col(ImportRun.upload_id) == upload_id)
        return list(self._session.scalars(statement.order_by(col(ImportRun.id))))

    def page(self, before_id: int | None = None, limit: int = 50) -> list[ImportRun]:
        """Runs, the latest first, from the one before `before_id`."""
        statement = select(ImportRun)
        if before_id is not None:
            statement = statement.where(col(ImportRun.id) < before_id)
        return list(self._session.scalars(statement.order_by(col(ImportRun.id).desc()).limit(limit)))

    def rejected(
        self, run_id: int, after_id: int = 0, limit: int = 1_000, *, waiting: bool = False
    ) -> list[RejectedRow]:
        """A run's rejected rows in the order of the file, from the one after `after_id`.

        With `waiting` only those that no later import took.
        """
        statement = select(RejectedRow).where(col(RejectedRow.run_id) == run_id, col(RejectedRow.id) > after_id)
        if waiting:
            statement = statement.where(col(RejectedRow.mended_by).is_(None))
        return list(self._session.scalars(statement.order_by(col(RejectedRow.id)).limit(limit)))

    def all_rejected(self, run_id: int, *, waiting: bool = False) -> Iterator[RejectedRow]:
        """All of a run's rejected rows, 1,000 at a time in memory."""
        last = 0
        while page := self.rejected(run_id, last, waiting=waiting):
            yield from page
            last = page[-1].id or last

    def rejected_again(self, row_ids: Iterable[int]) -> dict[int, RejectedRow]:
        """By rejected row the latest that was to mend it and was rejected too."""
        found: dict[int, RejectedRow] = {}
        for batch in batches(row_ids):
            statement = select(RejectedRow).where(col(RejectedRow.mends).in_(batch)).order_by(col(RejectedRow.id))
            found.update((row.mends, row) for row in self._session.scalars(statement) if row.mends is not None)
        return found

    def waiting(self, run_ids: Iterable[int]) -> dict[int, int]:
        """By run how many of its rejected rows no later import took; runs without any are left out."""
        rows = table(RejectedRow).c
        found: dict[int, int] = {}
        for batch in batches(run_ids):
            statement = select(rows.run_id, func.count().label("number")).where(
                rows.run_id.in_(batch), rows.mended_by.is_(None)
            )
            for row in self._session.connection().execute(statement.group_by(rows.run_id)):
                found[row.run_id] = row.number
        return found

    def headings(self, run_id: int) -> list[str] | None:
        """The headings of all of a run's rejected rows, in order of their first; None where none has cells."""
        found: dict[str, None] = {}
        for row in self.all_rejected(run_id, waiting=True):
            found.update(dict.fromkeys(row.cells or ()))
        return list(found) or None

    def failed_since(self, moment: datetime, limit: int = 20) -> list[ImportRun]:
        """Runs that failed or were cut off since then, the latest first."""
        failed = col(ImportRun.status).in_((RunStatus.FAILED.value, RunStatus.INTERRUPTED.value))
        statement = select(ImportRun).where(failed, col(ImportRun.started_at) >= moment)
        return list(self._session.scalars(statement.order_by(col(ImportRun.id).desc()).limit(limit)))

    def _ids(self, run_id: int | None, rows: Iterable[int | None]) -> dict[int | None, int]:
        """The ids of a run's rejected rows by their number in the file."""
        kept = table(RejectedRow).c
        found: dict[int | None, int] = {}
        for batch in batches(sorted({row for row in rows if row is not None})):
            statement = select(kept.row, kept.id).where(kept.run_id == run_id, kept.row.in_(batch))
            found.update((row.row, row.id) for row in self._session.connection().execute(statement))
        return found

    def _set(self, run_id: int, **values: object) -> None:
        runs = table(ImportRun)
        self._session.connection().execute(update(runs).where(runs.c.id == run_id).values(**values))


def problem_of(row: RejectedRow) -> Problem:
    """The problem that a rejected row was kept with."""
    return Problem(row.code, row.field, row.value, row.facts)


def _row(run_id: int, rejected: Rejected) -> dict[str, object]:
    problem = rejected.problem
    return {
        "run_id": run_id,
        "row": rejected.row,
        "field": storable(problem.field),
        "value": storable(problem.value),
        "code": problem.code,
        "facts": _facts(problem),
        "original": storable(rejected.original[:MOST_ORIGINAL]),
        "cells": kept_cells(rejected),
    }


def _facts(problem: Problem) -> Facts:
    return {name: storable(fact) if isinstance(fact, str) else fact for name, fact in problem.facts.items()}
