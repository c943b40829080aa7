"""Phrases: two terms that stand beside each other, kept by number, and the index of them.

A collection has more phrases than words by a factor of twenty, so their names are not kept: a phrase is the CRC-32 of
its two terms. Two phrases of one number count as one; among two million one in two thousand has such a twin.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from index.bm25 import Parameters, contributions, idf
from index.hashes import Hashes
from index.lexical import LexicalIndex

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


class PhraseBuilder:
    """Takes the phrases of one text after another and keeps four bytes each."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._phrases = array("I")
        self._lengths: list[int] = []

    def add(self, found: Sequence[int]) -> None:
        self._phrases.extend(found)
        self._lengths.append(len(found))

    def build(self) -> LexicalIndex:
        """BM25 as `index.bm25` has it; the same texts in the same order give the same bytes."""
        lengths = np.array(self._lengths, dtype=np.int64)
        texts = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
        pairs = (np.frombuffer(self._phrases, dtype=np.uint32).astype(np.uint64) << np.uint64(32)) | texts
        distinct, counts = np.unique(pairs, return_counts=True)
        rows = (distinct & np.uint64(0xFFFFFFFF)).astype(np.int32)
        hashes, frequencies = np.unique((distinct >> np.uint64(32)).astype(np.uint32), return_counts=True)
        mean_length = float(lengths.mean()) if len(lengths) else 0.0
        known = {frequency: idf(frequency, len(lengths)) for frequency in np.unique(frequencies).tolist()}
        idfs = np.array([known[each] for each in frequencies.tolist()], dtype=np.float32)
        data = contributions(counts, np.repeat(idfs, frequencies), lengths[rows], mean_length, self._parameters)
        starts = np.concatenate(([0], np.cumsum(frequencies))).astype(np.int64)
        return LexicalIndex(Hashes(hashes), data, rows, starts, len(lengths), mean_length, self._parameters)
