"""Down to each earlier schema and up again: whatever both schemas hold stays as it was, to the last column."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Engine,
    Float,
    Integer,
    LargeBinary,
    Table,
    create_engine,
    inspect,
    select,
)
from sqlalchemy.types import JSON
from sqlmodel import SQLModel

from corpus.columns import Counter, Moment
from corpus.database import Database, migration_settings

EARLIER = [each.revision for each in ScriptDirectory.from_config(migration_settings()).walk_revisions()][1:]
ROWS = 3
PUBLIC = "public"
"""An earlier schema without tiers may show all that it has: the way down withdraws the rest."""
Dump = dict[str, list[dict[str, Any]]]


def value(column: Column[Any], number: int) -> Any:
    """Something of the column's type, other in each row; what refers to a row refers to that of the same number."""
    for reference in column.foreign_keys:
        return value(reference.column, number)
    if column.name == "tier":
        return PUBLIC
    known = {
        Counter: number,
        Integer: number,
        Float: number + 0.25,
        Boolean: number % 2 == 0,
        Moment: datetime(2026, 5, number, 3, 4, 5, 678_901, tzinfo=UTC),
        Date: date(2026, 5, number),
        LargeBinary: b"\x00\xff" * number,
        JSON: {"두께": [number, None, 0.1]},
    }
    found = next((made for kind, made in known.items() if isinstance(column.type, kind)), None)
    return found if found is not None else f"{column.name} {number} 방산"


def fill(connection: Connection) -> None:
    """Every column of every table, so that none can be lost unseen."""
    for table in SQLModel.metadata.sorted_tables:
        rows = [{column.name: value(column, number) for column in table.columns} for number in range(1, ROWS + 1)]
        connection.execute(table.insert(), rows)


def dump(engine: Engine, like: Dump | None = None) -> Dump:
    """All rows by table, with the columns that are there, and in `like` where it is given."""
    there = inspect(engine)
    found: Dump = {}
    with engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            if there.has_table(table.name) and (like is None or table.name in like):
                columns = list(_shared(table, {each["name"] for each in there.get_columns(table.name)}, like))
                rows = connection.execute(
                    select(*columns).order_by(*(each for each in columns if each.primary_key))
                ).mappings()
                found[table.name] = [dict(row) for row in rows]
    return found


def _shared(table: Table, there: set[str], like: Dump | None) -> Iterator[Column[Any]]:
    wanted = there if like is None else there & set(like[table.name][0])
    return (column for column in table.columns if column.name in wanted)


@pytest.mark.parametrize("earlier", EARLIER)
def test_what_both_schemas_hold_stays(empty_url: str, earlier: str) -> None:
    database, engine = Database(empty_url), create_engine(empty_url)
    database.migrate()
    with engine.begin() as connection:
        fill(connection)
    whole = dump(engine)
    assert all(len(rows) == ROWS for rows in whole.values())
    with engine.begin() as connection:
        command.downgrade(migration_settings(connection), earlier)
    assert database.revision() == earlier
    lower = dump(engine)
    assert lower == {
        name: [{column: row[column] for column in lower[name][0]} for row in whole[name]] for name in lower
    }
    database.migrate()
    assert database.up_to_date()
    assert dump(engine, lower) == lower
    # What the earlier schema had no place for is there again, empty.
    assert {name for name, rows in dump(engine).items() if not rows} == whole.keys() - lower.keys()
    engine.dispose()
    database.close()
