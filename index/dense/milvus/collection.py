"""A built collection, searched. Whatever the server's index finds, every answer is of full length."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from corpus.problems import Unavailable
from index.dense.digests import BLOCK
from index.dense.engine import DOWN, IN_MILVUS
from index.dense.milvus.connection import Connection, Gone
from index.dense.milvus.filters import ROW, VECTOR, among, between, expressions
from index.dense.milvus.kinds import searching
from index.dense.protocol import Mask, Nearest, Rows, among_few, best_rows, counted
from index.encoder import Vectors

log = logging.getLogger(__name__)

WINDOW: Final = 16_384
"""The most that Milvus returns to one query vector."""
HITS = 200_000
"""The most that one search asks for, over all its query vectors."""
FEW = 1_024
"""Of so many allowed rows the vectors are fetched and multiplied here: exact, and one short question."""
FETCHED_BYTES = 16_000_000
"""Of vectors in one answer; servers send 64 MB at most."""


class MilvusIndex:
    """See `Dense`: exact with the server's index `FLAT`, else nearly so."""

    whole = None
    exact = False

    def __init__(self, connection: Connection, collection: str, starts: Rows, dimension: int) -> None:
        """Record i has the rows `starts[i]:starts[i + 1]`."""
        self._connection = connection
        self._collection = collection
        self._starts = starts
        self.dimension = dimension
        self._fetched = BLOCK * max(1, min(4, FETCHED_BYTES // (BLOCK * 4 * dimension)))

    def __len__(self) -> int:
        return int(self._starts[-1])

    def search(self, queries: Vectors, k: int, allowed: Mask | None = None) -> Nearest:
        """See `Dense`."""
        total = counted(len(self), allowed)
        k = min(k, total)
        if k <= 0 or not len(queries):
            return Nearest.none(len(queries))
        if allowed is not None and total <= FEW:
            return among_few(self, queries, k, allowed)
        if k > WINDOW:
            return self._scanned(queries, k, allowed)
        filters = [""] if allowed is None else expressions(allowed, self._starts)
        found = [self._asked(queries, k, each) for each in filters]
        if len(found) == 1:
            return found[0]
        scores, numbers = np.hstack([each.scores for each in found]), np.hstack([each.rows for each in found])
        return best_rows(scores, numbers, k)

    def rows(self, numbers: Rows) -> Vectors:
        """See `Dense`."""
        wanted, places = np.unique(numbers, return_inverse=True)
        found = np.empty((len(wanted), self.dimension), dtype=np.float32)
        for start in range(0, len(wanted), self._fetched):
            batch = wanted[start : start + self._fetched]
            found[start : start + len(batch)] = self._fetch(among(ROW, batch), batch)
        return found[places]

    def blocks(self) -> Iterator[tuple[int, Vectors]]:
        """Blocks of a multiple of `BLOCK` rows."""
        for start in range(0, len(self), self._fetched):
            yield start, self.stretch(start, min(start + self._fetched, len(self)))

    def stretch(self, start: int, stop: int) -> Vectors:
        """The rows from `start` to before `stop`, of which there are not more than one answer holds."""
        return self._fetch(between(start, stop), np.arange(start, stop))

    def _asked(self, queries: Vectors, k: int, expression: str) -> Nearest:
        """What the server finds, short rows filled up with -inf and -1."""
        at_once = max(1, HITS // k)
        hits: list[Any] = []
        for start in range(0, len(queries), at_once):
            hits += self._search(queries[start : start + at_once], k, expression)
        scores = np.full((len(queries), k), -np.inf, dtype=np.float32)
        rows = np.full((len(queries), k), -1, dtype=np.int64)
        for place, each in enumerate(hits):
            scores[place, : len(each.ids)] = each.distances
            rows[place, : len(each.ids)] = each.ids
        return Nearest(scores, rows)

    def _search(self, queries: Vectors, k: int, expression: str) -> Sequence[Any]:
        address = self._connection.address
        params = searching(address.index, len(self), k)
        try:
            found: Sequence[Any] = self._connection.ask(
                lambda client: client.search(
                    self._collection,
                    data=list(np.ascontiguousarray(queries, dtype=np.float32)),
                    anns_field=VECTOR,
                    filter=expression,
                    limit=k,
                    output_fields=[ROW],
                    search_params={"metric_type": "IP", "params": params},
                    timeout=address.seconds,
                ),
                self._collection,
            )
        except Gone as error:
            raise self._gone() from error
        return found

    def _fetch(self, expression: str, numbers: Rows) -> Vectors:
        """The vectors of these rows, which ascend and are all that the expression lets through."""
        try:
            found = self._connection.ask(
                lambda client: client.query(
                    self._collection,
                    filter=expression,
                    output_fields=[ROW, VECTOR],
                    limit=len(numbers),
                    strict_float32=True,
                    timeout=self._connection.address.seconds,
                ),
                self._collection,
            )
        except Gone as error:
            raise self._gone() from error
        rows = np.array([each[ROW] for each in found], dtype=np.int64)
        order = np.argsort(rows)
        if not np.array_equal(rows[order], numbers):
            raise Unavailable.because("index_damaged", self._collection, detail="rows are missing")
        vectors = np.array([each[VECTOR] for each in found], dtype=np.float32)
        return np.asarray(vectors[order].reshape(len(numbers), self.dimension))

    def _scanned(self, queries: Vectors, k: int, allowed: Mask | None) -> Nearest:
        """By looking at every vector here: more are wanted than the server returns."""
        best = Nearest.none(len(queries))
        for first, block in self.blocks():
            rows = np.arange(first, first + len(block))
            if allowed is not None:
                kept = allowed[rows]
                rows, block = rows[kept], block[kept]  # noqa: PLW2901 - what is left of it
            scores = np.hstack([best.scores, queries @ block.T])
            numbers = np.hstack([best.rows, np.broadcast_to(rows, (len(queries), len(rows)))])
            best = best_rows(scores, numbers, k)
        return best

    def _gone(self) -> Unavailable:
        """Pruned under a process that still held on to it, which is about to take the newer one; or lost."""
        log.warning("milvus: the collection %s is gone", self._collection)
        return Unavailable.because(DOWN, value=IN_MILVUS)
