"""The words of a score are steps of the probability that it is."""

from __future__ import annotations

import pytest

from matcher.standing import standing_of


@pytest.mark.parametrize(
    ("score", "word"),
    [
        (1, "likely"),
        (0.5, "likely"),
        (0.4999, "possible"),
        (0.2, "possible"),
        (0.1999, "uncertain"),
        (0.05, "uncertain"),
        (0.0499, "unlikely"),
        (0, "unlikely"),
    ],
)
def test_a_word_says_how_probable_it_is(score: float, word: str) -> None:
    assert standing_of(score) == word
