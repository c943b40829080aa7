"""Exact search by inner product. The only module that knows FAISS."""

from __future__ import annotations

from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors

Scores = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Nearest:
    """Per query, best first: `scores` float32[m, k], `rows` int64[m, k]; -inf and row -1 where there are fewer."""

    scores: Scores
    rows: Rows


class DenseIndex:
    """Vectors of unit length in rows; the inner product is their cosine. Never changed once built."""

    def __init__(self, vectors: Vectors, threads: int = 1) -> None:
        """Copies the vectors float32[n, d]. `threads` bounds what one search uses."""
        self._index = faiss.IndexFlatIP(int(vectors.shape[1]))
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        self._threads = threads

    @property
    def vectors(self) -> Vectors:
        """Read-only view of FAISS's own memory, float32[n, d]: valid as long as this index."""
        count, dimension = int(self._index.ntotal), int(self._index.d)
        if not count:
            return np.zeros((0, dimension), dtype=np.float32)
        view: Vectors = faiss.rev_swig_ptr(self._index.get_xb(), count * dimension).reshape(count, dimension)
        view.flags.writeable = False
        return view

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, queries: Vectors, k: int, allowed: Mask | None = None) -> Nearest:
        """The k nearest rows to each query float32[m, d], among those that the mask bool[n] allows."""
        k = min(k, len(self) if allowed is None else int(allowed.sum()))
        if k <= 0 or not len(queries):
            shape = (len(queries), 0)
            return Nearest(np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.int64))
        # OpenMP keeps its number of threads per calling thread, and web servers call from many.
        faiss.omp_set_num_threads(self._threads)
        parameters = None
        if allowed is not None:
            # Passed with the call: a filter written on the shared index would be seen by other threads.
            # FAISS's annotations describe the C++ signatures, not the Python ones laid over them.
            selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, rows = self._index.search(np.ascontiguousarray(queries, dtype=np.float32), k, params=parameters)
        scores[rows < 0] = -np.inf
        return Nearest(scores, rows)
