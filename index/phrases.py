"""Phrases: two terms that stand beside each other, kept by number.

A collection has some ten times as many phrases as words, so their names are not kept: a phrase is the CRC-32 of its two
terms. Two phrases of one number count as one; of a million about a hundred are lost so.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from itertools import pairwise

SHARE = 0.5
"""By what a record's score by phrases is multiplied where it is added to that by words."""
HANGUL = re.compile(r"[가-힣]")


def phrases(terms: Sequence[str]) -> list[int]:
    """The text's phrases in order, each between 0 and 2**32.

    Of a text with Korean in it only those of two Korean terms: what the glossary adds stands in no order.
    """
    korean = [HANGUL.match(term) is not None for term in terms]
    known = any(korean)
    return [
        zlib.crc32(f"{one} {other}".encode())
        for (one, other), (first, second) in zip(pairwise(terms), pairwise(korean), strict=True)
        if not known or (first and second)
    ]
