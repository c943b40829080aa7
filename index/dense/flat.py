"""Exact search by inner product with FAISS, over vectors in memory."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import faiss
import numpy as np

from index.dense.protocol import Mask, Nearest, Rows, Scores, counted
from index.encoder import Vectors


def selector(allowed: Mask) -> faiss.IDSelector:
    """What lets the rows through that bool[n] allows."""
    # FAISS's annotations describe the C++ signatures, not the Python ones laid over them.
    return faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]


class FlatIndex:
    """See `Dense`. Every search looks at every vector."""

    exact = True

    def __init__(self, vectors: Vectors, threads: int = 1) -> None:
        """Copies the vectors float32[n, d]. `threads` bounds what one search uses."""
        self._index = faiss.IndexFlatIP(int(vectors.shape[1]))
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        self._threads = threads

    @cached_property
    def whole(self) -> Vectors:
        """Read-only view of FAISS's own memory, float32[n, d]: valid as long as this index."""
        if not len(self):
            return np.zeros((0, self.dimension), dtype=np.float32)
        address = self._index.get_xb()
        view: Vectors = faiss.rev_swig_ptr(address, len(self) * self.dimension).reshape(len(self), self.dimension)
        view.flags.writeable = False
        return view

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, queries: Vectors, k: int, allowed: Mask | None = None) -> Nearest:
        """See `Dense`."""
        k = min(k, counted(len(self), allowed))
        if k <= 0 or not len(queries):
            return Nearest.none(len(queries))
        # OpenMP keeps its number of threads per calling thread, and web servers call from many.
        faiss.omp_set_num_threads(self._threads)
        # Passed with the call: a filter written on the shared index would be seen by other threads.
        parameters = None if allowed is None else faiss.SearchParameters(sel=selector(allowed))  # type: ignore[call-arg]  # as below
        scores, rows = self._index.search(np.ascontiguousarray(queries, dtype=np.float32), k, params=parameters)
        scores[rows < 0] = -np.inf
        return Nearest(scores, rows)

    def scored(self, query: Vectors, rows: Rows) -> Scores:
        """The inner product of each of these rows int64[r] with the query float32[d], float32[r]. No row is copied."""
        found = np.empty(len(rows), dtype=np.float32)
        arrays = (np.ascontiguousarray(query, dtype=np.float32), found, np.ascontiguousarray(rows, dtype=np.int64))
        query_at, found_at, rows_at = (faiss.swig_ptr(each) for each in arrays)
        if len(rows):
            self._index.compute_distance_subset(1, query_at, len(rows), found_at, rows_at)  # type: ignore[attr-defined]  # as above
        return found

    def rows(self, numbers: Rows) -> Vectors:
        """See `Dense`."""
        chosen: Vectors = self.whole[numbers]
        return chosen

    def blocks(self) -> Iterator[tuple[int, Vectors]]:
        """One block."""
        yield 0, self.whole
