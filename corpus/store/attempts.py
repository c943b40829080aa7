"""How often somebody failed to show who they are, and what an address tried, counted for all processes together."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Table, case, delete, func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from corpus.records import AddressAttempt, FailedAttempt
from corpus.store.tables import SKEW, table

WINDOW: Final = timedelta(minutes=15)
"""Failures count for this long, from the first of them."""
LONGEST: Final = timedelta(hours=1)
"""What addresses tried is forgotten after it: no window may be longer."""
ADDRESS_LOCK = 7_120_004
"""First key of the PostgreSQL advisory locks, one an address, that put tries of one address in a row."""


class Attempts:
    """`what` is what was tried (a password, a code), `who` what somebody called themselves. Times are in UTC."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(self, what: str, who: str, now: datetime) -> int:
        """Counts one more failure, ahead of its being one, and gives how many there are in this window.

        Windows that have passed are forgotten.
        """
        attempts = table(FailedAttempt)
        connection = self._session.connection()
        _forget(self._session, attempts, attempts.c.key, attempts.c.since <= now - WINDOW)
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        first = dialect.insert(attempts).values(key=_key(what, who), count=1, since=now)
        fresh = _within(attempts.c.since, WINDOW, now)
        again = first.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "count": case((fresh, attempts.c.count + 1), else_=1),
                "since": case((fresh, attempts.c.since), else_=now),
            },
        )
        return int(connection.execute(again.returning(attempts.c.count)).scalar_one())

    def succeeded(self, what: str, who: str) -> None:
        """Forgets the failures, as there was a success after them."""
        attempts = table(FailedAttempt)
        self._session.connection().execute(delete(attempts).where(attempts.c.key == _key(what, who)))


class AddressAttempts:
    """`what` is what was tried, `who` the address. Windows move: each try counts for as long after it.

    Times are in UTC, no window longer than `LONGEST`.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def count(self, what: str, who: str, window: timedelta, now: datetime) -> int:
        """How many there were in the window that ends now."""
        tried = table(AddressAttempt)
        counted = select(func.count()).where(tried.c.key == _key(what, who), _within(tried.c.at, window, now))
        return int(self._session.connection().execute(counted).scalar_one())

    def add(self, what: str, who: str, now: datetime) -> None:
        """Counts one more, and forgets those of every address that count no longer."""
        tried = table(AddressAttempt)
        _forget(self._session, tried, tried.c.id, tried.c.at <= now - LONGEST)
        self._session.connection().execute(insert(tried).values(key=_key(what, who), at=now))

    def take(self, what: str, who: str, most: int, window: timedelta, now: datetime) -> bool:
        """Counts one more unless there were `most` already, and says whether; tries at once are taken in a row."""
        connection = self._session.connection()
        if connection.dialect.name == "postgresql":
            # On SQLite a transaction that writes is alone anyway.
            locking = text("SELECT pg_advisory_xact_lock(:lock, hashtext(:key))")
            connection.execute(locking, {"lock": ADDRESS_LOCK, "key": _key(what, who)})
        if self.count(what, who, window, now) >= most:
            return False
        self.add(what, who, now)
        return True


def _within(moment: ColumnElement[datetime], window: timedelta, now: datetime) -> ColumnElement[bool]:
    """In the window that ends now. What a clock noted that ran ahead would else count until that time comes."""
    return (moment > now - window) & (moment <= now + SKEW)


def _forget(session: Session, rows: Table, key: ColumnElement[object], over: ColumnElement[bool]) -> None:
    """Removes rows that are over, but for those that another transaction is just removing: nobody waits for it."""
    found = select(key).where(over).with_for_update(skip_locked=True)
    session.connection().execute(delete(rows).where(key.in_(found)))


def _key(what: str, who: str) -> str:
    """A name that somebody typed may be anything, a password in the wrong field too: it is not kept."""
    return hashlib.sha256(f"{what}\n{who.strip().casefold()}".encode("utf-8", "surrogatepass")).hexdigest()
