"""Vectors as a file in their generation's folder, searched in this process.

Of many vectors, inverted lists are kept beside them (`index.dense.inverted`), and the vectors stay on the disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from corpus.problems import Unavailable
from index.arrays import array_bytes, array_from, array_header
from index.dense import inverted
from index.dense.coded import CodedIndex
from index.dense.engine import IN_FILES, Place, Source
from index.dense.flat import FlatIndex
from index.dense.inverted import InvertedIndex, Lists
from index.dense.protocol import Dense
from index.dense.stored import StoredFile
from index.encoder import Vectors

VECTORS = "vectors.npy"
LISTS = CENTROIDS, ASSIGNED, PROBES = "centroids.npy", "assigned.npy", "probes.npy"
CODED = 20_000
"""Passages of one kind from which codes are compared before vectors: to look at fewer is no slower."""
LISTED = 200_000
"""Passages of one kind from which lists are made: until there, comparing all codes takes some 5 ms, and is exact."""


class FileWriter:
    """A .npy file that grows: memory holds none of it. The lists beside it are empty for fewer than `listed` rows."""

    def __init__(self, path: Path, dimension: int, listed: int = LISTED) -> None:
        self._count = 0
        self._path = path
        self._listed = listed
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
        lists = Lists(np.zeros((0, self._dimension), np.float32), np.zeros(0, np.int32), 0)
        if self._count >= self._listed:
            with self._path.open("rb") as file:
                lists = inverted.listed(StoredFile(file, VECTORS), os.cpu_count() or 1)
        arrays = {CENTROIDS: lists.centroids, ASSIGNED: lists.assigned, PROBES: np.array([lists.probes], np.int32)}
        for name, array in arrays.items():
            self._path.with_name(name).write_bytes(array_bytes(array))

    def abandon(self) -> None:
        """See `VectorWriter`."""
        self._file.close()


class FileEngine:
    """See `Engine`. The generation's manifest has the checksum of the file, and removing the folder removes it."""

    name = IN_FILES
    files = frozenset({VECTORS, *LISTS})
    fewest = 1

    def __init__(self, listed: int = LISTED, coded: int = CODED) -> None:
        """From how many passages of a kind lists are made, and from how many fewer codes are compared."""
        self._listed = listed
        self._coded = coded

    def check(self) -> None:
        """Nothing can be away."""

    def collections(self, tier: str, generation: str) -> Mapping[str, str]:  # noqa: ARG002 - see Engine
        """None: files need no other name."""
        return {}

    def writer(self, place: Place, dimension: int) -> FileWriter:
        """See `Engine`."""
        return FileWriter(place.directory / VECTORS, dimension, self._listed)

    def open(self, source: Source) -> Dense:
        """See `Engine`."""
        lists = _lists(source) if source.listed else None
        if lists is None:
            flat = FlatIndex(array_from(source.read(VECTORS), "f4", 2, VECTORS), source.threads)
            return CodedIndex(flat, source.threads) if len(flat) >= self._coded else flat
        vectors = StoredFile(source.opened(VECTORS), VECTORS)
        try:
            return InvertedIndex(vectors, lists, source.threads)
        except ValueError as error:
            raise Unavailable.because("index_damaged", ASSIGNED, detail=str(error)) from error

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


def _lists(source: Source) -> Lists | None:
    """None where the vectors were too few for lists."""
    centroids = array_from(source.read(CENTROIDS), "f4", 2, CENTROIDS)
    assigned = array_from(source.read(ASSIGNED), "i4", 1, ASSIGNED)
    probes = array_from(source.read(PROBES), "i4", 1, PROBES)
    return Lists(centroids, assigned, int(probes[0])) if len(centroids) and len(probes) == 1 else None
