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
from index.searcher import Searcher
from index.tokens import keywords_many
from matcher.evidence import Explainer
from matcher.judgement import Judgement
from matcher.judging import Judging
from matcher.match import Evidence, EvidencePair, MatchRequest, Query, Receipt
from matcher.query import ELEMENTS
from matcher.snapshot import passage_vectors
from matcher.subject import receipt_of, subject_of

MOST: Final = 4
"""Candidates that stand beside each other at most."""
SIMILAR: Final = 3


@dataclass(frozen=True)
class Compared:
    """One candidate. `evidence` holds a pair for every element that it covers."""

    record: RecordSummary
    document: Document
    evidence: Evidence
    judgement: Judgement
    receipt: Receipt

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
    store: Store, judging: Judging, encoder: Encoder, request: MatchRequest, record_ids: Sequence[str], weights: str
) -> Comparison:
    """Holds candidates against the question, whatever filters it has.

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
    candidates = [
        Compared(
            record=summaries[each],
            document=documents[each],
            evidence=explainer.evidence(
                documents[each], passage_vectors(searcher, encoder, documents[each]), max(ELEMENTS, len(elements))
            ),
            judgement=judgements[each],
            receipt=receipt_of(request, subject.query, judging, summaries[each], weights),
        )
        for each in wanted
    ]
    record = subject.record
    own = store.documents.get(record.kind, record.id) if record else None
    return Comparison(subject.query, request.to, record, own, tuple(candidates), judging)


def similar_to(
    store: Store, searcher: Searcher, encoder: Encoder, document: Document, count: int = SIMILAR
) -> list[RecordSummary]:
    """Records of its kind that are nearest in meaning, the nearest first; its own patent family is left out."""
    kind = document.kind
    vectors = passage_vectors(searcher, encoder, document)
    hits = searcher.dense(kind, vectors, 3 * count, excluded=frozenset({document.id}))
    summaries = store.documents.summaries(kind, [document.id, *(hit.id for hit in hits)])
    family = summaries[document.id].family_id if document.id in summaries else None
    found = [summaries[hit.id] for hit in hits if hit.id in summaries]
    return [each for each in found if family is None or each.family_id != family][:count]


def _wanted(record_ids: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(each for each in record_ids if each))
    if not wanted:
        raise Invalid.because("none_to_compare", "with")
    if len(wanted) > MOST:
        raise Invalid.because("too_many_to_compare", "with", len(wanted), limit=MOST)
    return wanted
