"""A few candidates of one question beside each other: every element with its best sentence, verdicts, receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from corpus.passages import Document, Kind
from corpus.problems import Invalid, NotFound
from corpus.store import RecordSummary, Store
from index.encoder import Encoder
from index.tokens import keywords_many
from matcher.evidence import Explainer
from matcher.judgement import Judgement
from matcher.judging import Judging
from matcher.match import Evidence, EvidencePair, MatchRequest, Query, Receipt
from matcher.neighbours import Neighbours, neighbours_of, placed
from matcher.query import ELEMENTS
from matcher.snapshot import passage_vectors
from matcher.subject import receipt_of, subject_of
from matcher.weights import Weights

MOST: Final = 4
"""Candidates that stand beside each other at most."""


@dataclass(frozen=True)
class Compared:
    """One candidate. `evidence` holds a pair for every element that it covers; `neighbours` are None unless asked
    for."""

    record: RecordSummary
    document: Document
    evidence: Evidence
    judgement: Judgement
    receipt: Receipt
    neighbours: Neighbours | None = None

    @cached_property
    def by_element(self) -> Mapping[int, EvidencePair]:
        """What covers an element, by its place among the elements."""
        return {pair.element: pair for pair in self.evidence.pairs}


@dataclass(frozen=True, slots=True)
class Comparison:
    """`asking` and `own` are None where a plain text asks; the candidates stand in the order asked for."""

    query: Query
    to: Kind
    asking: RecordSummary | None
    own: Document | None
    candidates: tuple[Compared, ...]
    judging: Judging


def compare(  # noqa: PLR0917 - where to look, what is asked, whom it is about
    store: Store,
    judging: Judging,
    encoder: Encoder,
    request: MatchRequest,
    record_ids: Sequence[str],
    weights: Weights,
    *,
    neighbours: bool = False,
) -> Comparison:
    """Holds candidates against the question, whatever filters it has. With `neighbours` the question's candidates are
    ranked too, once for all who are compared.

    Raises Invalid `none_to_compare` or `too_many_to_compare`, NotFound for a record that is not there or not searched,
    and as `subject_of`.
    """
    wanted = _wanted(record_ids)
    subject = subject_of(store, request)
    searcher = judging.searcher
    summaries = store.documents.summaries(request.to, wanted)
    documents = store.documents.many(request.to, wanted)
    for record_id in wanted:
        if record_id not in summaries:
            raise NotFound.because(store.shelf(request.to).unknown, "with", record_id)
        if record_id not in documents:
            raise NotFound.because("not_indexed", "with", record_id)
    judgements = judging.judged(subject.asking(judging), request.to, wanted)
    elements = list(subject.query.elements)
    explainer = Explainer(elements, encoder.encode_query(elements), keywords_many)
    places = placed(judging, encoder, request, subject, weights) if neighbours else []
    vectors = {each: passage_vectors(searcher, encoder, documents[each]) for each in wanted}
    candidates = [
        Compared(
            record=summaries[each],
            document=documents[each],
            evidence=explainer.evidence(documents[each], vectors[each], max(ELEMENTS, len(elements))),
            judgement=judgements[each],
            receipt=receipt_of(request, subject.query, judging, summaries[each], weights.name),
            neighbours=neighbours_of(judging, places, documents[each], vectors[each]) if neighbours else None,
        )
        for each in wanted
    ]
    record = subject.record
    own = store.documents.get(record.kind, record.id) if record else None
    return Comparison(subject.query, request.to, record, own, tuple(candidates), judging)


def _wanted(record_ids: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(each for each in record_ids if each))
    if not wanted:
        raise Invalid.because("none_to_compare", "with")
    if len(wanted) > MOST:
        raise Invalid.because("too_many_to_compare", "with", len(wanted), limit=MOST)
    return wanted
