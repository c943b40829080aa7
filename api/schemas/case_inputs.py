"""Bodies by which cases are opened, moved and written to. Bounds of texts are the domain's."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.schemas.programme_inputs import Text, Whole
from corpus.drafts import Id
from corpus.passages import Kind
from corpus.records import CaseStage

LONGEST = 20_000
Words = Annotated[str, Field(max_length=LONGEST)]
Version = Annotated[int, Field(ge=1, le=1_000_000, description="The version that was decided on.")]


def _form(example: JsonDict) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


class CaseInput(BaseModel):
    """What a case is opened on. A company names itself; what it says of score and receipt is not kept."""

    model_config = _form(
        {
            "subject_kind": "patents",
            "subject_id": "KR1020210000001",
            "company_id": "hanul-ceramics",
            "track": "spin-off",
            "score": 0.81,
            "receipt": None,
            "note": "Met at the fair.",
        }
    )

    subject_kind: Kind
    subject_id: Id
    company_id: Id
    track: Text | None = None
    score: float | None = Field(default=None, allow_inf_nan=False)
    receipt: dict[str, Any] | None = None
    note: Words = ""


class MoveInput(BaseModel):
    """To which stage, and why where it is not the next."""

    model_config = _form({"to": "nda", "version": 2, "note": ""})

    to: CaseStage
    version: Version
    note: Words = ""


class DeclineInput(BaseModel):
    """Why a case ends. A company says `withdrew` and names no version."""

    model_config = _form({"reason": "price", "version": 2, "note": ""})

    reason: Text
    version: Version | None = None
    note: Words = ""


class ReopenInput(BaseModel):
    """Why a declined case is taken up again."""

    model_config = _form({"version": 3, "note": "The budget was granted after all."})

    version: Version
    note: Words


class OwnerInput(BaseModel):
    """Whose the case is; null: nobody's."""

    model_config = _form({"owner": "han.officer", "version": 2})

    owner: Text | None
    version: Version


class DueInput(BaseModel):
    """By when the next step is to be done; null: by no day."""

    model_config = _form({"due_on": "2026-08-14", "version": 2})

    due_on: datetime.date | None
    version: Version


class TrackInput(BaseModel):
    """The track; null: not told."""

    model_config = _form({"track": "spin-off", "version": 2})

    track: Text | None
    version: Version


class TextInput(BaseModel):
    """A message or a note."""

    model_config = _form({"text": "The samples arrived."})

    text: Words


class TakeInput(BaseModel):
    """Cases that nobody has."""

    model_config = _form({"references": ["CMT-2026-00017"]})

    references: list[Annotated[str, Field(max_length=40)]] = Field(max_length=200)


class CaseCommitmentInput(BaseModel):
    """Money of this case, in won; reference and track are the case's."""

    model_config = _form(
        {
            "programme_id": "civmil-cooperation",
            "year": 2026,
            "amount": 350_000_000,
            "jobs_expected": 12,
            "jobs_reached": None,
            "note": "",
        }
    )

    programme_id: Text
    year: Whole
    amount: Whole
    jobs_expected: Whole | None = None
    jobs_reached: Whole | None = None
    note: Words = ""


class TermsInput(BaseModel):
    """Terms of the licence, in won and in % of sales."""

    model_config = _form({"development_cost": 3_000_000_000, "base_fee": 200_000_000, "running_rate": 2.5, "note": ""})

    development_cost: Whole | None = None
    base_fee: Whole
    running_rate: float = Field(allow_inf_nan=False)
    note: Words = ""


class CaseStepInput(BaseModel):
    """A step that followed the licence."""

    model_config = _form(
        {
            "programme_id": "after-sales",
            "stage": "trial-run",
            "held_on": "2026-09-14",
            "party": "Fictional Army Vehicle Command",
            "outcome": "Two of three vehicles passed.",
        }
    )

    programme_id: Text
    stage: Text
    held_on: datetime.date
    party: Text
    outcome: Words = ""
