"""The databases of the store's tests, both kinds, furnished with a small office."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus.database import Database
from tests.corpus.conftest import url
from tests.matcher.cases.desk import furnished

__all__ = ["url"]


@pytest.fixture
def office(url: str) -> Iterator[Database]:
    made = Database(url)
    yield furnished(made)
    made.close()
