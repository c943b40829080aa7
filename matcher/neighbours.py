"""Who stands around a candidate of a question: its own place, the next best, and records that are like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from corpus.passages import Document
from corpus.store import RecordSummary
from index.encoder import Encoder, Vectors
from index.tokens import question_terms
from matcher.choosing import check_list, choose
from matcher.copies import asked
from matcher.judging import Judging
from matcher.match import MatchRequest
from matcher.standing import Standing, standing_of
from matcher.subject import Subject, allowed_by
from matcher.weights import Weights

LOOKED_AT: Final = 20
"""Places of the question's list that are looked at, unless more are asked for."""
NEXT: Final = 3
SIMILAR: Final = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """A record in the question's list; rank and score are those that a search shows."""

    rank: int
    score: float
    record: RecordSummary

    @property
    def standing(self) -> Standing:
        """The score in a word."""
        return standing_of(self.score)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`place` is the candidate's own, None where it is not among those looked at; `similar` the nearest first."""

    place: Placed | None
    next_best: tuple[Placed, ...]
    similar: tuple[RecordSummary, ...]


def placed(
    judging: Judging, encoder: Encoder, request: MatchRequest, subject: Subject, weights: Weights
) -> list[Placed]:
    """The question's list, best first. Raises as `Matchmaker.match`."""
    check_list(request)
    if request.programme is not None:
        judging.catalogue.current(request.programme)
    store, searcher = judging.store, judging.searcher
    ranked = asked(
        store,
        searcher,
        subject,
        request.to,
        encoder.encode_query(subject.query.passages),
        question_terms(subject.query.text),
        weights,
        allowed_by(store, searcher, request),
    )
    longer = replace(request, top=max(request.top, LOOKED_AT))
    choice = choose(longer, ranked, judging, subject.asking(judging), subject.record)
    return [
        Placed(number, round(float(ranked.scores[place.row]), 4), place.summary)
        for number, place in enumerate(choice.places, start=1)
    ]


def neighbours_of(judging: Judging, places: Sequence[Placed], document: Document, vectors: Vectors) -> Neighbours:
    """Of one candidate; `vectors` are those of its passages."""
    place = next((each for each in places if each.record.id == document.id), None)
    return Neighbours(place, following(places, place), similar_to(judging, document, vectors))


def following(places: Sequence[Placed], place: Placed | None) -> tuple[Placed, ...]:
    """The next best after a candidate; the best of the question where it is the last or not among them."""
    after = [each for each in places if place is not None and each.rank > place.rank]
    return tuple((after or [each for each in places if each is not place])[:NEXT])


def similar_to(judging: Judging, document: Document, vectors: Vectors) -> tuple[RecordSummary, ...]:
    """Records of its kind that are nearest in meaning, the nearest first; its own patent family is left out."""
    kind = document.kind
    hits = judging.searcher.dense(kind, vectors, 3 * SIMILAR, excluded=frozenset({document.id}))
    summaries = judging.store.documents.summaries(kind, [document.id, *(hit.id for hit in hits)])
    family = summaries[document.id].family_id if document.id in summaries else None
    found = [summaries[hit.id] for hit in hits if hit.id in summaries]
    return tuple(each for each in found if family is None or each.family_id != family)[:SIMILAR]
