"""Vectors by encoder and passage hash, kept between builds in one SQLite file.

Each batch is committed as it is stored, so a build that is killed resumes where it stopped. Every row carries a
checksum: a damaged one counts as missing, and a file that SQLite cannot read is moved aside and begun anew.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.cache_file import ROWS_A_QUERY, CacheFile, checksum, is_sound
from index.encoder import EncoderInfo, Vectors

log = logging.getLogger(__name__)

TABLES = """
CREATE TABLE IF NOT EXISTS encoder (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS vector (
    encoder INTEGER NOT NULL, hash BLOB NOT NULL, checksum INTEGER NOT NULL, value BLOB NOT NULL,
    UNIQUE (encoder, hash)
);
"""


@dataclass(frozen=True, slots=True)
class Fetched:
    """`found` bool[n] and `vectors` float32[n, d]: zeros where nothing was found."""

    found: NDArray[np.bool_]
    vectors: Vectors


class VectorCache(CacheFile):
    """Any number of processes and threads may use one file. Raises Unavailable `cache_unavailable`."""

    tables = TABLES

    def __init__(
        self, path: Path, *, private: bool = False, looked_up: Callable[[int, int], None] | None = None
    ) -> None:
        """`looked_up` is told how many passages each call found, and how many not."""
        super().__init__(path, private=private)
        self._looked_up = looked_up

    def fetch(self, info: EncoderInfo, hashes: Sequence[str]) -> Fetched:
        """The vectors of these passage hashes (32 hex digits), in their order."""
        found = np.zeros(len(hashes), dtype=np.bool_)
        vectors = np.zeros((len(hashes), info.dimension), dtype=np.float32)
        keys = [bytes.fromhex(digits) for digits in hashes]
        values = self.retried(lambda: self._read(info, keys))
        rows = [row for row, key in enumerate(keys) if key in values]
        if rows:
            content = b"".join([values[keys[row]] for row in rows])
            vectors[rows] = np.frombuffer(content, dtype="<f4").reshape(len(rows), info.dimension)
            found[rows] = True
        if self._looked_up is not None:
            self._looked_up(len(rows), len(hashes) - len(rows))
        return Fetched(found, vectors)

    def store(self, info: EncoderInfo, hashes: Sequence[str], vectors: Vectors) -> None:
        """Commits the rows float32[n, d] before it returns; a row already there is replaced."""
        rows = [
            (key, checksum(key, value), value)
            for key, value in (
                (bytes.fromhex(digits), np.ascontiguousarray(vector, dtype="<f4").tobytes())
                for digits, vector in zip(hashes, vectors, strict=True)
            )
        ]
        self.retried(lambda: self._write(info, rows))

    def count(self, info: EncoderInfo) -> int:
        """Rows of this encoder."""

        def counted() -> int:
            with self.opened() as connection:
                query = "SELECT count(*) FROM vector WHERE encoder = (SELECT number FROM encoder WHERE key = ?)"
                return int(connection.execute(query, (info.key,)).fetchone()[0])

        return self.retried(counted)

    def _read(self, info: EncoderInfo, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        damaged = 0
        with self.opened() as connection:
            known = connection.execute("SELECT number FROM encoder WHERE key = ?", (info.key,)).fetchone()
            if known is None:
                return found
            wanted = list(dict.fromkeys(keys))
            for start in range(0, len(wanted), ROWS_A_QUERY):
                part = wanted[start : start + ROWS_A_QUERY]
                marks = ",".join("?" * len(part))
                query = f"SELECT hash, checksum, value FROM vector WHERE encoder = ? AND hash IN ({marks})"  # nosec B608  # noqa: S608 - question marks
                for key, kept, value in connection.execute(query, (known[0], *part)):
                    if is_sound(key, kept, value) and len(value) == 4 * info.dimension:
                        found[key] = value
                    else:
                        damaged += 1
        if damaged:
            log.warning("vector cache: %d damaged rows are encoded again", damaged)
        return found

    def _write(self, info: EncoderInfo, rows: Sequence[tuple[bytes, int, bytes]]) -> None:
        with self.opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT OR IGNORE INTO encoder (key) VALUES (?)", (info.key,))
            number = connection.execute("SELECT number FROM encoder WHERE key = ?", (info.key,)).fetchone()[0]
            connection.executemany(
                "INSERT OR REPLACE INTO vector (encoder, hash, checksum, value) VALUES (?, ?, ?, ?)",
                [(number, *row) for row in rows],
            )
            connection.execute("COMMIT")
