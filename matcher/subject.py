"""Who asks and what may answer: what a search, a comparison and a look at one candidate have in common."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.facts import RecordFacts
from corpus.passages import Kind
from corpus.problems import Invalid, NotFound
from corpus.store import RecordSummary, Store
from index.searcher import NOBODY, Searcher
from matcher.judgement import Asking
from matcher.judging import Judging
from matcher.match import KIND_OF, MatchRequest, Query, Receipt
from matcher.query import record_query, text_query


@dataclass(frozen=True, slots=True)
class Subject:
    """The query, the stored record behind it (None for plain text), the facts of one not on record."""

    query: Query
    record: RecordSummary | None
    facts: RecordFacts | None = None

    def itself(self, to: Kind) -> frozenset[str]:
        """The asking record is no candidate for itself."""
        if self.record is None or self.record.kind != to:
            return NOBODY
        return frozenset({self.record.id})

    def asking(self, judging: Judging) -> Asking:
        """Who asks, as far as rules go."""
        if self.record is None:
            return Asking(facts=self.facts)
        return judging.asking(self.record.kind, self.record.id)


def subject_of(store: Store, request: MatchRequest) -> Subject:
    """Raises Invalid `one_source`, NotFound for a record that the store does not show or a version it does not have."""
    if request.sketch is not None and request.id is None and request.text is None:
        return Subject(record_query(request.kind, request.sketch.document), None, request.sketch.facts)
    if (request.id is None) == (request.text is None) or (request.kind == "text") != (request.id is None):
        raise Invalid.because("one_source", "query", request.kind)
    if request.text is not None:
        return Subject(text_query(request.text), None)
    kind, record_id = KIND_OF[request.kind], request.id or ""
    summary = store.documents.summaries(kind, [record_id]).get(record_id)
    if summary is None:
        raise NotFound.because(store.shelf(kind).unknown, request.kind, record_id)
    version = request.query_version or summary.version
    former = version != summary.version
    document = store.documents.former(kind, record_id, version) if former else store.documents.get(kind, record_id)
    if document is None:
        raise NotFound.because("unknown_version", "query_version", version, id=record_id)
    content_hash = None if former else summary.content_hash
    return Subject(record_query(request.kind, document, version=version, content_hash=content_hash), summary)


def allowed_by(store: Store, searcher: Searcher, request: MatchRequest) -> frozenset[str] | None:
    """Who passes the filters; None where nothing is filtered. Raises Invalid `unknown_label`."""
    allowed = store.documents.matching(request.to, request.filters)
    if not request.areas:
        return allowed
    tagged = frozenset[str]().union(*(searcher.labelled(request.to, area) for area in request.areas))
    return tagged if allowed is None else allowed & tagged


def receipt_of(
    request: MatchRequest, query: Query, judging: Judging, candidate: RecordSummary, weights: str
) -> Receipt:
    """What it takes to repeat the match of a candidate."""
    searcher = judging.searcher
    return Receipt(
        question=request.asked,
        generation=searcher.generation,
        sequence=searcher.sequence,
        model=searcher.encoder.model,
        revision=searcher.encoder.revision,
        precision=searcher.encoder.precision,
        glossary=searcher.encoder.glossary,
        weights=weights,
        query_version=query.version,
        query_hash=query.content_hash,
        candidate_version=candidate.version,
        candidate_hash=candidate.content_hash,
        rules=judging.rules.version,
        judged_on=judging.context.today,
        labels=searcher.scheme.key,
    )
