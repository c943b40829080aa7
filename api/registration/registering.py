"""A company registers itself: its row apart from all search, an account for the person, a session to go on with."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from api.accounts.administration import name_from
from api.accounts.letters import Letters
from api.accounts.signing import Chosen, Opened, hashed, opened_for
from api.registration.profiles import checked_company
from api.service import Service
from corpus.identifiers import NumberFault, business_number_fault, digits_of
from corpus.problems import Invalid, Problem, Refused
from corpus.roles import NOBODY, Role
from corpus.store import Store
from corpus.store.mails import address
from corpus.store.tokens import Origin
from corpus.text import Language, clean

CONSENT: Final = "2026-11"
"""The version of the text that is agreed to; it grows with every change of it."""
KOREA: Final = "KR"
PERSON = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form asks for, as it was sent."""

    company: str
    number: str
    person: str
    email: str
    chosen: Chosen
    consent: bool


@dataclass(frozen=True, slots=True)
class RegisteredCompany:
    """`on_record` tells that a public record has the number already, and nothing more."""

    company_id: str
    opened: Opened
    on_record: bool


class Faulty(Invalid):
    """Several fields of one form are not acceptable; `problems` has them all."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0])
        self.problems = problems


def register(service: Service, wanted: Wanted, origin: Origin, language: Language) -> RegisteredCompany:
    """Registers the company and opens a session; the letter to confirm the address waits to be sent.

    Raises Faulty with what is wrong with each field, TooOften `too_many_attempts`, Conflict `email_taken`.
    """
    problems = faults(wanted)
    password = ""
    try:
        password = hashed(service, wanted.chosen, None, wanted.person, wanted.email, wanted.company)
    except Refused as refused:
        problems.append(refused.problem)
    if problems:
        raise Faulty(problems)
    service.attempts.take("registration", origin.address)
    now = datetime.now(UTC)
    number = digits_of(wanted.number)
    draft = checked_company(
        {"name": wanted.company, "country": KOREA, "business_registration_number": number, "profile": {}}
    )
    with service.writing(NOBODY) as store:
        on_record = bool(store.registrations.on_record(number))
        company_id = store.registrations.place(draft, now)
        account = store.accounts.create(
            _free_name(store, wanted.email),
            Role.COMPANY,
            NOBODY,
            company_id=company_id,
            email=wanted.email,
            display_name=clean(wanted.person)[:PERSON],
            language=language,
            now=now,
        )
        store.credentials.set_password(account.name, password, NOBODY, now)
        store.registrations.register(company_id, account.name, NOBODY, CONSENT, now)
        Letters(store, service.settings, now, language).confirmation(account, wanted.email.strip(), NOBODY)
        opened = opened_for(store, service.settings, account, now, origin, by="registration")
    return RegisteredCompany(company_id, opened, on_record)


def faults(wanted: Wanted) -> list[Problem]:
    """What is wrong with the fields, all of it, the password aside."""
    found: list[Problem] = []
    if not clean(wanted.company):
        found.append(Problem.of("company_name_missing", "company"))
    fault = business_number_fault(wanted.number)
    if fault is not None:
        found.append(number_problem(fault, wanted.number, "number"))
    if not clean(wanted.person):
        found.append(Problem.of("person_missing", "person"))
    try:
        address("email", wanted.email)
        checked_company({"name": wanted.company or "-", "profile": {}})
    except Refused as refused:
        found.append(replace(refused.problem, field="company") if refused.problem.field == "name" else refused.problem)
    if not wanted.consent:
        found.append(Problem.of("consent_needed", "consent"))
    return found


def number_problem(fault: NumberFault, text: str, field: str) -> Problem:
    """What is wrong with a business registration number, in the words of the domain."""
    code = f"business_number_{'swapped' if fault.code == 'check' and fault.group else fault.code}"
    return Problem.of(code, field, text, group=fault.group, expected=fault.expected, given=fault.given)


def _free_name(store: Store, email: str) -> str:
    """An account's name after the address; with something added where that is taken or too short."""
    name = name_from(email)
    if len(name) >= 2 and store.accounts.get(name) is None:
        return name
    return f"{name[:60]}-{secrets.token_hex(4)}".lstrip("-")
