"""Which pages a reader is offered at the top, by role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from corpus.roles import Caller, Role


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the menu. `here` is what the pages below it call themselves, and names its label."""

    url: str
    here: str


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step on the way to a page, in the reader's words; the page itself has no address."""

    text: str
    url: str = ""


HOME: Final = Entry("/home", "home")
SEARCH: Final = Entry("/", "search")
OWN_COMPANY: Final = Entry("/company", "company")
CASES: Final = Entry("/cases", "cases")
REGISTRATIONS: Final = Entry("/registrations", "registrations")
NEEDS: Final = Entry("/own-needs", "own-needs")
ALERTS: Final = Entry("/alerts", "alerts")
SCREENING: Final = Entry("/screening", "screening")
PROGRAMMES: Final = Entry("/programmes", "programmes")
DASHBOARD: Final = Entry("/dashboard", "dashboard")
OPERATION: Final = Entry("/operation", "operation")
INDEX: Final = Entry("/index", "index")
ACCOUNTS: Final = Entry("/accounts", "accounts")
REGISTER: Final = Entry("/register", "register")

MENUS: Final = {
    Role.ANONYMOUS: (SEARCH, PROGRAMMES, INDEX, REGISTER),
    Role.COMPANY: (OWN_COMPANY, SEARCH, CASES, NEEDS, ALERTS, PROGRAMMES),
    Role.OFFICER: (HOME, SEARCH, CASES, REGISTRATIONS, NEEDS, ALERTS, SCREENING, PROGRAMMES, DASHBOARD, OPERATION),
    Role.REVIEWER: (SCREENING, SEARCH, CASES, ALERTS, PROGRAMMES, DASHBOARD, OPERATION),
    Role.ADMINISTRATOR: (OPERATION, ACCOUNTS, SEARCH, CASES, SCREENING, ALERTS, PROGRAMMES, DASHBOARD),
}


def menu(caller: Caller) -> tuple[Entry, ...]:
    """The pages for this caller, the one that opens first at the front."""
    return MENUS[caller.role]


def home_of(caller: Caller) -> str:
    """Where a reader begins the day."""
    return menu(caller)[0].url if caller.account else "/"
