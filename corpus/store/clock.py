"""Times that were noted while the clock ran ahead, put back: else what follows from them waits as long as it did."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import update
from sqlmodel import Session, SQLModel

from corpus.records import Job, Mail, SavedSearch, Upload
from corpus.store.mails import LONGEST_PAUSE
from corpus.store.tables import SKEW, table

LONGEST_LEASE: Final = timedelta(hours=1)
DONE: Final[tuple[tuple[type[SQLModel], str], ...]] = (
    (Job, "last_started_at"),
    (Job, "last_finished_at"),
    (SavedSearch, "checked_at"),
    (SavedSearch, "reported_at"),
)
"""What was done last and is done again so long after it."""


def put_right(session: Session, now: datetime, lease: timedelta) -> int:
    """Says how many were ahead. What was done "later" counts as done now; a lease or a pause that no clock could have
    given lasts for `lease` from now on, in which its holder, where there is one, renews it.
    """
    changed = sum(_set_back(session, model, name, now + SKEW, now) for model, name in DONE)
    for model in (Job, Upload):
        changed += _set_back(session, model, "leased_until", now + LONGEST_LEASE + SKEW, now + lease)
    return changed + _set_back(session, Mail, "next_attempt_at", now + LONGEST_PAUSE + SKEW, now + lease)


def _set_back(session: Session, model: type[SQLModel], name: str, latest: datetime, to: datetime) -> int:
    rows = table(model)
    ahead = update(rows).where(rows.c[name] > latest).values({name: to})
    return session.connection().execute(ahead).rowcount
