"""Ways to sign in: a password with or without a second factor, a link; and choosing a password with a letter's link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from api.accounts.letters import EMAIL_CHANGED, FACTOR_SET, PASSWORD_CHANGED, Letters
from api.accounts.refusals import counted
from api.attempts import network
from api.service import Service
from api.settings import Settings
from corpus import passwords
from corpus.problems import Invalid, TooOften, Unauthorised
from corpus.records import Account, TokenPurpose
from corpus.roles import OFFICIALS, Caller, Role
from corpus.store import Store
from corpus.store.attempts import WINDOW
from corpus.store.tokens import Issued, Origin
from corpus.text import Language

KNOWN_FOR = timedelta(days=180)
"""How long a browser is known that somebody signed in with."""
RESET_AGAIN = timedelta(minutes=5)
"""A letter with a link is not made worthless by another before this, however often somebody asks for one."""
PASSWORD, CODE, LINK = "password", "code", "link"
MOST_FAILURES = {PASSWORD: 10, CODE: 5}
"""In a row, of one name in `WINDOW`, over all processes; then the right one is refused too until that has passed."""


class Step(StrEnum):
    """What follows: the site itself, the second factor's code, or its setting up."""

    DONE = "done"
    CODE = "code"
    SETTING_UP = "setting_up"


@dataclass(frozen=True, slots=True)
class Opened:
    """How far a sign-in has come: `issued` is a session where it is done, else an opening."""

    step: Step
    issued: Issued
    account: Account

    @property
    def caller(self) -> Caller:
        return Caller(Role(self.account.role), self.account.name, self.account.company_id)


@dataclass(frozen=True, slots=True)
class SetUp:
    """A second factor that is in use from now on, and its recovery codes, told once."""

    opened: Opened
    codes: list[str]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A new password, twice, and perhaps a name to display."""

    password: str
    again: str
    display_name: str | None = None


def needs_factor(settings: Settings, role: str) -> bool:
    """Whether accounts of this role sign in with a password only together with a second factor."""
    return settings.second_factor == "required" and Role(role) in OFFICIALS


@counted(PASSWORD)
def with_password(service: Service, given: str, password: str, origin: Origin, mark: str = "") -> Opened:
    """Opens a session, or the way to it, for an account's name or e-mail address and its password.

    Whether there is such an account, whether it is disabled and whether it has a password cannot be told from the
    answer, nor from its time. `mark` is what a browser has of an earlier session of the same account: its failures are
    counted apart, so that nobody is shut out by others' for good.
    Raises Unauthorised `bad_sign_in`, TooOften `too_many_attempts`.
    """
    now = datetime.now(UTC)
    with service.database.reading(frozenset()) as store:
        account = store.accounts.by_sign_in_name(given)
        known = store.accounts.marked(mark, account.name, now - KNOWN_FOR) if account is not None and mark else None
    who = given if account is None or known is None else of_session(account.name, known)
    take_attempt(service, PASSWORD, who, origin if known is None else None)
    kept = account.password if account is not None and account.disabled_at is None else None
    right = service.passwords.verify(kept, password)
    if account is None or kept is None or not right:
        note_failure(service, PASSWORD, account, origin)
        raise Unauthorised.because("bad_sign_in", "name")
    hashed = service.passwords.hash(password) if service.passwords.outdated(kept) else None
    with service.database.transaction() as store:
        store.attempts.succeeded(PASSWORD, who)
        if hashed is not None:
            store.credentials.rehash(account.name, kept, hashed)
        # Changed or shut out while it was checked: then it was not right.
        present = store.accounts.require(account.name)
        if present.disabled_at is not None or present.password not in {kept, hashed}:
            raise Unauthorised.because("bad_sign_in", "name")
        return opened_for(store, service.settings, present, now, origin, by=PASSWORD)


def opened_for(store: Store, settings: Settings, account: Account, now: datetime, origin: Origin, *, by: str) -> Opened:
    """What somebody gets whose password (or its choice by a letter's link) was right."""
    if account.totp_confirmed_at is not None:
        return Opened(Step.CODE, store.credentials.open(account.name, now, origin), account)
    if needs_factor(settings, account.role):
        return Opened(Step.SETTING_UP, store.credentials.open(account.name, now, origin), account)
    session = store.accounts.open_session(account.name, now, by=by, lifetime=settings.session_life, origin=origin)
    return Opened(Step.DONE, session, account)


@counted(LINK)
def with_link(service: Service, link: str, origin: Origin) -> Opened:
    """Opens a session for the holder of a sign-in link, which is used up by it.

    Whoever made the link answers for its holder: no second factor is asked for, and none is noted.
    Raises Unauthorised `bad_token`.
    """
    now = datetime.now(UTC)
    with service.database.transaction() as store:
        session = store.accounts.redeem(link, now, lifetime=service.settings.session_life, origin=origin)
        return Opened(Step.DONE, session, store.accounts.held(session.token, TokenPurpose.SESSION, now).account)


@counted(CODE)
def with_code(service: Service, opening: str, code: str, origin: Origin) -> Opened:
    """Opens the session of somebody whose password was right, for a code or a recovery code.

    Raises Unauthorised `bad_token` where the password is to be given again, `bad_code`, TooOften `too_many_attempts`.
    """
    now = datetime.now(UTC)
    account = waiting(service, opening)
    take_attempt(service, CODE, account.name, origin)
    try:
        with service.database.transaction() as store:
            by = store.credentials.pass_factor(account.name, code, now)
            store.attempts.succeeded(CODE, account.name)
            session = store.credentials.conclude(
                opening, now, by=f"{PASSWORD}+{by}", lifetime=service.settings.session_life
            )
            return Opened(Step.DONE, session, store.accounts.require(account.name))
    except Unauthorised as refused:
        if refused.problem.code == "bad_code":
            note_failure(service, CODE, account, origin)
        raise


def set_up(service: Service, opening: str, code: str, language: Language) -> SetUp:
    """Sets up the second factor of somebody whose password was right, and opens the session.

    Raises Unauthorised `bad_token`, Invalid `bad_code`, Conflict `factor_there`.
    """
    now = datetime.now(UTC)
    account = waiting(service, opening)
    with service.database.transaction() as store:
        codes = store.credentials.confirm_factor(account.name, code, now)
        session = store.credentials.conclude(
            opening, now, by=f"{PASSWORD}+{CODE}", lifetime=service.settings.session_life
        )
        present = store.accounts.require(account.name)
        Letters(store, service.settings, now, language).changed(present, told_at(present), FACTOR_SET)
        return SetUp(Opened(Step.DONE, session, present), codes)


def waiting(service: Service, opening: str) -> Account:
    """Whose password was right and whose second factor is still to come. Raises Unauthorised `bad_token`."""
    with service.database.reading(frozenset()) as store:
        return store.credentials.opened(opening, datetime.now(UTC)).account


def chooser(service: Service, link: str) -> Account:
    """Who may choose a password with this link. Raises Unauthorised `bad_token`."""
    with service.database.reading(frozenset()) as store:
        return store.credentials.chooser(link, datetime.now(UTC)).account


def choose(service: Service, link: str, chosen: Chosen, origin: Origin, language: Language) -> Opened:
    """Uses an invitation or a reset up, and opens what follows.

    Raises Unauthorised `bad_token`, Invalid as `hashed`, `entry_too_long`.
    """
    account = chooser(service, link)
    kept = hashed(service, chosen, account, chosen.display_name or "")
    now = datetime.now(UTC)
    with service.database.transaction() as store:
        store.credentials.choose_password(link, kept, now, display_name=chosen.display_name)
        store.attempts.succeeded(PASSWORD, account.name)
        present = store.accounts.require(account.name)
        if account.password is not None:
            Letters(store, service.settings, now, language).changed(present, told_at(present), PASSWORD_CHANGED)
        return opened_for(store, service.settings, present, now, origin, by=LINK)


def hashed(service: Service, chosen: Chosen, account: Account | None, *about: str) -> str:
    """A new password as it is kept. `about` are further names of its holder.

    Raises Invalid `passwords_differ`, and as `corpus.passwords.check`.
    """
    if passwords.normal(chosen.password) != passwords.normal(chosen.again):
        raise Invalid.because("passwords_differ", "password_again")
    names = (account.name, account.email or "", account.display_name) if account is not None else ()
    return service.passwords.hash(passwords.check("password", chosen.password, (*names, *about)))


def request_reset(service: Service, given: str, actor: Caller, language: Language) -> None:
    """Sends a link to whoever has this name or address, where it is an account with a confirmed address.

    Meant to run after the answer, which is the same for every name. Raises Unavailable.
    """
    now = datetime.now(UTC)
    with service.database.transaction() as store:
        account = store.accounts.by_sign_in_name(given)
        if account is None or account.disabled_at is not None or told_at(account) is None:
            return
        standing = store.accounts.tokens(account.name, 1, purpose=TokenPurpose.RESET, standing=now)
        if any(now - each.created_at < RESET_AGAIN for each in standing):
            return
        Letters(store, service.settings, now, language).reset(account, actor)


def confirm_email(service: Service, link: str) -> Account:
    """The address that this link was sent to is the account's. The address before it is told.

    Raises Unauthorised `bad_token`, Conflict `email_taken`.
    """
    now = datetime.now(UTC)
    with service.database.transaction() as store:
        told = told_at(store.credentials.confirming(link, now).account)
        account = store.credentials.confirm_email(link, now)
        if told and told != account.email:
            Letters(store, service.settings, now).changed(account, told, EMAIL_CHANGED)
        return account


def told_at(account: Account) -> str | None:
    """Where the account's holder is told of changes: only an address that was confirmed."""
    return account.email if account.email_confirmed_at is not None else None


def of_session(name: str, session: int) -> str:
    """Whose failures those are of an account's holder in a session, or in a browser that had one."""
    return f"{name}\n{session}"


def take_attempt(service: Service, what: str, who: str, origin: Origin | None) -> None:
    """Counts a failure before it is one, so that any number of tries at once are no more than one after the other.

    What succeeds has to have it forgotten. None for `origin` where its address does not matter.
    Raises TooOften `too_many_attempts`.
    """
    if origin is not None:
        service.attempts.check(what, origin.address)
    with service.database.transaction() as store:
        tried = store.attempts.take(what, who, datetime.now(UTC))
    if tried > MOST_FAILURES[what]:
        raise TooOften.because("too_many_attempts", minutes=int(WINDOW.total_seconds() // 60))


def note_failure(service: Service, what: str, account: Account | None, origin: Origin) -> None:
    """In the log where there is such an account, and against the address in any case.

    One transaction: two would take longer where there is one than where there is none.
    """
    with service.database.transaction() as store:
        store.address_attempts.add(what, network(origin.address), datetime.now(UTC))
        if account is not None:
            facts = {"what": what, "address": origin.address}
            store.audit.write(Caller(), "sign_in_failed", "accounts", account.name, facts)
