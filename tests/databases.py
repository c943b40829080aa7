"""New databases for tests, of SQLite and of PostgreSQL, each copied from one that was migrated once."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, make_url, text

from api.settings import Settings
from corpus.database import Database

SQLITE, POSTGRESQL = "sqlite", "postgresql"
TEMPLATE = "migrated"


class Databases(Protocol):
    """Makes databases of one kind; each call gives the URL of another one."""

    def empty(self) -> str:
        """Without a schema."""
        ...

    def migrated(self) -> str:
        """With the schema and nothing in it."""
        ...

    def copy_of(self, url: str) -> str:
        """With all that this one has, which nobody may have open."""
        ...


class Files:
    """SQLite files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._template = f"sqlite:///{folder / TEMPLATE}.db"
        migrate(self._template)

    def empty(self) -> str:
        return f"sqlite:///{self._folder / f'{next(self._numbers)}.db'}"

    def migrated(self) -> str:
        return self.copy_of(self._template)

    def copy_to(self, file: Path) -> None:
        """A migrated one, as this file."""
        _copy(self._template, file)

    def copy_of(self, url: str) -> str:
        made = self.empty()
        _copy(url, Path(make_url(made).database or ""))
        return made


class Cluster:
    """Databases of one PostgreSQL server, given by its URL up to the name."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._numbers = count(1)
        self._of_folders: dict[Path, str] = {}
        # Whoever is connected to a template keeps others from copying it: one engine, to another database, makes all.
        self._engine = create_engine(f"{url}postgres", isolation_level="AUTOCOMMIT")
        self._execute(f"CREATE DATABASE {TEMPLATE}")
        migrate(f"{url}{TEMPLATE}")

    def empty(self) -> str:
        return self._create("template0")

    def migrated(self) -> str:
        return self._create(TEMPLATE)

    def copy_of(self, url: str) -> str:
        return self._create(str(make_url(url).database))

    def of(self, settings: Settings) -> str:
        """The database that stands in for the file in the settings' data folder: one a folder."""
        folder = settings.data_dir.absolute()
        if folder not in self._of_folders:
            self._of_folders[folder] = self.migrated()
        return self._of_folders[folder]

    def drop_unused(self) -> None:
        """Removes databases that nobody is connected to: tests make hundreds, of 10 MB each."""
        with self._engine.connect() as connection:
            unused = "SELECT datname FROM pg_database WHERE datname LIKE 'test_%' AND datname NOT IN (SELECT datname "
            names = connection.scalars(text(f"{unused}FROM pg_stat_activity WHERE datname IS NOT NULL)")).all()
            for name in names:
                connection.execute(text(f"DROP DATABASE {name}"))
        gone = {f"{self._url}{name}" for name in names}
        self._of_folders = {folder: url for folder, url in self._of_folders.items() if url not in gone}

    def close(self) -> None:
        self._engine.dispose()

    def _create(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        # With fsync off, copying files (22 ms) is quicker than writing each page to the log (43 ms, the default).
        strategy = " STRATEGY file_copy" if (self._engine.dialect.server_version_info or (0,)) >= (15,) else ""
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}{strategy}")
        return f"{self._url}{name}"

    def _execute(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement))


def _copy(url: str, file: Path) -> None:
    shutil.copyfile(make_url(url).database or "", file)


def migrate(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.close()
