"""Several scores of one candidate become one: weighted sum of z-scores.

Montague and Aslam, "Relevance score normalization for metasearch", CIKM 2001 (zero-mean, unit-variance
normalisation before linear combination).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

FLAT = 1e-6
"""A view whose scores differ by no more than this says nothing about the order."""


def z_scores(scores: Scores) -> Scores:
    """Zero mean and unit variance over the candidates, float32[n]; all zeros where the view is flat."""
    deviation = float(scores.std()) if len(scores) else 0.0
    if deviation <= FLAT:
        return np.zeros_like(scores)
    normal: Scores = (scores - scores.mean()) / np.float32(deviation)
    return normal


def fuse(views: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """Weighted mean of the views' z-scores, float32[n].

    A view without a weight takes no part; a flat view neither, nor does its weight count, so that a query in a
    language that the lexical index cannot follow is ranked by what is left.
    """
    size = len(next(iter(views.values()))) if views else 0
    total, mass = np.zeros(size, dtype=np.float32), 0.0
    for name, weight in weights.items():
        normal = z_scores(views[name])
        if normal.any():
            total += np.float32(weight) * normal
            mass += weight
    return total / np.float32(mass) if mass else total


@dataclass(frozen=True, slots=True)
class Scale:
    """By what `fuse` measured some candidates: the mean of each view, and what one unit above it adds to a score."""

    means: Mapping[str, float]
    factors: Mapping[str, float]

    @classmethod
    def of(cls, views: Mapping[str, Scores], weights: Mapping[str, float]) -> Scale:
        """Views that take no part are left out."""
        deviations = {name: float(views[name].std()) for name in weights if len(views[name])}
        telling = {name: deviation for name, deviation in deviations.items() if deviation > FLAT}
        mass = sum(weights[name] for name in telling)
        return cls(
            {name: float(views[name].mean()) for name in telling},
            {name: weights[name] / (deviation * mass) for name, deviation in telling.items()},
        )

    def fused(self, views: Mapping[str, float]) -> float:
        """The score of one candidate more."""
        return sum(factor * (views[name] - self.means[name]) for name, factor in self.factors.items())
