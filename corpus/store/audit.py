"""The audit log: what was decided, by whom, in a chain in which no event can be changed or taken out unnoticed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Row, Select, String, Text, cast, func, insert, or_, select, text, type_coerce
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session, col

from corpus.records import AuditEvent
from corpus.roles import Caller
from corpus.store.keys import RecordKey
from corpus.store.tables import now, table

AUDIT_LOCK = 7_120_003
"""Key of the PostgreSQL advisory lock that puts those who decide in a row."""
FIRST: Final = "0" * 64
"""Stands for the digest before the first event."""
NO_NUMBERS: Final = hashlib.sha256().hexdigest()
READ_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a log reached at some moment: `count` events, the number and the digest of the last.

    `numbers` is SHA-256 over the numbers of all of them, as the chain itself covers what events say, not their numbers.
    """

    count: int = 0
    seq: int = 0
    digest: str = FIRST
    numbers: str = NO_NUMBERS


@dataclass(frozen=True, slots=True)
class AuditState:
    """What `Audit.verify` found: `count` events, the digest of the last (`FIRST` for none).

    `broken` is the number (`seq`) of the first event that does not fit, None where all do. `holds` is False where the
    log does not begin with what it had at the earlier moment that it was compared with.
    """

    count: int
    last: str
    broken: int | None = None
    holds: bool = True
    extent: Extent = Extent()


@dataclass(frozen=True, slots=True)
class Search:
    """Which events are looked for: of one action, actor or record, of a time (`until` not included), and with a text
    in their facts or the record's id, in any case."""

    action: str | None = None
    actor: str | None = None
    record: RecordKey | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""


class Audit:
    """Each event's digest is SHA-256 over the digest before it and its own content.

    A chain that lost its end fits, and so does one that was computed anew after a change: to see that too, keep an
    `Extent` elsewhere and verify against it.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def lock(self) -> None:
        """Waits until no other transaction decides, and keeps others waiting until this one ends.

        Whoever decides takes it before anything is read, so that what a decision rests on still holds when it is
        written, and no two transactions wait for each other. One that writes records as well takes the lock of
        `Changes` first. SQLite has one writer anyway.
        """
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": AUDIT_LOCK})

    def write(
        self,
        actor: Caller,
        action: str,
        kind: str | None = None,
        record_id: str | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> int:
        """Appends an event to the chain in this transaction and gives its number. `facts` are plain JSON values."""
        self.lock()
        previous, at = self._last(), now()
        kept: dict[str, Any] = orjson.loads(orjson.dumps(dict(facts or {})))
        event: dict[str, Any] = {
            "at": at,
            "actor": actor.account,
            "role": actor.role.value,
            "action": action,
            "kind": kind,
            "record_id": record_id,
            "facts": kept,
            "previous": previous,
        }
        digest = _digest(previous, {**event, "at": _written(at)})
        kept_as = {**event, "digest": digest}
        return int(self._session.connection().execute(_appending(), kept_as).scalar_one())

    def events(
        self,
        before: int | None = None,
        limit: int = 100,
        *,
        action: str | None = None,
        record: RecordKey | None = None,
    ) -> list[AuditEvent]:
        """Events, the latest first, from the one before number `before`; of one action, of one record."""
        statement = select(AuditEvent)
        if before is not None:
            statement = statement.where(col(AuditEvent.seq) < before)
        if action is not None:
            statement = statement.where(col(AuditEvent.action) == action)
        if record is not None:
            statement = statement.where(col(AuditEvent.kind) == record.kind, col(AuditEvent.record_id) == record.id)
        return list(self._session.scalars(statement.order_by(col(AuditEvent.seq).desc()).limit(limit)))

    def search(self, wanted: Search, before: int | None = None, limit: int = 100) -> list[AuditEvent]:
        """The events that were looked for, the latest first, from the one before number `before`."""
        statement = select(AuditEvent)
        for condition in _conditions(wanted):
            statement = statement.where(condition)
        if before is not None:
            statement = statement.where(col(AuditEvent.seq) < before)
        return list(self._session.scalars(statement.order_by(col(AuditEvent.seq).desc()).limit(limit)))

    def found(self, wanted: Search) -> Iterator[AuditEvent]:
        """All events that were looked for, the latest first, 1,000 at a time in memory."""
        before: int | None = None
        while page := self.search(wanted, before, READ_AT_ONCE):
            yield from page
            before = page[-1].seq

    def actions(self) -> list[str]:
        """Every action that was ever written, by name."""
        actions = table(AuditEvent).c.action
        return list(self._session.connection().scalars(select(actions).distinct().order_by(actions)))

    def actors(self) -> list[str]:
        """Everybody who ever acted, by name."""
        actors = table(AuditEvent).c.actor
        return list(self._session.connection().scalars(select(actors).distinct().order_by(actors)))

    def latest(self) -> AuditEvent | None:
        """The last event."""
        return self._session.scalars(select(AuditEvent).order_by(col(AuditEvent.seq).desc()).limit(1)).first()

    def verify(self, earlier: Extent | None = None) -> AuditState:
        """Reads the whole chain, 1,000 events at a time in memory, and tells whether it begins with what it had
        `earlier`."""
        events = table(AuditEvent).c
        plain = (events.actor, events.role, events.action, events.kind, events.record_id)
        columns = (type_coerce(events.at, String).label("at"), cast(events.facts, Text).label("facts"), *plain)
        statement = select(events.seq, *columns, events.previous, events.digest).order_by(events.seq)
        rows = self._session.connection().execute(statement.execution_options(yield_per=READ_AT_ONCE))
        count, seq, last, broken = 0, 0, FIRST, None
        numbers = hashlib.sha256()
        holds = earlier is None or earlier == Extent()
        for row in rows:
            count, seq = count + 1, row.seq
            numbers.update(b"%d\n" % seq)
            if broken is None and (row.previous != last or row.digest != _recomputed(row, last)):
                broken = seq
            last = row.digest
            if earlier is not None and count == earlier.count:
                holds = earlier == Extent(count, seq, last, numbers.hexdigest())
        return AuditState(count, last, broken, holds, Extent(count, seq, last, numbers.hexdigest()))

    def state(self) -> AuditState:
        """How many events there are and the last digest, without verifying."""
        count = self._session.connection().scalar(select(func.count()).select_from(table(AuditEvent)))
        return AuditState(count or 0, self._last())

    def _last(self) -> str:
        return str(self._session.connection().scalar(_newest()) or FIRST)


@cache
def _appending() -> ReturningInsert[Any]:
    """Every decision runs these two: built once, they cost half."""
    return insert(table(AuditEvent)).returning(table(AuditEvent).c.seq)


@cache
def _newest() -> Select[Any]:
    events = table(AuditEvent).c
    return select(events.digest).order_by(events.seq.desc()).limit(1)


def _conditions(wanted: Search) -> Iterator[ColumnElement[bool]]:
    if wanted.action:
        yield col(AuditEvent.action) == wanted.action
    if wanted.actor:
        yield col(AuditEvent.actor) == wanted.actor
    if wanted.record is not None:
        yield col(AuditEvent.kind) == wanted.record.kind
        yield col(AuditEvent.record_id) == wanted.record.id
    if wanted.since is not None:
        yield col(AuditEvent.at) >= wanted.since
    if wanted.until is not None:
        yield col(AuditEvent.at) < wanted.until
    if wanted.text:
        sought = wanted.text.lower()
        facts = func.lower(cast(col(AuditEvent.facts), Text)).contains(sought, autoescape=True)
        yield or_(facts, func.lower(col(AuditEvent.record_id)).contains(sought, autoescape=True))


def _digest(previous: str, event: Mapping[str, Any]) -> str:
    """64 hex digits over the event's canonical JSON; `at` is as `_written`."""
    names = ("at", "actor", "role", "action", "kind", "record_id", "facts")
    covered = {"previous": previous, **{name: event[name] for name in names}}
    return hashlib.sha256(orjson.dumps(covered, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _recomputed(row: Row[Any], previous: str) -> str | None:
    """The digest that the row should have; None for one that nobody could have written through `Audit`."""
    try:
        at = datetime.fromisoformat(row.at).replace(tzinfo=UTC) if isinstance(row.at, str) else row.at
        return _digest(previous, {**row._mapping, "at": _written(at), "facts": orjson.loads(row.facts)})
    except (AttributeError, TypeError, ValueError):
        return None


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
