"""The ledger of programmes: money of concluded cases, figures entered by hand, steps that follow a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from corpus.problems import Conflict, NotFound
from corpus.records import Commitment
from corpus.roles import Caller
from corpus.store import stated
from corpus.store.audit import Audit
from corpus.store.figures import Figures
from corpus.store.follow_ups import FollowUps
from corpus.store.tables import now, table

TRACKS: Final = ("spin-off", "spin-on", "spin-up")
MOST_WON = 10**14
MOST_JOBS = 1_000_000


@dataclass(frozen=True, slots=True)
class Total:
    """What stands of one programme, track and year: `amount` in won, of `cases` cases.

    Jobs are None where no entry tells any.
    """

    programme_id: str
    track: str | None
    year: int
    amount: int
    jobs_expected: int | None
    jobs_reached: int | None
    cases: int


@dataclass(frozen=True, slots=True)
class YearTotal:
    """What stands for one year on all programmes together."""

    year: int
    amount: int
    cases: int


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """An entry, and the one that voids it."""

    commitment: Commitment
    voided_by: int | None


class Ledger:
    """Nothing is changed or taken out: a mistake is voided by an entry of its own, and both stay."""

    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit
        self.figures = Figures(session, audit)
        self.follow_ups = FollowUps(session, audit)

    def commit(
        self,
        programme_id: str,
        actor: Caller,
        *,
        year: int,
        amount: int,
        case_reference: str,
        track: str | None = None,
        jobs_expected: int | None = None,
        jobs_reached: int | None = None,
        note: str = "",
        at: datetime | None = None,
    ) -> int:
        """Books won of a concluded case on a programme and gives the entry's id. `at` None: now.

        Whether a ceiling leaves room is for the caller to see from `totals`, under `Audit.lock`. Raises Invalid
        `bad_programme_id`, `entry_out_of_range`, `entry_not_known`, `entry_missing` or `entry_too_long`.
        """
        entry = Commitment(
            programme_id=stated.programme(programme_id),
            track=None if track is None else stated.chosen("track", track, TRACKS),
            year=stated.year("year", year),
            amount=stated.whole("amount", amount, 1, MOST_WON),
            case_reference=stated.required("case_reference", case_reference, stated.NAME),
            jobs_expected=_jobs("jobs_expected", jobs_expected),
            jobs_reached=_jobs("jobs_reached", jobs_reached),
            note=stated.optional("note", note, stated.NOTE),
            actor=actor.account,
            recorded_at=at or now(),
        )
        return self._append(entry, "commitment_booked", actor)

    def void(self, entry_id: int, reason: str, actor: Caller, *, at: datetime | None = None) -> int:
        """Takes an entry out of the totals by another, whose id it gives. Once an entry.

        Raises Invalid `entry_missing` or `entry_too_long`, NotFound `unknown_commitment`, Conflict
        `commitment_voided` or, for an entry that voids another, `commitment_voids`.
        """
        kept_reason = stated.required("reason", reason, stated.REASON)
        self._audit.lock()
        entry = self._session.get(Commitment, entry_id, populate_existing=True)
        if entry is None:
            raise NotFound.because("unknown_commitment", "id", entry_id)
        if entry.voids is not None:
            raise Conflict.because("commitment_voids", "id", entry_id, voided=entry.voids)
        voided_by = self._session.scalar(select(col(Commitment.id)).where(col(Commitment.voids) == entry_id))
        if voided_by is not None:
            raise Conflict.because("commitment_voided", "id", entry_id, by=voided_by)
        copied = entry.model_dump(exclude={"id", "note", "actor", "recorded_at", "voids"})
        voiding = Commitment(**copied, note=kept_reason, actor=actor.account, recorded_at=at or now(), voids=entry_id)
        return self._append(voiding, "commitment_voided", actor)

    def totals(self, programme_id: str | None = None) -> list[Total]:
        """What stands by programme, track and year, in this order; what was voided is left out."""
        statement = _totals()
        if programme_id is not None:
            statement = statement.where(table(Commitment).c.programme_id == programme_id)
        return [
            Total(
                programme_id=row.programme_id,
                track=row.track,
                year=row.year,
                amount=int(row.amount),
                jobs_expected=None if row.jobs_expected is None else int(row.jobs_expected),
                jobs_reached=None if row.jobs_reached is None else int(row.jobs_reached),
                cases=row.cases,
            )
            for row in self._session.connection().execute(statement)
        ]

    def years(self) -> list[YearTotal]:
        """What stands by year, in this order."""
        entries = table(Commitment).c
        statement = select(
            entries.year,
            func.sum(entries.amount).label("amount"),
            func.count(entries.case_reference.distinct()).label("cases"),
        ).where(stands())
        rows = self._session.connection().execute(statement.group_by(entries.year).order_by(entries.year))
        return [YearTotal(row.year, int(row.amount), row.cases) for row in rows]

    def cases(self) -> dict[str, int]:
        """How many cases stand in the ledger of each programme; one that was booked in several years is one."""
        entries = table(Commitment).c
        number = func.count(entries.case_reference.distinct()).label("number")
        statement = select(entries.programme_id, number).where(stands()).group_by(entries.programme_id)
        return {row.programme_id: row.number for row in self._session.connection().execute(statement)}

    def entries(
        self,
        programme_id: str | None = None,
        before_id: int | None = None,
        limit: int = 100,
        *,
        case_reference: str | None = None,
    ) -> list[LedgerEntry]:
        """All entries, the latest first, voided and voiding ones too, from the one before `before_id`; of one case."""
        voiding = aliased(Commitment)
        statement = select(Commitment, col(voiding.id)).outerjoin(voiding, col(voiding.voids) == col(Commitment.id))
        if programme_id is not None:
            statement = statement.where(col(Commitment.programme_id) == programme_id)
        if case_reference is not None:
            statement = statement.where(col(Commitment.case_reference) == case_reference)
        if before_id is not None:
            statement = statement.where(col(Commitment.id) < before_id)
        rows = self._session.execute(statement.order_by(col(Commitment.id).desc()).limit(limit))
        return [LedgerEntry(commitment, voided_by) for commitment, voided_by in rows]

    def _append(self, entry: Commitment, action: str, actor: Caller) -> int:
        self._audit.lock()
        self._session.add(entry)
        self._session.flush()
        facts = entry.model_dump(mode="json", exclude={"id", "actor", "recorded_at"}, exclude_none=True)
        self._audit.write(actor, action, "programmes", entry.programme_id, {**facts, "entry": entry.id})
        return entry.id or 0


@cache
def _totals() -> Select[Any]:
    """Asked with every match."""
    entries = table(Commitment).c
    keys = (entries.programme_id, entries.track, entries.year)
    sums = [
        func.sum(entries.amount).label("amount"),
        func.sum(entries.jobs_expected).label("jobs_expected"),
        func.sum(entries.jobs_reached).label("jobs_reached"),
        func.count(entries.case_reference.distinct()).label("cases"),
    ]
    order = (entries.programme_id, func.coalesce(entries.track, ""), entries.year)
    return select(*keys, *sums).where(stands()).group_by(*keys).order_by(*order)


def stands() -> ColumnElement[bool]:
    """Whether an entry of the ledger counts: it voids none and none voids it."""
    entries, voiding = table(Commitment), table(Commitment).alias("voiding")
    voided = select(voiding.c.id).where(voiding.c.voids == entries.c.id).correlate(entries).exists()
    return entries.c.voids.is_(None) & ~voided


def _jobs(field: str, number: int | None) -> int | None:
    return None if number is None else stated.whole(field, number, 0, MOST_JOBS)
