"""Text in the form that phrases are looked up in: lower case, hyphens and line ends as blanks, position by position."""

from __future__ import annotations

import re

SEPARATORS = str.maketrans(dict.fromkeys("-‐‑‒–—―−/_\n\r\t\x00\u00a0·", " "))
HANGUL_SYLLABLES = ("가", "힣")
WORD_END = re.compile(r"[^a-z0-9]|$")


def folded(text: str) -> str:
    """As long as `text`, so that a place found in it is the same place in the record."""
    lowered = text.lower()
    if len(lowered) != len(text):
        # A few capitals, such as İ, have two characters in lower case.
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return lowered.translate(SEPARATORS)


def is_hangul(letter: str) -> bool:
    """Whether it is a Hangul syllable; false for the empty string."""
    return HANGUL_SYLLABLES[0] <= letter <= HANGUL_SYLLABLES[1]


def is_latin(letter: str) -> bool:
    """Whether it is a letter or digit of an English word, in folded text; false for the empty string."""
    return "a" <= letter <= "z" or "0" <= letter <= "9"
