"""Saved searches, alerts and the beginning of the day, as bodies and as JSON."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from api.errors import ErrorDetail
from api.schemas.bounds import LARGEST_NUMBER
from api.schemas.examples import DAY, shown
from api.schemas.matches import Schema
from api.schemas.own_needs import NEED, OwnNeedRecord
from corpus.passages import Kind
from corpus.records import AlertKind, CaseStage, Frequency
from corpus.store.case_lists import WaitingReason
from corpus.store.need_states import NeedState

QUESTION = "patent=KR1020210000001&to=companies&region=%EA%B2%BD%EC%83%81%EB%82%A8%EB%8F%84"
SEARCH: JsonDict = {
    "id": 12,
    "name": "세라믹 노즐 생산 업체",
    "question": QUESTION,
    "to": "companies",
    "frequency": "daily",
    "created_at": DAY,
    "checked_at": DAY,
    "news": {"new": 2, "gone": 1},
    "problem": None,
}
ALERT: JsonDict = {
    "id": 345,
    "kind": "gone",
    "search_id": 12,
    "search": "세라믹 노즐 생산 업체",
    "record_kind": "companies",
    "record_id": "hanul-ceramics",
    "title": "한울세라믹스(주)",
    "reasons": [{"reason": "폐업한 기업입니다.", "mend": "다른 후보를 찾으십시오."}],
    "at": DAY,
    "read_at": None,
    "match": f"/compare?{QUESTION}&with=hanul-ceramics",
}
COUNTS: JsonDict = {"new": 2, "changed": 0, "gone": 1, "problem": 0}


class SearchInput(Schema):
    """A search to be kept."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": SEARCH["name"], "question": QUESTION, "frequency": "daily"}]},
    )

    name: Annotated[str, Field(max_length=120, description="By what its holder knows it.")]
    question: Annotated[str, Field(max_length=8_000, description="The parameters of `GET /matches`, as an address.")]
    frequency: Frequency = Field(default=Frequency.WEEKLY, description="How often a letter tells of it.")


class SearchChange(Schema):
    """Another name or frequency; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"frequency": "never"}]})

    name: Annotated[str | None, Field(max_length=120)] = None
    frequency: Frequency | None = None


class SearchRecord(Schema):
    """A search that the caller keeps."""

    model_config = shown(SEARCH)

    id: int
    name: str
    question: str
    to: Kind
    frequency: Frequency
    created_at: datetime.datetime
    checked_at: datetime.datetime | None = Field(description="When it was last asked again; null: not yet.")
    news: dict[AlertKind, int] = Field(description="Unread alerts by kind.")
    problem: ErrorDetail | None = Field(description="Why it cannot be asked any more.")


class SearchList(Schema):
    """Every search of the caller, those with news first."""

    model_config = shown({"items": [SEARCH]})

    items: list[SearchRecord]


class ReasonTold(Schema):
    """In the reader's language: what happened, and what may be done about it."""

    reason: str
    mend: str


class AlertRecord(Schema):
    """What a saved search told."""

    model_config = shown(ALERT)

    id: int
    kind: AlertKind
    search_id: int
    search: str
    record_kind: Kind
    record_id: str | None = Field(description="Null where the caller may not know of the record (any more).")
    title: str
    reasons: list[ReasonTold]
    at: datetime.datetime
    read_at: datetime.datetime | None
    match: str | None = Field(description="Path of the page of the match; null where it is no longer there.")


class AlertList(Schema):
    """One page: unread alerts first, then the latest first."""

    model_config = shown({"items": [ALERT], "next": None, "unread": 3, "counts": COUNTS, "latest": 345})

    items: list[AlertRecord]
    next: str | None = Field(description="Ask on with `after` set to this; null at the end.")
    unread: int
    counts: dict[AlertKind, int]
    latest: int = Field(description="Number of the newest alert: mark up to it as read what you have seen.")


class ReadInput(Schema):
    """Alerts to be marked as read: these, or all up to a number."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"ids": [345]}, {"until": 345}]})

    ids: Annotated[list[Annotated[int, Field(ge=1, le=LARGEST_NUMBER)]], Field(default_factory=list, max_length=1_000)]
    until: Annotated[int | None, Field(ge=0, le=LARGEST_NUMBER)] = None


class ReadCount(Schema):
    """How many alerts were marked, and how many are unread now."""

    model_config = shown({"marked": 1, "unread": 2})

    marked: int
    unread: int


class AlertsBlock(Schema):
    new: int
    new_items: list[AlertRecord]
    unread: dict[AlertKind, int]
    items: list[AlertRecord]


class WaitingRegistration(Schema):
    company_id: str
    name: str
    submitted_at: datetime.datetime | None


class RegistrationsBlock(Schema):
    count: int
    items: list[WaitingRegistration]


class CaseLine(Schema):
    """A case by its reference."""

    reference: str
    company_name: str
    stage: CaseStage
    due_on: datetime.date | None


class WaitingCaseLine(Schema):
    case: CaseLine
    reasons: list[WaitingReason]


class CasesBlock(Schema):
    count: int = Field(description="Cases that wait, each once whatever its reasons.")
    waiting: dict[WaitingReason, int]
    items: list[WaitingCaseLine]
    own: dict[CaseStage, int]
    latest: list[CaseLine]


class NeedsBlock(Schema):
    counts: dict[NeedState, int]
    items: list[OwnNeedRecord]


class FreshnessRecord(Schema):
    """Why the index is stale."""

    reason: str = Field(description="`failed`: the last rebuild; `old`; `missing`: there is no generation.")
    built: datetime.datetime | None
    changes: int


class HomeRecord(Schema):
    """The caller's day: what is new since `since`, what waits, what is the caller's own."""

    model_config = shown(
        {
            "since": "2026-04-30T15:00:00Z",
            "today": "2026-05-04",
            "alerts": {"new": 2, "new_items": [], "unread": COUNTS, "items": [ALERT]},
            "registrations": {"count": 0, "items": []},
            "cases": {
                "count": 1,
                "waiting": {"overdue": 1, "due_soon": 0, "unanswered": 0, "unowned": 0},
                "items": [
                    {
                        "case": {
                            "reference": "CMT-2026-00017",
                            "company_name": "한울세라믹스(주)",
                            "stage": "contacted",
                            "due_on": "2026-05-02",
                        },
                        "reasons": ["overdue"],
                    }
                ],
                "own": {"contacted": 1},
                "latest": [],
            },
            "needs": {"counts": {"open": 1}, "items": [NEED]},
            "index": None,
            "searches": 3,
            "first": False,
        }
    )

    since: datetime.datetime
    today: datetime.date
    alerts: AlertsBlock
    registrations: RegistrationsBlock
    cases: CasesBlock
    needs: NeedsBlock
    index: FreshnessRecord | None
    searches: int = Field(description="How many searches the caller keeps.")
    first: bool = Field(description="The caller has no search, no case and no need yet.")
