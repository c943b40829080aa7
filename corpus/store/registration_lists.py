"""Registrations as they are looked for, and the companies that a new one may be the same as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlmodel import Session, col

from corpus.disclosure import Tiers
from corpus.organisations import as_it_looks, organisation_key
from corpus.problems import NotFound
from corpus.records import (
    Absence,
    Company,
    Registration,
    RegistrationState,
)
from corpus.store.organisations import Organisations
from corpus.store.tables import live, table

SIMILAR = 10
SHORTEST_KEY = 4
"""Shorter keys of names are contained in too many others to tell anything."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A registration as a list shows it. `verified_as` is the company on record that it became."""

    company_id: str
    name: str
    business_registration_number: str | None
    account: str
    state: RegistrationState
    registered_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    decided_by: str | None
    reason: str
    verified_as: str | None


@dataclass(frozen=True, slots=True)
class Similar:
    """Another company that may be the same one; `waiting` where it registered itself too and is not verified."""

    id: str
    name: str
    business_registration_number: str | None
    same_number: bool
    waiting: bool


class RegistrationLists:
    """Reads registrations, and companies of the tiers given."""

    def __init__(self, session: Session, organisations: Organisations, tiers: Tiers) -> None:
        self._session = session
        self._organisations = organisations
        self._tiers = tiers

    def of(self, company_id: str) -> Registration | None:
        """The registration that a company came by: its own, or the latest that turned out to be it."""
        statement = select(Registration).where(
            or_(col(Registration.company_id) == company_id, col(Registration.verified_as) == company_id)
        )
        statement = statement.order_by(col(Registration.registered_at).desc()).limit(1)
        return self._session.scalars(statement.execution_options(populate_existing=True)).one_or_none()

    def require(self, company_id: str) -> Registration:
        """A company's own registration. Raises NotFound `unknown_registration`."""
        row = self._session.get(Registration, company_id, populate_existing=True)
        if row is None:
            raise NotFound.because("unknown_registration", "id", company_id)
        return row

    def waiting(self, limit: int = 100, offset: int = 0) -> list[Waiting]:
        """Those that wait for an officer, the longest waiting first."""
        statement = _listed().where(col(Registration.state) == RegistrationState.SUBMITTED.value)
        statement = statement.order_by(col(Registration.submitted_at), col(Registration.company_id))
        return [_waiting(row) for row in self._session.execute(statement.offset(offset).limit(limit))]

    def page(self, state: RegistrationState, offset: int = 0, limit: int = 50) -> list[Waiting]:
        """Those of one state, the latest first."""
        moments = (col(Registration.decided_at), col(Registration.submitted_at), col(Registration.registered_at))
        latest = func.coalesce(*moments)
        statement = _listed().where(col(Registration.state) == state.value)
        statement = statement.order_by(latest.desc(), col(Registration.company_id)).offset(offset).limit(limit)
        return [_waiting(row) for row in self._session.execute(statement)]

    def counts(self) -> dict[RegistrationState, int]:
        """How many there are of each state."""
        statement = select(col(Registration.state), func.count()).group_by(col(Registration.state))
        found = {RegistrationState(state): count for state, count in self._session.execute(statement)}
        return {state: found.get(state, 0) for state in RegistrationState}

    def on_record(self, number: str | None) -> list[str]:
        """Ids of the live companies with this business registration number, of those that the store shows."""
        if not number:
            return []
        companies = table(Company).c
        statement = select(companies.id).where(live(companies, self._tiers))
        statement = statement.where(companies.business_registration_number == number).order_by(companies.id)
        return list(self._session.scalars(statement))

    def similar(self, company_id: str) -> list[Similar]:
        """Companies that may be this one: of the same number first, then of the same or a containing name, also where
        other letters make it look the same."""
        asked = self._session.get(Company, company_id, populate_existing=True)
        if asked is None:
            raise NotFound.because("unknown_company", "id", company_id)
        companies = table(Company).c
        here = or_(live(companies, self._tiers), companies.withdrawn_reason == Absence.UNVERIFIED.value)
        columns = (companies.id, companies.name, companies.business_registration_number, companies.withdrawn_reason)
        base = select(*columns).where(here, companies.id != company_id)
        number = asked.business_registration_number
        found: dict[str, Similar] = {}
        wanted = []
        if number:
            wanted.append(base.where(companies.business_registration_number == number))
        if bodies := self._bodies([asked.name, asked.name_en, *asked.other_names]):
            wanted.append(base.where(companies.organisation_id.in_(bodies)))
        wanted.append(base.where(func.lower(companies.name) == asked.name.lower()))
        for statement in wanted:
            for row in self._session.connection().execute(statement.order_by(companies.id).limit(SIMILAR)):
                same = number is not None and row.business_registration_number == number
                waits = row.withdrawn_reason is not None
                found.setdefault(row.id, Similar(row.id, row.name, row.business_registration_number, same, waits))
        return sorted(found.values(), key=lambda each: (not each.same_number, each.waiting))[:SIMILAR]

    def _bodies(self, names: Sequence[str | None]) -> list[str]:
        found: set[str] = set()
        told = [name for name in names if name]
        for name in dict.fromkeys([*told, *map(as_it_looks, told)]):
            found.update(self._organisations.find(name))
            if len(organisation_key(name)) >= SHORTEST_KEY:
                found.update(self._organisations.containing(name)[:SIMILAR])
        return sorted(found)


def _listed() -> Select[Registration, str, str | None]:
    columns = (col(Company.name), col(Company.business_registration_number))
    return select(Registration, *columns).join(Company, col(Company.id) == col(Registration.company_id))


def _waiting(row: Any) -> Waiting:  # a row of `_listed`
    registration, name, number = row
    return Waiting(
        company_id=registration.company_id,
        name=name,
        business_registration_number=number,
        account=registration.account,
        state=RegistrationState(registration.state),
        registered_at=registration.registered_at,
        submitted_at=registration.submitted_at,
        decided_at=registration.decided_at,
        decided_by=registration.decided_by,
        reason=registration.reason,
        verified_as=registration.verified_as,
    )
