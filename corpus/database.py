"""The database: connections set up the same way everywhere, one transaction at the boundary, migrations."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from corpus.disclosure import EVERY_TIER, Tiers
from corpus.problems import Invalid, Unavailable
from corpus.store import Store
from corpus.store.serialising import dumps

BUSY_SECONDS = 30
"""How long a SQLite writer waits for the one before it."""
TURN, TURN_SECONDS = "-turn", 0.005
"""Ending of the file that writers queue at, beside the database, and how often they look."""
READING_KB, WRITING_KB = 2_048, 65_536
"""SQLite's page cache for one connection that reads, and for one that writes."""
SET_FOR: Final = "set_for_reading"
"""Of a connection, whether it is set for reading now."""
MIGRATION_LOCK = 7_120_001
"""Key of the PostgreSQL advisory lock under which migrations run."""
OWNER_ONLY = 0o600
DRIVERS = ("sqlite", "postgresql+psycopg")


class Database:
    """A SQLite file (`sqlite:///path`) or a PostgreSQL database (`postgresql+psycopg://...`).

    Safe to share between threads; a forked process makes its own. Nothing is opened before the first use.
    """

    def __init__(self, url: str) -> None:
        """Raises Invalid `bad_database_url` for a URL of another kind."""
        self._engine = _engine(url)
        sqlite = self._engine.dialect.name == "sqlite"
        reading: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reading = self._engine.execution_options(**({"reading": True} if sqlite else reading))

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @property
    def url(self) -> URL:
        """Where it is, password and all."""
        return self._engine.url

    @contextmanager
    def transaction(self, tiers: Tiers = EVERY_TIER, *, keep: bool = True) -> Iterator[Store]:
        """A store whose writes are kept together when the block ends, or not at all when it raises or `keep` is False.

        On SQLite the write lock is taken at once, so reading first and writing then cannot fail halfway.
        Raises Unavailable `database_unavailable` where the database cannot be reached or stays locked.
        """
        with _reached(), Session(self._engine, expire_on_commit=False) as session:
            session.connection()
            yield Store(session, tiers)
            if keep:
                session.commit()

    @contextmanager
    def reading(self, tiers: Tiers = EVERY_TIER) -> Iterator[Store]:
        """A store that sees one moment of the database and waits for no writer. Writing through it fails.

        It shows records of these tiers only; what answers callers names theirs.

        Raises Unavailable `database_unavailable` as `transaction` does.
        """
        with _reached(), Session(self._reading, expire_on_commit=False) as session:
            session.connection()
            yield Store(session, tiers)

    def migrate(self) -> None:
        """Brings the schema up to date. Any number of processes may do so at once: one works, the others wait.

        Raises Unavailable `database_unavailable`, also for a file that is no database.
        """
        if self.dialect == "sqlite" and self._engine.url.database:
            file = Path(self._engine.url.database)
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists():
                # It holds the texts of every tier. SQLite gives the files beside it the same mode.
                file.touch(OWNER_ONLY)
        with _reached(), self._engine.begin() as connection:
            if self.dialect == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            command.upgrade(migration_settings(connection), "head")

    def revision(self) -> str | None:
        """The schema's revision, None where there is no schema yet. Raises Unavailable `database_unavailable`."""
        with _reached(), self._reading.connect() as connection:
            # Alembic makes its statement anew each time; kept compiled, each would be one more.
            uncached = connection.execution_options(compiled_cache=None)
            return MigrationContext.configure(uncached).get_current_revision()

    def up_to_date(self) -> bool:
        """Whether the schema is the one that this program needs."""
        return self.revision() == ScriptDirectory.from_config(migration_settings()).get_current_head()

    def knows(self, revision: str) -> bool:
        """Whether a schema of this revision can be brought up to date by this program."""
        scripts = ScriptDirectory.from_config(migration_settings())
        return revision in {each.revision for each in scripts.walk_revisions()}

    def close(self) -> None:
        self._engine.dispose()


def migration_settings(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file: the scripts lie in the package."""
    config = Config()
    config.set_main_option("script_location", "corpus:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _reached() -> Iterator[None]:
    """Raises Unavailable where the database is away, locked, read-only, damaged or no database at all.

    SQLite reports the last two as the plain class; its subclasses other than OperationalError are our own mistakes.
    """
    try:
        yield
    except DatabaseError as error:
        if type(error) is not DatabaseError and not isinstance(error, OperationalError):
            raise
        raise Unavailable.because("database_unavailable", value=str(error.orig).partition("\n")[0]) from error


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # Anything further on may be a password.
        raise Invalid.because("bad_database_url", value=url.partition(":")[0], drivers=", ".join(DRIVERS)) from None
    if parsed.drivername not in DRIVERS or (parsed.drivername == "sqlite" and not parsed.database):
        shown = parsed.set(query={}).render_as_string(hide_password=True)
        raise Invalid.because("bad_database_url", value=shown, drivers=", ".join(DRIVERS))
    if parsed.drivername == "sqlite":
        engine = create_engine(
            parsed,
            json_serializer=dumps,
            pool_size=8,
            max_overflow=32,
            hide_parameters=True,
            connect_args={"timeout": BUSY_SECONDS},
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", partial(_begin_sqlite, Path(f"{parsed.database}{TURN}")))
        return engine
    try:
        return create_engine(
            parsed, json_serializer=dumps, pool_size=8, max_overflow=32, hide_parameters=True, pool_pre_ping=True
        )
    except ModuleNotFoundError as error:
        raise Unavailable.because("database_driver_missing", value=parsed.drivername, module=str(error.name)) from error


def _set_up_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """`isolation_level = None` leaves BEGIN to us: the driver's own comes too late and takes no write lock.

    The log is of 32 MB, as the cache of who writes is of 64 MB: an import then syncs a few times a second.
    """
    connection.isolation_level = None
    for pragma in (
        *("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"),
        *("wal_autocheckpoint = 8000", "journal_size_limit = 67108864"),
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(turn: Path, connection: Connection) -> None:
    reading = bool(connection.get_execution_options().get("reading"))
    if connection.info.get(SET_FOR) is not reading:
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reading else 'OFF'}")
        # Each connection of the pool has a cache of its own, and what it read last lies in the system's anyway.
        connection.exec_driver_sql(f"PRAGMA cache_size = -{READING_KB if reading else WRITING_KB}")
        connection.info[SET_FOR] = reading
    if reading:
        connection.exec_driver_sql("BEGIN")
        return
    with _next(turn):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _next(turn: Path) -> Iterator[None]:
    """Lets one writer at a time wait for SQLite's lock: so who has just written comes after those who wait.

    Without it they only look again now and then, and one that writes all the time takes the lock before any of them
    sees it free. An aid and no safeguard: where the file cannot be locked, or is not for long, it is every writer for
    itself again.
    """
    with ExitStack() as stack:
        with suppress(OSError):
            file = stack.enter_context(os.fdopen(os.open(turn, os.O_WRONLY | os.O_CREAT, 0o600), "wb"))
            ends = time.monotonic() + BUSY_SECONDS
            while not _locked(file) and time.monotonic() < ends:
                time.sleep(TURN_SECONDS)
        yield


def _locked(file: BinaryIO) -> bool:
    """Whether the lock, which ends with the file or its process, could be had."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
