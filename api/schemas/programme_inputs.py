"""Bodies by which programmes are edited, money is booked and verdicts are replaced. Bounds of texts are the store's."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.schemas.programme_examples import FACET_INPUT, FORM
from corpus.drafts import Id
from corpus.passages import Kind
from matcher.programmes.verdicts import Outcome

LONGEST = 4_000
"""Characters of any text here; the store bounds each by its own, lower limit."""
LARGEST = 2**53
"""The largest whole number that every reader of JSON keeps exactly."""
Text = Annotated[str, Field(max_length=LONGEST)]
Whole = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
Version = Annotated[int, Field(ge=0, le=1_000_000, description="The version that was edited; 0 for a new programme.")]
Note = Annotated[str, Field(max_length=LONGEST, description="What was changed and why; kept in the history.")]


def _form(example: JsonDict) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


class ProgrammeInput(BaseModel):
    """A programme's next version, in the form that GET /programmes/{id}/form gives."""

    model_config = _form({**FORM, "note": "The application window was announced."})

    programme: dict[str, Any] = Field(description="Checked in full; its own `version` is not read.")
    note: Note
    expected_version: Version


class FacetInput(BaseModel):
    """A list's next version, in the form that GET /programmes/facets/{id} gives."""

    model_config = _form(FACET_INPUT)

    facet: dict[str, Any] = Field(description="Checked in full.")
    note: Note
    expected_version: Version


class CommitmentInput(BaseModel):
    """Money of a concluded case, in won."""

    model_config = _form(
        {
            "year": 2026,
            "amount": 350_000_000,
            "case_reference": "CASE-2026-014",
            "track": "spin-off",
            "jobs_expected": 12,
            "jobs_reached": None,
            "note": "",
        }
    )

    year: Whole
    amount: Whole
    case_reference: Text
    track: Text | None = None
    jobs_expected: Whole | None = None
    jobs_reached: Whole | None = None
    note: Text = ""


class VoidInput(BaseModel):
    """Why an entry is taken out of the totals."""

    model_config = _form({"reason": "Booked twice."})

    reason: Text


class FigureInput(BaseModel):
    """A figure with where it is from."""

    model_config = _form(
        {
            "name": "Share of the world market",
            "value": 2.4,
            "unit": "%",
            "year": 2025,
            "source": "A fictional yearbook, table 3",
            "source_date": "2026-03-02",
        }
    )

    name: Text
    value: float = Field(allow_inf_nan=False)
    unit: Text
    year: Whole | None = None
    source: Text
    source_date: datetime.date | None = None


class FollowUpInput(BaseModel):
    """A step after a concluded case."""

    model_config = _form(
        {
            "case_reference": "CASE-2026-014",
            "stage": "trial-run",
            "held_on": "2026-09-14",
            "party": "Fictional Army Vehicle Command",
            "outcome": "Two of three vehicles passed.",
        }
    )

    case_reference: Text
    stage: Text
    held_on: datetime.date
    party: Text
    outcome: Text = ""


class OverrideInput(BaseModel):
    """An officer's outcome for a pair; null takes the one that stands back."""

    model_config = _form(
        {
            "kind": "patents",
            "id": "KR1020210000001",
            "other_kind": "companies",
            "other_id": "hanul-ceramics",
            "outcome": "eligible",
            "reason": "The certificate of its size came by mail.",
        }
    )

    kind: Kind = Field(description="Kind of the record that asks.")
    id: Id
    other_kind: Kind = Field(description="Kind of the candidate.")
    other_id: Id
    outcome: Outcome | None
    reason: Text
