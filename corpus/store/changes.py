"""The sequences of changes that the index follows, one for each disclosure tier."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, func, text
from sqlmodel import Session, col, select

from corpus.disclosure import Tier
from corpus.passages import Kind, kind_of
from corpus.records import Action, Change
from corpus.store.outcomes import Changed
from corpus.store.tables import insert_rows, now

WRITE_LOCK = 7_120_002
"""Key of the PostgreSQL advisory lock that puts the writers of records in a row."""
LAST = select(func.max(col(Change.number))).where(col(Change.tier) == bindparam("of"))
"""Asked with every request."""


class TierChanges:
    """One tier's changes: numbers that grow in the order in which changes become visible.

    A reader that saw one saw all before it, and learns nothing of other tiers.
    """

    def __init__(self, session: Session, tier: Tier) -> None:
        self._session = session
        self._tier = tier

    def last(self) -> int:
        """The latest number, 0 before the first change."""
        return self._session.connection().scalar(LAST, {"of": self._tier.value}) or 0

    def since(self, seq: int, limit: int = 1_000) -> list[Changed]:
        """The latest change of each record changed after `seq`, in order, at most `limit`.

        Ask on with the last one's `seq`; fewer than `limit` is the end.
        """
        latest = (
            select(func.max(col(Change.number)).label("number"))
            .where(col(Change.tier) == self._tier.value, col(Change.number) > seq)
            .group_by(col(Change.kind), col(Change.record_id))
            .order_by(func.max(col(Change.number)))
            .limit(limit)
            .subquery()
        )
        rows = self._session.exec(
            select(Change)
            .join(latest, col(Change.number) == latest.c.number)
            .where(col(Change.tier) == self._tier.value)
            .order_by(col(Change.number))
        )
        return [Changed(row.number, kind_of(row.kind), row.record_id, Action(row.action)) for row in rows]

    def count_since(self, seq: int) -> int:
        """How many records changed after `seq`."""
        changed = select(Change.kind, Change.record_id).where(
            col(Change.tier) == self._tier.value, col(Change.number) > seq
        )
        return self._session.exec(select(func.count()).select_from(changed.distinct().subquery())).one()


class Changes:
    """Where changes are noted; read through `of`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, tier: Tier) -> TierChanges:
        """The changes of one tier."""
        return TierChanges(self._session, tier)

    def lock(self) -> None:
        """Waits until no other transaction writes records, and keeps others waiting until this one ends.

        SQLite has one writer anyway. On PostgreSQL a number is drawn before its change becomes visible, so
        without the lock a later number could be seen first, and the earlier be missed by the index for good.
        """
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITE_LOCK})

    def append(self, kind: Kind, records: Iterable[tuple[str, Tier]], action: Action) -> None:
        """Notes that these records changed, each within its tier. The caller holds the lock."""
        moment = now()
        numbers: dict[Tier, int] = {}
        rows = []
        for record_id, tier in records:
            if tier not in numbers:
                numbers[tier] = self.of(tier).last()
            numbers[tier] += 1
            rows.append(
                {
                    "kind": kind,
                    "record_id": record_id,
                    "action": action.value,
                    "tier": tier.value,
                    "number": numbers[tier],
                    "recorded_at": moment,
                }
            )
        insert_rows(self._session, Change, rows)
