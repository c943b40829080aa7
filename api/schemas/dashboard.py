"""The dashboard as JSON. `docs/dashboard.md` says what each figure counts."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from api.schemas.dashboard_examples import DASHBOARD
from api.schemas.examples import shown
from api.schemas.matches import Schema
from api.schemas.programmes import FigureRecord


class PeriodShown(Schema):
    """What is counted over."""

    first: datetime.date
    last: datetime.date = Field(description="The last day, included.")
    zone: str = Field(description="The zone whose days and months these are.")


class Line(Schema):
    """Counts of one value of what is counted by."""

    code: str | None = Field(description="Null: not told.")
    name: str
    matches: int = Field(description="Pairs that were shown for the first time.")
    cases: int = Field(description="Cases that were opened.")
    licences: int = Field(description="Cases that were licensed and are so still.")
    entries: int = Field(description="Commitments that were booked and stand.")
    amount: int = Field(description="Won of these commitments.")


class CeilingLine(Schema):
    """Money that may be spent, and what is booked on it since ever."""

    programme: str
    name: str
    amount: int | None = Field(description="The ceiling in won; null where it is not told.")
    or_more: bool = Field(description="Whether the source tells it as a lower bound.")
    said: str
    shared_with: list[str]
    booked: int
    left: int | None
    share: float | None = Field(description="Booked of the ceiling; null where the ceiling is not told.")


class YearLine(Schema):
    """Won booked for one year, since ever."""

    year: int
    amount: int
    cases: int = Field(description="Cases with an entry of the year.")


class StageLine(Schema):
    """Of the cases opened in the period, how many came at least as far as this stage."""

    stage: str
    name: str
    cases: int
    share: float | None = Field(description="Of all that were opened.")
    conversion: float | None = Field(description="Of those that came as far as the stage before.")
    standing: int = Field(description="Cases that stand at it now.")
    declined: int = Field(description="Cases that were declined at it and are so still.")
    stays: int = Field(description="Stays that have ended.")
    days: float | None = Field(description="Median days of the stays that have ended.")


class ReasonLine(Schema):
    """Cases that were declined in the period."""

    reason: str | None
    name: str
    cases: int
    share: float


class SmeLine(Schema):
    """Share of small and medium-sized enterprises."""

    of: Literal["matches", "cases", "licences"]
    name: str
    small: int = Field(description="Of micro, small and medium-sized companies.")
    known: int = Field(description="Of companies whose size is known.")
    unknown: int
    share: float | None = Field(description="Small of known.")


class LanguageLine(Schema):
    """How good matches are for questions in one language."""

    language: str
    name: str
    quality: float | None = Field(description="At the gate of the serving generation, 0 to 1.")
    questions: int = Field(description="Questions that were asked at the gate.")
    judged: int = Field(description="Judgements of officers in the period.")
    relevant: int
    partly: int
    not_relevant: int
    share: float | None = Field(description="Relevant of judged.")


class StepLine(Schema):
    """Steps after cases that were held in the period."""

    stage: str
    name: str
    number: int


class JobsShown(Schema):
    """Jobs of the commitments of the period; null where none tells any."""

    expected: int | None
    reached: int | None


class EnteredFigure(FigureRecord):
    """A figure that somebody entered by hand, or a target of its programme."""

    programme: str
    programme_name: str


class Freshness(Schema):
    """How old the index is. Written records are searched at once, rebuilt or not."""

    generation: str
    built: datetime.datetime | None = Field(description="When the oldest serving generation was built.")
    hours: float | None
    pending: int = Field(description="Written records that wait for the next rebuild.")
    recorded: int
    searchable: int
    measure: str = Field(description="What the gate asked: `judged`, `known-items` or nothing.")


class DashboardRecord(Schema):
    """Everything at one moment. A match on two tracks counts under both: parts may come to more than the whole."""

    model_config = shown(DASHBOARD)

    period: PeriodShown
    totals: Line
    tracks: list[Line]
    programmes: list[Line]
    areas: list[Line]
    regions: list[Line]
    months: list[Line]
    ceilings: list[CeilingLine]
    years: list[YearLine]
    funnel: list[StageLine]
    declined: list[ReasonLine]
    sme: list[SmeLine]
    languages: list[LanguageLine]
    steps: list[StepLine]
    jobs: JobsShown
    figures: list[EnteredFigure]
    index: Freshness
