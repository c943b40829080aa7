"""Candidates beside each other, why one is missing, and what officials think of them, as JSON."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.comparison_examples import COMPARISON, JUDGED, JUDGEMENTS, WHY_NOT
from api.schemas.examples import shown
from api.schemas.judgements import JudgementShown, Reader
from api.schemas.matches import Evidence, QueryAsked, Receipt, Schema, Summary
from corpus.passages import Kind
from corpus.records import RelevanceGrade
from corpus.store.judgements import GradeReason
from matcher import comparison, why_not
from matcher.standing import Standing
from matcher.why_not import Cause


class PlacedShown(Schema):
    """A record in the question's list."""

    rank: int
    score: float = Field(description="Probability that it is relevant, 0 to 1.")
    standing: Standing = Field(description="The score in a word: from 0.5, 0.2, 0.05 or below.")
    record: Summary


class NeighboursShown(Schema):
    """Who stands around a candidate."""

    place: PlacedShown | None = Field(description="Its own; null where it is not among the first of the list.")
    next_best: list[PlacedShown] = Field(description="Those after it; of the last or an absent one the best.")
    similar: list[Summary] = Field(description="Records of its kind that are nearest in meaning.")


class ComparedShown(Schema):
    """One candidate; its evidence has a pair for every element that it covers."""

    record: Summary
    evidence: Evidence
    judgement: JudgementShown
    receipt: Receipt
    neighbours: NeighboursShown | None = Field(description="Null unless asked for.")


class ComparisonShown(Schema):
    """Candidates in the order asked for."""

    model_config = shown(COMPARISON)

    query: QueryAsked
    to: Kind
    candidates: list[ComparedShown]

    @classmethod
    def of(cls, found: comparison.Comparison, reader: Reader) -> ComparisonShown:
        """The comparison with what was concluded in the reader's words."""
        return cls(
            query=QueryAsked.model_validate(found.query),
            to=found.to,
            candidates=[
                ComparedShown(
                    record=Summary.model_validate(each.record),
                    evidence=Evidence.model_validate(each.evidence),
                    judgement=JudgementShown.of(each.judgement, reader),
                    receipt=Receipt.model_validate(each.receipt),
                    neighbours=NeighboursShown.model_validate(each.neighbours) if each.neighbours else None,
                )
                for each in found.candidates
            ],
        )


class ReasonShown(Schema):
    """What keeps the record out; the most decisive stands first."""

    cause: Cause
    name: str = Field(description="The filter, programme or option; for a withdrawn record why it went.")
    values: list[str]


class PositionShown(Schema):
    """Where a record stands among the scored candidates."""

    record: Summary
    rank: int | None = Field(description="From 1; null where it was not scored.")
    score: float | None
    views: dict[str, float] = Field(description="The raw scores.")


class WhyNotShown(Schema):
    """Why a record is not among the shown."""

    model_config = shown(WHY_NOT)

    id: str
    record: Summary | None = Field(description="Null for a withdrawn record, which officials alone are told of.")
    reasons: list[ReasonShown]
    considered: int
    shown: int
    position: PositionShown | None = Field(description="Null where a filter excludes it.")
    unfiltered: PositionShown | None = Field(description="Without filters, where one excludes it.")
    last: PositionShown | None = Field(description="The last shown candidate.")
    judgement: JudgementShown | None
    evidence: Evidence | None

    @classmethod
    def of(cls, found: why_not.WhyNot, reader: Reader) -> WhyNotShown:
        """With what was concluded in the reader's words."""
        return cls(
            id=found.id,
            record=Summary.model_validate(found.record) if found.record else None,
            reasons=[ReasonShown.model_validate(each) for each in found.reasons],
            considered=found.considered,
            shown=found.shown,
            position=_position(found.position),
            unfiltered=_position(found.unfiltered),
            last=_position(found.last),
            judgement=JudgementShown.of(found.judgement, reader) if found.judgement else None,
            evidence=Evidence.model_validate(found.evidence) if found.evidence else None,
        )


class JudgedInput(BaseModel):
    """What an official thinks of a candidate of a question."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [JUDGED]})

    patent: str | None = Field(default=None, max_length=80)
    company: str | None = Field(default=None, max_length=80)
    need: str | None = Field(default=None, max_length=80)
    text: str | None = Field(default=None, max_length=20_000)
    to: Kind | None = Field(default=None, description="The candidate's kind; as in POST /matches unless given.")
    candidate: str = Field(max_length=80, description="Its id.")
    grade: RelevanceGrade | None = Field(description="Null takes the caller's judgement back.")
    reason: GradeReason | None = Field(default=None, description="Needed for `partly` and `not`.")
    note: str = Field(default="", max_length=2_000)


class JudgedRecord(Schema):
    """A judgement that stands."""

    id: int
    account: str
    kind: str = Field(description="Of who asks: patents, companies, needs, or text.")
    record_id: str = Field(description="Its id; of a text its hash.")
    text: str | None
    other_kind: str
    other_id: str
    grade: RelevanceGrade
    reason: GradeReason | None
    note: str
    recorded_at: datetime.datetime


class JudgedList(Schema):
    """Judgements, the latest first; `next` is the `before` of the page after."""

    model_config = shown(JUDGEMENTS)

    items: list[JudgedRecord]
    next: int | None


def _position(found: why_not.Position | None) -> PositionShown | None:
    return PositionShown.model_validate(found) if found else None
