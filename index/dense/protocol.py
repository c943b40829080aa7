"""What searches vectors, wherever these lie. Never changed once built, and safe in any number of threads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

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

    @classmethod
    def none(cls, queries: int) -> Nearest:
        """Of so many queries, nothing."""
        return cls(np.zeros((queries, 0), dtype=np.float32), np.zeros((queries, 0), dtype=np.int64))


class Dense(Protocol):
    """Vectors of unit length in rows; the inner product is their cosine.

    What does not lie in this process may be out of reach: every method raises Unavailable `vectors_unavailable` then.
    """

    def __len__(self) -> int: ...

    @property
    def dimension(self) -> int: ...

    @property
    def whole(self) -> Vectors | None:
        """All vectors as one array float32[n, d] in this process, not to be written to; None where they are not."""
        ...

    @property
    def exact(self) -> bool:
        """Whether no row is ever missed."""
        ...

    def search(self, queries: Vectors, k: int, allowed: Mask | None = None) -> Nearest:
        """The k nearest rows to each query float32[m, d], among those that the mask bool[n] allows."""
        ...

    def rows(self, numbers: Rows) -> Vectors:
        """The vectors of these rows in this order, float32[len(numbers), d], to the bit as they were written."""
        ...

    def blocks(self) -> Iterator[tuple[int, Vectors]]:
        """All vectors in the order of rows: the number of the first row of a block, and the block float32[b, d]."""
        ...


def counted(rows: int, allowed: Mask | None) -> int:
    """How many of so many rows may be found."""
    # The sum of a mask takes nine times as long.
    return rows if allowed is None else int(np.count_nonzero(allowed))


def among_few(dense: Dense, queries: Vectors, k: int, allowed: Mask) -> Nearest:
    """The k nearest of the rows that the mask allows, all of them fetched and scored: exact."""
    rows = np.flatnonzero(allowed)
    return best_rows(queries @ dense.rows(rows).T, rows, k)


def best_rows(scores: Scores, rows: Rows, k: int) -> Nearest:
    """The k best of each query's row of scores, equal ones by row: `rows` int64[n] or int64[m, n] are theirs."""
    numbers = np.broadcast_to(rows, scores.shape)
    order = np.lexsort((numbers, -scores), axis=1)[:, :k]
    return Nearest(np.take_along_axis(scores, order, axis=1), np.take_along_axis(numbers, order, axis=1))
