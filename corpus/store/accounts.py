"""Accounts and the tokens that tell who calls."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlmodel import Session, col

from corpus.problems import Conflict, Invalid, NotFound, Unauthorised
from corpus.records import Absence, AccessToken, Account, Company, TokenPurpose
from corpus.roles import Caller, Role
from corpus.store import stated
from corpus.store.audit import Audit
from corpus.store.tables import now as utc_now
from corpus.store.tables import table

NAME = re.compile(r"[a-z0-9._@-]{2,80}")
PREFIX: Final = "cmm_"
"""Begins every token, so that one that leaked into a text can be found."""
LONGEST_TOKEN = 100
"""Longer ones are refused unread."""
LABEL = 200


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a token of a purpose lives unless told otherwise, and at most."""

    usual: timedelta
    longest: timedelta


LIFETIMES: Final[Mapping[TokenPurpose, Lifetime]] = {
    TokenPurpose.LINK: Lifetime(timedelta(minutes=15), timedelta(days=1)),
    TokenPurpose.SESSION: Lifetime(timedelta(hours=12), timedelta(days=30)),
    TokenPurpose.API: Lifetime(timedelta(days=90), timedelta(days=366)),
}


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token. `token` is the only copy of it there will ever be; `id` names it from now on."""

    id: int
    token: str
    expires_at: datetime


class Accounts:
    """Every change names the caller who makes it and is in the audit log. Times are in UTC."""

    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit

    def create(
        self, name: str, role: Role, actor: Caller, *, company_id: str | None = None, verified: bool = False
    ) -> Account:
        """A new account; a company's member names the company.

        Raises Invalid `bad_account_name`, `bad_account_role`, `account_without_company` or
        `account_with_company`, NotFound `unknown_company`, Conflict `account_exists`.
        """
        self._audit.lock()
        self._check(name, role, company_id, verified=verified)
        account = Account(name=name, role=role.value, company_id=company_id, verified=verified, created_at=utc_now())
        self._session.add(account)
        self._session.flush()
        facts = {"role": role.value, "company_id": company_id, "verified": verified}
        self._audit.write(actor, "account_created", "accounts", name, facts)
        return account

    def disable(self, name: str, actor: Caller) -> None:
        """Shuts an account out and takes all its tokens back. Again changes nothing. Raises NotFound."""
        account = self._locked(name)
        if account.disabled_at is None:
            account.disabled_at = utc_now()
            self._keep(account)
            tokens = table(AccessToken)
            standing = update(tokens).where(tokens.c.account == name, tokens.c.revoked_at.is_(None))
            self._session.connection().execute(standing.values(revoked_at=account.disabled_at))
            self._audit.write(actor, "account_disabled", "accounts", name)

    def enable(self, name: str, actor: Caller) -> None:
        """Lets a disabled account in again, with new tokens only. Raises NotFound."""
        account = self._locked(name)
        if account.disabled_at is not None:
            account.disabled_at = None
            self._keep(account)
            self._audit.write(actor, "account_enabled", "accounts", name)

    def verify_company(self, name: str, actor: Caller, *, verified: bool = True) -> None:
        """Notes that a company's member was (or no longer is) verified, from the next request on.

        Raises NotFound `unknown_account`, Conflict `account_of_no_company`.
        """
        account = self._locked(name)
        if account.role != Role.COMPANY:
            raise Conflict.because("account_of_no_company", "name", name)
        if account.verified != verified:
            account.verified = verified
            self._keep(account)
            action = "account_verified" if verified else "account_unverified"
            self._audit.write(actor, action, "accounts", name, {"company_id": account.company_id})

    def get(self, name: str) -> Account | None:
        return self._session.get(Account, name, populate_existing=True)

    def require(self, name: str) -> Account:
        """The account. Raises NotFound `unknown_account`."""
        account = self.get(name)
        if account is None:
            raise NotFound.because("unknown_account", "name", name)
        return account

    def page(self, after: str | None = None, limit: int = 100) -> list[Account]:
        """Accounts in order of name, disabled ones too, from the one after `after`."""
        statement = select(Account)
        if after is not None:
            statement = statement.where(col(Account.name) > after)
        return list(self._session.scalars(statement.order_by(col(Account.name)).limit(limit)))

    def issue(
        self,
        name: str,
        purpose: TokenPurpose,
        actor: Caller,
        *,
        label: str = "",
        lifetime: timedelta | None = None,
        now: datetime | None = None,
    ) -> Issued:
        """A new token for an account, by default as long as is usual for its purpose (`LIFETIMES`).

        Raises NotFound `unknown_account`, Conflict `account_disabled`, Invalid `bad_lifetime` or `entry_too_long`.
        """
        account = self._locked(name)
        if account.disabled_at is not None:
            raise Conflict.because("account_disabled", "name", name)
        kept = stated.optional("label", label, LABEL)
        lives = _lifetime(purpose, lifetime)
        return self._issue(account, purpose, actor, label=kept, lifetime=lives, now=now or utc_now())

    def caller_of(self, token: str, purpose: TokenPurpose, now: datetime) -> Caller:
        """Who holds this token, as the account stands now. Writes nothing.

        Raises Unauthorised `bad_token`, whatever the cause, also for a link, which only `redeem` takes.
        A member of a company that was withdrawn counts as not verified.
        """
        if purpose is TokenPurpose.LINK:
            raise Unauthorised.because("bad_token")
        found = self._holder(token, purpose, now)
        live = select(col(Company.id)).where(col(Company.id) == found.account.company_id)
        verified = found.account.verified and bool(
            self._session.scalar(live.where(col(Company.withdrawn_at).is_(None)))
        )
        return Caller(Role(found.account.role), found.account.name, found.account.company_id, verified)

    def redeem(self, link: str, now: datetime, *, lifetime: timedelta | None = None) -> Issued:
        """A session for the holder of a link, which is used up by it.

        Raises Unauthorised `bad_token` for any link that is not valid, one used before included.
        """
        self._audit.lock()
        found = self._holder(link, TokenPurpose.LINK, now)
        found.token.used_at = now
        self._session.add(found.token)
        self._session.flush()
        holder = Caller(Role(found.account.role), found.account.name, found.account.company_id)
        lives = _lifetime(TokenPurpose.SESSION, lifetime)
        label = found.token.label
        return self._issue(found.account, TokenPurpose.SESSION, holder, label=label, lifetime=lives, now=now)

    def sign_out(self, session: str, now: datetime) -> None:
        """Ends the session that this token is of. One that is not valid (any more) changes nothing."""
        self._audit.lock()
        try:
            found = self._holder(session, TokenPurpose.SESSION, now)
        except Unauthorised:
            return
        holder = Caller(Role(found.account.role), found.account.name, found.account.company_id)
        self.revoke(found.token.id or 0, holder, now=now)

    def revoke(self, token_id: int, actor: Caller, *, now: datetime | None = None) -> None:
        """Takes a token back. Again changes nothing. Raises NotFound `unknown_token`."""
        self._audit.lock()
        token = self._session.get(AccessToken, token_id, populate_existing=True)
        if token is None:
            raise NotFound.because("unknown_token", "id", token_id)
        if token.revoked_at is None:
            token.revoked_at = now or utc_now()
            self._session.add(token)
            self._session.flush()
            self._audit.write(actor, "token_revoked", "accounts", token.account, {"token": token_id})

    def tokens(self, name: str, limit: int = 100) -> list[AccessToken]:
        """An account's tokens, the latest first: without the tokens themselves, which nobody has but the holder."""
        statement = select(AccessToken).where(col(AccessToken.account) == name)
        statement = statement.order_by(col(AccessToken.id).desc()).limit(limit)
        return list(self._session.scalars(statement.execution_options(populate_existing=True)))

    def _check(self, name: str, role: Role, company_id: str | None, *, verified: bool) -> None:
        if not NAME.fullmatch(name):
            raise Invalid.because("bad_account_name", "name", name)
        if role is Role.ANONYMOUS:
            known = ", ".join(each.value for each in Role if each is not Role.ANONYMOUS)
            raise Invalid.because("bad_account_role", "role", role.value, known=known)
        if role is not Role.COMPANY and (company_id is not None or verified):
            raise Invalid.because("account_with_company", "company_id", company_id, role=role.value)
        if role is Role.COMPANY:
            if not company_id:
                raise Invalid.because("account_without_company", "company_id")
            company = self._session.get(Company, company_id, populate_existing=True)
            waits = company is not None and company.withdrawn_reason == Absence.UNVERIFIED
            if company is None or (company.withdrawn_at is not None and not waits):
                raise NotFound.because("unknown_company", "company_id", company_id)
        if self.get(name) is not None:
            raise Conflict.because("account_exists", "name", name)

    def _issue(
        self,
        account: Account,
        purpose: TokenPurpose,
        actor: Caller,
        *,
        label: str,
        lifetime: timedelta,
        now: datetime,
    ) -> Issued:
        plain = PREFIX + secrets.token_urlsafe(32)
        expires_at = now + lifetime
        row = AccessToken(
            account=account.name,
            digest=_digest(plain),
            purpose=purpose.value,
            label=label,
            created_at=now,
            expires_at=expires_at,
        )
        self._session.add(row)
        self._session.flush()
        facts = {"token": row.id, "purpose": purpose.value, "expires_at": expires_at.isoformat()}
        self._audit.write(actor, "token_issued", "accounts", account.name, facts)
        return Issued(row.id or 0, plain, expires_at)

    def _holder(self, token: str, purpose: TokenPurpose, now: datetime) -> _Holder:
        if not token.startswith(PREFIX) or len(token) > LONGEST_TOKEN:
            raise Unauthorised.because("bad_token")
        statement = select(AccessToken, Account).join(Account, col(Account.name) == col(AccessToken.account))
        statement = statement.where(col(AccessToken.digest) == _digest(token))
        row = self._session.execute(statement.execution_options(populate_existing=True)).one_or_none()
        if row is None or not _valid(row[0], purpose, now) or row[1].disabled_at is not None:
            raise Unauthorised.because("bad_token")
        return _Holder(row[0], row[1])

    def _locked(self, name: str) -> Account:
        self._audit.lock()
        return self.require(name)

    def _keep(self, account: Account) -> None:
        self._session.add(account)
        self._session.flush()


@dataclass(frozen=True, slots=True)
class _Holder:
    token: AccessToken
    account: Account


def _valid(token: AccessToken, purpose: TokenPurpose, now: datetime) -> bool:
    live = token.revoked_at is None and token.used_at is None
    return live and token.purpose == purpose and (token.expires_at is None or now < token.expires_at)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _lifetime(purpose: TokenPurpose, told: timedelta | None) -> timedelta:
    """Raises Invalid `bad_lifetime`."""
    bounds = LIFETIMES[purpose]
    if told is None:
        return bounds.usual
    if not timedelta(0) < told <= bounds.longest:
        longest = int(bounds.longest.total_seconds() // 3600)
        raise Invalid.because("bad_lifetime", "lifetime", told, purpose=purpose.value, hours=longest)
    return told
