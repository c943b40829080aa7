"""From what a reader asks to a match request: one source, one direction, checked filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from pydantic import TypeAdapter, ValidationError

from corpus.filters import parse_filters
from corpus.passages import Kind
from corpus.problems import Invalid
from corpus.text import content_hash
from matcher.match import MatchRequest, QueryKind
from matcher.programmes.verdicts import Outcome
from matcher.tracks import Track

SOURCES: tuple[QueryKind, ...] = ("patent", "company", "need", "text")
USUAL_TARGET: Mapping[QueryKind, Kind] = {
    "patent": "companies",
    "company": "patents",
    "need": "companies",
    "text": "companies",
}


@dataclass(frozen=True, slots=True)
class Question:
    """As asked, unchecked: exactly one of the four sources should be given."""

    patent: str | None = None
    company: str | None = None
    need: str | None = None
    text: str | None = None
    to: Kind | None = None
    top: int = 10
    filters: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    evidence: bool = True
    tag: Sequence[str] = ()
    track: Track | None = None
    programme: str | None = None
    outcome: Outcome | None = None
    sme_share: float | None = None
    per_firm: int | None = None
    facets: bool = False

    @property
    def address(self) -> str:
        """The question as the parameters of an address; a longer text is named by its hash."""
        pairs: list[tuple[str, str]] = []
        for name in ADDRESSED:
            value = getattr(self, name)
            if name == "filters":
                pairs += [(each, text) for each, given in sorted(value.items()) for text in _texts(given)]
            elif name == "text" and value is not None and len(value) > ADDRESS_CHARACTERS:
                pairs.append((TEXT_HASH, content_hash(value)))
            elif value not in (None, (), []) and value != DEFAULTS.get(name):
                pairs += [(name, text) for text in _texts(value)]
        return urlencode(pairs)


ADDRESS_CHARACTERS = 1_500
"""A longer text does not fit every browser's address line."""
TEXT_HASH = "text_hash"
ADDRESSED = (
    *("patent", "company", "need", "text", "to", "top", "filters", "tag", "track", "programme", "outcome"),
    *("sme_share", "per_firm"),
)
"""What of a question decides its answer, in the order of its address."""
DEFAULTS: Mapping[str, object] = {"top": 10}


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def match_request(question: Question) -> MatchRequest:
    """Raises Invalid for none or several sources, and for filters that do not fit the target."""
    given: list[tuple[QueryKind, str]] = [
        (kind, value) for kind in SOURCES if (value := getattr(question, kind)) is not None
    ]
    if len(given) != 1:
        names = ", ".join(kind for kind, _ in given)
        raise Invalid.because("one_source", "query", names, known=", ".join(SOURCES))
    kind, value = given[0]
    to = question.to or USUAL_TARGET[kind]
    return MatchRequest(
        kind=kind,
        to=to,
        id=None if kind == "text" else value,
        text=value if kind == "text" else None,
        top=question.top,
        filters=parse_filters(to, question.filters),
        evidence=question.evidence,
        areas=tuple(dict.fromkeys(question.tag)),
        track=question.track,
        programme=question.programme,
        outcome=question.outcome,
        sme_share=question.sme_share,
        per_firm=question.per_firm,
        facets=question.facets,
        asked=replace(question, to=to).address,
    )


@dataclass(frozen=True, slots=True)
class Repeated:
    """What of a receipt it takes to ask again (`matcher.match.Receipt`)."""

    question: str
    generation: str
    sequence: int
    query_version: int | None = None
    weights: str | None = None


def repeated_request(receipt: Repeated, text: str | None = None) -> MatchRequest:
    """The question of a receipt, to be answered from its generation. `text` is a long one, which it only hashes.

    Raises Invalid `bad_receipt` for a question that cannot be read or another text, and as `match_request`.
    """
    given = _given(receipt.question)
    hashed = given.pop(TEXT_HASH, None)
    if hashed is not None:
        if text is None or content_hash(text) != hashed[0]:
            raise Invalid.because("bad_receipt", "text", "")
        given["text"] = [text]
    question = _question(given)
    if question is None:
        raise Invalid.because("bad_receipt", "question", receipt.question)
    return replace(
        match_request(question),
        generation=receipt.generation,
        sequence=receipt.sequence,
        query_version=receipt.query_version,
        weights=receipt.weights,
    )


def asked_in(address: str) -> Question:
    """The question of an address (`Question.address`), with or without the sign before its parameters.

    Raises Invalid `bad_question` for one that cannot be read, `search_without_address` for the hash of a long text.
    """
    given = _given(address.rpartition("?")[2])
    if TEXT_HASH in given:
        raise Invalid.because("search_without_address", "question", "", limit=ADDRESS_CHARACTERS)
    question = _question(given)
    if question is None:
        raise Invalid.because("bad_question", "question", address)
    return question


def _given(address: str) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for name, value in parse_qsl(address, max_num_fields=200):
        given.setdefault(name, []).append(value)
    return given


def _question(given: Mapping[str, Sequence[str]]) -> Question | None:
    filters = {name: values for name, values in given.items() if name not in ADDRESSED}
    single = {name: values[0] for name, values in given.items() if name in ADDRESSED and name != "tag"}
    try:
        return QUESTION.validate_python({**single, "tag": given.get("tag", []), "filters": filters})
    except ValidationError:
        return None


QUESTION = TypeAdapter(Question)
