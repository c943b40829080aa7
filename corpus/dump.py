"""The whole database in one file: taken at one moment while others write, and put back into an empty one.

A SQLite database becomes a SQLite file by SQLite's own online copy, one of PostgreSQL an archive of `pg_dump`, which
the server's client programs make and read.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from corpus.database import BUSY_SECONDS, TURN, Database
from corpus.problems import Unavailable
from corpus.store import Store

PAGES: Final = 2_000
"""So many pages (8 MB) are copied between two calls of `progress`."""
OWN: Final = 0o600
BESIDE: Final = ("", "-wal", "-shm", "-journal", TURN)
"""Endings of the files that a SQLite database may have."""
DUMP, RESTORE = "pg_dump", "pg_restore"

Progress = Callable[[int, int], None]
"""Told how much is done of how much."""


@contextmanager
def dumped(database: Database, file: Path, progress: Progress | None = None) -> Iterator[Store]:
    """Writes the database into the new file `file` and gives a store that reads the very moment that the file holds.

    Nobody waits for it. Raises Unavailable `database_unavailable`, `database_damaged` where SQLite finds its pages at
    odds, `program_missing`, `program_failed`.
    """
    remove(file)
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN))
    if database.dialect == "sqlite":
        _copy(Path(database.url.database or ""), file, progress)
        check(file)
        copy = Database(f"sqlite:///{file}")
        try:
            with copy.reading() as store:
                yield store
        finally:
            copy.close()
            _close(file)
        return
    with database.reading() as store:
        moment = f"--snapshot={store.inventory.exported()}"
        with _address(database, file.parent) as address:
            _called(DUMP, "--format=custom", "--no-owner", "--no-privileges", moment, f"--file={file}", address)
        yield store


def check(file: Path) -> None:
    """Raises Unavailable `database_damaged` for a SQLite file whose pages do not fit together, or that is none."""
    try:
        with closing(sqlite3.connect(file, timeout=BUSY_SECONDS)) as connection:
            # What a foreign file brings along is read, and nothing that it defines is run.
            connection.execute("PRAGMA trusted_schema = OFF")
            found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise Unavailable.because("database_damaged", "database", file.name, detail=found)


def load(database: Database, file: Path) -> None:
    """Fills an empty PostgreSQL database from an archive of `pg_dump`, wholly or not at all.

    Raises Unavailable `program_missing`, `program_failed`.
    """
    with _address(database, file.parent) as address:
        _called(RESTORE, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", address, str(file))


def remove(file: Path) -> None:
    """Takes away a SQLite file with what may lie beside it."""
    for ending in BESIDE:
        file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)


def _copy(source: Path, target: Path, progress: Progress | None) -> None:
    if not source.is_file():
        raise Unavailable.because("database_unavailable", "database", f"{source}: no such file")

    def tell(_status: int, left: int, total: int) -> None:
        if progress is not None:
            progress(total - left, total)

    try:
        with closing(sqlite3.connect(source, timeout=BUSY_SECONDS)) as read, closing(sqlite3.connect(target)) as copy:
            read.isolation_level = None
            # Holds one moment from here on: without it the copy would begin anew whenever somebody writes.
            read.execute("BEGIN")
            read.execute("SELECT count(*) FROM sqlite_master").fetchone()
            read.backup(copy, pages=PAGES, progress=tell)
        _close(target)
    except sqlite3.DatabaseError as error:
        raise Unavailable.because("database_unavailable", "database", str(error)) from error


def _close(file: Path) -> None:
    """Makes one file of it, without a log beside it."""
    with closing(sqlite3.connect(file, timeout=BUSY_SECONDS)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def _address(database: Database, folder: Path) -> Iterator[str]:
    """The option that names the database; its password goes by a file, as every user of the machine sees a command."""
    url = database.url
    parts = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "dbname": url.database,
        **{name: value if isinstance(value, str) else ",".join(value) for name, value in url.query.items()},
    }
    passwords = folder / ".pgpass"
    if url.password:
        passwords.unlink(missing_ok=True)
        escaped = url.password.replace("\\", "\\\\").replace(":", "\\:")
        with os.fdopen(os.open(passwords, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN), "w") as file:
            file.write(f"*:*:*:*:{escaped}\n")
        parts["passfile"] = str(passwords)
    told = " ".join(f"{name}={_quoted(str(value))}" for name, value in parts.items() if value)
    try:
        yield f"--dbname={told}"
    finally:
        with suppress(OSError):
            passwords.unlink(missing_ok=True)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _called(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise Unavailable.because("program_missing", "database", program)
    command = [found, "--no-password", *arguments]
    ended = subprocess.run(  # nosec B603  # noqa: S603 - PostgreSQL's own program, every argument stands for itself
        command, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        said = next((line for line in reversed(ended.stderr.splitlines()) if line.strip()), str(ended.returncode))
        raise Unavailable.because("program_failed", "database", program, detail=said[:300])
