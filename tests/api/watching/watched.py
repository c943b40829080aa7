"""Accounts with addresses, records and searches, for tests of what is watched."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from api.service import Service
from api.watching.alerting import Asked, ask_due
from corpus.drafts import CompanyDraft
from corpus.records import Alert, Frequency, SavedSearch
from corpus.roles import Caller, Role
from corpus.store.alerts import ToldAlert
from tests.api.records import company

QUESTION = "text=ceramic+composite+parts&to=companies"


def account(service: Service, name: str, role: Role = Role.OFFICER, company_id: str | None = None, **told: Any) -> None:
    """An account with a confirmed address; `told` are further fields of its row."""
    local = Caller(Role.ADMINISTRATOR, "tests")
    with service.database.transaction() as store:
        verified = role is Role.COMPANY
        row = store.accounts.create(name, role, local, company_id=company_id, verified=verified)
        row.email, row.email_confirmed_at = f"{name}@office.example", row.created_at
        for field, value in told.items():
            setattr(row, field, value)


def put(service: Service, number: int, **changes: Any) -> str:
    """A company that the question finds."""
    record_id = f"FICT-K{number}"
    text = f"Makes ceramic composite parts, line {number}."
    profile = {"summary": text, **changes.pop("profile", {})}
    draft = company(record_id, name=f"Ceramics {number}", profile=profile, **changes)
    with service.database.transaction() as store:
        store.companies.put([CompanyDraft.model_validate(draft)])
    return record_id


def saved(
    service: Service, name: str, now: datetime, frequency: Frequency = Frequency.DAILY, question: str = QUESTION
) -> SavedSearch:
    with service.database.transaction() as store:
        return store.searches.keep(name, name="Parts", question=question, to="companies", frequency=frequency, now=now)


def alerts(service: Service, name: str) -> list[ToldAlert]:
    """The first first."""
    with service.database.reading() as store:
        return sorted(store.alerts.page(name, limit=1_000), key=lambda each: each.alert.id or 0)


def told(service: Service, name: str) -> list[tuple[str, str, str]]:
    return [(each.alert.kind, each.alert.record_id, each.alert.reason) for each in alerts(service, name)]


def asked(service: Service, now: datetime) -> Asked:
    return ask_due(service, now)


def mails(service: Service) -> list[Any]:
    """The first first."""
    with service.database.reading() as store:
        return sorted(store.mails.page(limit=1_000), key=lambda each: each.id or 0)


__all__ = ["QUESTION", "Alert", "account", "alerts", "asked", "mails", "put", "saved", "told"]
