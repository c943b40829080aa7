"""Exact search through 8-bit codes, for collections too large to look at every vector and too small for lists.

Codes of one byte a dimension are compared with a question of one byte a dimension, in integers; what may be near enough
is scored anew by the vectors themselves. How far a cosine can be from that of its codes is bounded (Cauchy-Schwarz), so
no row is missed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

import faiss
import numpy as np

from index.dense.codes import Coding
from index.dense.flat import FlatIndex, selector
from index.dense.protocol import Mask, Nearest, Rows, Scores, among_few, best_rows, counted
from index.encoder import Vectors

BLOCK: Final = 4_096
"""Rows that are coded at a time."""
SAMPLE: Final = 2_048
"""Rows by which it is judged how near the rows are that are wanted."""
MORE, LEAST = 1.1, 3
"""Of the sample, how many times the share that is wanted is taken, and how many rows at least."""
FEW: Final = 4
"""Of each row wanted, how many a filter may keep for the vectors of all to be compared."""
ROUNDING: Final = 1e-5
"""More than a product of float32 is off."""


class Codes:
    """Of vectors float32[n, d], a byte a dimension."""

    def __init__(self, vectors: Vectors) -> None:
        self._coding = Coding.of(vectors)
        self._index = self._coding.lists(np.zeros((1, vectors.shape[1]), dtype=np.float32))
        self._off, self._length = 0.0, 0.0
        for first in range(0, len(vectors), BLOCK):
            self._add(vectors[first : first + BLOCK])

    def _add(self, block: Vectors) -> None:
        codes = self._coding.codes(block)
        self._index.add(codes)
        codes *= self._coding.step
        self._length = max(self._length, _longest(codes))
        codes -= block
        self._off = max(self._off, _longest(codes))

    def above(self, query: Vectors, least: float, among: faiss.IDSelector | None) -> Rows:
        """At least every row int64[r] whose cosine with the query float32[d] is `least` or more, in no order.

        Of those only that are `among` what is let through (None: all).
        """
        queries = query[None]
        asked, unit = self._coding.asked(queries)
        left = _longest(self._coding.left(queries, asked, unit))
        bound = self._off * _longest(queries) + self._length * left + ROUNDING
        parameters = faiss.SearchParametersIVF(nprobe=1, sel=among)  # type: ignore[call-arg]  # as in `selector`
        rows: Rows = self._index.range_search(asked, (least - bound) / float(unit[0, 0]), params=parameters)[2]
        return rows


def _longest(rows: Vectors) -> float:
    return float(np.sqrt(np.einsum("ij,ij->i", rows, rows).max()))


class CodedIndex:
    """See `Dense`. Finds what a look at every vector finds."""

    whole = None
    exact = True

    def __init__(self, flat: FlatIndex, threads: int = 1) -> None:
        """`threads` bounds what one search uses."""
        self._flat = flat
        self._sampled = np.arange(0, len(flat), max(len(flat) // SAMPLE, 1))
        self._sample = flat.rows(self._sampled)
        self._threads = threads

    @cached_property
    def _codes(self) -> Codes:
        """At the first search: a server is ready before."""
        return Codes(self._flat.whole)

    @property
    def dimension(self) -> int:
        return self._flat.dimension

    def __len__(self) -> int:
        return len(self._flat)

    def search(self, queries: Vectors, k: int, allowed: Mask | None = None) -> Nearest:
        """See `Dense`."""
        kept = counted(len(self), allowed)
        k = min(k, kept)
        if k <= 0 or not len(queries):
            return Nearest.none(len(queries))
        if allowed is not None and kept <= FEW * k:
            return among_few(self, queries, k, allowed)
        # OpenMP keeps its number of threads per calling thread, and web servers call from many.
        faiss.omp_set_num_threads(self._threads)
        among = None if allowed is None else selector(allowed)
        found = [
            self._nearest(query, k, self._near(query, allowed), k / kept, among)
            or self._flat.search(query[None], k, allowed)
            for query in np.ascontiguousarray(queries, dtype=np.float32)
        ]
        return Nearest(np.concatenate([each.scores for each in found]), np.concatenate([each.rows for each in found]))

    def _near(self, query: Vectors, allowed: Mask | None) -> Scores:
        """The cosines of the sample's rows that are allowed, the nearest first."""
        near: Scores = self._sample @ query
        return np.sort(near if allowed is None else near[allowed[self._sampled]])[::-1]

    def _nearest(
        self, query: Vectors, k: int, near: Scores, share: float, among: faiss.IDSelector | None
    ) -> Nearest | None:
        """Among those above a cosine that the share of the sample (`near`) has, a lower one until there are enough.

        None where that would be nearly all.
        """
        place = int(MORE * share * len(near)) + LEAST
        while place < len(near) // 2:
            rows = self._codes.above(query, float(near[place]), among)
            scores = self._flat.scored(query, rows)
            enough = scores >= near[place]
            if np.count_nonzero(enough) >= k:
                return best_rows(scores[enough][None], rows[enough], k)
            place *= 2
        return None

    def rows(self, numbers: Rows) -> Vectors:
        """See `Dense`."""
        return self._flat.rows(numbers)

    def blocks(self) -> Iterator[tuple[int, Vectors]]:
        """See `Dense`."""
        return self._flat.blocks()
