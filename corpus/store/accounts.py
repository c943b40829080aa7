"""Accounts: who may come in, and as whom."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from zoneinfo import available_timezones

from corpus.problems import Conflict, Invalid, NotFound
from corpus.records import Absence, Account, Company, TokenPurpose
from corpus.roles import Caller, Role
from corpus.store import stated
from corpus.store.account_tokens import AccountTokens
from corpus.store.mails import address
from corpus.store.tables import now as utc_now

NAME = re.compile(r"[a-z0-9._@-]{2,80}")
DISPLAY_NAME = 80
LANGUAGES: Final = ("ko", "en")


class Accounts(AccountTokens):
    """Every change names the caller who makes it and is in the audit log. Times are in UTC."""

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
        self.keep(account)
        facts = {"role": role.value, "company_id": company_id, "verified": verified}
        self._audit.write(actor, "account_created", "accounts", name, facts)
        return account

    def disable(self, name: str, actor: Caller, *, now: datetime | None = None) -> None:
        """Shuts an account out and takes all its tokens back. Again changes nothing.

        Raises NotFound `unknown_account`, Conflict `own_account`.
        """
        account = self.locked(name)
        self._refuse_own(account, actor)
        if account.disabled_at is None:
            account.disabled_at = now or utc_now()
            self.keep(account)
            self._tokens.revoke_all(name, frozenset(TokenPurpose), account.disabled_at)
            self._audit.write(actor, "account_disabled", "accounts", name)

    def enable(self, name: str, actor: Caller) -> None:
        """Lets a disabled account in again, with new tokens only. Raises NotFound."""
        account = self.locked(name)
        if account.disabled_at is not None:
            account.disabled_at = None
            self.keep(account)
            self._audit.write(actor, "account_enabled", "accounts", name)

    def verify_company(self, name: str, actor: Caller, *, verified: bool = True) -> None:
        """Notes that a company's member was (or no longer is) verified, from the next request on.

        Raises NotFound `unknown_account`, Conflict `account_of_no_company`.
        """
        account = self.locked(name)
        if account.role != Role.COMPANY:
            raise Conflict.because("account_of_no_company", "name", name)
        if account.verified != verified:
            account.verified = verified
            self.keep(account)
            action = "account_verified" if verified else "account_unverified"
            self._audit.write(actor, action, "accounts", name, {"company_id": account.company_id})

    def change_role(
        self, name: str, role: Role, actor: Caller, *, company_id: str | None = None, now: datetime | None = None
    ) -> None:
        """Another role from the next request on, with new sessions and tokens only. The same one changes nothing.

        Raises NotFound `unknown_account` or `unknown_company`, Conflict `own_account`, Invalid as `create`.
        """
        account = self.locked(name)
        self._refuse_own(account, actor)
        self._check_role(role, company_id, verified=False)
        if (account.role, account.company_id) == (role.value, company_id):
            return
        facts = {"before": account.role, "role": role.value, "company_id": company_id}
        account.role, account.company_id, account.verified = role.value, company_id, False
        self.keep(account)
        self._tokens.revoke_all(name, frozenset(TokenPurpose), now or utc_now())
        self._audit.write(actor, "account_role_changed", "accounts", name, facts)

    def settle(self, name: str, actor: Caller, *, display_name: str, language: str | None, zone: str | None) -> None:
        """Name to display, language and time zone (None: as the browser has it).

        Raises NotFound `unknown_account`, Invalid `entry_too_long` or `entry_not_known`.
        """
        account = self.locked(name)
        account.display_name = stated.optional("display_name", display_name, DISPLAY_NAME)
        account.language = stated.chosen("language", language, LANGUAGES) if language else None
        if zone and zone not in available_timezones():
            raise Invalid.because("entry_not_known", "zone", zone, known="Asia/Seoul, Europe/Paris, UTC")
        account.zone = zone or None
        self.keep(account)
        facts = {"display_name": account.display_name, "language": account.language, "zone": account.zone}
        self._audit.write(actor, "account_settled", "accounts", name, facts)

    def set_email(self, name: str, email: str | None, actor: Caller, now: datetime, *, confirmed: bool) -> None:
        """Another e-mail address, or none. It is `confirmed` where its owner showed that letters reach them.

        Raises NotFound `unknown_account`, Invalid `bad_mail_address`, Conflict `email_taken`.
        """
        account = self.locked(name)
        account.email = self._free_email(email, name) if email else None
        account.email_confirmed_at = now if confirmed and email else None
        self.keep(account)
        facts = {"given": account.email is not None, "confirmed": account.email_confirmed_at is not None}
        self._audit.write(actor, "email_changed", "accounts", name, facts)

    def link_subject(self, name: str, subject: str, actor: Caller) -> None:
        """Ties the account to its holder's single sign-on. Raises NotFound, Conflict `subject_taken`."""
        account = self.locked(name)
        other = self.by_subject(subject)
        if other is not None and other.name != name:
            raise Conflict.because("subject_taken", "name", name)
        account.oidc_subject = subject
        self.keep(account)
        self._audit.write(actor, "sign_on_linked", "accounts", name, {"subject": subject})

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

    def keep(self, account: Account) -> None:
        """Writes it, new or changed."""
        self._session.add(account)
        self._session.flush()
