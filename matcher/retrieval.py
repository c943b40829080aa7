"""Candidates of a query: found by both retrievers, seen by every view, ranked by one score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.passages import Kind
from index.encoder import Vectors
from index.searcher import NOBODY, Searcher, Views
from matcher.fusion import Scores, fuse, shown
from matcher.weights import Weights

DEPTH = 1_000
"""How many records each retriever contributes; all of them are then scored exactly by every view."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates, best first; row i of `scores` and of each view belongs to `ids[i]`. Scores are 0 to 1."""

    ids: tuple[str, ...]
    scores: Scores
    views: dict[str, Scores]

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
    return _ordered(views, weights)


def _ordered(views: Views, weights: Weights) -> Ranked:
    seen = views.named
    fused = fuse(seen, weights.of(float(views.passages.mean()) if len(views.ids) else 0.0))
    order = np.argsort(-fused, kind="stable")
    scores = shown(fused[order])
    return Ranked(tuple(views.ids[row] for row in order), scores, {name: each[order] for name, each in seen.items()})
