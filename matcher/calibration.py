"""How probable it is that a candidate is what was asked for, as far as judged questions tell.

Logistic regression on what an answer tells of its candidates (`matcher.signals`), as for the margins of a support
vector machine: Platt, J. (1999): Probabilistic outputs for support vector machines and comparisons to regularized
likelihood methods, Advances in Large Margin Classifiers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.fusion import Scores
from matcher.logistic import Figures, Logistic, probabilities
from matcher.signals import Signals


@dataclass(frozen=True, slots=True)
class Calibration:
    """`relevance` tells the log-odds of a candidate by the names of `signals.OF_CANDIDATES`."""

    relevance: Logistic

    def scores(self, signals: Signals, rows: NDArray[np.int64]) -> Scores:
        """Of the best candidates, best first, float32[rows], 0 to 1. None is above one that stands before it."""
        return self.of_figures(signals.candidates(rows))

    def of_figures(self, figures: Figures) -> Scores:
        """As `scores`, of `Signals.candidates`."""
        found = probabilities(self.relevance.log_odds(figures))
        return np.asarray(np.minimum.accumulate(found), dtype=np.float32)
