"""Accounts, and what their holders sign in with."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import available_timezones

from sqlmodel import Session

from corpus.problems import Conflict, Invalid, NotFound, Unauthorised
from corpus.records import Absence, AccessToken, Account, Company, TokenPurpose, TokenScope
from corpus.roles import Caller, Role
from corpus.store import stated
from corpus.store.account_lists import AccountLists
from corpus.store.audit import Audit
from corpus.store.mails import address
from corpus.store.tables import now as utc_now
from corpus.store.tokens import LIFETIMES, SIGNED_IN, WAYS_IN, Held, Issued, Origin, Tokens

__all__ = ["LIFETIMES", "Accounts", "Held", "Issued", "Origin"]

NAME = re.compile(r"[a-z0-9._@-]{2,80}")
LABEL = 200
DISPLAY_NAME = 80
LANGUAGES: Final = ("ko", "en")
NOWHERE: Final = Origin()


class Accounts(AccountLists):
    """Every change names the caller who makes it and is in the audit log. Times are in UTC."""

    def __init__(self, session: Session, audit: Audit) -> None:
        super().__init__(session)
        self._audit = audit
        self._tokens = Tokens(session, audit)

    def create(
        self,
        name: str,
        role: Role,
        actor: Caller,
        *,
        company_id: str | None = None,
        verified: bool = False,
        email: str | None = None,
        display_name: str = "",
        language: str | None = None,
        now: datetime | None = None,
    ) -> Account:
        """A new account; a company's member names the company. An e-mail address is not confirmed by being told.

        Raises Invalid `bad_account_name`, `bad_account_role`, `account_without_company`, `account_with_company`,
        `bad_mail_address`, `entry_too_long` or `entry_not_known`, NotFound `unknown_company`, Conflict
        `account_exists` or `email_taken`.
        """
        self._audit.lock()
        if not NAME.fullmatch(name):
            raise Invalid.because("bad_account_name", "name", name)
        self._check_role(role, company_id, verified=verified)
        if self.get(name) is not None:
            raise Conflict.because("account_exists", "name", name)
        account = Account(
            name=name,
            role=role.value,
            company_id=company_id,
            verified=verified,
            email=self._free_email(email) if email else None,
            display_name=stated.optional("display_name", display_name, DISPLAY_NAME),
            language=stated.chosen("language", language, LANGUAGES) if language else None,
            created_at=now or utc_now(),
        )
        self._keep(account)
        facts = {"role": role.value, "company_id": company_id, "verified": verified}
        self._audit.write(actor, "account_created", "accounts", name, facts)
        return account

    def disable(self, name: str, actor: Caller, *, now: datetime | None = None) -> None:
        """Shuts an account out and takes all its tokens back. Again changes nothing.

        Raises NotFound `unknown_account`, Conflict `own_account`.
        """
        account = self._locked(name)
        self._refuse_own(account, actor)
        if account.disabled_at is None:
            account.disabled_at = now or utc_now()
            self._keep(account)
            self._tokens.revoke_all(name, frozenset(TokenPurpose), account.disabled_at)
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

    def change_role(
        self, name: str, role: Role, actor: Caller, *, company_id: str | None = None, now: datetime | None = None
    ) -> None:
        """Another role from the next request on, with new sessions and tokens only. The same one changes nothing.

        Raises NotFound `unknown_account` or `unknown_company`, Conflict `own_account`, Invalid as `create`.
        """
        account = self._locked(name)
        self._refuse_own(account, actor)
        self._check_role(role, company_id, verified=False)
        if (account.role, account.company_id) == (role.value, company_id):
            return
        facts = {"before": account.role, "role": role.value, "company_id": company_id}
        account.role, account.company_id, account.verified = role.value, company_id, False
        self._keep(account)
        self._tokens.revoke_all(name, frozenset(TokenPurpose), now or utc_now())
        self._audit.write(actor, "account_role_changed", "accounts", name, facts)

    def settle(self, name: str, actor: Caller, *, display_name: str, language: str | None, zone: str | None) -> None:
        """Name to display, language and time zone (None: as the browser has it).

        Raises NotFound `unknown_account`, Invalid `entry_too_long` or `entry_not_known`.
        """
        account = self._locked(name)
        account.display_name = stated.optional("display_name", display_name, DISPLAY_NAME)
        account.language = stated.chosen("language", language, LANGUAGES) if language else None
        if zone and zone not in available_timezones():
            raise Invalid.because("entry_not_known", "zone", zone, known="Asia/Seoul, Europe/Paris, UTC")
        account.zone = zone or None
        self._keep(account)
        facts = {"display_name": account.display_name, "language": account.language, "zone": account.zone}
        self._audit.write(actor, "account_settled", "accounts", name, facts)

    def set_email(self, name: str, email: str | None, actor: Caller, now: datetime, *, confirmed: bool) -> None:
        """Another e-mail address, or none. It is `confirmed` where its owner showed that letters reach them.

        Raises NotFound `unknown_account`, Invalid `bad_mail_address`, Conflict `email_taken`.
        """
        account = self._locked(name)
        account.email = self._free_email(email, name) if email else None
        account.email_confirmed_at = now if confirmed and email else None
        self._keep(account)
        facts = {"given": account.email is not None, "confirmed": account.email_confirmed_at is not None}
        self._audit.write(actor, "email_changed", "accounts", name, facts)

    def link_subject(self, name: str, subject: str, actor: Caller) -> None:
        """Ties the account to its holder's single sign-on. Raises NotFound, Conflict `subject_taken`."""
        account = self._locked(name)
        other = self.by_subject(subject)
        if other is not None and other.name != name:
            raise Conflict.because("subject_taken", "name", name)
        account.oidc_subject = subject
        self._keep(account)
        self._audit.write(actor, "sign_on_linked", "accounts", name, {"subject": subject})

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
        self._locked(name)
        ended = self._tokens.revoke_all(name, SIGNED_IN, now, but)
        if ended:
            self._audit.write(actor, "sessions_ended", "accounts", name, {"tokens": ended})
        return len(ended)

    def take_back_all(self, name: str, actor: Caller, now: datetime) -> int:
        """Ends sessions and takes back links and API tokens; gives how many. Raises NotFound `unknown_account`."""
        self._locked(name)
        ended = self._tokens.revoke_all(name, WAYS_IN | {TokenPurpose.API}, now)
        if ended:
            self._audit.write(actor, "tokens_taken_back", "accounts", name, {"tokens": ended})
        return len(ended)

    def tokens(
        self, name: str, limit: int = 100, *, purpose: TokenPurpose | None = None, standing: datetime | None = None
    ) -> list[AccessToken]:
        """An account's tokens, the latest first: without the tokens themselves, which nobody has but the holder."""
        return self._tokens.of(name, limit, purpose=purpose, standing=standing)

    def _check_role(self, role: Role, company_id: str | None, *, verified: bool) -> None:
        if role is Role.ANONYMOUS:
            known = ", ".join(each.value for each in Role if each is not Role.ANONYMOUS)
            raise Invalid.because("bad_account_role", "role", role.value, known=known)
        if role is not Role.COMPANY and (company_id is not None or verified):
            raise Invalid.because("account_with_company", "company_id", company_id, role=role.value)
        if role is Role.COMPANY:
            if not company_id:
                raise Invalid.because("account_without_company", "company_id")
            company = self._session.get(Company, company_id, populate_existing=True)
            # One that registered itself has members before an officer has it published.
            waits = company is not None and company.withdrawn_reason == Absence.UNVERIFIED
            if company is None or (company.withdrawn_at is not None and not waits):
                raise NotFound.because("unknown_company", "company_id", company_id)

    def _free_email(self, email: str, name: str = "") -> str:
        kept = address("email", email).lower()
        other = self.by_email(kept)
        if other is not None and other.name != name:
            raise Conflict.because("email_taken", "email", kept)
        return kept

    def _refuse_own(self, account: Account, actor: Caller) -> None:
        if actor.account == account.name:
            raise Conflict.because("own_account", "name", account.name)

    def _standing(self, name: str) -> Account:
        account = self._locked(name)
        if account.disabled_at is not None:
            raise Conflict.because("account_disabled", "name", name)
        return account

    def _locked(self, name: str) -> Account:
        self._audit.lock()
        return self.require(name)

    def _keep(self, account: Account) -> None:
        self._session.add(account)
        self._session.flush()


def caller_of(account: Account) -> Caller:
    """Its holder, as who changes the own account: not verified."""
    return Caller(Role(account.role), account.name, account.company_id)
