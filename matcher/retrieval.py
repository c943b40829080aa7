"""Candidates of a query: found by both retrievers, seen by every view, ranked by one score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Kind
from index.bm25 import Reach
from index.encoder import Vectors
from index.searcher import NOBODY, Depths, Searcher
from matcher.fusion import Scale, Scores, fuse
from matcher.models import Models
from matcher.signals import Signals
from matcher.weights import Weights

DEPTH = 1_000
"""How many records each retriever contributes; all of them are then scored exactly by every view."""
LOOKED_AT = 100
"""How many of the best candidates are looked at for what they copied: behind them nobody gains anything."""
LEVEL = 4
"""Decimal places of a fused score that count: the same answer in another way of adding up differs behind them."""

Changed = Mapping[str, Mapping[str, float]]
"""Of some records, by id, what some of their views are instead."""


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates in the order of their ids; row i of `fused` and of each view belongs to `ids[i]`.

    `passages` is how many passages the candidates have in the mean, `counted` are the weights of the views by that.
    """

    ids: tuple[str, ...]
    fused: Scores
    views: Mapping[str, Scores]
    passages: float
    counted: Mapping[str, float]

    @property
    def order(self) -> NDArray[np.int64]:
        """The rows, best first, level ones by id; scores that differ by rounding alone are level."""
        return np.argsort(-np.round(self.fused, LEVEL), kind="stable")

    def first(self, count: int) -> list[str]:
        """The ids of the best, best first."""
        return [self.ids[row] for row in self.first_rows(count).tolist()]

    def first_rows(self, count: int) -> NDArray[np.int64]:
        """The first `count` of `order`, for which not all need be ordered."""
        if count >= len(self.ids):
            return self.order
        falling = -np.round(self.fused, LEVEL)
        near = np.flatnonzero(falling <= np.partition(falling, count)[count])
        return near[np.argsort(falling[near], kind="stable")][:count]

    def changed(self, changed: Changed) -> Found:
        """With other views of some; they are measured by the scale of all as they were found."""
        if not changed:
            return self
        scale = Scale.of(self.views, self.counted)
        fused, views = self.fused.copy(), {name: scores.copy() for name, scores in self.views.items()}
        for row, record_id in enumerate(self.ids):
            if record_id in changed:
                for name, value in changed[record_id].items():
                    views[name][row] = value
                fused[row] = scale.fused({name: float(scores[row]) for name, scores in views.items()})
        return replace(self, fused=fused, views=views)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates, best first; row i of `scores`, `fused` and of each view belongs to `ids[i]`.

    Scores are the probability of being relevant, 0 to 1, where they are `calibrated` to the encoder that ranks; `fused`
    are the weighted z-scores behind them. `credible` says whether any candidate is worth showing as a match; without a
    candidate none is.
    """

    ids: tuple[str, ...]
    scores: Scores
    fused: Scores
    views: Mapping[str, Scores]
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
    found = find(searcher, kind, vectors, tokens, weights, allowed=allowed, excluded=excluded, depth=depth)
    return told(found, vectors, searcher.reach(kind, tokens), weights.models_for(searcher.encoder))


def find(
    searcher: Searcher,
    kind: Kind,
    vectors: Vectors,
    tokens: Sequence[str],
    weights: Weights,
    *,
    allowed: frozenset[str] | None = None,
    excluded: frozenset[str] = NOBODY,
    depth: int = DEPTH,
) -> Found:
    """Each retriever's first `depth` records, seen by all views."""
    depths = Depths(depth if weights.dense else 0, depth if weights.lexical else 0)
    views = searcher.found(kind, vectors, tokens, depths, allowed, excluded)
    passages = float(views.passages.mean()) if views.ids else 0.0
    counted = weights.of(passages)
    return Found(views.ids, fuse(views.named, counted), views.named, passages, counted)


def told(found: Found, vectors: Vectors, reach: Reach, models: Models) -> Ranked:
    """The candidates in order, each with its score."""
    if not found.ids:
        return Ranked((), found.fused, found.fused, found.views, credible=False, calibrated=models.fitted)
    order = found.order
    scored = models.told(Signals(found.fused, found.views, reach), order, vectors)
    return Ranked(
        tuple([found.ids[row] for row in order.tolist()]),
        scored.scores,
        found.fused[order],
        {name: each[order] for name, each in found.views.items()},
        credible=scored.credible,
        calibrated=models.fitted,
    )
