"""Needs that somebody keeps, questions that are asked again, what they found, and which matches were shown."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from corpus.columns import Counter, IdText, Moment


class NeedKeeping(SQLModel, table=True):
    """Who registered a need on the pages, and until when it stands. A need that expired is withdrawn, not deleted."""

    __tablename__ = "needkeeping"

    need_id: str = Field(primary_key=True, sa_type=IdText, foreign_key="need.id")
    account: str = Field(sa_type=IdText, foreign_key="account.name", index=True)
    company_id: str | None = Field(default=None, sa_type=IdText, foreign_key="company.id", index=True)
    expires_on: date = Field(index=True)
    renewals: int = 0
    reminded_at: datetime | None = Field(default=None, sa_type=Moment)
    expired_at: datetime | None = Field(default=None, sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)
    updated_at: datetime = Field(sa_type=Moment)


class Frequency(StrEnum):
    """How often a saved search writes a letter."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


class SavedSearch(SQLModel, table=True):
    """A question by its address, asked again by the worker. A deleted one keeps its row.

    `checked_at` is when it was asked last, `reported_at` when a letter last covered it, with news or without.
    `problem` is why it cannot be asked any more (code, field, value and facts of a refusal).
    """

    __tablename__ = "savedsearch"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    account: str = Field(sa_type=IdText, foreign_key="account.name", index=True)
    name: str
    question: str
    to: str
    frequency: str = Frequency.WEEKLY.value
    created_at: datetime = Field(sa_type=Moment)
    checked_at: datetime | None = Field(default=None, sa_type=Moment)
    reported_at: datetime | None = Field(default=None, sa_type=Moment)
    problem: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    deleted_at: datetime | None = Field(default=None, sa_type=Moment)


class SearchHit(SQLModel, table=True):
    """A candidate that a saved search has found, as it stood the last time; `gone_at` while it is not available."""

    __tablename__ = "searchhit"

    search_id: int = Field(primary_key=True, sa_type=Counter, foreign_key="savedsearch.id")
    record_id: str = Field(primary_key=True, sa_type=IdText)
    content_hash: str
    title: str
    standing: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    seen_at: datetime = Field(sa_type=Moment)
    gone_at: datetime | None = Field(default=None, sa_type=Moment)


class AlertKind(StrEnum):
    """What is told of a candidate; a problem is told of the search itself."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    PROBLEM = "problem"


class Alert(SQLModel, table=True):
    """What a saved search found new, changed or gone. Read by its holder, mailed once.

    `reason` is the code of a wording, which `facts` fill; with a problem `record_id` is empty.
    """

    __table_args__ = (Index("ix_alert_holder", "account", "id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    account: str = Field(sa_type=IdText, foreign_key="account.name")
    search_id: int = Field(sa_type=Counter, foreign_key="savedsearch.id", index=True)
    kind: str
    record_kind: str
    record_id: str = Field(sa_type=IdText)
    title: str
    reason: str = ""
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    at: datetime = Field(sa_type=Moment)
    read_at: datetime | None = Field(default=None, sa_type=Moment)
    mail_id: int | None = Field(default=None, sa_type=Counter, foreign_key="mail.id")


class ShownMatch(SQLModel, table=True):
    """A pair that the service has put before a reader for the first time: what the dashboard counts as a match.

    A pair has no direction: its sides stand in order of kind and id, whichever asked. A plain text is of the kind
    `text` under its hash. `tracks`, `programmes` and `labels` are as judged then.
    """

    __tablename__ = "shownmatch"
    __table_args__ = (
        Index("ix_shownmatch_pair", "kind", "record_id", "other_kind", "other_id", unique=True),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    kind: str
    record_id: str = Field(sa_type=IdText)
    other_kind: str
    other_id: str = Field(sa_type=IdText)
    role: str
    language: str
    region: str | None = None
    size: str | None = None
    tracks: list[str] = Field(default_factory=list, sa_type=JSON)
    programmes: list[str] = Field(default_factory=list, sa_type=JSON)
    labels: list[str] = Field(default_factory=list, sa_type=JSON)
    shown_at: datetime = Field(sa_type=Moment, index=True)
