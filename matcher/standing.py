"""The score of a candidate in a word.

A score says how far above the other candidates of one answer a record stands: it is the logistic function of the fused
z-score (`matcher.fusion`). The words are steps of that z-score, of three, two and one. They are no probability, and
the same word in two answers is not the same quality of match.
"""

from __future__ import annotations

import math
from typing import Final, Literal

from matcher.fusion import SPREAD

Standing = Literal["strong", "good", "fair", "weak"]
FEW: Final = 30
"""With fewer scored candidates nobody can stand three deviations above the rest: words then say little."""


def _score(deviations: float) -> float:
    return 1 / (1 + math.exp(-deviations / SPREAD))


STEPS: Final[tuple[tuple[Standing, float], ...]] = (("strong", _score(3)), ("good", _score(2)), ("fair", _score(1)))
"""The least score of each word: 0.769, 0.690, 0.599."""


def standing_of(score: float) -> Standing:
    """The word for a score between 0 and 1."""
    return next((word for word, least in STEPS if score >= least), "weak")
