"""A migration killed at any of its statements leaves schema and records as they were, and is repeated to its end."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from typing import Any

import pytest
from alembic import command
from sqlalchemy import create_engine

from corpus.database import Database, migration_settings
from tests.conftest import BOTH, Scale, databases_of
from tests.corpus.migrating import held_up, killed_at, migrate, telling, with_statements
from tests.corpus.test_migrations import EARLIER, ROWS, Dump, dump, fill
from tests.databases import Databases
from tests.proof.figures import Recorder

PATIENCE = 60
FIRST = EARLIER[-1]
"""The earliest schema: all migrations after it have records to move."""
_forked = multiprocessing.get_context("fork")


@pytest.fixture(params=BOTH)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def made(request: pytest.FixtureRequest, kind: str) -> Databases:
    return databases_of(request, kind)


def process(work: Callable[..., None], *given: Any) -> Any:
    started = _forked.Process(target=work, args=given)
    started.start()
    return started


def earlier(made: Databases) -> tuple[str, Dump]:
    """A database of the first schema with rows in every table, and all that it holds."""
    url = made.migrated()
    engine = create_engine(url)
    with engine.begin() as connection:
        fill(connection)
    with engine.begin() as connection:
        command.downgrade(migration_settings(connection), FIRST)
    held = dump(engine)
    engine.dispose()
    assert all(len(rows) == ROWS for rows in held.values())
    return url, held


def state(url: str, like: Dump | None) -> tuple[str | None, Dump]:
    """The schema's revision, and what it holds of what `like` does."""
    database, engine = Database(url), create_engine(url)
    found = database.revision(), dump(engine, like)
    database.close()
    engine.dispose()
    return found


def statements(url: str) -> list[str]:
    """Those of a migration of this database, which is then up to date, with the end of its transaction."""
    told = _forked.SimpleQueue()

    def listed() -> None:
        found: list[str] = []
        with_statements(lambda _number, statement: found.append(statement))
        migrate(url)
        told.put(found)

    started = process(listed)
    found: list[str] = told.get()
    started.join(PATIENCE)
    return found


@pytest.mark.row("migrations")
@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_a_migration_killed_at_a_statement_is_repeated(
    made: Databases, kind: str, filled: bool, scale: Scale, figure: Recorder
) -> None:
    url, held = earlier(made) if filled else (made.empty(), {})
    before = FIRST if filled else None
    whole = made.copy_of(url) if filled else made.empty()
    total = len(statements(whole))
    after = state(whole, None)
    moments = range(1, total + 1) if scale(0, 1) else (total // 2, total)
    resumed = 0
    for moment in moments:
        killed = process(killed_at, url, moment)
        killed.join(PATIENCE)
        assert killed.exitcode == -signal.SIGKILL, moment
        assert state(url, held) == (before, held), moment
        if moment % 16 == 0 or moment == total:
            again = made.copy_of(url)
            migrate(again)
            assert state(again, None) == after, moment
            assert state(again, held)[1] == held, moment
            resumed += 1
    migrate(url)
    assert state(url, None) == after
    start = f"from {FIRST} with records" if filled else "from nothing"
    figure(
        f"{kind}, {start}: killed at {len(moments)} of {total} statements, each time all as before; {resumed + 1} of "
        f"{resumed + 1} repeated to the end, data equal"
    )


@pytest.mark.row("migrations")
def test_of_two_migrators_one_wins(made: Databases, kind: str, scale: Scale, figure: Recorder) -> None:
    rounds, tables = scale(2, 10), 0
    for _ in range(rounds):
        url = made.empty()
        told, begin = _forked.SimpleQueue(), _forked.Barrier(2)
        both = [process(telling, url, told, begin) for _ in range(2)]
        made_by = sorted(told.get() for _ in both)
        for each in both:
            each.join(PATIENCE)
        assert [each.exitcode for each in both] == [0, 0]
        assert made_by[0] == []
        tables = len(made_by[1])
        assert len(set(made_by[1])) == tables > 0
        database = Database(url)
        assert database.up_to_date()
        database.close()
    figure(f"{kind}: {rounds} times two at once, each time one made all {tables} tables and the other none")


@pytest.mark.row("migrations")
def test_who_waits_goes_on_where_the_other_is_killed(
    made: Databases, kind: str, scale: Scale, figure: Recorder
) -> None:
    url, held = earlier(made)
    total = len(statements(made.copy_of(url)))
    moments = [total * part // (scale(2, 10) + 1) for part in range(1, scale(2, 10) + 1)]
    for moment in moments:
        database = made.copy_of(url)
        there = _forked.Event()
        first = process(held_up, database, moment, there)
        assert there.wait(PATIENCE)
        second = process(migrate, database)
        second.join(0.2)
        assert second.exitcode is None, "it did not wait"
        first.kill()
        second.join(PATIENCE)
        assert second.exitcode == 0
        found = Database(database)
        assert found.up_to_date()
        found.close()
        assert state(database, held)[1] == held
    figure(f"{kind}: one killed at its work {len(moments)} times, the one that waited finished it each time")
