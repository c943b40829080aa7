"""An answer as JSON."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.examples import ANSWER, shown
from corpus.passages import Kind
from corpus.text import Language
from matcher.match import QueryKind


class Schema(BaseModel):
    """Read from the attributes of what the other rooms give."""

    model_config = ConfigDict(from_attributes=True)


class Summary(Schema):
    """What a list shows of a record."""

    id: str
    kind: Kind
    title: str
    title_en: str | None
    owner: str | None
    organisation: str | None
    organisation_id: str | None
    country: str | None
    region: str | None
    year: int | None
    date: datetime.date | None
    language: Language
    family_id: str | None
    legal_status: str | None
    classes: list[str]
    size: str | None
    employees: int | None
    industry: str | None
    trl: int | None
    fictional: bool
    version: int
    content_hash: str


class QueryAsked(Schema):
    """The question as it was searched."""

    kind: QueryKind
    id: str | None
    title: str
    language: Language
    elements: list[str] = Field(description="What a candidate should cover.")
    version: int | None
    content_hash: str | None


class EvidencePair(Schema):
    """An element of the question beside the sentence of the candidate that answers it best."""

    element: int
    element_text: str
    passage: str = Field(description="Stands word for word in the candidate's record.")
    passage_kind: str
    heading: str
    similarity: float = Field(description="Cosine, -1 to 1.")
    terms: list[str] = Field(description="Words of the passage that the element has too.")


class Evidence(Schema):
    """The pairs that carry the match, best first, and what nothing covers."""

    pairs: list[EvidencePair]
    uncovered: list[str]


class Receipt(Schema):
    """What is needed to explain or repeat the match."""

    generation: str
    sequence: int
    model: str
    revision: str
    precision: str
    weights: str
    query_version: int | None
    query_hash: str | None
    candidate_version: int
    candidate_hash: str


class Match(Schema):
    """One candidate."""

    rank: int
    id: str
    record: Summary
    score: float = Field(description="0 to 1, comparable within one answer.")
    views: dict[str, float] = Field(description="The raw scores behind it.")
    evidence: Evidence | None
    receipt: Receipt
    family: list[str] = Field(description="Further members of the same patent family, left out of the list.")


class Answer(Schema):
    """Matches, best first."""

    model_config = shown(ANSWER)

    query: QueryAsked
    to: Kind
    generation: str = Field(description="The index generation that answered; `none`: fresh records only.")
    sequence: int
    matches: list[Match]
    considered: int = Field(description="Candidates that were scored.")
    eligible: int | None = Field(description="Records that pass the filters; null where there is none.")
    pending: int = Field(description="Written records that wait for the next rebuild.")
    milliseconds: float
