"""Whether an answer has any credible match, or is only the best of what does not fit.

There is always a nearest record, also to a recipe or to letters typed at random. So a question is told from what nobody
could answer by how near its nearest records are, how much of its words they have, and where in the space of meaning it
lies: technology and industry lie elsewhere than small talk. As a reject option: Chow, C. K. (1970): On optimum
recognition error and reject tradeoff, IEEE Transactions on Information Theory 16(1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from index.encoder import Vectors
from matcher.logistic import Figures, Logistic, probabilities
from matcher.signals import OF_ANSWERS, Signals

THRESHOLD: Final = 0.5


@dataclass(frozen=True, slots=True)
class Credibility:
    """`answerable` tells by the names of `signals.OF_ANSWERS`; `direction` float32[d] adds the question's place in the
    space of meaning. An answer below `threshold` has no credible match.
    """

    answerable: Logistic
    direction: Vectors = field(repr=False)
    threshold: float = THRESHOLD

    def confidence(self, signals: Signals, vectors: Vectors) -> float:
        """0 to 1, that a question of these vectors float32[m, d] can be answered; of several the most promising one."""
        return self.of_figures(np.array([signals.answer[name] for name in OF_ANSWERS]), vectors)

    def of_figures(self, answer: Figures, vectors: Vectors) -> float:
        """As `confidence`, of the figures of `Signals.answer` in the order of their names."""
        place = float((vectors @ self.direction).max()) if len(vectors) else 0.0
        return float(probabilities(self.answerable.log_odds(answer[np.newaxis]) + place)[0])
