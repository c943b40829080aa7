"""What an answer consists of. Frozen, serialisable with `dataclasses.asdict`, free of I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from corpus.facts import RecordFacts
from corpus.filters import Filters
from corpus.passages import SINGULAR, Document, Kind
from corpus.store.outcomes import RecordSummary
from corpus.text import Language
from matcher.exposure import Arranged
from matcher.judgement import Asking, Judgement
from matcher.programmes.catalogue import Catalogue
from matcher.programmes.verdicts import Outcome
from matcher.standing import Standing, standing_of
from matcher.tracks import Track

QueryKind = Literal["patent", "company", "need", "text"]
KIND_OF: Mapping[QueryKind, Kind] = {name: kind for kind, name in SINGULAR.items()}
PAIRS = 5
"""How many pairs of passages carry a match, unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A company as it would stand on record: what it asks with, and the facts that rules read of it."""

    document: Document
    facts: RecordFacts


@dataclass(frozen=True, slots=True)
class MatchRequest:
    """One question: from a stored record (`id`), plain `text` or a `sketch`, to records of one kind.

    `pairs` is the most evidence pairs of one candidate. `areas` are labels of which a candidate has one; `track` one
    that it must run on; `programme` one that it must fall under, with that `outcome` (eligible unless given).
    `sme_share` is the least share of small and medium-sized companies among the shown, `per_firm` the most candidates
    of one owner. `generation`, `sequence`, `query_version` and `weights` (by name) repeat an earlier question.
    `asked` is the question as an address has it.
    """

    kind: QueryKind
    to: Kind
    id: str | None = None
    text: str | None = None
    sketch: Sketch | None = None
    top: int = 10
    filters: Filters = field(default_factory=Filters)
    evidence: bool = True
    pairs: int = PAIRS
    areas: tuple[str, ...] = ()
    track: Track | None = None
    programme: str | None = None
    outcome: Outcome | None = None
    sme_share: float | None = None
    per_firm: int | None = None
    facets: bool = False
    generation: str | None = None
    sequence: int | None = None
    query_version: int | None = None
    weights: str | None = None
    asked: str = ""

    @property
    def selects(self) -> bool:
        """Whether candidates are chosen by what is concluded about them."""
        return self.track is not None or self.programme is not None

    @property
    def arranges(self) -> bool:
        return self.sme_share is not None or self.per_firm is not None

    def admits(self, judgement: Judgement) -> bool:
        """Whether a candidate has the track and the verdict that are asked for."""
        on_track = self.track is None or self.track in judgement.tracks.found
        wanted = self.outcome or Outcome.ELIGIBLE
        return on_track and (self.programme is None or judgement.falls_under(self.programme, wanted))


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
    element to the piece of the record that the sentence stands in; `terms` are the words of `passage`, as written
    there, that the element has too, one for each term.
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
    """What is needed to explain or repeat a match. `glossary` is "" where Korean is encoded as it stands.

    `question` is the question as the parameters of an address; `rules` the version of the catalogue that judged on
    `judged_on`; `labels` that of the tagger.
    """

    question: str
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
    rules: str
    judged_on: date
    labels: str


@dataclass(frozen=True, slots=True)
class Match:
    """One candidate. `score` is the probability that it is relevant, 0 to 1; `views` are the raw scores behind it."""

    rank: int
    id: str
    record: RecordSummary
    score: float
    views: dict[str, float]
    evidence: Evidence | None
    receipt: Receipt
    judgement: Judgement
    family: tuple[str, ...] = ()

    @property
    def standing(self) -> Standing:
        """The score in a word."""
        return standing_of(self.score)


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of the scored candidates have a value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The values that occur, the most frequent first."""

    name: str
    counts: tuple[FacetCount, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Matches, best first. `pending` counts written records that wait for the next rebuild; `considered` is how
    many candidates were scored; `eligible` how many the filters left (None: no filter). `arrangement` says what the
    exposure options changed; `exact` is False where a repeated question meets other records or weights than it did.
    `asking` and `record` are what is known of the record that asked, nothing and None for a plain text. `catalogue` are
    the programmes that judged, with the names of all codes.

    Where it is not `credible`, no match is worth being called one: what stands there is the nearest that there is.
    Scores that are not `calibrated`, of an encoder that none were fitted to, are probabilities only roughly.
    """

    query: Query
    to: Kind
    catalogue: Catalogue
    generation: str
    sequence: int
    matches: tuple[Match, ...]
    considered: int
    eligible: int | None
    pending: int
    milliseconds: float
    facets: tuple[Facet, ...] = ()
    arrangement: Arranged | None = None
    exact: bool = True
    credible: bool = True
    calibrated: bool = False
    asking: Asking = field(default_factory=Asking)
    record: RecordSummary | None = None
