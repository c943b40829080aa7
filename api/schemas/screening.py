"""Disclosure and control as JSON."""

from __future__ import annotations

import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.errors import ErrorDetail
from api.schemas.examples import DAY, shown
from api.schemas.matches import Schema
from corpus.disclosure import ControlStatus, Tier
from corpus.passages import Kind
from corpus.wording.screening import HINT_NOTICE

NOTICE = "What a hint is; to be shown wherever hints are."
STAMP = "4f1d2c3b5a69"
HINT: JsonDict = {
    "phrase": "guided kite",
    "sentence": "A guided kite carries the relay to 300 m.",
    "code": "K1",
    "title": "Guided kites",
    "list_id": "site-list",
    "list_version": "2026-01",
    "found_at": DAY,
}
STATE: JsonDict = {
    "tier": "public",
    "shown_tier": "public",
    "control": "hint",
    "reference": None,
    "expires_on": None,
    "stale": False,
    "lapsed": False,
    "tier_label": "public",
    "control_label": "hint, to be reviewed",
    "flags": [],
}
ENTRY: JsonDict = {
    "kind": "patents",
    "id": "KR1020210000001",
    "title": "Kite relay",
    "state": STATE,
    "hints": [HINT],
    "scanned": True,
    "stamp": STAMP,
}
CHANGE: JsonDict = {
    "id": 3,
    "action": "clear",
    "before": {"tier": "public", "control": "hint"},
    "after": {"tier": "public", "control": "cleared"},
    "reason": "The kite is a toy.",
    "actor": "lee.reviewer",
    "decided_at": DAY,
}
LISTED: JsonDict = {
    "id": "site-list",
    "version": "2026-01",
    "name": "Site list",
    "source": "written by the reviewers",
    "entries": 12,
    "active": True,
    "imported_at": DAY,
}


class HintRecord(Schema):
    """A phrase of a control list that stands in the record: a place to look at, never a determination."""

    model_config = shown(HINT)

    phrase: str = Field(description="As the list has it.")
    sentence: str = Field(description="Word for word from the record.")
    code: str
    title: str
    list_id: str
    list_version: str
    found_at: datetime.datetime


class StateRecord(Schema):
    """Where a record stands."""

    model_config = shown(STATE)

    tier: Tier = Field(description="What was decided.")
    shown_tier: Tier = Field(description="What follows today: a blocked or lapsed record is for officials only.")
    control: ControlStatus
    reference: str | None = Field(description="The authority's document, of a determined record.")
    expires_on: datetime.date | None = Field(description="The last day on which the determination is valid.")
    stale: bool = Field(description="A hint has come up that the decision did not know.")
    lapsed: bool = Field(description="A determination has expired and nobody has decided since.")
    tier_label: str = Field(description="In the reader's language, as `control_label` and `flags`.")
    control_label: str
    flags: list[str]


class ScreeningEntry(Schema):
    """A record, where it stands and what was found in it."""

    model_config = shown(ENTRY)

    kind: Kind
    id: str
    title: str
    state: StateRecord
    hints: list[HintRecord]
    scanned: bool = Field(description="Whether the present text was scanned with the lists in force.")
    stamp: str = Field(description="Names what the reviewer sees here; send it with the decision.")


class ScreeningQueue(Schema):
    """One page of the records that wait for a reviewer, in order of kind and id."""

    model_config = shown({"items": [ENTRY], "next": None, "notice": HINT_NOTICE["en"]})

    items: list[ScreeningEntry]
    next: str | None = Field(description="Ask on with `after` set to this; null at the end.")
    notice: str = Field(description=NOTICE)


class DecisionRecord(Schema):
    """What was decided on a record, or what expired."""

    model_config = shown(CHANGE)

    id: int
    action: str
    before: dict[str, object]
    after: dict[str, object]
    reason: str
    actor: str
    decided_at: datetime.datetime


class ScreeningRecord(ScreeningEntry):
    """A record with its decisions, the first first."""

    model_config = shown({**ENTRY, "decisions": [CHANGE], "notice": HINT_NOTICE["en"]})

    decisions: list[DecisionRecord]
    notice: str = Field(description=NOTICE)


class ListedDecision(DecisionRecord):
    """A decision with the record that it is about; `title` is empty where that was withdrawn."""

    model_config = shown({**CHANGE, "kind": "patents", "record_id": "KR1020210000001", "title": "Kite relay"})

    kind: Kind
    record_id: str
    title: str


class DecisionListing(Schema):
    """Decisions on any record, the latest first."""

    model_config = shown(
        {
            "items": [{**CHANGE, "kind": "patents", "record_id": "KR1020210000001", "title": "Kite relay"}],
            "next": None,
        }
    )

    items: list[ListedDecision]
    next: int | None = Field(description="Ask on with `before` set to this; null at the end.")


class Decided(Schema):
    """Where the record stands now, and what about the decision is worth a second look."""

    model_config = shown({"state": STATE, "cautions": [], "stamp": STAMP})

    state: StateRecord
    cautions: list[ErrorDetail]
    stamp: str


class ScreeningCounts(Schema):
    """How many live records stand where; stale and lapsed ones are counted under their status too."""

    model_config = shown(
        {
            "by_status": {"unscreened": 170, "hint": 4, "determined": 1, "cleared": 1, "blocked": 0},
            "stale": 0,
            "lapsed": 0,
            "ready": 1,
        }
    )

    by_status: dict[ControlStatus, int]
    stale: int
    lapsed: int
    ready: int = Field(description="Decided and still for officials only: they may be shown.")


class ControlListRecord(Schema):
    """A version of a control list, without its entries."""

    model_config = shown(LISTED)

    id: str
    version: str
    name: str
    source: str
    entries: int
    active: bool = Field(description="Whether records are scanned with it.")
    imported_at: datetime.datetime


class ControlLists(Schema):
    """All versions, by list and then the latest first. The list that comes with the service counts beside them."""

    model_config = shown({"items": [LISTED], "notice": HINT_NOTICE["en"]})

    items: list[ControlListRecord]
    notice: str = Field(description=NOTICE)


class ListInput(BaseModel):
    """Which version of a list is to be in force."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"id": "site-list", "version": "2026-01"}]}
    )

    id: str = Field(max_length=80)
    version: str | None = Field(max_length=80, description="null: the list is not used at all.")


class DecisionKind(StrEnum):
    DETERMINE = "determine"
    CLEAR = "clear"
    BLOCK = "block"
    REOPEN = "reopen"
    TIER = "tier"


class DecisionInput(BaseModel):
    """A reviewer's decision. Each takes its own fields, and any of them `stamp`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"decision": "determine", "reference": "fictional letter 2026-1", "expires_on": "2027-05-03"},
                {"decision": "clear", "reason": "The kite is a toy.", "tier": "released", "stamp": STAMP},
                {"decision": "tier", "tier": "released"},
            ]
        },
    )

    decision: DecisionKind
    reference: str | None = Field(default=None, description="To determine: the authority's document.")
    expires_on: datetime.date | None = Field(default=None, description="To determine: the last day it is valid on.")
    reason: str | None = Field(default=None, description="To clear, block or reopen; else optional.")
    tier: Tier | None = Field(
        default=None, description="With `tier`, or together with `determine` or `clear`: who may know of the record."
    )
    stamp: str | None = Field(
        default=None,
        max_length=80,
        description="The stamp of what the decision rests on: refused where the record stands elsewhere by now.",
    )
