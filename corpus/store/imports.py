"""Imports, their counts, and the rows they did not take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlmodel import Session, col

from corpus.importers.format import Rejected
from corpus.passages import Kind
from corpus.problems import Problem
from corpus.records import Facts, ImportRun, RejectedRow, RunStatus
from corpus.store.tables import insert_rows, now, table

MOST_ORIGINAL = 10_000
"""How many characters of a rejected row are kept."""
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


class Imports:
    def __init__(self, session: Session) -> None:
        self._session = session

    def start(self, *, source_name: str, format_name: str, kind: Kind, sha256: str | None = None) -> int:
        """Opens a run and gives its id."""
        moment = now()
        run = ImportRun(
            source_name=storable(source_name),
            format_name=format_name,
            kind=kind,
            sha256=sha256,
            started_at=moment,
            seen_at=moment,
        )
        self._session.add(run)
        self._session.flush()
        return run.id or 0

    def advance(self, run_id: int, counts: Counts, rejected: Sequence[Rejected]) -> None:
        """Notes the counts so far and the rows rejected since the last time."""
        self._set(run_id, seen_at=now(), **asdict(counts))
        insert_rows(self._session, RejectedRow, [_row(run_id, each) for each in rejected])

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

    def mark_interrupted(self, moment: datetime | None = None) -> int:
        """Marks running imports that have not moved for 15 minutes as interrupted, and says how many."""
        runs = table(ImportRun)
        dead = (runs.c.status == RunStatus.RUNNING.value) & (runs.c.seen_at < (moment or now()) - DEAD_AFTER)
        change = update(runs).where(dead).values(status=RunStatus.INTERRUPTED.value, finished_at=now())
        return self._session.connection().execute(change).rowcount

    def get(self, run_id: int) -> ImportRun | None:
        return self._session.get(ImportRun, run_id, populate_existing=True)

    def page(self, before_id: int | None = None, limit: int = 50) -> list[ImportRun]:
        """Runs, the latest first, from the one before `before_id`."""
        statement = select(ImportRun)
        if before_id is not None:
            statement = statement.where(col(ImportRun.id) < before_id)
        return list(self._session.scalars(statement.order_by(col(ImportRun.id).desc()).limit(limit)))

    def rejected(self, run_id: int, after_id: int = 0, limit: int = 1_000) -> list[RejectedRow]:
        """A run's rejected rows in the order of the file, from the one after `after_id`."""
        statement = select(RejectedRow).where(col(RejectedRow.run_id) == run_id, col(RejectedRow.id) > after_id)
        return list(self._session.scalars(statement.order_by(col(RejectedRow.id)).limit(limit)))

    def all_rejected(self, run_id: int) -> Iterator[RejectedRow]:
        """All of a run's rejected rows, 1,000 at a time in memory."""
        last = 0
        while page := self.rejected(run_id, last):
            yield from page
            last = page[-1].id or last

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
    }


def _facts(problem: Problem) -> Facts:
    return {name: storable(fact) if isinstance(fact, str) else fact for name, fact in problem.facts.items()}


def storable(text: str) -> str:
    """Without what no database takes as text: NUL, and halves of surrogate pairs."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
