"""Letters that wait to be sent: written in the transaction of what they tell of, sent after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from corpus.problems import Invalid
from corpus.records import Mail
from corpus.store.tables import table
from corpus.text import storable

ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*")
LONGEST_ADDRESS = 254
SUBJECT = 200
TEXT = 200_000
UNSEEN = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
"""In a subject or an address these could begin a header of somebody else's making."""
LEASE: Final = timedelta(minutes=5)
"""How long a letter that somebody took to send is left to them."""
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=6)
MOST_ATTEMPTS = 12
"""Over about a day and a half; then a letter is given up."""
SECRET: Final = frozenset({"invitation", "reset", "confirmation"})
"""Purposes whose letters carry a link that opens an account: their text is wiped as soon as it is of no more use."""


@dataclass(frozen=True, slots=True)
class MailCounts:
    """How many letters wait for their (next) attempt, were sent, and were given up."""

    waiting: int
    sent: int
    given_up: int


def address(field: str, value: str) -> str:
    """The e-mail address, stripped. Raises Invalid `bad_mail_address`."""
    kept = value.strip()
    if len(kept) > LONGEST_ADDRESS or not ADDRESS.fullmatch(kept):
        raise Invalid.because("bad_mail_address", field, kept)
    return kept


class Mails:
    """Times are given by the caller, in UTC. A letter is attempted by one process at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def queue(
        self, *, purpose: str, recipient: str, subject: str, text: str, account: str | None, now: datetime
    ) -> int:
        """A letter that is to be sent from now on; gives its number.

        Raises Invalid `bad_mail_address`, or `bad_mail_subject` for one with a line break or of over 200 characters.
        """
        if not subject.strip() or len(subject) > SUBJECT or UNSEEN.search(subject):
            raise Invalid.because("bad_mail_subject", "subject", subject)
        letter = Mail(
            purpose=purpose,
            account=account,
            recipient=address("recipient", recipient),
            subject=storable(subject).strip(),
            text=storable(text)[:TEXT],
            created_at=now,
            next_attempt_at=now,
        )
        self._session.add(letter)
        self._session.flush()
        return letter.id or 0

    def due(self, now: datetime, limit: int = 50) -> list[Mail]:
        """Letters whose (next) attempt has come, the oldest first. Writes nothing."""
        statement = select(Mail).where(col(Mail.next_attempt_at) <= now).order_by(col(Mail.id)).limit(limit)
        return list(self._session.scalars(statement.execution_options(populate_existing=True)))

    def take(self, now: datetime, limit: int = 50) -> list[Mail]:
        """Due letters, left to the caller alone for `LEASE`: each is to be `sent` or `failed` by then."""
        mails = table(Mail)
        due = select(mails.c.id).where(mails.c.next_attempt_at <= now).order_by(mails.c.id).limit(limit)
        ids = list(self._session.connection().scalars(due.with_for_update(skip_locked=True)))
        held = update(mails).where(mails.c.id.in_(ids))
        held = held.values(attempts=mails.c.attempts + 1, next_attempt_at=now + LEASE)
        self._session.connection().execute(held)
        statement = select(Mail).where(col(Mail.id).in_(ids)).order_by(col(Mail.id))
        return list(self._session.scalars(statement.execution_options(populate_existing=True)))

    def sent(self, mail_id: int, now: datetime) -> None:
        """Notes that a letter was sent. One that opens an account keeps no text."""
        letter = self._session.get_one(Mail, mail_id, populate_existing=True)
        letter.sent_at, letter.next_attempt_at, letter.error = now, None, None
        self._wipe(letter)
        self._keep(letter)

    def failed(self, mail_id: int, error: str, now: datetime) -> None:
        """Notes why an attempt failed: the next follows after a pause that doubles, until the letter is given up."""
        letter = self._session.get_one(Mail, mail_id, populate_existing=True)
        letter.error = storable(error)[:500]
        pause = min(FIRST_PAUSE * 2 ** min(max(letter.attempts, 1) - 1, 20), LONGEST_PAUSE)
        given_up = letter.attempts >= MOST_ATTEMPTS
        letter.next_attempt_at = None if given_up else now + pause
        if given_up:
            self._wipe(letter)
        self._keep(letter)

    def page(self, before: int | None = None, limit: int = 100) -> list[Mail]:
        """Letters, the latest first, from the one before number `before`."""
        statement = select(Mail).order_by(col(Mail.id).desc()).limit(limit)
        if before is not None:
            statement = statement.where(col(Mail.id) < before)
        return list(self._session.scalars(statement.execution_options(populate_existing=True)))

    def counts(self) -> MailCounts:
        mails = table(Mail).c
        counted = select(func.count(), func.count(mails.next_attempt_at), func.count(mails.sent_at))
        every, waiting, sent = self._session.connection().execute(counted).one()
        return MailCounts(waiting, sent, every - waiting - sent)

    def given_up_since(self, moment: datetime) -> int:
        """How many letters that were written since then were given up."""
        mails = table(Mail).c
        lost = (mails.created_at >= moment, mails.next_attempt_at.is_(None), mails.sent_at.is_(None))
        counted = select(func.count()).where(*lost)
        return self._session.connection().execute(counted).scalar_one()

    def _wipe(self, letter: Mail) -> None:
        if letter.purpose in SECRET:
            letter.text = ""

    def _keep(self, letter: Mail) -> None:
        self._session.add(letter)
        self._session.flush()
