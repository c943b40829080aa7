"""Vectors by encoder and passage hash, kept between builds in one SQLite file.

Each batch is committed as it is stored, so a build that is killed resumes where it stopped. Every row carries a
checksum: a damaged one counts as missing, and a file that SQLite cannot read is moved aside and begun anew.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

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
CREATE TABLE IF NOT EXISTS asked (
    encoder INTEGER NOT NULL, hash BLOB NOT NULL, record BLOB NOT NULL, checksum INTEGER NOT NULL, value BLOB NOT NULL,
    UNIQUE (encoder, hash, record)
);
"""
PASSAGES: Final = ("vector",)
ASKED: Final = ("vector", "asked")
"""Where it is looked for passages, and for what records ask with."""
STORE: Final = (
    "INSERT INTO vector (encoder, hash, checksum, value) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (encoder, hash) DO UPDATE SET checksum = excluded.checksum, value = excluded.value"
)
STORE_ASKED: Final = (
    "INSERT INTO asked (encoder, hash, checksum, value, record) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (encoder, hash, record) DO UPDATE SET checksum = excluded.checksum, value = excluded.value"
)
"""Over the row that is there: one that is put in its place would move others (`index.pruning`)."""


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
        return self._fetch(info, hashes, PASSAGES)

    def fetch_asked(self, info: EncoderInfo, hashes: Sequence[str]) -> Fetched:
        """As `fetch`, of texts that records ask with; passages among them have theirs already."""
        return self._fetch(info, hashes, ASKED)

    def _fetch(self, info: EncoderInfo, hashes: Sequence[str], tables: Sequence[str]) -> Fetched:
        found = np.zeros(len(hashes), dtype=np.bool_)
        vectors = np.zeros((len(hashes), info.dimension), dtype=np.float32)
        keys = [bytes.fromhex(digits) for digits in hashes]
        values = self.retried(lambda: self._read(info, keys, tables))
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
        self.retried(lambda: self._write(info, STORE, _rows(hashes, vectors)))

    def store_asked(self, info: EncoderInfo, hashes: Sequence[str], vectors: Vectors, records: Sequence[str]) -> None:
        """As `store`, each with the hash of the record (`record_hash`) that asks with it: it goes when that goes."""
        rows = zip(_rows(hashes, vectors), map(bytes.fromhex, records), strict=True)
        self.retried(lambda: self._write(info, STORE_ASKED, [(*row, record) for row, record in rows]))

    def count(self, info: EncoderInfo) -> int:
        """Rows of this encoder."""

        def counted() -> int:
            with self.opened() as connection:
                query = "SELECT count(*) FROM vector WHERE encoder = (SELECT number FROM encoder WHERE key = ?)"
                return int(connection.execute(query, (info.key,)).fetchone()[0])

        return self.retried(counted)

    def _read(self, info: EncoderInfo, keys: Sequence[bytes], tables: Sequence[str]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        damaged = 0
        with self.opened() as connection:
            known = connection.execute("SELECT number FROM encoder WHERE key = ?", (info.key,)).fetchone()
            if known is None:
                return found
            for table in tables:
                wanted = [key for key in dict.fromkeys(keys) if key not in found]
                for start in range(0, len(wanted), ROWS_A_QUERY):
                    part = wanted[start : start + ROWS_A_QUERY]
                    marks = ",".join("?" * len(part))
                    query = f"SELECT hash, checksum, value FROM {table} WHERE encoder = ? AND hash IN ({marks})"  # nosec B608  # noqa: S608 - own names, question marks
                    for key, kept, value in connection.execute(query, (known[0], *part)):
                        if is_sound(key, kept, value) and len(value) == 4 * info.dimension:
                            found[key] = value
                        else:
                            damaged += 1
        if damaged:
            log.warning("vector cache: %d damaged rows are encoded again", damaged)
        return found

    def _write(self, info: EncoderInfo, statement: str, rows: Iterable[tuple[bytes | int, ...]]) -> None:
        with self.opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT OR IGNORE INTO encoder (key) VALUES (?)", (info.key,))
            number = connection.execute("SELECT number FROM encoder WHERE key = ?", (info.key,)).fetchone()[0]
            connection.executemany(statement, [(number, *row) for row in rows])
            connection.execute("COMMIT")


def _rows(hashes: Sequence[str], vectors: Vectors) -> list[tuple[bytes, int, bytes]]:
    """Key, checksum and value of each."""
    keys = map(bytes.fromhex, hashes)
    values = (np.ascontiguousarray(vector, dtype="<f4").tobytes() for vector in vectors)
    return [(key, checksum(key, value), value) for key, value in zip(keys, values, strict=True)]
