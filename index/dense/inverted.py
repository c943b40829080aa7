"""Inverted lists of 8-bit codes with FAISS, and exact scores from the vectors on the disk, for large collections.

A search looks into the lists whose centroids are nearest to the query (IVF: Sivic, J. and Zisserman, A. (2003): Video
Google; Jégou, H., Douze, M. and Schmid, C. (2011): Product quantization for nearest neighbor search, IEEE TPAMI 33(1)),
compares codes of one byte a dimension there, and scores the best of these anew by the vectors themselves. Where a
filter keeps few rows, the codes of all of them are compared and no list is looked into.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import faiss
import numpy as np
from numpy.typing import NDArray

from index.dense.codes import Coding
from index.dense.flat import selector
from index.dense.protocol import Mask, Nearest, Rows, Scores, best_rows, counted
from index.dense.stored import Stored
from index.encoder import Vectors

POINTS_A_LIST, ROUNDS, SEED = 48, 6, 1
"""Rows by which each centroid is trained, how often, and from where chance begins: the same vectors, the same lists."""
SAMPLED = 100_000
"""Rows by which the range of the codes is found."""
WANTED: Final = 0.996
"""Recall of the ten nearest that the number of probes is chosen for."""
MORE = 1.2
QUESTIONS, NEAREST, NOISE = 400, 10, 1.4
"""Rows that are asked for, moved by so much at random: a question is no passage (cosine 0.58 to its row)."""
GATHERED: Final = 2_000
"""Rows that a filter may keep for all of their codes to be compared: more are faster found through the lists."""
FILTER_POWER: Final = 0.35
"""A filter that keeps the share f needs f to minus this power times the probes: measured at a half to a thousandth."""
SCANNED_EACH = 8
"""Codes that are compared for each row wanted, at least."""


@dataclass(frozen=True)
class Lists:
    """`centroids` float32[lists, d], `assigned` int32[n] the list of each row, a search looks into `probes`."""

    centroids: Vectors
    assigned: NDArray[np.int32]
    probes: int


def lists_for(count: int) -> int:
    """How many lists suit so many rows: about four times the root, a power of two, no more than rows."""
    return min(1 << max(round(math.log2(4 * math.sqrt(max(count, 1)))), 1), max(count, 1))


def listed(vectors: Stored, threads: int) -> Lists:
    """Some minutes for a million vectors."""
    faiss.omp_set_num_threads(threads)
    chance = np.random.default_rng(SEED)
    count, dimension = len(vectors), vectors.dimension
    lists = lists_for(count)
    sample = vectors.rows(np.sort(chance.choice(count, min(count, POINTS_A_LIST * lists), replace=False)))
    trained = faiss.Kmeans(
        dimension, lists, niter=ROUNDS, spherical=True, seed=SEED, max_points_per_centroid=POINTS_A_LIST
    )
    trained.train(sample)
    centroids = np.ascontiguousarray(trained.centroids, dtype=np.float32)
    quantiser = faiss.IndexFlatIP(dimension)
    quantiser.add(centroids)
    assigned = np.concatenate([quantiser.search(block, 1)[1].ravel() for _, block in vectors.blocks()])
    found = Lists(centroids, assigned.astype(np.int32), lists)
    return replace(found, probes=_probes(vectors, found, chance, threads))


def _probes(vectors: Stored, lists: Lists, chance: np.random.Generator, threads: int) -> int:
    """The fewest, a fifth more from one try to the next, with the recall that is wanted."""
    asked = vectors.rows(np.sort(chance.choice(len(vectors), min(len(vectors), QUESTIONS), replace=False)))
    asked = asked + NOISE * chance.standard_normal(asked.shape, dtype=np.float32) / np.float32(
        math.sqrt(asked.shape[1])
    )
    asked /= np.linalg.norm(asked, axis=1, keepdims=True)
    exact = _exact(vectors, asked)
    index = InvertedIndex(vectors, lists, threads)
    probes = 1
    while probes < len(lists.centroids):
        found = index.probed(asked, NEAREST, probes).rows
        hits = [len(set(ours) & set(theirs)) for ours, theirs in zip(found.tolist(), exact.tolist(), strict=True)]
        if sum(hits) >= WANTED * exact.size:
            break
        probes = min(math.ceil(MORE * probes), len(lists.centroids))
    return probes


def _exact(vectors: Stored, queries: Vectors) -> Rows:
    """The nearest rows int64[m, NEAREST], block by block."""
    scores = np.full((len(queries), 0), 0, dtype=np.float32)
    rows = np.zeros((len(queries), 0), dtype=np.int64)
    for first, block in vectors.blocks():
        scores = np.concatenate([scores, queries @ block.T], axis=1)
        rows = np.concatenate([rows, np.tile(np.arange(first, first + len(block)), (len(queries), 1))], axis=1)
        best = best_rows(scores, rows, NEAREST)
        scores, rows = best.scores, best.rows
    return rows


def _taken(k: int) -> int:
    """How many rows are taken by their codes where k are wanted: codes round, and the vectors put them in order."""
    return k + max(3 * NEAREST, k // 8)


class InvertedIndex:
    """See `Dense`. Memory: a byte a dimension and 16 bytes a row; the vectors stay where they are."""

    whole = None
    exact = False

    def __init__(self, vectors: Stored, lists: Lists, threads: int = 1) -> None:
        """`vectors` are read from again at each search. `threads` bounds what one search uses.

        Raises ValueError for lists that are not of these vectors.
        """
        count, dimension = len(vectors), vectors.dimension
        fits = len(lists.assigned) == count and lists.centroids.shape[1:] == (dimension,) and len(lists.centroids) > 0
        if not fits or not 1 <= lists.probes <= len(lists.centroids):
            raise ValueError("lists of other vectors")
        if count and not 0 <= int(lists.assigned.min()) <= int(lists.assigned.max()) < len(lists.centroids):
            raise ValueError("a row in a list that there is not")
        self._vectors = vectors
        self._lists = lists
        self._threads = threads
        self._coding = Coding.of(vectors.rows(np.arange(0, count, max(count // SAMPLED, 1))))
        self._index = self._coding.lists(lists.centroids)
        for first, block in vectors.blocks():
            codes = self._coding.codes(block)
            # Past the interface, which would look for each row's list again.
            own = lists.assigned[first : first + len(block)].astype(np.int64)
            self._index.add_core(len(block), faiss.swig_ptr(codes), None, faiss.swig_ptr(own))
        # Where each row's code lies.
        self._index.make_direct_map()

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def dimension(self) -> int:
        return self._vectors.dimension

    def search(self, queries: Vectors, k: int, allowed: Mask | None = None) -> Nearest:
        """See `Dense`: no list is short, but now and then a row is missed that lies in a list not looked into."""
        kept = counted(len(self), allowed)
        k = min(k, kept)
        if k <= 0 or not len(queries):
            return Nearest.none(len(queries))
        if allowed is not None and kept <= max(GATHERED, k):
            return self._among(queries, k, np.flatnonzero(allowed))
        probes = self._lists.probes * (kept / len(self)) ** -FILTER_POWER
        probes = max(probes, SCANNED_EACH * k * len(self._lists.centroids) / kept)
        while True:
            found = self.probed(queries, k, math.ceil(probes), allowed)
            if (found.rows >= 0).all():
                return found
            probes *= 4

    def probed(self, queries: Vectors, k: int, probes: int, allowed: Mask | None = None) -> Nearest:
        """What `search` finds in so many lists; -inf and row -1 where they have fewer rows."""
        faiss.omp_set_num_threads(self._threads)
        parameters = faiss.SearchParametersIVF(  # type: ignore[call-arg]  # as in `selector`
            nprobe=min(probes, len(self._lists.centroids)), sel=None if allowed is None else selector(allowed)
        )
        asked, _ = self._coding.asked(queries)
        _, rows = self._index.search(asked, min(_taken(k), len(self)), params=parameters)
        return self._ordered(queries, rows, k)

    def _among(self, queries: Vectors, k: int, rows: Rows) -> Nearest:
        """The k nearest of these rows, by the codes of all."""
        taken = min(_taken(k), len(rows))
        codes = self._index.reconstruct_batch(rows)
        chosen = np.argpartition(-(queries * self._coding.step @ codes.T), taken - 1, axis=1)[:, :taken]
        return self._ordered(queries, rows[chosen], k)

    def _ordered(self, queries: Vectors, rows: Rows, k: int) -> Nearest:
        """The k best of each query's rows int64[m, n], by their vectors."""
        scores = np.stack([self._scored(query, own) for query, own in zip(queries, rows, strict=True)])
        return best_rows(scores, rows, k)

    def _scored(self, query: Vectors, rows: Rows) -> Scores:
        """Of each row, -inf for none, float32[len(rows)]."""
        scores = np.full(len(rows), -np.inf, dtype=np.float32)
        there = rows >= 0
        scores[there] = self.rows(rows[there]) @ query
        return scores

    def rows(self, numbers: Rows) -> Vectors:
        """See `Dense`."""
        return self._vectors.rows(numbers)

    def blocks(self) -> Iterator[tuple[int, Vectors]]:
        """See `Dense`."""
        return self._vectors.blocks()
