"""The sequence of changes that the index follows."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from corpus.passages import Kind
from corpus.records import Action, Change
from corpus.store.outcomes import Changed
from corpus.store.tables import insert_rows, now

WRITE_LOCK = 7_120_002
"""Key of the PostgreSQL advisory lock that puts the writers of records in a row."""


class Changes:
    """Numbers that grow in the order in which changes become visible: a reader that saw one saw all before it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def last(self) -> int:
        """The latest number, 0 before the first change."""
        return self._session.exec(select(func.max(col(Change.seq)))).one() or 0

    def since(self, seq: int, limit: int = 1_000) -> list[Changed]:
        """The latest change of each record changed after `seq`, in order, at most `limit`.

        Ask on with the last one's `seq`; fewer than `limit` is the end.
        """
        latest = (
            select(func.max(col(Change.seq)).label("seq"))
            .where(col(Change.seq) > seq)
            .group_by(col(Change.kind), col(Change.record_id))
            .order_by(func.max(col(Change.seq)))
            .limit(limit)
            .subquery()
        )
        rows = self._session.exec(
            select(Change).join(latest, col(Change.seq) == latest.c.seq).order_by(col(Change.seq))
        )
        return [Changed(row.seq or 0, _kind(row.kind), row.record_id, Action(row.action)) for row in rows]

    def count_since(self, seq: int) -> int:
        """How many records changed after `seq`."""
        changed = select(Change.kind, Change.record_id).where(col(Change.seq) > seq).distinct().subquery()
        return self._session.exec(select(func.count()).select_from(changed)).one()

    def lock(self) -> None:
        """Waits until no other transaction writes records, and keeps others waiting until this one ends.

        SQLite has one writer anyway. On PostgreSQL a number is drawn before its change becomes visible, so
        without the lock a later number could be seen first, and the earlier be missed by the index for good.
        """
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITE_LOCK})

    def append(self, kind: Kind, record_ids: Iterable[str], action: Action) -> None:
        """Notes that these records changed. The caller holds the lock."""
        moment = now()
        insert_rows(
            self._session,
            Change,
            [{"kind": kind, "record_id": each, "action": action.value, "recorded_at": moment} for each in record_ids],
        )


def _kind(written: str) -> Kind:
    kinds: dict[str, Kind] = {"patents": "patents", "companies": "companies", "needs": "needs"}
    return kinds[written]
