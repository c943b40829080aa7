"""What the parts of the store share in speaking to the database: tables, tiers, batches, the moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final, TypeVar, cast

from sqlalchemy import BindParameter, ColumnElement, FromClause, Table, bindparam, insert, true, update
from sqlalchemy import inspect as inspected
from sqlmodel import Session, SQLModel

from corpus.disclosure import EVERY_TIER, Tiers
from corpus.passages import Kind
from corpus.records import CapabilityProfile, Company, Need, Patent

T = TypeVar("T")

MODELS: Final[Mapping[Kind, type[Patent | Company | Need]]] = {"patents": Patent, "companies": Company, "needs": Need}
IDS: Final = "ids"
"""The parameter of a statement that is built once and run with other ids each time (`among_ids`)."""

SKEW: Final = timedelta(minutes=5)
"""By so much the clocks of machines may differ; what lies further ahead was noted by one that was wrong."""
BATCH = 500
"""How many values one IN list holds: below every database's bound on parameters."""


def now() -> datetime:
    return datetime.now(UTC)


def table(model: type[SQLModel]) -> Table:
    return cast(Table, inspected(model).local_table)


def with_profile() -> FromClause:
    """Companies with their present profile, if they have one."""
    companies, profiles = table(Company), table(CapabilityProfile)
    current = (profiles.c.company_id == companies.c.id) & (profiles.c.version == companies.c.profile_version)
    return companies.outerjoin(profiles, current)


def among_ids(column: Any) -> ColumnElement[bool]:  # a column of texts
    """Whether it is one of those that `IDS` is bound to, at most `BATCH`."""
    found: ColumnElement[bool] = column.in_(bindparam(IDS, expanding=True))
    return found


def within(column: Any, tiers: Tiers) -> ColumnElement[bool]:  # a column of texts
    """Whether a record's tier is one of these."""
    found: ColumnElement[bool] = true() if tiers == EVERY_TIER else column.in_(sorted(tiers))
    return found


def live(columns: Any, tiers: Tiers) -> ColumnElement[bool]:  # a record table's columns by name
    """Whether a record is not withdrawn and of these tiers."""
    found: ColumnElement[bool] = columns.withdrawn_at.is_(None) & within(columns.tier, tiers)
    return found


def batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch


def insert_rows(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Many rows at once; each names the same columns, the others take their column's default or NULL."""
    if rows:
        session.connection().execute(insert(table(model)), [dict(row) for row in rows])


def update_rows(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Many rows at once by their `id`; each names the same columns."""
    if not rows:
        return
    target = table(model)
    values: dict[str, BindParameter[Any]] = {name: bindparam(name) for name in rows[0] if name != "id"}
    statement = update(target).where(target.c.id == bindparam("id_of_row")).values(values)
    session.connection().execute(
        statement, [{**{k: v for k, v in row.items() if k != "id"}, "id_of_row": row["id"]} for row in rows]
    )
