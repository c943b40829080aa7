"""The score of a candidate in a word.

A score is the probability that people who judge would call the candidate relevant, as far as the judged questions tell
that the models were fitted to (`matcher.calibration`). The words are steps of it: more likely than not, at least one in
five, at least one in twenty, less. Most of these questions knew one relevant record among thousands that nobody judged,
which may be relevant too: a low score is no verdict.
"""

from __future__ import annotations

from typing import Final, Literal

Standing = Literal["likely", "possible", "uncertain", "unlikely"]
STEPS: Final[tuple[tuple[Standing, float], ...]] = (("likely", 0.5), ("possible", 0.2), ("uncertain", 0.05))
"""The least score of each word."""
FEW: Final = 30
"""Among fewer scored candidates nobody can stand far above the rest, as the models have learnt that the relevant do."""


def standing_of(score: float) -> Standing:
    """The word for a score between 0 and 1."""
    return next((word for word, least in STEPS if score >= least), "unlikely")
