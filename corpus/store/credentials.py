"""Passwords, second factors, recovery codes, and the links with which they are chosen."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from corpus import second_factor
from corpus.problems import Conflict, Invalid, Unauthorised
from corpus.records import Account, RecoveryCode, TokenPurpose
from corpus.roles import Caller
from corpus.store.account_tokens import caller_of
from corpus.store.accounts import Accounts
from corpus.store.audit import Audit
from corpus.store.tables import table
from corpus.store.tokens import WAYS_IN, Held, Issued, Origin, Tokens


class Credentials:
    """Hashes come from `corpus.passwords`, made and checked outside of any transaction: that takes long.

    Every change is in the audit log. Times are in UTC.
    """

    def __init__(self, session: Session, audit: Audit, accounts: Accounts) -> None:
        self._session = session
        self._audit = audit
        self._accounts = accounts
        self._tokens = Tokens(session, audit)

    def set_password(self, name: str, hashed: str, actor: Caller, now: datetime, *, session: int | None = None) -> None:
        """Another password. It ends all sessions but number `session`, and every link that is under way: who had the
        account in hand before could have asked for some.

        Raises NotFound `unknown_account`.
        """
        account = self._accounts.locked(name)
        account.password, account.password_changed_at = hashed, now
        self._accounts.keep(account)
        ended = self._tokens.revoke_all(name, WAYS_IN, now, session)
        self._audit.write(actor, "password_changed", "accounts", name, {"tokens": ended})

    def rehash(self, name: str, before: str, hashed: str) -> None:
        """The same password under other parameters, unless it was changed meanwhile."""
        account = self._accounts.locked(name)
        if account.password == before:
            account.password = hashed
            self._accounts.keep(account)

    def begin_factor(self, name: str) -> str:
        """A new secret for an account without a second factor; it is of no use before it is confirmed.

        Raises NotFound `unknown_account`, Conflict `factor_there`.
        """
        account = self._without_factor(name)
        account.totp_secret, account.totp_step = second_factor.new_secret(), None
        self._accounts.keep(account)
        return account.totp_secret

    def confirm_factor(self, name: str, code: str, now: datetime, *, session: int | None = None) -> list[str]:
        """The second factor is in use from now on; gives the recovery codes, told once.

        It ends all sessions but number `session`. Raises NotFound `unknown_account`, Conflict `factor_there`,
        Invalid `bad_code`.
        """
        account = self._without_factor(name)
        step = second_factor.step_of(account.totp_secret, code, now) if account.totp_secret else None
        if step is None:
            raise Invalid.because("bad_code", "code")
        account.totp_confirmed_at, account.totp_step = now, step
        self._accounts.keep(account)
        self._tokens.revoke_all(name, {TokenPurpose.SESSION}, now, session)
        self._audit.write(caller_of(account), "second_factor_set", "accounts", name)
        return self._new_codes(name, now)

    def pass_factor(self, name: str, code: str, now: datetime) -> str:
        """Takes a code, or a recovery code, once; gives which of the two it was: `code` or `recovery`.

        Raises NotFound `unknown_account`, Unauthorised `bad_code` for a code that is wrong or was used before.
        """
        account = self._accounts.locked(name)
        if account.totp_secret and account.totp_confirmed_at:
            step = second_factor.step_of(account.totp_secret, code, now, account.totp_step)
            if step is not None:
                account.totp_step = step
                self._accounts.keep(account)
                return "code"
            if self._use_recovery(name, code, now):
                self._audit.write(caller_of(account), "recovery_code_used", "accounts", name)
                return "recovery"
        raise Unauthorised.because("bad_code", "code")

    def renew_codes(self, name: str, now: datetime) -> list[str]:
        """Ten new recovery codes in place of those before. Raises NotFound `unknown_account`, Conflict `no_factor`."""
        account = self._accounts.locked(name)
        if account.totp_confirmed_at is None:
            raise Conflict.because("no_factor", "name", name)
        self._audit.write(caller_of(account), "recovery_codes_renewed", "accounts", name)
        return self._new_codes(name, now)

    def codes_left(self, name: str) -> int:
        unused = select(func.count()).where(col(RecoveryCode.account) == name, col(RecoveryCode.used_at).is_(None))
        return self._session.scalar(unused) or 0

    def drop_factor(self, name: str, actor: Caller, now: datetime, *, session: int | None = None) -> None:
        """The account has no second factor any more; ends all sessions but number `session`. Again changes nothing.

        Raises NotFound `unknown_account`.
        """
        account = self._accounts.locked(name)
        if account.totp_secret is None:
            return
        account.totp_secret = account.totp_confirmed_at = account.totp_step = None
        self._accounts.keep(account)
        self._clear_codes(name)
        ended = self._tokens.revoke_all(name, {TokenPurpose.SESSION, TokenPurpose.OPENING}, now, session)
        self._audit.write(actor, "second_factor_removed", "accounts", name, {"tokens": ended})

    def open(self, name: str, now: datetime, origin: Origin) -> Issued:
        """What somebody whose password was right holds until the second factor is shown or set up.

        A secret that was never confirmed is replaced: who saw it need not be who comes now.
        Raises NotFound `unknown_account`.
        """
        account = self._accounts.locked(name)
        if account.totp_confirmed_at is None:
            self.begin_factor(name)
        return self._tokens.issue(account, TokenPurpose.OPENING, caller_of(account), now, origin=origin)

    def opened(self, opening: str, now: datetime) -> Held:
        """Who holds an opening. Raises Unauthorised `bad_token`."""
        return self._tokens.held(opening, TokenPurpose.OPENING, now)

    def conclude(self, opening: str, now: datetime, *, by: str, lifetime: timedelta | None = None) -> Issued:
        """A session with a second factor in place of an opening, once. Raises Unauthorised `bad_token`."""
        self._audit.lock()
        held = self.opened(opening, now)
        self._tokens.use_up(held, now)
        origin = Origin(held.token.client, held.token.address)
        return self._accounts.open_session(
            held.account.name, now, by=by, second_factor=True, lifetime=lifetime, origin=origin
        )

    def invite(self, name: str, actor: Caller, now: datetime, *, sent_to: str = "") -> Issued:
        """A link with which the account's holder chooses name and password; those before it are taken back.

        `sent_to` is the address that it goes to by mail. Raises NotFound `unknown_account`, Conflict
        `account_disabled`.
        """
        return self._link(name, TokenPurpose.INVITATION, actor, now, sent_to)

    def offer_reset(self, name: str, actor: Caller, now: datetime, *, sent_to: str = "") -> Issued:
        """A link with which another password is chosen, as `invite`."""
        return self._link(name, TokenPurpose.RESET, actor, now, sent_to)

    def chooser(self, link: str, now: datetime) -> Held:
        """Who may choose a password with this link. Writes nothing. Raises Unauthorised `bad_token`."""
        try:
            return self._tokens.held(link, TokenPurpose.INVITATION, now)
        except Unauthorised:
            return self._tokens.held(link, TokenPurpose.RESET, now)

    def choose_password(self, link: str, hashed: str, now: datetime, *, display_name: str | None = None) -> Account:
        """Uses the link up for a password, and a name to display where one is told.

        A link that came by mail shows that letters reach the account's holder. Raises Unauthorised `bad_token`,
        Invalid `entry_too_long`.
        """
        self._audit.lock()
        held = self.chooser(link, now)
        account = held.account
        self._tokens.use_up(held, now)
        if display_name is not None:
            holder = caller_of(account)
            self._accounts.settle(
                account.name, holder, display_name=display_name, language=account.language, zone=account.zone
            )
        if account.email and held.token.label == account.email and account.email_confirmed_at is None:
            self._accounts.set_email(account.name, account.email, caller_of(account), now, confirmed=True)
        self.set_password(account.name, hashed, caller_of(account), now)
        return account

    def ask_to_confirm(self, name: str, email: str, actor: Caller, now: datetime) -> Issued:
        """A link that shows that letters to this address reach the account's holder.

        Raises NotFound `unknown_account`, Conflict `account_disabled`, Invalid `bad_mail_address`.
        """
        return self._link(name, TokenPurpose.CONFIRMATION, actor, now, email)

    def confirming(self, link: str, now: datetime) -> Held:
        """Whose address this link confirms: the token's `label`. Writes nothing. Raises Unauthorised `bad_token`."""
        return self._tokens.held(link, TokenPurpose.CONFIRMATION, now)

    def confirm_email(self, link: str, now: datetime) -> Account:
        """Uses the link up: the address that it was sent to is the account's, and confirmed.

        Raises Unauthorised `bad_token`, Conflict `email_taken` where it is another account's by now.
        """
        self._audit.lock()
        held = self.confirming(link, now)
        self._tokens.use_up(held, now)
        self._accounts.set_email(held.account.name, held.token.label, caller_of(held.account), now, confirmed=True)
        return held.account

    def _link(self, name: str, purpose: TokenPurpose, actor: Caller, now: datetime, sent_to: str) -> Issued:
        self._accounts.locked(name)
        self._tokens.revoke_all(name, {purpose}, now)
        return self._accounts.issue(name, purpose, actor, label=sent_to.strip().lower(), now=now)

    def _use_recovery(self, name: str, code: str, now: datetime) -> bool:
        statement = select(RecoveryCode).where(
            col(RecoveryCode.account) == name,
            col(RecoveryCode.digest) == second_factor.recovery_digest(code),
            col(RecoveryCode.used_at).is_(None),
        )
        found = self._session.scalars(statement.execution_options(populate_existing=True)).first()
        if found is None:
            return False
        found.used_at = now
        self._session.add(found)
        self._session.flush()
        return True

    def _new_codes(self, name: str, now: datetime) -> list[str]:
        self._clear_codes(name)
        codes = second_factor.recovery_codes()
        for code in codes:
            self._session.add(RecoveryCode(account=name, digest=second_factor.recovery_digest(code), created_at=now))
        self._session.flush()
        return codes

    def _clear_codes(self, name: str) -> None:
        codes = table(RecoveryCode)
        self._session.connection().execute(delete(codes).where(codes.c.account == name))

    def _without_factor(self, name: str) -> Account:
        account = self._accounts.locked(name)
        if account.totp_confirmed_at is not None:
            raise Conflict.because("factor_there", "name", name)
        return account
