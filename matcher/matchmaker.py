"""Answers one question: query, retrieval, ranking, evidence and receipt, over one snapshot of the index."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from corpus.database import Database
from corpus.passages import Document, Kind
from corpus.problems import Invalid, NotFound
from corpus.store import RecordSummary, Store
from index.encoder import Encoder, Vectors
from index.live import LiveIndex
from index.searcher import NOBODY, Searcher
from index.tokens import keywords_many, tokens
from matcher.evidence import Explainer
from matcher.match import KIND_OF, Answer, Evidence, Match, MatchRequest, Query, Receipt
from matcher.query import record_query, text_query
from matcher.retrieval import Ranked, rank
from matcher.weights import WEIGHTS, Weights

TOP_LIMIT = 100
FAMILY_MARGIN = 3
"""Candidates read per match wanted: members of one patent family share a place in the list."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """Who asks: the query, and the stored record behind it (None for plain text)."""

    query: Query
    record: RecordSummary | None


@dataclass(frozen=True, slots=True)
class _Place:
    """One place in the list: the best member of a family, its row among the ranked, and the ids of the others."""

    row: int
    summary: RecordSummary
    family: tuple[str, ...]


class Matchmaker:
    """Holds no state of its own; any number of threads may ask."""

    def __init__(
        self, database: Database, live: LiveIndex, encoder: Encoder, weights: Weights = WEIGHTS["full"]
    ) -> None:
        self._database = database
        self._live = live
        self._encoder = encoder
        self._weights = weights

    def match(self, request: MatchRequest) -> Answer:
        """The best candidates for a request.

        Raises NotFound for an unknown record, Invalid or TooLarge for an unusable request, Unavailable where there
        is nothing to search yet.
        """
        started = time.perf_counter()
        if not 1 <= request.top <= TOP_LIMIT:
            raise Invalid.because("bad_top", "top", request.top, limit=TOP_LIMIT)
        with self._database.reading() as store:
            subject = _subject(store, request)
            allowed = store.documents.matching(request.to, request.filters)
            searcher = self._live.current(store.changes, store.documents)
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
            places = _places(store, request, ranked, subject.record)
            documents = store.documents.many(request.to, [place.summary.id for place in places])
        shown = [place for place in places if place.summary.id in documents]
        explained = (
            self._explained(searcher, query, documents, asked[len(query.passages) :]) if request.evidence else {}
        )
        return Answer(
            query=query,
            to=request.to,
            generation=searcher.generation,
            sequence=searcher.sequence,
            matches=tuple(
                _match(
                    number,
                    place,
                    ranked,
                    explained.get(place.summary.id),
                    self._receipt(searcher, query, place.summary),
                )
                for number, place in enumerate(shown, start=1)
            ),
            considered=len(ranked),
            eligible=None if allowed is None else len(allowed),
            pending=searcher.pending,
            milliseconds=round((time.perf_counter() - started) * 1000, 1),
        )

    def _explained(
        self, searcher: Searcher, query: Query, documents: Mapping[str, Document], element_vectors: Vectors
    ) -> dict[str, Evidence]:
        explainer = Explainer(query.elements, element_vectors, keywords_many)
        return {
            document.id: explainer.evidence(document, self._passage_vectors(searcher, document))
            for document in documents.values()
        }

    def _passage_vectors(self, searcher: Searcher, document: Document) -> Vectors:
        """A record written between the snapshot and now has other passages than the index: those are encoded here."""
        if searcher.passage_hashes(document.kind, document.id) == tuple(passage.hash for passage in document.passages):
            return searcher.passage_vectors(document.kind, document.id)
        return self._encoder.encode_document([passage.searchable for passage in document.passages])

    def _receipt(self, searcher: Searcher, query: Query, candidate: RecordSummary) -> Receipt:
        return Receipt(
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
        )


def _subject(store: Store, request: MatchRequest) -> _Subject:
    if (request.id is None) == (request.text is None) or (request.kind == "text") != (request.id is None):
        raise Invalid.because("one_source", "query", request.kind)
    if request.text is not None:
        return _Subject(text_query(request.text), None)
    kind, record_id = KIND_OF[request.kind], request.id or ""
    document = store.documents.get(kind, record_id)
    if document is None:
        raise NotFound.because(store.shelf(kind).unknown, request.kind, record_id)
    summary = store.documents.summaries(kind, [record_id])[record_id]
    return _Subject(
        record_query(request.kind, document, version=summary.version, content_hash=summary.content_hash), summary
    )


def _match(number: int, place: _Place, ranked: Ranked, explained: Evidence | None, receipt: Receipt) -> Match:
    return Match(
        rank=number,
        id=place.summary.id,
        record=place.summary,
        score=round(float(ranked.scores[place.row]), 4),
        views={name: round(float(scores[place.row]), 4) for name, scores in ranked.views.items()},
        evidence=explained,
        receipt=receipt,
        family=place.family,
    )


def _itself(subject: _Subject, to: Kind) -> frozenset[str]:
    """The asking record is no candidate for itself."""
    if subject.record is None or subject.record.kind != to:
        return NOBODY
    return frozenset({subject.record.id})


def _places(store: Store, request: MatchRequest, ranked: Ranked, asking: RecordSummary | None) -> list[_Place]:
    """The first candidates; later members of a patent family stand behind its first, the asking family nowhere."""
    window = list(islice(ranked.ids, request.top * FAMILY_MARGIN))
    summaries = store.documents.summaries(request.to, window)
    own = asking.family_id if asking is not None and asking.kind == request.to else None
    families: dict[str, list[tuple[int, RecordSummary]]] = {}
    for row, record_id in enumerate(window):
        summary = summaries.get(record_id)
        if summary is not None and (own is None or summary.family_id != own):
            families.setdefault(summary.family_id or record_id, []).append((row, summary))
    return [
        _Place(*members[0], tuple(summary.id for _, summary in members[1:]))
        for members in islice(families.values(), request.top)
    ]
