"""Tokens: what somebody shows to tell who they are. Only their digests are kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select, update
from sqlmodel import Session, col

from corpus.problems import Invalid, NotFound, Unauthorised
from corpus.records import AccessToken, Account, Company, TokenPurpose, TokenScope
from corpus.roles import Caller, Role
from corpus.store.audit import Audit
from corpus.store.tables import SKEW, table
from corpus.text import clean

PREFIX: Final = "cmm_"
"""Begins every token, so that one that leaked into a text can be found."""
LONGEST_TOKEN = 100
"""Longer ones are refused unread."""
NUMBER_DIGITS = 18
CLIENT = 300
ADDRESS = 60
SEEN_AGAIN: Final = timedelta(minutes=3)
"""A session that was seen is not noted again before this."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a token of a purpose lives unless told otherwise, and at most."""

    usual: timedelta
    longest: timedelta


LIFETIMES: Final[Mapping[TokenPurpose, Lifetime]] = {
    TokenPurpose.LINK: Lifetime(timedelta(minutes=15), timedelta(days=1)),
    TokenPurpose.SESSION: Lifetime(timedelta(hours=12), timedelta(days=30)),
    TokenPurpose.API: Lifetime(timedelta(days=90), timedelta(days=366)),
    TokenPurpose.INVITATION: Lifetime(timedelta(days=7), timedelta(days=30)),
    TokenPurpose.RESET: Lifetime(timedelta(hours=1), timedelta(days=1)),
    TokenPurpose.CONFIRMATION: Lifetime(timedelta(days=3), timedelta(days=30)),
    TokenPurpose.OPENING: Lifetime(timedelta(minutes=10), timedelta(hours=1)),
}
SIGNED_IN: Final = frozenset({TokenPurpose.SESSION, TokenPurpose.OPENING})
WAYS_IN: Final = frozenset(TokenPurpose) - {TokenPurpose.API}
"""Everything that is or becomes a session."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token. `token` is the only copy of it there will ever be; `id` names it from now on."""

    id: int
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a session is opened from: what the browser calls itself, and its address."""

    client: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A valid token and its holder's account. `verified` is that of a live company's member."""

    token: AccessToken
    account: Account
    verified: bool

    @property
    def caller(self) -> Caller:
        return Caller(Role(self.account.role), self.account.name, self.account.company_id, self.verified)

    @property
    def scope(self) -> TokenScope:
        return TokenScope(self.token.scope)


class Tokens:
    """Every token that is issued or taken back is in the audit log. Times are in UTC."""

    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit

    def issue(
        self,
        account: Account,
        purpose: TokenPurpose,
        actor: Caller,
        now: datetime,
        *,
        label: str = "",
        lifetime: timedelta | None = None,
        scope: TokenScope = TokenScope.FULL,
        second_factor: bool = False,
        origin: Origin = Origin(),
        by: str = "",
    ) -> Issued:
        """A new token; `by` tells the log what a session was opened with. Raises Invalid `bad_lifetime`."""
        plain = PREFIX + secrets.token_urlsafe(32)
        expires_at = now + _lifetime(purpose, lifetime)
        row = AccessToken(
            account=account.name,
            digest=digest(plain),
            purpose=purpose.value,
            scope=scope.value,
            label=label,
            second_factor=second_factor,
            client=clean(origin.client)[:CLIENT],
            address=origin.address[:ADDRESS],
            created_at=now,
            expires_at=expires_at,
        )
        self._session.add(row)
        self._session.flush()
        facts: dict[str, object] = {"token": row.id, "purpose": purpose.value, "expires_at": expires_at.isoformat()}
        if scope is not TokenScope.FULL:
            facts["scope"] = scope.value
        if by:
            facts |= {"by": by, "second_factor": second_factor}
        self._audit.write(actor, "token_issued", "accounts", account.name, facts)
        return Issued(row.id or 0, plain, expires_at)

    def held(self, token: str, purpose: TokenPurpose, now: datetime, idle: timedelta | None = None) -> Held:
        """Whose this token is, as the account stands now. Writes nothing.

        A session that was not seen for `idle` has ended, and so has what is dated ahead of the clock: it would outlive
        its time by as much. A member of a company that was withdrawn counts as not
        verified. Raises Unauthorised `bad_token`, whatever the cause.
        """
        if not token.startswith(PREFIX) or len(token) > LONGEST_TOKEN:
            raise Unauthorised.because("bad_token")
        statement = select(AccessToken, Account).join(Account, col(Account.name) == col(AccessToken.account))
        statement = statement.where(col(AccessToken.digest) == digest(token))
        row = self._session.execute(statement.execution_options(populate_existing=True)).one_or_none()
        if row is None or not _valid(row[0], purpose, now, idle) or row[1].disabled_at is not None:
            raise Unauthorised.because("bad_token")
        live = select(col(Company.id)).where(col(Company.id) == row[1].company_id, col(Company.withdrawn_at).is_(None))
        return Held(row[0], row[1], row[1].verified and bool(self._session.scalar(live)))

    def seen(self, token_id: int, now: datetime) -> None:
        """Notes that a session is in use; nobody decides anything by it, so the log has nothing of it."""
        tokens = table(AccessToken)
        noted = update(tokens).where(tokens.c.id == token_id)
        self._session.connection().execute(noted.values(last_seen_at=now))

    def use_up(self, held: Held, now: datetime) -> None:
        """So that it opens nothing again."""
        held.token.used_at = now
        self._session.add(held.token)
        self._session.flush()

    def revoke(self, token_id: int, actor: Caller, now: datetime) -> None:
        """Takes a token back. Again changes nothing. Raises NotFound `unknown_token`."""
        token = self._session.get(AccessToken, token_id, populate_existing=True)
        if token is None:
            raise NotFound.because("unknown_token", "id", token_id)
        if token.revoked_at is None:
            token.revoked_at = now
            self._session.add(token)
            self._session.flush()
            self._audit.write(actor, "token_revoked", "accounts", token.account, {"token": token_id})

    def revoke_all(
        self, account: str, purposes: Collection[TokenPurpose], now: datetime, but: int | None = None
    ) -> list[int]:
        """Takes back what stands of these purposes, except token `but`; gives their numbers.

        Whoever calls it says in the log why.
        """
        tokens = table(AccessToken)
        standing = [
            tokens.c.account == account,
            tokens.c.revoked_at.is_(None),
            tokens.c.used_at.is_(None),
            tokens.c.purpose.in_([purpose.value for purpose in purposes]),
            or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > now),
        ]
        if but is not None:
            standing.append(tokens.c.id != but)
        ended = update(tokens).where(*standing).values(revoked_at=now).returning(tokens.c.id)
        return sorted(self._session.connection().scalars(ended))

    def marked(self, mark: str, account: str, since: datetime) -> int | None:
        """The number of the account's session, opened after `since`, that left this mark; it may have ended."""
        number = mark.partition("-")[0]
        if len(mark) > LONGEST_TOKEN or not number.isascii() or not number.isdecimal() or len(number) > NUMBER_DIGITS:
            return None
        token = self._session.get(AccessToken, int(number), populate_existing=True)
        if token is None or (token.account, token.purpose) != (account, TokenPurpose.SESSION.value):
            return None
        own = hmac.compare_digest(mark_of(int(number), token.digest).encode(), mark.encode("utf-8", "surrogatepass"))
        return token.id if own and token.created_at > since else None

    def of(
        self, account: str, limit: int = 100, *, purpose: TokenPurpose | None = None, standing: datetime | None = None
    ) -> list[AccessToken]:
        """An account's tokens, the latest first; of one purpose, and only those that stand at a moment."""
        statement = select(AccessToken).where(col(AccessToken.account) == account)
        if purpose is not None:
            statement = statement.where(col(AccessToken.purpose) == purpose.value)
        if standing is not None:
            statement = statement.where(
                col(AccessToken.revoked_at).is_(None),
                col(AccessToken.used_at).is_(None),
                or_(col(AccessToken.expires_at).is_(None), col(AccessToken.expires_at) > standing),
            )
        statement = statement.order_by(col(AccessToken.id).desc()).limit(limit)
        return list(self._session.scalars(statement.execution_options(populate_existing=True)))


def mark_of(session: int, token_digest: str) -> str:
    """What a browser keeps that held this session, to be known again: it opens nothing."""
    return f"{session}-{hmac.digest(token_digest.encode(), b'browser', 'sha256').hex()}"


def digest(token: str) -> str:
    """A random token of 256 bits needs no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _valid(token: AccessToken, purpose: TokenPurpose, now: datetime, idle: timedelta | None) -> bool:
    live = token.revoked_at is None and token.used_at is None and token.purpose == purpose
    if not live or (token.expires_at is not None and now >= token.expires_at):
        return False
    seen = token.last_seen_at or token.created_at
    return max(seen, token.created_at) <= now + SKEW and (idle is None or now < seen + idle)


def _lifetime(purpose: TokenPurpose, told: timedelta | None) -> timedelta:
    bounds = LIFETIMES[purpose]
    if told is None:
        return bounds.usual
    if not timedelta(0) < told <= bounds.longest:
        longest = int(bounds.longest.total_seconds() // 3600)
        raise Invalid.because("bad_lifetime", "lifetime", told, purpose=purpose.value, hours=longest)
    return told
