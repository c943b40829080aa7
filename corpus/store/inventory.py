"""What the whole database holds, told beside a copy of it."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table, func, inspect, select, text
from sqlmodel import Session, SQLModel

REVISION = "alembic_version"


class Inventory:
    """Of every record, whatever its tier: for the operator who copies the database as a whole."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def rows(self) -> dict[str, int]:
        """How many rows each table has; a table that an earlier schema lacks is left out."""
        connection = self._session.connection()
        there = set(inspect(connection).get_table_names())
        tables = [table for table in SQLModel.metadata.sorted_tables if table.name in there]
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}

    def revision(self) -> str:
        """The schema's revision, "" where there is no schema."""
        connection = self._session.connection()
        if not inspect(connection).has_table(REVISION):
            return ""
        kept = Table(REVISION, MetaData(), Column("version_num"))
        return str(connection.scalar(select(kept.c.version_num)) or "")

    def exported(self) -> str:
        """The name under which other connections to PostgreSQL see this transaction's moment while it is open."""
        return str(self._session.connection().scalar(text("SELECT pg_export_snapshot()")))
