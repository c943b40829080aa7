"""Candidates of a query: found by both retrievers, seen by every view, ranked by one score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.passages import Kind
from index.bm25 import Reach
from index.encoder import Vectors
from index.searcher import NOBODY, Searcher, Views
from matcher.fusion import Scores, fuse
from matcher.models import Models
from matcher.signals import Signals
from matcher.weights import Weights

DEPTH = 1_000
"""How many records each retriever contributes; all of them are then scored exactly by every view."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates, best first; row i of `scores` and of each view belongs to `ids[i]`.

    Scores are the probability of being relevant, 0 to 1, where they are `calibrated` to the encoder that ranks.
    `credible` says whether any candidate is worth showing as a match; without a candidate none is.
    """

    ids: tuple[str, ...]
    scores: Scores
    views: dict[str, Scores]
    credible: bool
    calibrated: bool

    def __len__(self) -> int:
        return len(self.ids)


def rank(
    searcher: Searcher,
    kind: Kind,
    vectors: Vectors,
    tokens: Sequence[str],
    weights: Weights,
    *,
    allowed: frozenset[str] | None = None,
    excluded: frozenset[str] = NOBODY,
    depth: int = DEPTH,
) -> Ranked:
    """Every candidate that a retriever of these weights found, ordered by fused score, then by id."""
    found: dict[str, None] = {}
    if weights.dense:
        found.update((hit.id, None) for hit in searcher.dense(kind, vectors, depth, allowed, excluded))
    if weights.lexical:
        found.update((hit.id, None) for hit in searcher.lexical_documents(kind, tokens, depth, allowed, excluded))
    views = searcher.views(kind, sorted(found), vectors, tokens)
    models = weights.models_for(searcher.encoder)
    return _ordered(views, weights, models, searcher.reach(kind, tokens), vectors)


def _ordered(views: Views, weights: Weights, models: Models, reach: Reach, vectors: Vectors) -> Ranked:
    seen = views.named
    fused = fuse(seen, weights.views)
    order = np.argsort(-fused, kind="stable")
    if not len(order):
        return Ranked((), np.zeros(0, dtype=np.float32), seen, credible=False, calibrated=models.fitted)
    signals = Signals(fused, seen, reach)
    told = models.told(signals, order, vectors)
    return Ranked(
        tuple(views.ids[row] for row in order),
        told.scores,
        {name: each[order] for name, each in seen.items()},
        credible=told.credible,
        calibrated=models.fitted,
    )
