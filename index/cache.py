"""Vectors by encoder and passage hash, kept between builds in one SQLite file.

Each batch is committed as it is stored, so a build that is killed resumes where it stopped. Every row carries a
checksum: a damaged one counts as missing, and a file that SQLite cannot read is moved aside and begun anew.
"""

from __future__ import annotations

import logging
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.problems import Unavailable
from index.disk import PRIVATE_FILE
from index.encoder import EncoderInfo, Vectors

log = logging.getLogger(__name__)
T = TypeVar("T")

ROWS_A_QUERY = 500
BUSY_SECONDS = 60
NOT_A_DATABASE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
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


class VectorCache:
    """Any number of processes and threads may use one file. Raises Unavailable `cache_unavailable`."""

    def __init__(self, path: Path, *, private: bool = False) -> None:
        """A private file is its owner's alone: vectors tell a good deal of the texts that they were made of."""
        self.path = path
        self._private = private

    def fetch(self, info: EncoderInfo, hashes: Sequence[str]) -> Fetched:
        """The vectors of these passage hashes (32 hex digits), in their order."""
        found = np.zeros(len(hashes), dtype=np.bool_)
        vectors = np.zeros((len(hashes), info.dimension), dtype=np.float32)
        keys = [bytes.fromhex(digits) for digits in hashes]
        values = self._retried(lambda: self._read(info, keys))
        for row, key in enumerate(keys):
            value = values.get(key)
            if value is not None:
                vectors[row] = np.frombuffer(value, dtype="<f4")
                found[row] = True
        return Fetched(found, vectors)

    def store(self, info: EncoderInfo, hashes: Sequence[str], vectors: Vectors) -> None:
        """Commits the rows float32[n, d] before it returns; a row already there is replaced."""
        rows = [
            (key, _checksum(key, value), value)
            for key, value in (
                (bytes.fromhex(digits), np.ascontiguousarray(vector, dtype="<f4").tobytes())
                for digits, vector in zip(hashes, vectors, strict=True)
            )
        ]
        self._retried(lambda: self._write(info, rows))

    def count(self, info: EncoderInfo) -> int:
        """Rows of this encoder."""

        def counted() -> int:
            with self._opened() as connection:
                query = "SELECT count(*) FROM vector WHERE encoder = (SELECT number FROM encoder WHERE key = ?)"
                return int(connection.execute(query, (info.key,)).fetchone()[0])

        return self._retried(counted)

    def _read(self, info: EncoderInfo, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        damaged = 0
        with self._opened() as connection:
            known = connection.execute("SELECT number FROM encoder WHERE key = ?", (info.key,)).fetchone()
            if known is None:
                return found
            wanted = list(dict.fromkeys(keys))
            for start in range(0, len(wanted), ROWS_A_QUERY):
                part = wanted[start : start + ROWS_A_QUERY]
                marks = ",".join("?" * len(part))
                query = f"SELECT hash, checksum, value FROM vector WHERE encoder = ? AND hash IN ({marks})"  # noqa: S608 - question marks
                for key, checksum, value in connection.execute(query, (known[0], *part)):
                    if len(value) == 4 * info.dimension and _checksum(key, value) == checksum:
                        found[key] = value
                    else:
                        damaged += 1
        if damaged:
            log.warning("vector cache: %d damaged rows are encoded again", damaged)
        return found

    def _write(self, info: EncoderInfo, rows: Sequence[tuple[bytes, int, bytes]]) -> None:
        with self._opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT OR IGNORE INTO encoder (key) VALUES (?)", (info.key,))
            number = connection.execute("SELECT number FROM encoder WHERE key = ?", (info.key,)).fetchone()[0]
            connection.executemany(
                "INSERT OR REPLACE INTO vector (encoder, hash, checksum, value) VALUES (?, ?, ?, ?)",
                [(number, *row) for row in rows],
            )
            connection.execute("COMMIT")

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """A connection for one call: cheap beside what is done with it, and safe across threads and forks."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self._private and not self.path.exists():
            # SQLite gives the files beside it the same mode.
            self.path.touch(PRIVATE_FILE)
        with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA page_size = 8192")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.executescript(TABLES)
            yield connection

    def _retried(self, work: Callable[[], T]) -> T:
        """Once more with a new file where the old one is no database any more."""
        try:
            return work()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise Unavailable.because("cache_unavailable", "cache", self.path.name, detail=str(error)) from error
            self._move_aside(error)
        try:
            return work()
        except sqlite3.DatabaseError as error:
            raise Unavailable.because("cache_unavailable", "cache", self.path.name, detail=str(error)) from error

    def _move_aside(self, error: sqlite3.DatabaseError) -> None:
        aside = self.path.with_name(f"{self.path.name}.damaged-{time.time_ns()}")
        log.warning("vector cache: %s; moved to %s and begun anew", error, aside.name)
        for ending in ("", "-wal", "-shm"):
            file = self.path.with_name(self.path.name + ending)
            # Another process may have moved it first.
            if file.exists():
                file.replace(aside.with_name(aside.name + ending))


def _checksum(key: bytes, value: bytes) -> int:
    """Over key and value, so that a value under a wrong key is noticed too."""
    return zlib.crc32(value, zlib.crc32(key))


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    # Damaged tables also show as columns that are missing, which SQLite calls a plain error.
    return code is not None and (code & 0xFF in NOT_A_DATABASE or code == sqlite3.SQLITE_ERROR)
