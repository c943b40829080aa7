"""How the scored candidates of a question are spread over what a reader may narrow them down by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from operator import attrgetter

from corpus.store import RecordSummary
from matcher.judgement import Judgement
from matcher.match import Facet, FacetCount

PLAIN = ("country", "region", "size", "language", "legal_status", "trl")
"""What a summary tells of a record."""
MOST_VALUES = 50


def facets_of(judgements: Mapping[str, Judgement], summaries: Mapping[str, RecordSummary]) -> tuple[Facet, ...]:
    """Tracks, programmes by outcome, areas and plain facts; a record counts under each value that it has."""
    counts: dict[str, Counter[str]] = {}
    for record_id, judgement in judgements.items():
        for name, value in _values(judgement, summaries.get(record_id)):
            counts.setdefault(name, Counter())[value] += 1
    return tuple(
        Facet(name, tuple(FacetCount(*each) for each in sorted(found.items(), key=_frequent)[:MOST_VALUES]))
        for name, found in sorted(counts.items())
    )


def _values(judgement: Judgement, summary: RecordSummary | None) -> Iterator[tuple[str, str]]:
    for track in judgement.tracks.found:
        yield "track", track.value
    for standing in judgement.standings:
        if standing.outcome is not None:
            yield "programme", f"{standing.verdict.programme}:{standing.outcome.value}"
    for label in judgement.labels or ():
        yield "area", label.name
    for name in PLAIN if summary else ():
        value = attrgetter(name)(summary)
        if value is not None:
            yield name, str(value)


def _frequent(value: tuple[str, int]) -> tuple[int, str]:
    return -value[1], value[0]
