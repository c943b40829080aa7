"""What is booked on programmes, entered by hand or decided in place of their rules, as JSON."""

from __future__ import annotations

import datetime

from pydantic import Field

from api.schemas.examples import shown
from api.schemas.matches import Schema
from api.schemas.programme_examples import COMMITMENTS, FIGURE_ENTRIES, FOLLOW_UPS, KEPT_ENTRY, OVERRIDES
from corpus.passages import Kind
from matcher.programmes.verdicts import Outcome


class KeptEntry(Schema):
    """The number of a new entry."""

    model_config = shown(KEPT_ENTRY)

    id: int


class CommitmentRecord(Schema):
    """One entry of the ledger, in won. `voids` names the entry it undoes, `voided_by` the one that undoes it."""

    id: int
    programme_id: str
    track: str | None
    year: int
    amount: int
    case_reference: str
    jobs_expected: int | None
    jobs_reached: int | None
    note: str
    actor: str
    recorded_at: datetime.datetime
    voids: int | None
    voided_by: int | None


class CommitmentList(Schema):
    """Entries, the latest first; `next` is the `before` of the page after."""

    model_config = shown(COMMITMENTS)

    items: list[CommitmentRecord]
    next: int | None


class FigureEntryRecord(Schema):
    """A figure as somebody entered it. Who did is for officials to know."""

    id: int
    programme_id: str
    name: str
    value: float
    unit: str
    year: int | None
    source: str
    source_date: datetime.date | None
    actor: str | None
    recorded_at: datetime.datetime


class FigureEntryList(Schema):
    """The entries that count, or of one figure all, the latest first."""

    model_config = shown(FIGURE_ENTRIES)

    items: list[FigureEntryRecord]


class FollowUpRecord(Schema):
    """A step after a concluded case."""

    id: int
    programme_id: str
    case_reference: str
    stage: str
    held_on: datetime.date
    party: str
    outcome: str
    actor: str
    recorded_at: datetime.datetime


class FollowUpList(Schema):
    """Steps, the latest entered first; `next` is the `before` of the page after."""

    model_config = shown(FOLLOW_UPS)

    items: list[FollowUpRecord]
    next: int | None


class OverrideRecord(Schema):
    """An officer's outcome in place of the rules'; null: taken back."""

    id: int
    programme_id: str
    programme_version: int
    kind: Kind
    record_id: str
    other_kind: Kind
    other_id: str
    outcome: Outcome | None
    judged: Outcome = Field(description="What the rules said.")
    reason: str
    actor: str
    recorded_at: datetime.datetime


class OverrideList(Schema):
    """What was decided on a pair under one programme, the latest first."""

    model_config = shown(OVERRIDES)

    items: list[OverrideRecord]
