"""Registrations decided: verified or sent back, each with the letter that tells of it."""

from __future__ import annotations

from datetime import datetime

from api.language import Words
from corpus.problems import NotFound
from corpus.records import Account, RegistrationState
from corpus.roles import Caller
from corpus.store import Store
from corpus.store.registrations import Decided
from corpus.text import Language


def verify(store: Store, caller: Caller, company_id: str, now: datetime, *, verified_as: str | None = None) -> Decided:
    """Makes the company live, and with it the needs that it registered, and tells it. As `Registrations.verify`."""
    decided = store.registrations.verify(company_id, caller, now, verified_as=verified_as)
    if decided.company_id != company_id:
        store.kept_needs.adopt(company_id, decided.company_id, caller, now)
    store.kept_needs.publish(decided.company_id, caller, now)
    _tell(store, decided, now)
    return decided


def send_back(store: Store, caller: Caller, company_id: str, reason: str, now: datetime) -> Decided:
    """Gives the profile back with the reason. Raises as `Registrations.send_back`."""
    decided = store.registrations.send_back(company_id, caller, reason, now)
    _tell(store, decided, now)
    return decided


def _tell(store: Store, decided: Decided, now: datetime) -> None:
    """A letter in the language of the account; nobody gets one who gave no address."""
    account = store.accounts.get(decided.registration.account)
    company = store.companies.get(decided.company_id, withdrawn=True)
    if account is None or company is None or not account.email:
        return
    words = Words(_language(account))
    state = decided.registration.state
    if state == RegistrationState.VERIFIED:
        subject = words("%(company)s is verified", company=company.name)
        told = words("Your profile is published: officers find it from now on.")
        kept = words("Your profile is not published: publish it on your company's page when you wish.")
        lines = [words("An officer verified your company."), told if decided.published else kept]
    elif state == RegistrationState.RETURNED:
        subject = words("Please look at the registration of %(company)s again", company=company.name)
        lines = [words("An officer could not verify your company yet, and writes:"), decided.registration.reason]
        lines.append(words("Mend it on your company's page and submit it again."))
    else:
        raise NotFound.because("unknown_registration", "id", decided.company_id)
    store.mails.queue(
        purpose="registration",
        recipient=account.email,
        subject=subject,
        text="\n\n".join(lines),
        account=account.name,
        now=now,
    )


def _language(account: Account) -> Language:
    return "en" if account.language == "en" else "ko"
