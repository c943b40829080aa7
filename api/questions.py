"""From what a reader asks to a match request: one source, one direction, checked filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.filters import parse_filters
from corpus.passages import Kind
from corpus.problems import Invalid
from matcher.match import MatchRequest, QueryKind

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
    )
