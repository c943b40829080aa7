"""What every act on a case minds: who may act, what words may be, on which day it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from corpus.problems import Forbidden
from corpus.roles import Caller, Right
from corpus.secrecy import refuse_secret
from corpus.store import stated

NOTE: Final = 4_000
"""Characters of a message or note."""


def worded(field: str, text: str) -> str:
    """A text of somebody, perhaps empty. Raises Invalid `entry_too_long` or `secret_refused`."""
    kept = stated.lines(field, text, NOTE)
    refuse_secret([(field, text), (field, kept)])
    return kept


def day_of(now: datetime) -> date:
    return now.astimezone(UTC).date()


def worker(actor: Caller) -> Caller:
    """The actor. Raises Forbidden `not_allowed` for one who does not work cases."""
    if not actor.may(Right.WORK_CASES):
        raise Forbidden.because("not_allowed", "role", actor.role.value, right=Right.WORK_CASES.value)
    return actor
