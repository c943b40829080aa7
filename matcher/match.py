"""What an answer consists of. Frozen, serialisable with `dataclasses.asdict`, free of I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from corpus.filters import Filters
from corpus.passages import Kind
from corpus.store.outcomes import RecordSummary
from corpus.text import Language

QueryKind = Literal["patent", "company", "need", "text"]
KIND_OF: Mapping[QueryKind, Kind] = {"patent": "patents", "company": "companies", "need": "needs"}


@dataclass(frozen=True, slots=True)
class MatchRequest:
    """One question: from a stored record (`id`) or plain `text`, to records of one kind."""

    kind: QueryKind
    to: Kind
    id: str | None = None
    text: str | None = None
    top: int = 10
    filters: Filters = field(default_factory=Filters)
    evidence: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """The question as it is searched. `passages` are encoded, `elements` are what a candidate should cover."""

    kind: QueryKind
    id: str | None
    title: str
    text: str
    language: Language
    passages: tuple[str, ...]
    elements: tuple[str, ...]
    version: int | None = None
    content_hash: str | None = None


@dataclass(frozen=True, slots=True)
class EvidencePair:
    """One element of the query beside the sentence of the candidate that answers it best.

    `passage` stands word for word in the candidate's record, under `heading`. `similarity` is the cosine of the
    two; `terms` are the words of `passage`, as written there, that the element has too.
    """

    element: int
    element_text: str
    passage: str
    passage_kind: str
    heading: str
    similarity: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The pairs that carry the match, best first, and the elements that nothing covers."""

    pairs: tuple[EvidencePair, ...]
    uncovered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is needed to explain or repeat a match. `glossary` is "" where Korean is encoded as it stands."""

    generation: str
    sequence: int
    model: str
    revision: str
    precision: str
    glossary: str
    weights: str
    query_version: int | None
    query_hash: str | None
    candidate_version: int
    candidate_hash: str


@dataclass(frozen=True, slots=True)
class Match:
    """One candidate. `score` is 0 to 1, comparable within one answer; `views` are the raw scores behind it."""

    rank: int
    id: str
    record: RecordSummary
    score: float
    views: dict[str, float]
    evidence: Evidence | None
    receipt: Receipt
    family: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Matches, best first. `pending` counts written records that wait for the next rebuild; `considered` is how
    many candidates were scored; `eligible` how many the filters left (None: no filter)."""

    query: Query
    to: Kind
    generation: str
    sequence: int
    matches: tuple[Match, ...]
    considered: int
    eligible: int | None
    pending: int
    milliseconds: float
