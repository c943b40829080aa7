"""The caller's own account: password, second factor, address, sessions, tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from api.accounts.letters import FACTOR_REMOVED, FACTOR_SET, PASSWORD_CHANGED, Letters
from api.accounts.signing import (
    CODE,
    PASSWORD,
    Chosen,
    hashed,
    needs_factor,
    note_failure,
    of_session,
    take_attempt,
    told_at,
)
from api.service import Service
from corpus.problems import Conflict, Forbidden, Unauthorised
from corpus.records import AccessToken, Account, TokenPurpose, TokenScope
from corpus.roles import Caller
from corpus.store import Store
from corpus.store.tokens import Issued, Origin
from corpus.text import Language

SHOWN = 100
"""How many sessions and tokens are listed, the latest."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A second factor in use: its recovery codes, told once, and the session that goes on."""

    codes: list[str]
    session: Issued | None


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What the caller may do to the own account. `session` is the number of the one that this comes from.

    What would outlast a browser that was left open asks for the password again. An account that has none (it signs
    in by links or a single sign-on) is not asked.
    """

    service: Service
    caller: Caller
    session: int | None
    origin: Origin
    language: Language

    def read(self) -> Account:
        with self.service.database.reading(frozenset()) as store:
            return store.accounts.require(self.caller.account)

    @property
    def needs_factor(self) -> bool:
        """Whether the second factor cannot be taken away."""
        return needs_factor(self.service.settings, self.caller.role)

    def authenticate_again(self, password: str) -> Account:
        """The account, if the password is right. Raises Forbidden `bad_password`, TooOften `too_many_attempts`."""
        account = self.read()
        if account.password is None:
            return account
        who = account.name if self.session is None else of_session(account.name, self.session)
        take_attempt(self.service, PASSWORD, who, self.origin)
        if not self.service.passwords.verify(account.password, password):
            note_failure(self.service, PASSWORD, account, self.origin)
            raise Forbidden.because("bad_password", "password_present")
        with self.service.database.transaction() as store:
            store.attempts.succeeded(PASSWORD, who)
        return account

    def change_password(self, present: str, chosen: Chosen) -> Issued | None:
        """Another password; all sessions end. Gives one in place of that which this comes from, see `_renewed`.

        Raises Conflict `no_password` for an account that has none, Invalid as `signing.hashed`, and as
        `authenticate_again`.
        """
        account = self._with_password(present)
        kept = hashed(self.service, chosen, account)
        now = datetime.now(UTC)
        with self.service.database.transaction() as store:
            store.credentials.set_password(account.name, kept, self.caller, now)
            Letters(store, self.service.settings, now).changed(account, told_at(account), PASSWORD_CHANGED)
            return self._renewed(store, now)

    def begin_factor(self, present: str) -> None:
        """A new secret to set up. Raises Conflict `factor_there` or `no_password`, and as `authenticate_again`."""
        account = self._with_password(present)
        with self.service.database.transaction() as store:
            store.credentials.begin_factor(account.name)

    def confirm_factor(self, code: str) -> Confirmed:
        """The second factor is in use, all sessions end. Raises Invalid `bad_code`, Conflict `factor_there`."""
        now = datetime.now(UTC)
        with self.service.database.transaction() as store:
            codes = store.credentials.confirm_factor(self.caller.account, code, now)
            account = store.accounts.require(self.caller.account)
            Letters(store, self.service.settings, now).changed(account, told_at(account), FACTOR_SET)
            return Confirmed(codes, self._renewed(store, now, second_factor=True))

    def drop_factor(self, code: str) -> Issued | None:
        """Takes the second factor away; all sessions end, see `change_password`.

        Raises Conflict `factor_required`, Forbidden `bad_code`, TooOften.
        """
        if self.needs_factor:
            raise Conflict.because("factor_required", "role", self.caller.role.value)
        self._check_code(code)
        now = datetime.now(UTC)
        with self.service.database.transaction() as store:
            store.credentials.drop_factor(self.caller.account, self.caller, now)
            account = store.accounts.require(self.caller.account)
            Letters(store, self.service.settings, now).changed(account, told_at(account), FACTOR_REMOVED)
            return self._renewed(store, now, second_factor=False)

    def renew_codes(self, code: str) -> list[str]:
        """New recovery codes in place of those before. Raises Forbidden `bad_code`, TooOften."""
        self._check_code(code)
        with self.service.database.transaction() as store:
            return store.credentials.renew_codes(self.caller.account, datetime.now(UTC))

    def codes_left(self) -> int:
        with self.service.database.reading(frozenset()) as store:
            return store.credentials.codes_left(self.caller.account)

    def offer_email(self, email: str, present: str) -> None:
        """Sends a link to another address, which becomes the account's when it is opened.

        The answer does not tell whether the address is another account's. Raises Invalid `bad_mail_address`, and as
        `authenticate_again`.
        """
        account = self.authenticate_again(present)
        now = datetime.now(UTC)
        with self.service.database.transaction() as store:
            other = store.accounts.by_email(email)
            if other is None or other.name == account.name:
                Letters(store, self.service.settings, now, self.language).confirmation(account, email, self.caller)

    def settle(self, display_name: str, language: str, zone: str) -> Account:
        """Name to display, language and time zone; "" for the browser's. Raises Invalid, see `Accounts.settle`."""
        with self.service.database.transaction() as store:
            store.accounts.settle(
                self.caller.account,
                self.caller,
                display_name=display_name,
                language=language or None,
                zone=zone or None,
            )
            return store.accounts.require(self.caller.account)

    def sessions(self) -> list[AccessToken]:
        """Those that are open now, the latest first; one that nobody used for long is not."""
        now = datetime.now(UTC)
        with self.service.database.reading(frozenset()) as store:
            standing = store.accounts.tokens(self.caller.account, SHOWN, purpose=TokenPurpose.SESSION, standing=now)
        idle = self.service.settings.session_idle
        return [each for each in standing if now < (each.last_seen_at or each.created_at) + idle]

    def tokens(self) -> list[AccessToken]:
        """The API tokens that stand, the latest first."""
        with self.service.database.reading(frozenset()) as store:
            return store.accounts.tokens(
                self.caller.account, SHOWN, purpose=TokenPurpose.API, standing=datetime.now(UTC)
            )

    def issue_token(self, label: str, scope: TokenScope, days: int, present: str) -> Issued:
        """An API token. Raises Invalid `bad_lifetime` or `entry_too_long`, and as `authenticate_again`."""
        account = self.authenticate_again(present)
        with self.service.database.transaction() as store:
            return store.accounts.issue(
                account.name, TokenPurpose.API, self.caller, label=label, scope=scope, lifetime=timedelta(days=days)
            )

    def revoke(self, token_id: int) -> None:
        """Ends a session or takes a token back. Raises NotFound `unknown_token` for one of somebody else."""
        with self.service.database.transaction() as store:
            store.accounts.revoke_own(token_id, self.caller, datetime.now(UTC))

    def end_other_sessions(self) -> int:
        """Gives how many there were."""
        with self.service.database.transaction() as store:
            return store.accounts.end_sessions(self.caller.account, self.caller, datetime.now(UTC), but=self.session)

    def _renewed(self, store: Store, now: datetime, *, second_factor: bool | None = None) -> Issued | None:
        """The session that goes on after a change of how one signs in; None where this came with an API token."""
        if self.session is None:
            return None
        return store.accounts.renew_session(self.session, now, second_factor=second_factor)

    def _with_password(self, present: str) -> Account:
        account = self.authenticate_again(present)
        if account.password is None:
            raise Conflict.because("no_password", "password_present")
        return account

    def _check_code(self, code: str) -> None:
        account = self.read()
        take_attempt(self.service, CODE, account.name, self.origin)
        try:
            with self.service.database.transaction() as store:
                store.credentials.pass_factor(account.name, code, datetime.now(UTC))
                store.attempts.succeeded(CODE, account.name)
        except Unauthorised:
            note_failure(self.service, CODE, account, self.origin)
            raise Forbidden.because("bad_code", "code") from None
