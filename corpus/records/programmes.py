"""Programmes as administrators edit them, and what is booked on them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from corpus.columns import Counter, IdText, Moment


class ProgrammeVersion(SQLModel, table=True):
    """A programme as it stood; the highest version is in force."""

    programme_id: str = Field(primary_key=True, sa_type=IdText)
    version: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    note: str = ""
    actor: str
    recorded_at: datetime = Field(sa_type=Moment)


class VerdictOverride(SQLModel, table=True):
    """An officer's verdict in place of the rules', for one pair under one programme; the latest counts."""

    __table_args__ = (Index("ix_verdictoverride_record", "record_id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    programme_id: str = Field(sa_type=IdText)
    programme_version: int
    kind: str
    record_id: str = Field(sa_type=IdText)
    other_kind: str
    other_id: str = Field(sa_type=IdText)
    outcome: str | None = None
    """None takes the override back."""
    judged: str
    """What the rules had said."""
    reason: str
    actor: str
    recorded_at: datetime = Field(sa_type=Moment)


class Commitment(SQLModel, table=True):
    """Money of a concluded case under a programme, in won. A mistake is undone by an entry that `voids` it."""

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    programme_id: str = Field(sa_type=IdText, index=True)
    track: str | None = None
    year: int
    amount: int = Field(sa_type=Counter)
    case_reference: str
    jobs_expected: int | None = None
    jobs_reached: int | None = None
    note: str = ""
    actor: str
    recorded_at: datetime = Field(sa_type=Moment)
    voids: int | None = Field(default=None, sa_type=Counter, foreign_key="commitment.id", unique=True)


class FigureEntry(SQLModel, table=True):
    """A figure that somebody entered by hand, with where it is from; the latest of a name and year counts."""

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    programme_id: str = Field(sa_type=IdText, index=True)
    name: str
    value: float
    unit: str
    year: int | None = None
    source: str
    source_date: date | None = None
    actor: str
    recorded_at: datetime = Field(sa_type=Moment)


class FollowUp(SQLModel, table=True):
    """A step after a concluded case: education, joint training or trial run."""

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    programme_id: str = Field(sa_type=IdText, index=True)
    case_reference: str = Field(sa_type=IdText, index=True)
    stage: str
    held_on: date
    party: str
    outcome: str = ""
    actor: str
    recorded_at: datetime = Field(sa_type=Moment)
