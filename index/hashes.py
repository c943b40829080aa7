"""Terms that are kept by a hash of 32 bits in place of their names."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


class Hashes:
    """The numbers of terms: that of `hashes[n]` is n. `hashes` uint32[n], ascending and distinct."""

    def __init__(self, hashes: NDArray[np.uint32]) -> None:
        self.hashes = hashes

    def __len__(self) -> int:
        return len(self.hashes)

    def __iter__(self) -> Iterator[int]:
        return iter(self.hashes.tolist())

    def get(self, term: str | int) -> int | None:
        # Of the array's own type: NumPy would else widen all of it for each look.
        place = int(self.hashes.searchsorted(np.uint32(term)))
        return place if place < len(self.hashes) and int(self.hashes[place]) == term else None
