"""Digests of vectors in blocks of rows: by which vectors that lie elsewhere are known again when they are read back."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors

DIGESTS = "vector-digests.npy"
BLOCK = 1_024
"""Rows to a digest; the last block may have fewer."""
BYTES = 16

Digests = NDArray[np.uint8]
"""uint8[blocks, BYTES]: BLAKE2b of the bytes of each block, float32 in little-endian order, row after row."""


def digest_of(block: Vectors) -> bytes:
    """Of one block float32[rows, d], `BYTES` long."""
    return hashlib.blake2b(np.ascontiguousarray(block, dtype="<f4").tobytes(), digest_size=BYTES).digest()


def blocks_of(rows: int) -> list[range]:
    """The rows of each block."""
    return [range(start, min(start + BLOCK, rows)) for start in range(0, rows, BLOCK)]


class Digester:
    """Digests rows as they come, however they are cut."""

    def __init__(self) -> None:
        self._found = bytearray()
        self._waiting = bytearray()
        self._row_bytes = 0

    def add(self, vectors: Vectors) -> None:
        """float32[n, d], d the same each time."""
        self._row_bytes = 4 * vectors.shape[1]
        self._waiting += np.ascontiguousarray(vectors, dtype="<f4").tobytes()
        whole = BLOCK * self._row_bytes
        while len(self._waiting) >= whole:
            self._note(whole)

    def digests(self) -> Digests:
        """Of all rows; ends it."""
        if self._waiting:
            self._note(len(self._waiting))
        return np.frombuffer(bytes(self._found), dtype=np.uint8).reshape(-1, BYTES)

    def _note(self, count: int) -> None:
        self._found += hashlib.blake2b(self._waiting[:count], digest_size=BYTES).digest()
        del self._waiting[:count]
