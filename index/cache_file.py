"""One SQLite file that keeps what would have to be made again: whatever is damaged in it counts as missing.

A file that SQLite cannot read is moved aside and begun anew.
"""

from __future__ import annotations

import logging
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, TypeVar

from corpus.problems import Unavailable
from index.disk import PRIVATE_FILE

log = logging.getLogger(__name__)
T = TypeVar("T")

ROWS_A_QUERY = 500
BUSY_SECONDS = 60
CACHE_UNAVAILABLE: Final = "cache_unavailable"
"""The code of the refusal where the file cannot be read or written."""
DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH})
"""Codes of a file that is no database, or whose tables are not those that were made."""


class CacheFile:
    """Any number of processes and threads may use one file. Raises Unavailable `cache_unavailable`."""

    tables = ""
    """What creates them, where they are not there."""

    def __init__(self, path: Path, *, private: bool = False) -> None:
        """A private file is its owner's alone: what is kept tells a good deal of the texts that it was made of."""
        self.path = path
        self.private = private

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """A connection for one call: cheap beside what is done with it, and safe across threads and forks."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.private and not self.path.exists():
            # SQLite gives the files beside it the same mode.
            self.path.touch(PRIVATE_FILE)
        with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            # A value that damage made a text of is read as it stands, and its checksum tells.
            connection.text_factory = bytes
            connection.execute("PRAGMA page_size = 8192")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.executescript(self.tables)
            yield connection

    def retried(self, work: Callable[[], T]) -> T:
        """Once more with a new file where the old one is no database any more."""
        try:
            return work()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise Unavailable.because(CACHE_UNAVAILABLE, "cache", self.path.name, detail=str(error)) from error
            self._move_aside(error)
        try:
            return work()
        except sqlite3.DatabaseError as error:
            raise Unavailable.because(CACHE_UNAVAILABLE, "cache", self.path.name, detail=str(error)) from error

    def _move_aside(self, error: sqlite3.DatabaseError) -> None:
        aside = self.path.with_name(f"{self.path.name}.damaged-{time.time_ns()}")
        log.warning("cache: %s; moved to %s and begun anew", error, aside.name)
        for ending in ("", "-wal", "-shm"):
            file = self.path.with_name(self.path.name + ending)
            # Another process may have moved it first.
            if file.exists():
                file.replace(aside.with_name(aside.name + ending))


def checksum(key: bytes, value: bytes) -> int:
    """Over key and value, so that a value under a wrong key is noticed too."""
    return zlib.crc32(value, zlib.crc32(key))


def is_sound(key: bytes, kept: object, value: object) -> bool:
    """Whether a row is what was written; in a damaged one, anything may stand."""
    return isinstance(value, bytes) and checksum(key, value) == kept


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    # Damaged tables also show as columns that are missing, which SQLite calls a plain error.
    return code is not None and (code & 0xFF in DAMAGE or code == sqlite3.SQLITE_ERROR)
