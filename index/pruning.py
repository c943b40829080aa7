"""What a cache lets go of: all that no record of its tier needs any more, its bytes too.

A row is not deleted but overwritten where it stands. Deletion makes SQLite move the rows beside it to other pages, of
which it leaves copies in free space: they would outlast those rows. Once more rows are empty than not, the file is
written anew.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Final

from index.cache import TABLES as VECTOR_TABLES
from index.cache_file import CacheFile
from index.disk import ANY_FILE, PRIVATE_FILE
from index.entries import TABLES as ENTRY_TABLES
from index.entries import Entry

log = logging.getLogger(__name__)

ROWS_A_TRANSACTION = 1_000
"""Written at once: for some tens of milliseconds others that write wait."""
CHECKPOINTS = 20
CHECKPOINT_SECONDS = 0.2
"""How often, and for how long each time, it is waited for those who read."""
CLEAN: Final = 1
"""The version of a file whose free space holds nothing: written anew once, and overwritten in place since."""


@dataclass(slots=True)
class Needed:
    """By the records of a tier: keys of their entries, hashes of their texts (`record_hash`), names of vectors.

    A vector of that name may be another encoder's: one may go back to that.
    """

    entries: set[bytes] = field(default_factory=set)
    records: set[bytes] = field(default_factory=set)
    vectors: set[bytes] = field(default_factory=set)

    def add(self, key: str, entry: Entry) -> None:
        """A record whose entry lies under `key`."""
        self.entries.add(bytes.fromhex(key))
        self.records.add(bytes.fromhex(entry.record))
        self.vectors.update(map(bytes.fromhex, entry.vectors))


@dataclass(frozen=True, slots=True)
class _Table:
    """One of the file: the column that tells whether a row is needed, and what else than `EMPTY` overwrites one."""

    name: str
    key: str
    overwritten: str = ""

    @property
    def full(self) -> str:
        """The number and key of each row that is not empty, out of an index."""
        return f"SELECT rowid, {self.key} FROM {self.name} WHERE length(hash) IS NOT 15"  # nosec B608  # noqa: S608 - own names

    @property
    def empty(self) -> str:
        return f"UPDATE {self.name} SET {EMPTY}{self.overwritten} WHERE rowid = ?"  # nosec B608  # noqa: S608 - own names

    @property
    def counts(self) -> str:
        """Of its rows, and of those that are empty."""
        return f"SELECT count(*), count(*) FILTER (WHERE length(hash) = 15) FROM {self.name}"  # nosec B608  # noqa: S608 - own names

    @property
    def delete_some(self) -> str:
        some = f"SELECT rowid FROM {self.name} WHERE length(hash) = 15 LIMIT ?"  # nosec B608  # noqa: S608 - own names
        return f"DELETE FROM {self.name} WHERE rowid IN ({some})"  # nosec B608  # noqa: S608 - own names


EMPTY: Final = "hash = randomblob(15), checksum = 0, value = zeroblob(length(value))"
"""The hash of an empty row has 15 bytes, all others have 16: nobody finds one, of whatever release."""
ENTRIES = _Table("entry", "hash")
VECTORS = _Table("vector", "hash", ", encoder = 0")
ASKED = _Table("asked", "record", ", encoder = 0, record = zeroblob(length(record))")


def prune(cache: CacheFile, needed: Needed) -> int:
    """Empties every row that is not needed, and tells how many those were; only whoever rebuilds the tier may.

    Others may read and write meanwhile; what they wrote of records that are newer than `needed` goes too. A call that
    is cut short leaves a sound file, and the next one does the rest. Raises Unavailable `cache_unavailable`.
    """
    file = _Pruned(cache.path, private=cache.private)
    emptied = file.retried(lambda: file.prune(needed))
    for path in cache.path.parent.iterdir():
        # What is in a damaged file nobody can tell, and nobody needs it.
        if path.name.startswith(f"{cache.path.name}.damaged-"):
            path.unlink(missing_ok=True)
    return emptied


class _Pruned(CacheFile):
    """The whole file, whoever keeps what in it."""

    tables = VECTOR_TABLES + ENTRY_TABLES

    def prune(self, needed: Needed) -> int:
        emptied = 0
        with self.opened() as connection:
            for table, known in ((ENTRIES, needed.entries), (VECTORS, needed.vectors), (ASKED, needed.records)):
                doomed = [(number,) for number, key in connection.execute(table.full) if key not in known]
                _empty(connection, table, doomed)
                emptied += len(doomed)
            if _is_unclean(connection):
                self._write_anew(connection)
            _end_log(connection)
        return emptied

    def _write_anew(self, connection: sqlite3.Connection) -> None:
        """Beside the file and over it, since SQLite's own way (VACUUM) puts all of it where other programs' files are.

        What others write in between is lost. Where there is no room, the next call does it; all is overwritten anyway.
        """
        connection.execute("PRAGMA user_version = 0")
        for table in (ENTRIES, VECTORS, ASKED):
            while connection.execute(table.delete_some, (ROWS_A_TRANSACTION,)).rowcount:
                pass
        beside = self.path.with_name(f"{self.path.name}-anew")
        try:
            beside.unlink(missing_ok=True)
            beside.touch(PRIVATE_FILE if self.private else ANY_FILE)
            # Copied are pages, so they must be of one size.
            connection.execute(f"PRAGMA page_size = {_number(connection, 'PRAGMA page_size')}")
            connection.execute("VACUUM INTO ?", (str(beside),))
            with closing(sqlite3.connect(beside)) as copy:
                copy.backup(connection)
            beside.unlink()
            connection.execute(f"PRAGMA user_version = {CLEAN}")
        except (sqlite3.OperationalError, OSError) as error:
            log.warning("cache: it could not be written anew: %s", error)
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def _empty(connection: sqlite3.Connection, table: _Table, doomed: list[tuple[int]]) -> None:
    for start in range(0, len(doomed), ROWS_A_TRANSACTION):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(table.empty, doomed[start : start + ROWS_A_TRANSACTION])
        connection.execute("COMMIT")
    if doomed:
        # An index moves what it holds, and so has copies of hashes.
        connection.execute(f"REINDEX {table.name}")


def _is_unclean(connection: sqlite3.Connection) -> bool:
    """Whether an earlier release deleted from it, writing it anew was cut short, or most of it is empty."""
    if _number(connection, "PRAGMA user_version") != CLEAN:
        return True
    surplus = 0  # of empty rows over others
    for table in (ENTRIES, VECTORS, ASKED):
        rows, empty = connection.execute(table.counts).fetchone()
        surplus += 2 * empty - rows
    return surplus > 0


def _number(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])


def _end_log(connection: sqlite3.Connection) -> None:
    """The write-ahead log has pages as they were before: it is emptied too, as soon as nobody reads from it."""
    connection.execute(f"PRAGMA busy_timeout = {int(1_000 * CHECKPOINT_SECONDS)}")
    for _ in range(CHECKPOINTS):
        if not _number(connection, "PRAGMA wal_checkpoint(TRUNCATE)"):
            return
        time.sleep(CHECKPOINT_SECONDS)
    log.warning("cache: its log is in use, and keeps what was let go until nobody reads it")
