"""How often somebody failed to show who they are, counted for all processes together."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from corpus.records import FailedAttempt
from corpus.store.tables import table

WINDOW: Final = timedelta(minutes=15)
"""Failures count for this long, from the first of them."""


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
        connection.execute(delete(attempts).where(attempts.c.since <= now - WINDOW))
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        first = dialect.insert(attempts).values(key=_key(what, who), count=1, since=now)
        fresh = attempts.c.since > now - WINDOW
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


def _key(what: str, who: str) -> str:
    """A name that somebody typed may be anything, a password in the wrong field too: it is not kept."""
    return hashlib.sha256(f"{what}\n{who.strip().casefold()}".encode("utf-8", "surrogatepass")).hexdigest()
