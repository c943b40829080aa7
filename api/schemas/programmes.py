"""Programmes, their money and figures, as JSON in the reader's language."""

from __future__ import annotations

import datetime

from pydantic import Field

from api.schemas.examples import shown
from api.schemas.matches import Schema
from api.schemas.programme_examples import (
    CHANGES,
    FACET,
    FACETS,
    FORM,
    KEPT_VERSION,
    PROGRAMME,
    PROGRAMMES,
)
from matcher.programmes.parameters import ParameterValue
from matcher.programmes.programme import ProgrammeKind

Amount = int | float | None


class Agency(Schema):
    """Who runs a programme."""

    id: str
    name: str


class FigureRecord(Schema):
    """A number with where it is from."""

    name: str
    amount: Amount = Field(description="Null where the source does not tell it.")
    unit: str
    said: str = Field(description="Amount and unit as a reader says them; empty where the amount is not told.")
    year: int | None
    source: str
    date: datetime.date | None
    entered: bool = Field(description="Whether somebody entered it by hand; else it is part of the programme.")


class CeilingRecord(Schema):
    """What may be spent. Booked and left are for officials only."""

    amount: int | None = Field(description="In won; null where it is not told.")
    or_more: bool = Field(description="The source gives a lower bound.")
    said: str
    first_year: int | None
    last_year: int | None
    track: str | None
    shared_with: list[str] = Field(description="Programmes that draw on the same sum.")
    source: str
    date: datetime.date | None
    booked: int | None = Field(description="Won of concluded cases, of every programme that draws on it.")
    left: int | None = Field(description="Won; null where it cannot be told, or for others than officials.")
    left_said: str = Field(description="What is left in words; empty where it is null.")


class ParameterRecord(Schema):
    """One parameter of a criterion. `said` is its value in words."""

    name: str
    label: str
    value: ParameterValue
    said: str


class CriterionRecord(Schema):
    """A rule with its parameters."""

    rule: str
    name: str
    said: str = Field(description="The parameters in words; empty where there are none.")
    parameters: list[ParameterRecord]
    version: int = Field(description="Of the rule that it was written for.")
    source: str


class PeriodRecord(Schema):
    """First and last day; null where they are not told."""

    start: datetime.date | None
    end: datetime.date | None


class BookedRecord(Schema):
    """What is booked of one track and year, in won."""

    track: str | None
    year: int
    amount: int
    cases: int
    jobs_expected: int | None
    jobs_reached: int | None


class CountRecord(Schema):
    """A number that the service counts in its own books; for officials only."""

    code: str
    name: str
    amount: int | None = Field(description="Null where no entry tells it.")
    of: Amount = Field(description="What there is in all, where the programme tells it.")
    unit: str
    said: str


class TaggedRecord(Schema):
    """How many of the records that the caller may know of are tagged with one member of a list."""

    label: str
    name: str
    patents: int | None = Field(description="Null where the service does not tag with this member, or cannot now.")
    companies: int | None
    needs: int | None


class ProgrammeRecord(Schema):
    """One version of one programme."""

    model_config = shown(PROGRAMME)

    id: str
    version: int
    in_force: bool
    name: str
    summary: str
    run_by: list[Agency]
    kind: ProgrammeKind
    figures: list[FigureRecord]
    ceilings: list[CeilingRecord]
    booked: list[BookedRecord] | None = Field(description="For officials only.")
    counts: list[CountRecord] | None = Field(description="For officials only.")
    tagged: list[TaggedRecord] | None = Field(description="For programmes that tag records only.")
    criteria: list[CriterionRecord] = Field(description="What its verdicts rest on; none where it judges no match.")
    period: PeriodRecord
    unknowns: list[str] = Field(description="What its source does not tell.")
    source: str
    source_date: datetime.date | None
    rules_version: str


class ProgrammeList(Schema):
    """The catalogue in force."""

    model_config = shown(PROGRAMMES)

    version: str = Field(description="Of the whole catalogue: the same content, the same version.")
    items: list[ProgrammeRecord]


class FormRecord(Schema):
    """What an editor begins with: change `programme`, write a note, send it all back."""

    model_config = shown(FORM)

    programme: dict[str, object]
    expected_version: int
    note: str = ""


class ChangeRecord(Schema):
    """One version. Without `recorded_at` it came with the service. Note and author are for officials only."""

    version: int
    in_force: bool
    recorded_at: datetime.datetime | None
    note: str | None
    by: str | None


class ChangeList(Schema):
    """All versions, the latest first."""

    model_config = shown(CHANGES)

    items: list[ChangeRecord]


class FacetRecord(Schema):
    """A list that records are tagged with, and how many are."""

    model_config = shown(FACET)

    id: str
    version: int
    in_force: bool
    name: str
    total: int | None = Field(description="How many members its source counts.")
    complete: bool = Field(description="Whether all of them are named.")
    members: list[TaggedRecord]
    form: dict[str, object] = Field(description="What PUT takes as `facet`, with the names in both languages.")
    source: str
    source_date: datetime.date | None


class FacetRecords(Schema):
    """All lists."""

    model_config = shown(FACETS)

    items: list[FacetRecord]


class KeptVersion(Schema):
    """The version that is in force now."""

    model_config = shown(KEPT_VERSION)

    id: str
    version: int
