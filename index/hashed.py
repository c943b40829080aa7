"""BM25 over terms that are kept by a hash of 32 bits: built without a dictionary of their names."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Parameters, contributions, idf
from index.hashes import Hashes
from index.lexical import LexicalIndex

PAIRS_AT_ONCE: Final = 8_000_000
"""Terms that are counted at once, some 600 MB: more are counted by ranges of their hashes."""


class HashedBuilder:
    """Takes the terms of one text after another, each between 0 and 2**32, and keeps four bytes a term."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._terms = array("I")
        self._lengths: list[int] = []

    def add(self, found: Sequence[int]) -> None:
        self._terms.extend(found)
        self._lengths.append(len(found))

    def build(self) -> LexicalIndex:
        """BM25 as `index.bm25` has it; the same texts in the same order give the same bytes."""
        lengths = np.array(self._lengths, dtype=np.int64)
        texts = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
        terms = np.frombuffer(self._terms, dtype=np.uint32)
        mean_length = float(lengths.mean()) if len(lengths) else 0.0
        ranges = -(-len(terms) // PAIRS_AT_ONCE) or 1
        own = terms // np.uint32(-(-(2**32) // ranges)) if ranges > 1 else np.zeros(len(terms), dtype=np.uint32)
        parts = []
        for number in range(ranges):
            chosen = own == number
            parts.append(_part(terms[chosen], texts[chosen], lengths, mean_length, self._parameters))
        hashes, frequencies, data, rows = (np.concatenate(each) for each in zip(*parts, strict=True))
        starts = np.concatenate(([0], np.cumsum(frequencies))).astype(np.int64)
        return LexicalIndex(Hashes(hashes), data, rows, starts, len(lengths), mean_length, self._parameters)


def _part(
    terms: NDArray[np.uint32],
    texts: NDArray[np.uint32],
    lengths: NDArray[np.int64],
    mean_length: float,
    parameters: Parameters,
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.float32], NDArray[np.int32]]:
    """Of terms in a range, each with its text: the distinct ones in order, in how many texts, scores and texts."""
    pairs = (terms.astype(np.uint64) << np.uint64(32)) | texts
    distinct, counts = np.unique(pairs, return_counts=True)
    rows = (distinct & np.uint64(0xFFFFFFFF)).astype(np.int32)
    hashes, frequencies = np.unique((distinct >> np.uint64(32)).astype(np.uint32), return_counts=True)
    known = {frequency: idf(frequency, len(lengths)) for frequency in np.unique(frequencies).tolist()}
    idfs = np.array([known[each] for each in frequencies.tolist()], dtype=np.float32)
    data = contributions(counts, np.repeat(idfs, frequencies), lengths[rows], mean_length, parameters)
    return hashes, frequencies, data, rows
