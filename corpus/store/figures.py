"""Figures of programmes that people enter by hand, each with where it is from."""

from __future__ import annotations

import math
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from corpus.problems import Invalid
from corpus.records import FigureEntry
from corpus.roles import Caller
from corpus.store import stated
from corpus.store.audit import Audit
from corpus.store.tables import now

LARGEST = 1e15
"""Figures are counts, shares and won; beyond this no float is exact to the won."""
UNIT = 40
SOURCE = 500


class Figures:
    """An entry replaces the one before it of the same programme, name and year; all are kept."""

    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit

    def enter(
        self,
        programme_id: str,
        name: str,
        value: float,
        unit: str,
        actor: Caller,
        *,
        source: str,
        year: int | None = None,
        source_date: date | None = None,
    ) -> int:
        """Keeps a figure and gives the entry's id.

        Raises Invalid `bad_programme_id`, `bad_figure`, `entry_missing` (name, unit or source), `entry_too_long` or
        `entry_out_of_range`.
        """
        if not math.isfinite(value) or abs(value) > LARGEST:
            raise Invalid.because("bad_figure", "value", value)
        row = FigureEntry(
            programme_id=stated.programme(programme_id),
            name=stated.required("name", name, stated.NAME),
            value=value,
            unit=stated.required("unit", unit, UNIT),
            year=None if year is None else stated.year("year", year),
            source=stated.required("source", source, SOURCE),
            source_date=None if source_date is None else stated.day("source_date", source_date),
            actor=actor.account,
            recorded_at=now(),
        )
        self._audit.lock()
        self._session.add(row)
        self._session.flush()
        facts = row.model_dump(mode="json", exclude={"id", "actor", "recorded_at"}, exclude_none=True)
        self._audit.write(actor, "figure_entered", "programmes", row.programme_id, {**facts, "entry": row.id})
        return row.id or 0

    def latest(self, programme_id: str | None = None) -> list[FigureEntry]:
        """The entry that counts of each programme, name and year, in this order; without a year first."""
        names = (col(FigureEntry.programme_id), col(FigureEntry.name))
        newest = select(func.max(col(FigureEntry.id))).group_by(*names, col(FigureEntry.year))
        statement = select(FigureEntry).where(col(FigureEntry.id).in_(newest))
        if programme_id is not None:
            statement = statement.where(col(FigureEntry.programme_id) == programme_id)
        return list(self._session.scalars(statement.order_by(*names, func.coalesce(col(FigureEntry.year), 0))))

    def history(self, programme_id: str, name: str, limit: int = 1_000) -> list[FigureEntry]:
        """All entries of one figure of any year, the latest first."""
        statement = select(FigureEntry).where(col(FigureEntry.programme_id) == programme_id)
        statement = statement.where(col(FigureEntry.name) == name).order_by(col(FigureEntry.id).desc())
        return list(self._session.scalars(statement.limit(limit)))
