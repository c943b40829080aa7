"""Disclosure and control: where each record stands, what was decided, what the lists say."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from corpus.columns import Counter, IdText, Moment
from corpus.disclosure import ControlStatus, Tier


class Clearance(SQLModel, table=True):
    """Where one record stands; a record without a row is unscreened and at the tier that it came with.

    `tier` is the decided one. `lapsed`: a determination expired and nobody has decided since; `stale`: what is
    hinted at changed after a decision. `screened_hash` is the content hash that was scanned, with `scanner`.
    """

    kind: str = Field(primary_key=True)
    record_id: str = Field(primary_key=True, sa_type=IdText)
    tier: str = Tier.PUBLIC.value
    control: str = Field(default=ControlStatus.UNSCREENED.value, index=True)
    reference: str | None = None
    expires_on: date | None = Field(default=None, index=True)
    lapsed: bool = False
    stale: bool = False
    screened_hash: str | None = None
    scanner: str | None = None
    updated_at: datetime = Field(sa_type=Moment)


class ControlHint(SQLModel, table=True):
    """A phrase of a control list that stands in a record: for the reviewer to look at, no determination."""

    __table_args__ = (Index("ix_controlhint_record", "kind", "record_id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    kind: str
    record_id: str = Field(sa_type=IdText)
    list_id: str
    list_version: str
    code: str
    title: str
    phrase: str
    sentence: str
    content_hash: str
    found_at: datetime = Field(sa_type=Moment)


class ControlListVersion(SQLModel, table=True):
    """A control list as it was imported; of each list one version is in force."""

    id: str = Field(primary_key=True, sa_type=IdText)
    version: str = Field(primary_key=True, sa_type=IdText)
    name: str
    source: str
    entries: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    active: bool = True
    imported_at: datetime = Field(sa_type=Moment)


class ControlDecision(SQLModel, table=True):
    """What a reviewer decided on a record, or what expired; the latest counts, all are kept."""

    __table_args__ = (Index("ix_controldecision_record", "kind", "record_id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    kind: str
    record_id: str = Field(sa_type=IdText)
    action: str
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    reason: str = ""
    actor: str
    decided_at: datetime = Field(sa_type=Moment)
