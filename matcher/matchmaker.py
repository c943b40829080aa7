"""Answers one question: query, retrieval, ranking, judgement, evidence and receipt, over one snapshot of the index."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from corpus.problems import Conflict
from corpus.store import Store
from index.archive import Archive
from index.encoder import Encoder, Vectors
from index.searcher import Searcher
from index.tiers import TieredIndex
from index.tokens import question_terms
from matcher.choosing import Choice, check_list, choose
from matcher.copies import asked
from matcher.evidence import explainer_of
from matcher.facets import facets_of
from matcher.judgement import Asking
from matcher.judging import Judging
from matcher.match import Answer, Evidence, Facet, Match, MatchRequest, Query, Receipt
from matcher.programmes.in_force import InForce
from matcher.retrieval import Ranked
from matcher.snapshot import passage_vectors, searcher_over
from matcher.subject import allowed_by, receipt_of, subject_of
from matcher.weights import WEIGHTS, Weights


def usual(_name: str | None) -> Weights:
    """Those of every view that ship, whatever is asked for."""
    return WEIGHTS["full"]


class Matchmaker:
    """Holds no state of its own; any number of threads may ask."""

    def __init__(
        self,
        index: TieredIndex,
        archive: Archive,
        encoder: Encoder,
        weights: Callable[[str | None], Weights] = usual,
    ) -> None:
        """`weights` gives those of a name, and those in use for none or one that it does not know."""
        self._index = index
        self._archive = archive
        self._encoder = encoder
        self._weights = weights

    def match(self, request: MatchRequest, store: Store, today: date, rules: InForce | None = None) -> Answer:
        """The best candidates for a request among the records that the store shows, by the rules that it has in force.

        `rules` are these where the caller has read them.

        Raises NotFound for an unknown record or programme, Invalid or TooLarge for an unusable request, Unavailable
        where there is nothing to search yet; for a repeated question NotFound `unknown_generation` where its index is
        not kept.
        """
        started = time.perf_counter()
        check_list(request)
        weights = self._weights(request.weights)
        subject = subject_of(store, request)
        searcher = self._searcher(store, request)
        allowed = allowed_by(store, searcher, request)
        query = subject.query
        # Apart from the elements, which are shorter: one batch would pad them to the passages' length.
        vectors = self._encoder.encode_query(query.passages)
        terms = question_terms(query.text)
        ranked = asked(store, searcher, subject, request.to, vectors, terms, weights, allowed)
        judging = Judging.over(store, searcher, today, rules)
        if request.programme is not None:
            judging.catalogue.current(request.programme)
        asking = subject.asking(judging)
        choice = choose(request, ranked, judging, asking, subject.record)
        facets = _facets(request, ranked, judging, asking) if request.facets else ()
        explained = self._explained(request, query, vectors, judging, choice) if request.evidence else {}
        receipts = [receipt_of(request, query, judging, place.summary, weights.name) for place in choice.places]
        return Answer(
            query=query,
            to=request.to,
            catalogue=judging.catalogue,
            generation=searcher.generation,
            sequence=searcher.sequence,
            matches=tuple(_matches(ranked, choice, explained, receipts)),
            considered=len(ranked),
            eligible=None if allowed is None else len(allowed),
            pending=searcher.pending,
            milliseconds=round((time.perf_counter() - started) * 1000, 1),
            facets=facets,
            arrangement=choice.arrangement,
            exact=request.sequence in {None, searcher.sequence} and request.weights in {None, weights.name},
            credible=ranked.credible,
            calibrated=ranked.calibrated,
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
        self, request: MatchRequest, query: Query, vectors: Vectors, judging: Judging, choice: Choice
    ) -> dict[str, Evidence]:
        """What speaks for each of the shown, by id; `vectors` are those of the query's passages."""
        documents = judging.store.documents.many(request.to, [place.summary.id for place in choice.places])
        if not documents:
            return {}
        explainer = explainer_of(query, vectors, self._encoder)
        return {
            record_id: explainer.evidence(
                document, passage_vectors(judging.searcher, self._encoder, document), request.pairs
            )
            for record_id, document in documents.items()
        }


def _facets(request: MatchRequest, ranked: Ranked, judging: Judging, asking: Asking) -> tuple[Facet, ...]:
    judgements = judging.judged(asking, request.to, ranked.ids)
    return facets_of(judgements, judging.store.documents.summaries(request.to, ranked.ids))


def _matches(
    ranked: Ranked, choice: Choice, explained: Mapping[str, Evidence], receipts: Sequence[Receipt]
) -> Iterator[Match]:
    for rank, (place, receipt) in enumerate(zip(choice.places, receipts, strict=True), start=1):
        yield Match(
            rank=rank,
            id=place.summary.id,
            record=place.summary,
            score=round(float(ranked.scores[place.row]), 4),
            views={name: round(float(scores[place.row]), 4) for name, scores in ranked.views.items()},
            evidence=explained.get(place.summary.id),
            receipt=receipt,
            judgement=place.judgement,
            family=place.family,
        )
