"""What happened to records: their versions, and the changes that the index follows."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from corpus.columns import Counter, IdText, Moment
from corpus.disclosure import Tier


class Action(StrEnum):
    """What a change did to a record, as the index sees it."""

    PUT = "put"
    WITHDRAW = "withdraw"


class RecordVersion(SQLModel, table=True):
    """A record as it stood: the draft of every version, the current one included."""

    kind: str = Field(primary_key=True)
    record_id: str = Field(primary_key=True, sa_type=IdText)
    version: int = Field(primary_key=True)
    content_hash: str
    content: dict[str, Any] = Field(sa_type=JSON)
    import_run_id: int | None = Field(default=None, sa_type=Counter, foreign_key="importrun.id")
    recorded_at: datetime = Field(sa_type=Moment)


class Change(SQLModel, table=True):
    """What the index has to follow. `seq` grows in the order in which changes become visible.

    `number` counts the changes of one tier from 1, so that what happens in others cannot be seen in it.
    """

    __table_args__ = (
        Index("ix_change_record", "kind", "record_id"),
        Index("ix_change_number", "tier", "number", unique=True),
        {"sqlite_autoincrement": True},
    )

    seq: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    kind: str
    record_id: str = Field(sa_type=IdText)
    action: str
    tier: str = Tier.PUBLIC.value
    number: int = Field(sa_type=Counter)
    recorded_at: datetime = Field(sa_type=Moment)


class AuditEvent(SQLModel, table=True):
    """A decision. Each event's `digest` covers its content and the digest before it."""

    __table_args__ = (Index("ix_auditevent_record", "kind", "record_id"), {"sqlite_autoincrement": True})

    seq: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    at: datetime = Field(sa_type=Moment, index=True)
    actor: str = Field(index=True)
    role: str
    action: str = Field(index=True)
    kind: str | None = None
    record_id: str | None = Field(default=None, sa_type=IdText)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    previous: str
    digest: str
