"""What the holders of accounts come in with: sessions, links and API tokens, one account at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from corpus.problems import Conflict, NotFound, Unauthorised
from corpus.records import AccessToken, Account, TokenPurpose, TokenScope
from corpus.roles import Caller, Role
from corpus.store import stated
from corpus.store.account_lists import AccountLists
from corpus.store.audit import Audit
from corpus.store.tables import now as utc_now
from corpus.store.tokens import SIGNED_IN, WAYS_IN, Held, Issued, Origin, Tokens

LABEL = 200
NOWHERE: Final = Origin()


class AccountTokens(AccountLists):
    """Every change names the caller who makes it and is in the audit log. Times are in UTC."""

    def __init__(self, session: Session, audit: Audit) -> None:
        super().__init__(session)
        self._audit = audit
        self._tokens = Tokens(session, audit)

    def issue(
        self,
        name: str,
        purpose: TokenPurpose,
        actor: Caller,
        *,
        label: str = "",
        lifetime: timedelta | None = None,
        scope: TokenScope = TokenScope.FULL,
        now: datetime | None = None,
    ) -> Issued:
        """A new token for an account, by default as long as is usual for its purpose (`LIFETIMES`).

        Raises NotFound `unknown_account`, Conflict `account_disabled`, Invalid `bad_lifetime` or `entry_too_long`.
        """
        account = self._standing(name)
        kept = stated.optional("label", label, LABEL)
        moment = now or utc_now()
        return self._tokens.issue(account, purpose, actor, moment, label=kept, lifetime=lifetime, scope=scope)

    def open_session(
        self,
        name: str,
        now: datetime,
        *,
        by: str,
        second_factor: bool = False,
        lifetime: timedelta | None = None,
        origin: Origin = NOWHERE,
    ) -> Issued:
        """A session for somebody who showed who they are; `by` is what they showed.

        Raises NotFound `unknown_account`, Conflict `account_disabled`, Invalid `bad_lifetime`.
        """
        account = self._standing(name)
        return self._tokens.issue(
            account,
            TokenPurpose.SESSION,
            caller_of(account),
            now,
            lifetime=lifetime,
            second_factor=second_factor,
            origin=origin,
            by=by,
        )

    def renew_session(self, session: int, now: datetime, *, second_factor: bool | None = None) -> Issued:
        """Another token for a session whose holder's rights have changed: the one before opens nothing any more.

        It ends when the one before would have; `second_factor` tells where that has changed too.
        Raises NotFound `unknown_token`, Conflict `account_disabled`.
        """
        self._audit.lock()
        before = self._session.get(AccessToken, session, populate_existing=True)
        if before is None or before.expires_at is None:
            raise NotFound.because("unknown_token", "id", session)
        account = self._standing(before.account)
        if before.revoked_at is None:
            self._tokens.revoke(session, caller_of(account), now)
        return self.open_session(
            account.name,
            now,
            by="session",
            second_factor=before.second_factor if second_factor is None else second_factor,
            lifetime=before.expires_at - now,
            origin=Origin(before.client, before.address),
        )

    def caller_of(self, token: str, purpose: TokenPurpose, now: datetime) -> Caller:
        """Who holds this token, as the account stands now. Writes nothing.

        Raises Unauthorised `bad_token`, whatever the cause, also for a link, which only `redeem` takes.
        A member of a company that was withdrawn counts as not verified.
        """
        if purpose is TokenPurpose.LINK:
            raise Unauthorised.because("bad_token")
        return self.held(token, purpose, now).caller

    def held(self, token: str, purpose: TokenPurpose, now: datetime, idle: timedelta | None = None) -> Held:
        """The token and its holder, see `Tokens.held`. Raises Unauthorised `bad_token`."""
        return self._tokens.held(token, purpose, now, idle)

    def marked(self, mark: str, name: str, since: datetime) -> int | None:
        """The number of the session that left this mark on a browser, see `Tokens.marked`."""
        return self._tokens.marked(mark, name, since)

    def seen(self, token_id: int, now: datetime) -> None:
        """Notes that a session is in use."""
        self._tokens.seen(token_id, now)

    def redeem(
        self, link: str, now: datetime, *, lifetime: timedelta | None = None, origin: Origin = NOWHERE
    ) -> Issued:
        """A session for the holder of a link, which is used up by it. It counts as opened without a second factor.

        Raises Unauthorised `bad_token` for any link that is not valid, one used before included.
        """
        self._audit.lock()
        found = self._tokens.held(link, TokenPurpose.LINK, now)
        self._tokens.use_up(found, now)
        return self.open_session(found.account.name, now, by="link", lifetime=lifetime, origin=origin)

    def sign_out(self, session: str, now: datetime) -> None:
        """Ends the session that this token is of. One that is not valid (any more) changes nothing."""
        self._audit.lock()
        try:
            found = self._tokens.held(session, TokenPurpose.SESSION, now)
        except Unauthorised:
            return
        self._tokens.revoke(found.token.id or 0, found.caller, now)

    def revoke(self, token_id: int, actor: Caller, *, now: datetime | None = None) -> None:
        """Takes a token back. Again changes nothing. Raises NotFound `unknown_token`."""
        self._audit.lock()
        self._tokens.revoke(token_id, actor, now or utc_now())

    def revoke_own(self, token_id: int, actor: Caller, now: datetime) -> None:
        """Takes back a token of the caller's own. Raises NotFound `unknown_token` for any other's too."""
        self._audit.lock()
        token = self._session.get(AccessToken, token_id, populate_existing=True)
        if token is None or token.account != actor.account or not actor.account:
            raise NotFound.because("unknown_token", "id", token_id)
        self._tokens.revoke(token_id, actor, now)

    def end_sessions(self, name: str, actor: Caller, now: datetime, *, but: int | None = None) -> int:
        """Ends an account's sessions, except number `but`, and gives how many. Raises NotFound `unknown_account`."""
        self.locked(name)
        ended = self._tokens.revoke_all(name, SIGNED_IN, now, but)
        if ended:
            self._audit.write(actor, "sessions_ended", "accounts", name, {"tokens": ended})
        return len(ended)

    def take_back_all(self, name: str, actor: Caller, now: datetime) -> int:
        """Ends sessions and takes back links and API tokens; gives how many. Raises NotFound `unknown_account`."""
        self.locked(name)
        ended = self._tokens.revoke_all(name, WAYS_IN | {TokenPurpose.API}, now)
        if ended:
            self._audit.write(actor, "tokens_taken_back", "accounts", name, {"tokens": ended})
        return len(ended)

    def tokens(
        self, name: str, limit: int = 100, *, purpose: TokenPurpose | None = None, standing: datetime | None = None
    ) -> list[AccessToken]:
        """An account's tokens, the latest first: without the tokens themselves, which nobody has but the holder."""
        return self._tokens.of(name, limit, purpose=purpose, standing=standing)

    def _standing(self, name: str) -> Account:
        account = self.locked(name)
        if account.disabled_at is not None:
            raise Conflict.because("account_disabled", "name", name)
        return account

    def locked(self, name: str) -> Account:
        """The account, to be changed: the log of changes waits for this one. Raises NotFound `unknown_account`."""
        self._audit.lock()
        return self.require(name)


def caller_of(account: Account) -> Caller:
    """Its holder, as who changes the own account: not verified."""
    return Caller(Role(account.role), account.name, account.company_id)
