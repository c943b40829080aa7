"""Accounts of others, for an administrator: inviting, helping who lost password or second factor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from api.accounts.letters import FACTOR_REMOVED, Letters
from api.accounts.signing import told_at
from api.service import Service
from api.settings import Settings
from corpus.problems import Conflict
from corpus.records import Account
from corpus.roles import Caller, Role
from corpus.store import Store
from corpus.text import Language


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom to invite. Without a `name` the account is called as the address begins."""

    email: str
    role: Role
    name: str = ""
    display_name: str = ""
    company_id: str | None = None
    verified: bool = False
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Help:
    """A link with which a password is chosen: sent by mail, or to be handed over, `address` then tells it once."""

    account: Account
    sent_to: str
    address: str = ""


def invite(service: Service, wanted: Invited, actor: Caller) -> Account:
    """A new account and a letter with which its holder chooses a password. Raises as `Accounts.create`."""
    name = wanted.name or name_from(wanted.email)
    with service.database.transaction() as store:
        account = store.accounts.create(
            name,
            wanted.role,
            actor,
            company_id=wanted.company_id,
            verified=wanted.verified,
            email=wanted.email,
            display_name=wanted.display_name,
            language=wanted.language,
        )
        Letters(store, service.settings, datetime.now(UTC)).invitation(account, actor)
        return account


def help_in(service: Service, name: str, actor: Caller) -> Help:
    """A link to choose a password anew, or for the first time: by mail where the account has an address.

    Raises NotFound `unknown_account`, Conflict `account_disabled`.
    """
    now = datetime.now(UTC)
    with service.database.transaction() as store:
        account = store.accounts.require(name)
        if account.email is None:
            return Help(account, "", link_for(store, service.settings, account, actor, now))
        letters = Letters(store, service.settings, now)
        letters.invitation(account, actor) if account.password is None else letters.reset(account, actor)
        return Help(account, account.email)


def link_for(store: Store, settings: Settings, account: Account, actor: Caller, now: datetime) -> str:
    """The address of a link with which a password is chosen, told once. Raises Conflict `account_disabled`."""
    letters = Letters(store, settings, now)
    if account.password is None:
        return letters.address("/invitation", store.credentials.invite(account.name, actor, now))
    return letters.address("/reset/password", store.credentials.offer_reset(account.name, actor, now))


def reset_factor(service: Service, name: str, actor: Caller) -> Account:
    """Takes the second factor of somebody who lost it away; their sessions end.

    Raises NotFound `unknown_account`, Conflict `no_factor`, or `own_account` for the caller's own.
    """
    now = datetime.now(UTC)
    with service.database.transaction() as store:
        account = store.accounts.require(name)
        if actor.account == name:
            raise Conflict.because("own_account", "name", name)
        if account.totp_confirmed_at is None:
            raise Conflict.because("no_factor", "name", name)
        store.credentials.drop_factor(name, actor, now)
        Letters(store, service.settings, now).changed(account, told_at(account), FACTOR_REMOVED)
        return store.accounts.require(name)


def name_from(email: str) -> str:
    """What an account is called after its holder's address, in letters that names take."""
    return re.sub(r"[^a-z0-9._-]", "", email.partition("@")[0].lower())[:80]
