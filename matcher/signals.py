"""What the figures of one answer tell about its quality, beside the order that they give.

A fused z-score compares the candidates of one answer. How near the nearest passage is, how much of the question's words
a record has, and how many of them anybody has, mean the same in every answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Reach
from matcher.fusion import Scores

FIRST: Final = 10
"""How many candidates speak for the head of an answer."""
OF_CANDIDATES: Final = (
    "deviation",
    "place",
    "lead",
    "next",
    "behind",
    "cosine",
    "cosine_lead",
    "coverage",
    "known",
    "terms",
    "head_cosine",
    "best_deviation",
    "best_coverage",
    "candidates",
)
OF_ANSWERS: Final = (
    "best_cosine",
    "head_cosine",
    "cosine_spread",
    "best_coverage",
    "known",
    "known_terms",
    "terms",
)
NOTHING: Final = 1e-9

Figures = NDArray[np.float64]


@dataclass(frozen=True)
class Signals:
    """Of one answer with at least one candidate, in no order: `fused` and each view float32[candidates]."""

    fused: Scores
    views: Mapping[str, Scores]
    reach: Reach

    @cached_property
    def answer(self) -> dict[str, float]:
        """By the names of `OF_ANSWERS`.

        `best_cosine` is the nearest candidate's cosine, `head_cosine` the mean of the `FIRST` nearest, `cosine_spread`
        how far the nearest stands above the mean of all. `best_coverage` is the largest share of the reachable BM25
        that a candidate has; `known` the share of it, `known_terms` of the question's words, that any record has;
        `terms` the logarithm of their number.
        """
        cosines, reach = self.views["best"], self.reach
        best = float(cosines.max())
        return {
            "best_cosine": best,
            "head_cosine": _head(cosines),
            "cosine_spread": best - float(cosines.mean()),
            "best_coverage": float(self.views["document_bm25"].max()) / max(reach.most, NOTHING),
            "known": reach.known_most / max(reach.most, NOTHING),
            "known_terms": reach.known / max(reach.terms, 1),
            "terms": float(np.log1p(reach.terms)),
        }

    def candidates(self, rows: NDArray[np.int64]) -> Figures:
        """By the names of `OF_CANDIDATES`, float64[len(rows), names]; `rows` are the best candidates, best first.

        `deviation` is the logarithm of the fused z-score, `place` that of the rank; `lead` the distance to the mean of
        the `FIRST` best, `next` to the one behind, `behind` to the best. `cosine` is the candidate's, `cosine_lead` its
        distance to `head_cosine`; `coverage` its share of the reachable BM25; `best_deviation` the `deviation` of the
        best; `candidates` the logarithm of their number. The others are those of the answer.
        """
        fused = self.fused[rows].astype(np.float64)
        cosines = self.views["best"][rows].astype(np.float64)
        answer = self.answer
        columns = {
            "deviation": _logarithm(fused),
            "place": np.log(np.arange(1, len(rows) + 1)),
            "lead": fused - _head(self.fused),
            "next": fused - np.append(fused, fused[-1:])[1:],
            "behind": fused - float(self.fused.max()),
            "cosine": cosines,
            "cosine_lead": cosines - answer["head_cosine"],
            "best_deviation": np.full(len(rows), _logarithm(self.fused.max())),
            "candidates": np.full(len(rows), np.log(len(self.fused))),
            "coverage": self.views["document_bm25"][rows] / max(self.reach.most, NOTHING),
        }
        told = [columns[name] if name in columns else np.full(len(rows), answer[name]) for name in OF_CANDIDATES]
        return np.stack(told, axis=1).astype(np.float64)


def _head(scores: Scores) -> float:
    """The mean of the `FIRST` largest, of all where there are fewer."""
    first = min(FIRST, len(scores))
    return float(np.partition(scores, len(scores) - first)[len(scores) - first :].mean())


def _logarithm(deviations: Scores | Figures | np.floating[np.typing.NBitBase]) -> Figures:
    """Of z-scores, which grow without end where few candidates share a word; 0 for those below the mean."""
    return np.asarray(np.log1p(np.maximum(deviations, 0)), dtype=np.float64)
