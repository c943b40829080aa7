"""The words of a score are steps of the z-score that it shows."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.fusion import shown
from matcher.standing import standing_of


@pytest.mark.parametrize(
    ("deviations", "word"),
    [(4, "strong"), (3.01, "strong"), (2.99, "good"), (2.01, "good"), (1.5, "fair"), (0.99, "weak"), (-3, "weak")],
)
def test_a_word_says_how_many_deviations_above_the_rest(deviations: float, word: str) -> None:
    assert standing_of(float(shown(np.array([deviations], dtype=np.float32))[0])) == word
