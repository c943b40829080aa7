"""Vectors as a file in their generation's folder, searched in this process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from index.arrays import array_from, array_header
from index.dense.engine import IN_FILES, Place, Source
from index.dense.flat import FlatIndex
from index.dense.protocol import Dense
from index.encoder import Vectors

VECTORS = "vectors.npy"


def in_memory(vectors: Vectors, threads: int = 1) -> Dense:
    """What searches vectors float32[n, d] of this process: the one place where that is chosen."""
    return FlatIndex(vectors, threads)


class FileWriter:
    """A .npy file that grows: memory holds none of it."""

    def __init__(self, path: Path, dimension: int) -> None:
        self._count = 0
        self._dimension = dimension
        self._file = path.open("wb")
        self._file.write(array_header((0, dimension), np.dtype("f4")))

    def add(self, vectors: Vectors, record: int) -> None:  # noqa: ARG002 - see VectorWriter
        """See `VectorWriter`."""
        self._file.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())
        self._count += len(vectors)

    def close(self) -> None:
        """Not synced: that is for whoever publishes the generation."""
        with self._file:
            self._file.seek(0)
            self._file.write(array_header((self._count, self._dimension), np.dtype("f4")))

    def abandon(self) -> None:
        """See `VectorWriter`."""
        self._file.close()


class FileEngine:
    """See `Engine`. The generation's manifest has the checksum of the file, and removing the folder removes it."""

    name = IN_FILES
    files = frozenset({VECTORS})
    fewest = 1

    def check(self) -> None:
        """Nothing can be away."""

    def collections(self, tier: str, generation: str) -> Mapping[str, str]:  # noqa: ARG002 - see Engine
        """None: files need no other name."""
        return {}

    def writer(self, place: Place, dimension: int) -> FileWriter:
        """See `Engine`."""
        return FileWriter(place.directory / VECTORS, dimension)

    def open(self, source: Source) -> Dense:
        """See `Engine`."""
        return in_memory(array_from(source.read(VECTORS), "f4", 2, VECTORS), source.threads)

    def holds(self, collections: Mapping[str, str]) -> bool:  # noqa: ARG002 - see Engine
        """Left to the checksums."""
        return True

    def switch(self, tier: str, collections: Mapping[str, str]) -> None:
        """CURRENT says it already."""

    def rest(self, collections: Iterable[str]) -> None:
        """They are at hand where a process has loaded them."""

    def drop(self, collections: Iterable[str]) -> None:
        """They go with their folder."""

    def close(self) -> None:
        """Nothing is held."""
