"""Answers one question: query, retrieval, ranking, judgement, evidence and receipt, over one snapshot of the index."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from corpus.database import Database
from corpus.disclosure import Tiers
from corpus.facts import RecordFacts
from corpus.passages import Document, Kind
from corpus.problems import Conflict, Invalid, NotFound
from corpus.store import RecordSummary, Store
from index.archive import Archive
from index.encoder import Encoder, Vectors
from index.searcher import NOBODY, Searcher
from index.tiers import TieredIndex
from index.tokens import keywords_many, tokens
from matcher.choosing import Place, choose
from matcher.evidence import Explainer
from matcher.facets import facets_of
from matcher.judgement import Asking
from matcher.judging import Judging
from matcher.match import KIND_OF, Answer, Evidence, Facet, Match, MatchRequest, Query, Receipt
from matcher.query import record_query, text_query
from matcher.retrieval import Ranked, rank
from matcher.snapshot import passage_vectors, searcher_over
from matcher.weights import WEIGHTS, Weights

TOP_LIMIT = 100


@dataclass(frozen=True, slots=True)
class _Subject:
    """Who asks: the query, the stored record behind it (None for plain text), the facts of one not on record."""

    query: Query
    record: RecordSummary | None
    facts: RecordFacts | None = None


class Matchmaker:
    """Holds no state of its own; any number of threads may ask."""

    def __init__(
        self,
        database: Database,
        index: TieredIndex,
        archive: Archive,
        encoder: Encoder,
        weights: Weights = WEIGHTS["full"],
    ) -> None:
        self._database = database
        self._index = index
        self._archive = archive
        self._encoder = encoder
        self._weights = weights

    def match(self, request: MatchRequest, tiers: Tiers, today: date) -> Answer:
        """The best candidates for a request among the records of these tiers.

        Raises NotFound for an unknown record or programme, Invalid or TooLarge for an unusable request, Unavailable
        where there is nothing to search yet; for a repeated question NotFound `unknown_generation` where its index is
        not kept.
        """
        started = time.perf_counter()
        _check(request)
        with self._database.reading(tiers) as store:
            subject = _subject(store, request)
            searcher = self._searcher(store, request)
            allowed = _allowed(store, searcher, request)
            query = subject.query
            asked = self._encoder.encode_query([*query.passages, *(query.elements if request.evidence else ())])
            ranked = rank(
                searcher,
                request.to,
                asked[: len(query.passages)],
                tokens(query.text),
                self._weights,
                allowed=allowed,
                excluded=_itself(subject, request.to),
            )
            judging = Judging.over(store, searcher, today)
            if request.programme is not None:
                judging.catalogue.current(request.programme)
            asking = _asking(judging, subject)
            choice = choose(request, ranked, judging, asking, subject.record)
            facets = _facets(request, ranked, judging, asking) if request.facets else ()
            documents = store.documents.many(request.to, [place.summary.id for place in choice.places])
        shown = [place for place in choice.places if place.summary.id in documents]
        elements = asked[len(query.passages) :]
        explained = self._explained(searcher, query, documents, elements, request.pairs) if request.evidence else {}
        matches = [
            _match(
                number,
                place,
                ranked,
                explained.get(place.summary.id),
                self._receipt(request, searcher, query, judging, place.summary),
            )
            for number, place in enumerate(shown, start=1)
        ]
        return Answer(
            query=query,
            to=request.to,
            generation=searcher.generation,
            sequence=searcher.sequence,
            matches=tuple(matches),
            considered=len(ranked),
            eligible=None if allowed is None else len(allowed),
            pending=searcher.pending,
            milliseconds=round((time.perf_counter() - started) * 1000, 1),
            facets=facets,
            arrangement=choice.arrangement,
            exact=request.sequence in {None, searcher.sequence},
            asking=asking,
            record=subject.record,
        )

    def _searcher(self, store: Store, request: MatchRequest) -> Searcher:
        """The present one, unless an earlier generation is asked for that it is not."""
        current = searcher_over(self._index, store)
        if request.generation is None or (request.generation, request.sequence) == (
            current.generation,
            current.sequence,
        ):
            return current
        kept = self._archive.searcher(request.generation, store.tiers)
        if kept.encoder.space != self._encoder.info.space:
            raise Conflict.because("generation_of_other_model", "generation", request.generation)
        return kept

    def _explained(
        self,
        searcher: Searcher,
        query: Query,
        documents: Mapping[str, Document],
        element_vectors: Vectors,
        pairs: int,
    ) -> dict[str, Evidence]:
        explainer = Explainer(query.elements, element_vectors, keywords_many)
        return {
            document.id: explainer.evidence(document, passage_vectors(searcher, self._encoder, document), pairs)
            for document in documents.values()
        }

    def _receipt(
        self, request: MatchRequest, searcher: Searcher, query: Query, judging: Judging, candidate: RecordSummary
    ) -> Receipt:
        return Receipt(
            question=request.asked,
            generation=searcher.generation,
            sequence=searcher.sequence,
            model=searcher.encoder.model,
            revision=searcher.encoder.revision,
            precision=searcher.encoder.precision,
            glossary=searcher.encoder.glossary,
            weights=self._weights.name,
            query_version=query.version,
            query_hash=query.content_hash,
            candidate_version=candidate.version,
            candidate_hash=candidate.content_hash,
            rules=judging.rules.version,
            judged_on=judging.context.today,
            labels=searcher.scheme.key,
        )


def _check(request: MatchRequest) -> None:
    if not 1 <= request.top <= TOP_LIMIT:
        raise Invalid.because("bad_top", "top", request.top, limit=TOP_LIMIT)
    if request.sme_share is not None and request.to != "companies":
        raise Invalid.because("sme_share_of_companies", "sme_share", request.sme_share)


def _allowed(store: Store, searcher: Searcher, request: MatchRequest) -> frozenset[str] | None:
    """Who passes the filters; None where nothing is filtered. Raises Invalid `unknown_label`."""
    allowed = store.documents.matching(request.to, request.filters)
    if not request.areas:
        return allowed
    tagged = frozenset[str]().union(*(searcher.labelled(request.to, area) for area in request.areas))
    return tagged if allowed is None else allowed & tagged


def _asking(judging: Judging, subject: _Subject) -> Asking:
    if subject.record is None:
        return Asking(facts=subject.facts)
    return judging.asking(subject.record.kind, subject.record.id)


def _facets(request: MatchRequest, ranked: Ranked, judging: Judging, asking: Asking) -> tuple[Facet, ...]:
    judgements = judging.judged(asking, request.to, ranked.ids)
    return facets_of(judgements, judging.store.documents.summaries(request.to, ranked.ids))


def _subject(store: Store, request: MatchRequest) -> _Subject:
    if request.sketch is not None and request.id is None and request.text is None:
        return _Subject(record_query(request.kind, request.sketch.document), None, request.sketch.facts)
    if (request.id is None) == (request.text is None) or (request.kind == "text") != (request.id is None):
        raise Invalid.because("one_source", "query", request.kind)
    if request.text is not None:
        return _Subject(text_query(request.text), None)
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
    return _Subject(record_query(request.kind, document, version=version, content_hash=content_hash), summary)


def _match(number: int, place: Place, ranked: Ranked, explained: Evidence | None, receipt: Receipt) -> Match:
    return Match(
        rank=number,
        id=place.summary.id,
        record=place.summary,
        score=round(float(ranked.scores[place.row]), 4),
        views={name: round(float(scores[place.row]), 4) for name, scores in ranked.views.items()},
        evidence=explained,
        receipt=receipt,
        judgement=place.judgement,
        family=place.family,
    )


def _itself(subject: _Subject, to: Kind) -> frozenset[str]:
    """The asking record is no candidate for itself."""
    if subject.record is None or subject.record.kind != to:
        return NOBODY
    return frozenset({subject.record.id})
