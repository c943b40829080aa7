"""Bootstrap intervals over queries: how far a mean would move had other queries been asked.

Efron, B. and Tibshirani, R. J. (1993): An Introduction to the Bootstrap, chapter 13 (percentile intervals). For
retrieval: Sakai, T. (2006): Evaluating evaluation metrics based on the bootstrap, SIGIR 2006 (paired differences).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1_000
SEED = 7
COVERED = (2.5, 97.5)
"""Percentiles of the resampled means: a 95 % interval."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over queries, and between what bounds 95 % of the resampled means lie."""

    mean: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Of a difference: whether it is more than the choice of queries explains."""
        return self.low > 0 or self.high < 0


def interval(values: Values) -> Interval:
    """Of one value a query, float64[queries]; the same number of queries is always resampled in the same way.

    Raises ValueError where there is none.
    """
    if not len(values):
        raise ValueError("an interval over no queries")
    draws = np.random.default_rng(SEED).integers(0, len(values), size=(RESAMPLES, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), COVERED)
    return Interval(float(values.mean()), float(low), float(high))


def paired(values: Values, reference: Values) -> Interval:
    """Of the differences query by query, `values` less `reference`. Raises ValueError for unlike lengths or none."""
    if values.shape != reference.shape:
        raise ValueError(f"{len(values)} values beside {len(reference)}")
    return interval(values - reference)
