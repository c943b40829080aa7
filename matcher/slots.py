"""Passages of many records in columns that vector instructions can run along.

Records stand in order of falling size. Slot j holds the (j + 1)-th passage of every record that has one, side by
side in the order of the records: so "the best passage of each record" is a maximum of whole stretches of memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BestPassages:
    """Of n queries: the `best` float32[n, records], and the mean of the three best of those records that have more
    than one passage, float32[n, records with two]: the others' is their best."""

    best: Scores
    means: Scores

    def means_of(self, rows: Rows, records: Rows) -> Scores:
        """`mean_top3` of record `records[i]` as query `rows[i]` sees it, float32[k]."""
        found: Scores = self.best[rows, records]
        several = np.flatnonzero(records < self.means.shape[1])
        found[several] = self.means[rows[several], records[several]]
        return found


@dataclass(frozen=True, slots=True)
class Slots:
    """Slot j is the columns `begins[j]:begins[j] + widths[j]`; its records are the first `widths[j]`."""

    begins: tuple[int, ...]
    widths: tuple[int, ...]
    shares: Scores
    """By what the sum of a record's three best is multiplied, float32[records with two passages]."""

    @classmethod
    def of(cls, sizes: Rows) -> Self:
        """`sizes` int64[records]: passages of each, at least one, falling."""
        most = int(sizes[0]) if len(sizes) else 0
        widths = [int((sizes > slot).sum()) for slot in range(most)]
        begins = [sum(widths[:slot]) for slot in range(most)]
        several = sizes[: widths[1] if most > 1 else 0]
        return cls(tuple(begins), tuple(widths), (1 / np.minimum(several, 3)).astype(np.float32))

    @property
    def records(self) -> int:
        return self.widths[0] if self.widths else 0

    @property
    def columns(self) -> int:
        return sum(self.widths)

    def places(self, records: Rows, slots: Rows) -> Rows:
        """The column of passage `slots[i]` of record `records[i]`, int64[n]."""
        return np.asarray(self.begins, dtype=np.int64)[slots] + records

    def best(self, scores: Scores) -> Scores:
        """The best passage of each record, float32[..., records], in the memory of `scores` float32[..., columns]."""
        best = scores[..., : self.records]
        for begin, width in zip(self.begins[1:], self.widths[1:], strict=True):
            np.maximum(best[..., :width], scores[..., begin : begin + width], out=best[..., :width])
        return best

    def best_passages(self, scores: Scores) -> BestPassages:
        """Best and mean of the three best, in the memory of `scores` float32[n, columns].

        Each further slot is sorted into the three best so far.
        """
        best = scores[:, : self.records]
        means = np.zeros((len(scores), len(self.shares)), dtype=np.float32)
        if not len(self.shares):
            return BestPassages(best, means)
        third_of = self.widths[2] if len(self.widths) > 2 else 0
        second = np.full_like(means, -np.inf)
        third = np.full((len(scores), third_of), -np.inf, dtype=np.float32)
        for begin, width in zip(self.begins[1:], self.widths[1:], strict=True):
            lower = _sorted_into(best[:, :width], scores[:, begin : begin + width])
            lower = _sorted_into(second[:, :width], lower)
            np.maximum(third[:, :width], lower[:, :third_of], out=third[:, :width])
        np.add(best[:, : means.shape[1]], second, out=means)
        means[:, :third_of] += third
        means *= self.shares
        return BestPassages(best, means)


def _sorted_into(top: Scores, values: Scores) -> Scores:
    """Leaves the larger of each pair in `top` and gives the smaller."""
    lower: Scores = np.minimum(top, values)
    np.maximum(top, values, out=top)
    return lower
