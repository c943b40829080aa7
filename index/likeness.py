"""Records that repeat a text, by shared phrases, and how a query sees one without some of its passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Document
from index.bm25 import Parameters, Statistics, Term
from index.encoder import Vectors
from index.fresh import FreshLexical
from index.phrases import SHARE, phrases
from index.pool import VIEWS, Pool
from index.scale import Weights
from index.terms import terms_of
from index.vocabulary import Vocabulary


def shared_by(pool: Pool, ids: Sequence[str], told: frozenset[int]) -> dict[str, int]:
    """How many of the phrases each record has. Raises NotFound `not_indexed`."""
    by_place: dict[int, NDArray[np.int32]] = {}
    found: dict[str, int] = {}
    for record_id in ids:
        place, part, number = pool.part_of(record_id)
        if place not in by_place:
            by_place[place] = part.shared_phrases(told)
        found[record_id] = int(by_place[place][number])
    return found


def nearest_by(pool: Pool, told: frozenset[int]) -> tuple[str, int] | None:
    """The record with the most of the phrases, and how many; None where there is no record."""
    best: tuple[int, str] | None = None
    for part, visible in pool.parts:
        if part.ids:
            counts = part.shared_phrases(told)
            counts = counts if visible is None else np.where(visible, counts, -1)
            most = int(counts.max())
            if most > 0:
                first = min(part.ids[number] for number in np.flatnonzero(counts == most))
                best = min(best or (-most, first), (-most, first))
    return None if best is None else (best[1], -best[0])


def views_of_rest(
    pool: Pool, rest: Document, rows: Sequence[int], vectors: Vectors, tokens: Sequence[str]
) -> Mapping[str, float]:
    """The views (`index.pool.Views`) of a record of which only the passages `rows` are left, `rest` in that order.

    Nothing is encoded, and its terms weigh as those of the others. Raises NotFound `not_indexed`.
    """
    views = dict.fromkeys(VIEWS, 0.0)
    if not rows:
        return views
    place, part, number = pool.part_of(rest.id)
    found = phrases(tokens)
    weights, terms = pool.weights(tokens, found)[place], terms_of([rest])[0]

    def bm25(text: Sequence[Term], asked: Sequence[Term], by: Statistics, tuning: Parameters, scale: Weights) -> float:
        vocabulary = Vocabulary()
        lexical = FreshLexical.of([vocabulary.counted(text)], vocabulary, by, tuning)
        return float(lexical.scores(asked, scale)[0])

    if len(vectors):
        views["best"] = float((part.rows(part.starts[number] + np.asarray(rows)) @ vectors.T).max())
    tuning = part.tuning
    words = bm25(terms.whole, tokens, part.document_statistics, tuning.records, weights.documents)
    spoken = bm25(terms.phrases, found, part.phrase_statistics, tuning.phrases, weights.phrases)
    views["document_bm25"] = words + SHARE * spoken
    return views
