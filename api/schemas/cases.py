"""Cases as JSON. What a company is not to know of its own is null or left out of lists."""

from __future__ import annotations

import datetime

from pydantic import Field
from pydantic.config import JsonDict

from api.errors import ErrorDetail
from api.schemas.examples import DAY, HASH, shown
from api.schemas.ledger import CommitmentRecord, FollowUpRecord
from api.schemas.matches import Schema
from api.schemas.programme_examples import COMMITMENTS, FOLLOW_UPS
from corpus.passages import Kind
from corpus.records import Audience, CaseOrigin, CaseStage
from corpus.store.case_lists import WaitingReason

CASE: JsonDict = {
    "reference": "CMT-2026-00017",
    "subject_kind": "patents",
    "subject_id": "KR1020210000001",
    "title": "세라믹 복합재 노즐",
    "open": True,
    "company_id": "hanul-ceramics",
    "company_name": "한울세라믹스(주)",
    "stage": "contacted",
    "stage_label": "Contacted",
    "origin": "officer",
    "track": "spin-off",
    "owner": "han.officer",
    "due_on": "2026-08-14",
    "waiting": ["due_soon"],
    "declined_reason": None,
    "declined_label": None,
    "score": 0.81,
    "version": 2,
    "created_at": DAY,
    "updated_at": DAY,
    "concluded_at": None,
    "unanswered_since": None,
}
EVENT: JsonDict = {
    "id": 91,
    "at": DAY,
    "actor": "han.officer",
    "by_company": False,
    "action": "moved",
    "action_label": "Stage changed",
    "audience": "both",
    "text": "",
    "facts": {"before": "shortlisted", "after": "contacted"},
}
DOCUMENT: JsonDict = {
    "id": 7,
    "name": "비밀유지계약서(안).pdf",
    "media_type": "application/pdf",
    "size": 84211,
    "sha256": HASH + HASH,
    "audience": "both",
    "actor": "han.officer",
    "by_company": False,
    "uploaded_at": DAY,
    "withdrawn_at": None,
}
STEP: JsonDict = {"to": "nda", "label": "NDA", "with_note": False}
TERMS: JsonDict = {
    "development_cost": 3_000_000_000,
    "base_fee": 200_000_000,
    "running_rate": 2.5,
    "currency": "KRW",
    "note": "",
}
WAITS: JsonDict = {"overdue": 0, "due_soon": 3, "unanswered": 1, "unowned": 2}


class CaseRecord(Schema):
    """A case. A company's people see neither owner nor score, nor why it was declined."""

    model_config = shown(CASE)

    reference: str
    subject_kind: Kind
    subject_id: str | None = Field(description="Null where the caller may not know the subject.")
    title: str | None = Field(description="As it was when the case was opened; null as `subject_id`.")
    open: bool = Field(description="Whether the caller may know the subject.")
    company_id: str
    company_name: str
    stage: CaseStage
    stage_label: str
    origin: CaseOrigin
    track: str | None
    owner: str | None
    due_on: datetime.date | None
    waiting: list[WaitingReason]
    declined_reason: str | None
    declined_label: str | None
    score: float | None
    version: int | None = Field(description="Name it when you change the case; null for a company's people.")
    created_at: datetime.datetime
    updated_at: datetime.datetime
    concluded_at: datetime.datetime | None
    unanswered_since: datetime.datetime | None


class CaseList(Schema):
    """One page of cases; `next` is the `page` that follows."""

    model_config = shown({"items": [CASE], "total": 1, "next": None})

    items: list[CaseRecord]
    total: int
    next: int | None


class BoardColumn(Schema):
    """The latest changed cases of a stage; `total` counts those that are not shown too."""

    stage: CaseStage
    label: str
    total: int
    items: list[CaseRecord]


class CaseBoard(Schema):
    """The stages beside each other."""

    model_config = shown({"columns": [{"stage": "contacted", "label": "Contacted", "total": 1, "items": [CASE]}]})

    columns: list[BoardColumn]


class CaseEventRecord(Schema):
    """What happened to a case."""

    id: int
    at: datetime.datetime
    actor: str
    by_company: bool
    action: str
    action_label: str
    audience: Audience
    text: str
    facts: dict[str, object]


class CaseDocumentRecord(Schema):
    """A document of a case; its bytes are at /cases/{reference}/documents/{id}."""

    model_config = shown(DOCUMENT)

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    audience: Audience
    actor: str
    by_company: bool
    uploaded_at: datetime.datetime
    withdrawn_at: datetime.datetime | None


class StepRecord(Schema):
    """A stage that may follow, and whether a note has to say why."""

    to: CaseStage
    label: str
    with_note: bool


class TermsRecord(Schema):
    """Terms of the licence, in won and in % of sales."""

    development_cost: int | None
    base_fee: int
    running_rate: float
    currency: str
    note: str


class CaseInFull(CaseRecord):
    """A case with all that happened to it and what may follow, as far as the caller may read it."""

    model_config = shown(
        {
            **CASE,
            "opened_by": "han.officer",
            "receipt": None,
            "company_knows": True,
            "events": [EVENT],
            "documents": [DOCUMENT],
            "steps": [STEP],
            "terms": TERMS,
            "bookings": COMMITMENTS["items"],
            "follow_ups": FOLLOW_UPS["items"],
            "cautions": [],
        }
    )

    opened_by: str | None
    receipt: dict[str, object] | None = Field(description="Of the match that the case came from.")
    company_knows: bool = Field(description="Whether the company's people may know the subject.")
    events: list[CaseEventRecord]
    documents: list[CaseDocumentRecord]
    steps: list[StepRecord]
    terms: TermsRecord | None
    bookings: list[CommitmentRecord]
    follow_ups: list[FollowUpRecord]
    cautions: list[ErrorDetail] = Field(description="What screening and registration say to it.")


class WaitingList(Schema):
    """What waits for the caller, and how many cases for each reason."""

    model_config = shown({"items": [CASE], "counts": WAITS})

    items: list[CaseRecord]
    counts: dict[WaitingReason, int]


class Taken(Schema):
    """How many cases the caller has now that nobody had."""

    model_config = shown({"taken": 3})

    taken: int
