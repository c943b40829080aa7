"""The deciding parts of the store on one transaction, and who decides in these tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session

from corpus.database import Database
from corpus.roles import Caller, Role
from corpus.store import Store
from corpus.store.accounts import Accounts
from corpus.store.audit import Audit
from corpus.store.ledger import Ledger
from corpus.store.programmes import Programmes
from corpus.store.screening import Screening

ADMINISTRATOR = Caller(Role.ADMINISTRATOR, "admin")
OFFICER = Caller(Role.OFFICER, "officer.kim")
REVIEWER = Caller(Role.REVIEWER, "reviewer.lee")
MACHINE = Caller(account="scan")


@dataclass(frozen=True)
class Parts:
    store: Store
    session: Session
    audit: Audit
    accounts: Accounts
    programmes: Programmes
    ledger: Ledger
    screening: Screening

    def actions(self) -> list[str]:
        """What the audit log has, the first first."""
        return [event.action for event in reversed(self.audit.events(limit=1_000))]


def _parts(store: Store) -> Parts:
    session = store.changes._session
    audit = Audit(session)
    return Parts(
        store,
        session,
        audit,
        Accounts(session, audit),
        Programmes(session, audit),
        Ledger(session, audit),
        Screening(session, audit),
    )


@contextmanager
def deciding(database: Database, *, keep: bool = True) -> Iterator[Parts]:
    with database.transaction(keep=keep) as store:
        yield _parts(store)


@contextmanager
def looking(database: Database) -> Iterator[Parts]:
    with database.reading() as store:
        yield _parts(store)
