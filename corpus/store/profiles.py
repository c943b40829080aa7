"""A company's profile on its way: drafts that are written on, submitted, published, withdrawn and restored.

A version is written on while it is a draft, and never after: what an officer read, and what was searched, stays.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from corpus.drafts import ProfileDraft
from corpus.problems import Conflict, Forbidden, Invalid, NotFound
from corpus.records import Absence, CapabilityProfile, Company, ProfileStatus
from corpus.roles import Caller, Role
from corpus.store.audit import Audit
from corpus.store.changes import Changes
from corpus.store.companies import Companies, profile_hash, profile_row

EMPTY = ProfileDraft()
WRITTEN = ("summary", "capabilities", "projects", "certificates", "facilities", "keywords", "trl", "content_hash")


class Profiles:
    """Times are in UTC. Where records change, the lock of `Changes` is taken before that of the audit log."""

    def __init__(self, session: Session, companies: Companies, changes: Changes, audit: Audit) -> None:
        self._session = session
        self._companies = companies
        self._changes = changes
        self._audit = audit

    def working(self, company_id: str) -> CapabilityProfile | None:
        """The version that is written on: the draft, else the latest; None before the first."""
        versions = self._companies.versions(company_id)
        drafts = [each for each in versions if each.status == ProfileStatus.DRAFT]
        return next(reversed(drafts), next(reversed(versions), None))

    def require(self, company_id: str, version: int) -> CapabilityProfile:
        """A version. Raises NotFound `unknown_profile_version`."""
        profile = self._companies.profile(company_id, version)
        if profile is None:
            raise NotFound.because("unknown_profile_version", "version", version, company=company_id)
        return profile

    def keep(self, company_id: str, profile: ProfileDraft, now: datetime) -> CapabilityProfile:
        """Writes on the draft; where there is none, begins one. The same content as the latest version begins none.

        Raises NotFound `unknown_company`.
        """
        self._changes.lock()
        standing = self.working(company_id)
        if standing is not None and standing.content_hash == profile_hash(profile):
            return standing
        if standing is None or standing.status != ProfileStatus.DRAFT:
            version = self._companies.draft_profile(company_id, profile)
            return self.require(company_id, version)
        return self._rewrite(standing, profile, now)

    def replace(
        self, company_id: str, version: int, profile: ProfileDraft, *, stamp: str, now: datetime
    ) -> CapabilityProfile:
        """Writes on that draft, if it is still the one with this content hash.

        Raises NotFound, Conflict `profile_not_a_draft` or `profile_changed`.
        """
        self._changes.lock()
        standing = self.require(company_id, version)
        if standing.status != ProfileStatus.DRAFT:
            raise Conflict.because("profile_not_a_draft", "version", version, status=standing.status)
        if standing.content_hash != stamp:
            raise Conflict.because("profile_changed", "stamp", stamp)
        return self._rewrite(standing, profile, now)

    def submit(self, company_id: str, actor: Caller) -> CapabilityProfile:
        """Hands the draft to an officer, in place of one handed in before.

        Raises Conflict `nothing_to_submit`, Invalid `profile_empty`.
        """
        self._changes.lock()
        draft = self.working(company_id)
        if draft is None or draft.status != ProfileStatus.DRAFT:
            raise Conflict.because("nothing_to_submit", "company", company_id)
        if not (draft.summary or draft.capabilities):
            raise Invalid.because("profile_empty", "profile", company_id)
        for earlier in self._companies.versions(company_id):
            if earlier.status == ProfileStatus.SUBMITTED:
                self.set_status(earlier, ProfileStatus.WITHDRAWN)
        self.set_status(draft, ProfileStatus.SUBMITTED)
        self._audit.write(actor, "profile_submitted", "companies", company_id, {"version": draft.version})
        return draft

    def submitted(self, company_id: str) -> CapabilityProfile | None:
        """The version that waits for an officer."""
        versions = self._companies.versions(company_id)
        return next((each for each in reversed(versions) if each.status == ProfileStatus.SUBMITTED), None)

    def publish(self, company_id: str, version: int, actor: Caller) -> CapabilityProfile:
        """Makes a version the one that is searched, from the next request on.

        Raises NotFound, and Forbidden `company_not_verified_yet` for a member whose company no officer verified.
        """
        if actor.role is Role.COMPANY and not actor.verified:
            raise Forbidden.because("company_not_verified_yet", "company", company_id)
        self._changes.lock()
        self._companies.publish(company_id, version)
        self._audit.write(actor, "profile_published", "companies", company_id, {"version": version})
        return self.require(company_id, version)

    def withdraw(self, company_id: str, actor: Caller) -> None:
        """Takes a company and its profile out of every search.

        Raises Conflict `profile_not_published`, Forbidden `company_not_verified_yet`, NotFound.
        """
        if actor.role is Role.COMPANY and not actor.verified:
            raise Forbidden.because("company_not_verified_yet", "company", company_id)
        self._changes.lock()
        row = self._companies.require(company_id)
        current = self._companies.profile(company_id)
        if current is None:
            raise Conflict.because("profile_not_published", "company", company_id)
        self._companies.withdraw(company_id, Absence.BY_COMPANY.value)
        self.set_status(current, ProfileStatus.WITHDRAWN)
        self._audit.write(actor, "profile_withdrawn", "companies", company_id, {"version": row.profile_version})

    def restore(self, company_id: str, actor: Caller) -> None:
        """Brings back what `withdraw` took away.

        Raises Conflict `not_withdrawn_by_company` for a company that is there, or that an officer took away; NotFound.
        """
        self._changes.lock()
        row = self._session.get(Company, company_id, populate_existing=True)
        if row is None:
            raise NotFound.because("unknown_company", "id", company_id)
        if row.withdrawn_reason != Absence.BY_COMPANY:
            raise Conflict.because("not_withdrawn_by_company", "company", company_id)
        self._companies.restore(company_id)
        current = self._companies.profile(company_id)
        if current is not None:
            self.set_status(current, ProfileStatus.PUBLISHED)
        self._audit.write(actor, "profile_restored", "companies", company_id, {"version": row.profile_version})

    def copy(self, company_id: str, profile: ProfileDraft, status: ProfileStatus, now: datetime) -> int:
        """A new version of a company that is on record, in this state."""
        newest = select(func.max(col(CapabilityProfile.version))).where(col(CapabilityProfile.company_id) == company_id)
        version = 1 + (self._session.scalar(newest) or 0)
        row = {**profile_row(company_id, version, profile, profile_hash(profile), status), "created_at": now}
        self._session.add(CapabilityProfile(**row))
        self._session.flush()
        return version

    def set_status(self, profile: CapabilityProfile, status: ProfileStatus) -> None:
        profile.status = status.value
        self._session.add(profile)
        self._session.flush()

    def _rewrite(self, standing: CapabilityProfile, profile: ProfileDraft, now: datetime) -> CapabilityProfile:
        row = profile_row(standing.company_id, standing.version, profile, profile_hash(profile), ProfileStatus.DRAFT)
        for name in WRITTEN:
            setattr(standing, name, row[name])
        standing.created_at = now
        self._session.add(standing)
        self._session.flush()
        return standing
