"""A fresh database for every test, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus.database import Database
from tests.conftest import BOTH, databases_of


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database without a schema."""
    return databases_of(request, request.param).empty()


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a database with the schema and nothing in it."""
    return databases_of(request, request.param).migrated()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database with the schema and nothing in it."""
    made = Database(url)
    yield made
    made.close()
