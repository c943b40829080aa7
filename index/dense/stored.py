"""Vectors that lie on the disk and are read row by row, so that memory holds those that are asked for and no others.

They are read, not mapped: where a few rows of a mapped file are touched, the kernel maps much of what lies about them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from typing import BinaryIO, Final, Protocol

import numpy as np

from corpus.problems import Unavailable
from index.arrays import LONGEST_HEADER, layout_from
from index.dense.protocol import Rows
from index.encoder import Vectors

BLOCK: Final = 20_000
"""Rows that are read at once where all are, 30 MB."""


class Stored(Protocol):
    """Vectors float32[n, d] by row."""

    def __len__(self) -> int: ...

    @property
    def dimension(self) -> int: ...

    def rows(self, numbers: Rows) -> Vectors:
        """Of these rows in this order, float32[len(numbers), d]."""
        ...

    def blocks(self) -> Iterator[tuple[int, Vectors]]:
        """As `Dense.blocks`."""
        ...


class StoredFile:
    """See `Stored`. A .npy file, which is kept open and closed with this."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Raises Unavailable `index_damaged` unless the file is exactly an array float32[n, d]."""
        self._file = file
        self._name = name
        size = os.fstat(file.fileno()).st_size
        layout = layout_from(os.pread(file.fileno(), LONGEST_HEADER, 0), size, "f4", 2, name)
        self._start = layout.start
        self._count, self.dimension = layout.shape

    def __len__(self) -> int:
        return self._count

    def rows(self, numbers: Rows) -> Vectors:
        """In the order in which they lie, neighbours at once. Raises Unavailable `index_damaged` past the end."""
        order = np.argsort(numbers, kind="stable")
        wanted = numbers[order]
        read = np.empty((len(wanted), self.dimension), dtype=np.float32)
        begins = np.flatnonzero(np.diff(wanted, prepend=-2) != 1).tolist()
        for begin, end in pairwise([*begins, len(wanted)]):
            self._read(int(wanted[begin]), read[begin:end])
        found = np.empty_like(read)
        found[order] = read
        return found

    def blocks(self) -> Iterator[tuple[int, Vectors]]:
        for first in range(0, len(self), BLOCK):
            block = np.empty((min(BLOCK, len(self) - first), self.dimension), dtype=np.float32)
            self._read(first, block)
            yield first, block

    def _read(self, first: int, into: Vectors) -> None:
        """Rows from `first` on, as many as there is room for."""
        place = self._start + first * self.dimension * into.itemsize
        if into.size and os.preadv(self._file.fileno(), [into.data], place) != into.nbytes:
            raise Unavailable.because("index_damaged", self._name, detail="shorter than it was")
