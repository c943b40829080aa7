"""Companies that registered themselves: written down apart, and live once an officer verified them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlmodel import Session, SQLModel

from corpus.disclosure import Tiers
from corpus.drafts import CompanyDraft
from corpus.identifiers import is_business_number
from corpus.problems import Conflict, Invalid, NotFound
from corpus.records import (
    Absence,
    Account,
    Brochure,
    CapabilityProfile,
    Case,
    Company,
    NeedKeeping,
    ProfileStatus,
    RecordVersion,
    Registration,
    RegistrationState,
)
from corpus.roles import Caller
from corpus.store import stated
from corpus.store.audit import Audit
from corpus.store.changes import Changes
from corpus.store.companies import Companies, company_row, profile_draft
from corpus.store.merging import KEPT_ONCE_KNOWN
from corpus.store.organisations import Organisations
from corpus.store.profiles import EMPTY, Profiles
from corpus.store.registration_lists import RegistrationLists
from corpus.store.shelf import Entry
from corpus.store.tables import insert_rows, table, update_rows

PREFIX: Final = "reg-"
REASON = 2_000
MOVED: Final[tuple[type[SQLModel], ...]] = (Brochure, Case, NeedKeeping)
"""What a company has gathered before it was verified as one on record, and takes along."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What an officer's decision led to: the company that is live now, and the version that was published."""

    registration: Registration
    company_id: str
    published: int | None = None


class Registrations(RegistrationLists):
    """Every decision names its officer and is in the audit log. Times are in UTC."""

    def __init__(
        self,
        session: Session,
        *,
        companies: Companies,
        profiles: Profiles,
        organisations: Organisations,
        changes: Changes,
        audit: Audit,
        tiers: Tiers,
    ) -> None:
        super().__init__(session, organisations, tiers)
        self._companies = companies
        self._profiles = profiles
        self._changes = changes
        self._audit = audit

    def place(self, draft: CompanyDraft, now: datetime) -> str:
        """Writes a company down that is in no search, and gives its id.

        Its names lead to nobody yet: what anybody can type in must not join organisations that are on record.
        """
        self._changes.lock()
        company_id = PREFIX + secrets.token_hex(6)
        whole = draft.model_copy(update={"id": company_id, "profile": EMPTY})
        entry = Entry.of(company_id, whole)
        row = {
            **company_row(whole),
            "id": company_id,
            "version": 1,
            "content_hash": entry.content_hash,
            "created_at": now,
            "updated_at": now,
            "withdrawn_at": now,
            "withdrawn_reason": Absence.UNVERIFIED.value,
        }
        insert_rows(self._session, Company, [row])
        self._note(entry, 1, now)
        return company_id

    def register(self, company_id: str, account: str, actor: Caller, consent: str, now: datetime) -> Registration:
        """Notes who registered the company and to which version of the text they agreed."""
        self._audit.lock()
        row = Registration(company_id=company_id, account=account, consent=consent, registered_at=now)
        self._session.add(row)
        self._session.flush()
        facts = {"account": account, "consent": consent}
        self._audit.write(actor, "company_registered", "companies", company_id, facts)
        return row

    def change_facts(self, company_id: str, draft: CompanyDraft, now: datetime) -> None:
        """What the company says of itself before it is verified. Raises NotFound, Conflict `company_verified`."""
        self._changes.lock()
        row = self._session.get(Company, company_id, populate_existing=True)
        if row is None:
            raise NotFound.because("unknown_company", "id", company_id)
        if row.withdrawn_reason != Absence.UNVERIFIED:
            raise Conflict.because("company_verified", "id", company_id)
        whole = draft.model_copy(update={"id": company_id, "profile": EMPTY})
        entry = Entry.of(company_id, whole)
        if entry.content_hash == row.content_hash:
            return
        version = row.version + 1
        columns = {"version": version, "content_hash": entry.content_hash, "updated_at": now}
        update_rows(self._session, Company, [{**company_row(whole), **columns, "id": company_id}])
        self._note(entry, version, now)
        self._session.expire(row)

    def submit(self, company_id: str, account: str, actor: Caller, *, publish: bool, now: datetime) -> Registration:
        """Hands the company and its draft to an officer. A company on record gets its registration by it.

        Raises Conflict `nothing_to_submit`, Invalid `profile_empty` or `number_needed`.
        """
        self._changes.lock()
        self._audit.lock()
        row = self._session.get(Registration, company_id, populate_existing=True)
        if row is None:
            row = Registration(company_id=company_id, account=account, registered_at=now)
        self._profiles.submit(company_id, actor)
        row.state, row.submitted_at, row.reason = RegistrationState.SUBMITTED.value, now, ""
        row.publish_when_verified = publish
        self._session.add(row)
        self._session.flush()
        return row

    def verify(self, company_id: str, actor: Caller, now: datetime, *, verified_as: str | None = None) -> Decided:
        """Makes the company live and its member a verified one; publishes the profile if the company so chose.

        `verified_as` is the company on record that it is: then that one gets the profile, and the member belongs to
        it from now on. Raises NotFound, Conflict `registration_not_submitted`, `number_on_record` where a live company
        has the number and is not the one named, `number_of_another` where the named one has another number; Invalid
        `registered_number_bad`.
        """
        self._changes.lock()
        self._audit.lock()
        registration = self._submitted(company_id)
        company = self._companies.get(company_id, withdrawn=True)
        profile = self._profiles.submitted(company_id)
        if company is None or profile is None:
            raise NotFound.because("unknown_registration", "id", company_id)
        number = company.business_registration_number
        if number is not None and not is_business_number(number):
            raise Invalid.because("registered_number_bad", "business_registration_number", number)
        known = [each for each in self.on_record(number) if each != company_id]
        if known and verified_as not in known:
            raise Conflict.because("number_on_record", "verified_as", verified_as or "", id=known[0])
        target = verified_as or company_id
        publish = registration.publish_when_verified
        version = profile.version
        if verified_as is not None and verified_as != company_id:
            version = self._join(company, profile, verified_as, now)
        elif company.withdrawn_reason == Absence.UNVERIFIED:
            self._companies.admit(company_id)
        self._profiles.set_status(profile, ProfileStatus.VERIFIED)
        registration.state, registration.reason = RegistrationState.VERIFIED.value, ""
        registration.verified_as = target
        self._decide(registration, actor, now)
        self._verify_member(registration.account, target, actor)
        facts = {"account": registration.account, "verified_as": target, "version": version, "published": publish}
        self._audit.write(actor, "company_verified", "companies", company_id, facts)
        if publish:
            self._profiles.publish(target, version, actor)
        return Decided(registration, target, version if publish else None)

    def send_back(self, company_id: str, actor: Caller, reason: str, now: datetime) -> Decided:
        """Gives the profile back to the company with what is to be mended.

        Raises NotFound, Conflict `registration_not_submitted`, Invalid `entry_missing` or `entry_too_long`.
        """
        self._changes.lock()
        self._audit.lock()
        told = stated.required("reason", reason, REASON)
        registration = self._submitted(company_id)
        profile = self._profiles.submitted(company_id)
        if profile is not None:
            self._profiles.set_status(profile, ProfileStatus.RETURNED)
        registration.state, registration.reason = RegistrationState.RETURNED.value, told
        self._decide(registration, actor, now)
        facts = {"account": registration.account, "reason": told, "version": profile.version if profile else None}
        self._audit.write(actor, "company_returned", "companies", company_id, facts)
        return Decided(registration, company_id)

    def _submitted(self, company_id: str) -> Registration:
        row = self.require(company_id)
        if row.state != RegistrationState.SUBMITTED:
            raise Conflict.because("registration_not_submitted", "id", company_id, state=row.state)
        return row

    def _decide(self, registration: Registration, actor: Caller, now: datetime) -> None:
        registration.decided_at, registration.decided_by = now, actor.account
        self._session.add(registration)
        self._session.flush()

    def _join(self, company: Company, profile: CapabilityProfile, verified_as: str, now: datetime) -> int:
        """Moves what a company wrote to the one on record that it is, and gives the profile's version there."""
        target = self._companies.require(verified_as)
        mine, theirs = company.business_registration_number, target.business_registration_number
        if mine and theirs and mine != theirs:
            raise Conflict.because("number_of_another", "verified_as", verified_as)
        on_record = self._companies.drafts_on_record({company.id, verified_as})
        told, known = on_record[company.id], on_record[verified_as]
        missing = {
            name: value
            for name in KEPT_ONCE_KNOWN
            if getattr(known, name) is None and (value := getattr(told, name)) is not None
        }
        if missing:
            self._companies.put([known.model_copy(update={**missing, "id": verified_as})])
        version = self._profiles.copy(verified_as, profile_draft(profile), ProfileStatus.VERIFIED, now)
        working = self._profiles.working(company.id)
        if working is not None and working.status == ProfileStatus.DRAFT:
            self._profiles.copy(verified_as, profile_draft(working), ProfileStatus.DRAFT, now)
        company.withdrawn_reason = Absence.MERGED.value
        self._session.add(company)
        self._session.flush()
        for model in MOVED:
            rows = table(model)
            moved = update(rows).where(rows.c.company_id == company.id).values(company_id=verified_as)
            self._session.connection().execute(moved)
        return version

    def _verify_member(self, account: str, company_id: str, actor: Caller) -> None:
        row = self._session.get(Account, account, populate_existing=True)
        if row is None:
            raise NotFound.because("unknown_account", "name", account)
        row.company_id, row.verified = company_id, True
        self._session.add(row)
        self._session.flush()
        self._audit.write(actor, "account_verified", "accounts", account, {"company_id": company_id})

    def _note(self, entry: Entry[CompanyDraft], version: int, now: datetime) -> None:
        row = {
            "kind": "companies",
            "record_id": entry.record_id,
            "version": version,
            "content_hash": entry.content_hash,
            "content": entry.content,
            "recorded_at": now,
        }
        insert_rows(self._session, RecordVersion, [row])
