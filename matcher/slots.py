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
class Slots:
    """Slot j is the columns `begins[j]:begins[j] + widths[j]`; its records are the first `widths[j]`."""

    begins: tuple[int, ...]
    widths: tuple[int, ...]

    @classmethod
    def of(cls, sizes: Rows) -> Self:
        """`sizes` int64[records]: passages of each, at least one, falling."""
        most = int(sizes[0]) if len(sizes) else 0
        widths = [int((sizes > slot).sum()) for slot in range(most)]
        begins = [sum(widths[:slot]) for slot in range(most)]
        return cls(tuple(begins), tuple(widths))

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
