"""A fresh database for every test, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from corpus.database import Database
from tests import postgres

NUMBERS = count(1)
BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
MIGRATED = "migrated"


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server with one migrated database that others are copied from."""

    url: str

    def create(self, template: str = "template0") -> str:
        """The URL of a new database, a copy of `template`."""
        name = f"test_{next(NUMBERS)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"{self.url}{name}"

    def execute(self, statement: str) -> None:
        engine = create_engine(f"{self.url}postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    postgres.required_programs()
    with postgres.server() as url:
        made = Cluster(url)
        made.execute(f"CREATE DATABASE {MIGRATED}")
        _migrate(f"{url}{MIGRATED}")
        yield made


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "corpus.db"
    _migrate(f"sqlite:///{path}")
    return path


def _migrate(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.close()


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without a schema."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'corpus.db'}"
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.create()


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with the schema and nothing in it."""
    if request.param == "sqlite":
        path = tmp_path / "corpus.db"
        shutil.copyfile(request.getfixturevalue("migrated_file"), path)
        return f"sqlite:///{path}"
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.create(MIGRATED)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database with the schema and nothing in it."""
    made = Database(url)
    yield made
    made.close()
