"""An answer as JSON."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, ValidatorFunctionWrapHandler, field_validator

from api.schemas.examples import ANSWER, shown
from api.schemas.judgements import JudgementShown, Reader
from corpus.disclosure import Tier
from corpus.passages import Kind
from corpus.text import Language
from matcher import match as found
from matcher.exposure import Because
from matcher.judgement import Judgement
from matcher.match import QueryKind
from matcher.standing import Standing


class Schema(BaseModel):
    """Read from the attributes of what the other rooms give."""

    model_config = ConfigDict(from_attributes=True)


class Summary(Schema):
    """What a list shows of a record."""

    id: str
    kind: Kind
    tier: Tier
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
    """What is needed to explain or repeat the match (POST /matches/repetition)."""

    question: str = Field(description="The question as the parameters of GET /matches; a long text by its hash.")
    generation: str
    sequence: int
    model: str
    revision: str
    precision: str
    glossary: str = Field(description="Version of the glossary that rendered Korean; empty: none did.")
    weights: str
    query_version: int | None
    query_hash: str | None
    candidate_version: int
    candidate_hash: str
    rules: str = Field(description="Version of the programme catalogue that judged.")
    judged_on: datetime.date
    labels: str = Field(description="Version of the area tagger.")


class Match(Schema):
    """One candidate."""

    rank: int
    id: str
    record: Summary
    score: float = Field(description="Probability that it is relevant, 0 to 1.")
    standing: Standing = Field(description="The score in a word: from 0.5, 0.2, 0.05 or below.")
    views: dict[str, float] = Field(description="The raw scores behind it.")
    evidence: Evidence | None
    receipt: Receipt
    judgement: JudgementShown
    family: list[str] = Field(description="Further members of the same patent family, left out of the list.")

    @field_validator("judgement", mode="wrap")
    @classmethod
    def _in_words(cls, value: object, plain: ValidatorFunctionWrapHandler, info: ValidationInfo) -> JudgementShown:
        """A judgement needs a reader; what is in words already is taken as it is."""
        if isinstance(value, Judgement) and isinstance(info.context, Reader):
            return JudgementShown.of(value, info.context)
        shown: JudgementShown = plain(value)
        return shown


class FacetCount(Schema):
    """A value, and how many of the scored candidates have it."""

    value: str
    count: int


class Facet(Schema):
    """The values that occur, the most frequent first."""

    name: str
    counts: list[FacetCount]


class Moved(Schema):
    """A candidate that stands elsewhere than its score says; no rank is outside the list."""

    id: str
    from_rank: int | None
    to_rank: int | None
    because: Because


class Arrangement(Schema):
    """What the exposure options changed."""

    changes: list[Moved]
    shortfall: int = Field(description="Small and medium companies that the share still lacks: there were no more.")


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
    facets: list[Facet] = Field(description="Where asked for: how the scored candidates are spread.")
    arrangement: Arrangement | None
    exact: bool = Field(description="False where a repeated question meets other records than it did.")
    credible: bool = Field(description="False where no match is credible: what stands there is merely the nearest.")
    calibrated: bool = Field(description="Whether scores were fitted to the model in use; else they are rough.")

    @classmethod
    def of(cls, answer: found.Answer, reader: Reader) -> Answer:
        """The answer with what was concluded in the reader's words."""
        return cls.model_validate(answer, context=reader)
