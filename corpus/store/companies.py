"""Companies and what they can do, version by version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from corpus.disclosure import Tier
from corpus.drafts import CompanyDraft, ProfileDraft
from corpus.passages import Kind
from corpus.problems import Conflict, NotFound
from corpus.records import Absence, Action, CapabilityProfile, Company, ProfileStatus, RecordVersion
from corpus.store.identity import Identities, names_of
from corpus.store.merging import merged
from corpus.store.outcomes import Outcome
from corpus.store.shelf import Entry, Prepared, Shelf
from corpus.store.tables import batches, insert_rows, now, table
from corpus.text import content_hash, language_of

UNADMITTED = (Absence.UNVERIFIED, Absence.MERGED)
WRITABLE = frozenset({Absence.UNVERIFIED.value, Absence.BY_COMPANY.value})
"""Why a company may be away whose profile is written on all the same."""


class Companies(Shelf[Company, CompanyDraft]):
    kind: Kind = "companies"
    model = Company
    draft = CompanyDraft
    unknown = "unknown_company"

    def with_ids(self, drafts: Sequence[CompanyDraft]) -> list[CompanyDraft]:
        """The drafts with the id that each gets: its own, that of the company it is found to be, or a new one.

        A company is found by UEI, DUNS, business registration number or stock code, then by name, unless what
        is known of both contradicts. Writes nothing.
        """
        return Identities(self._session, self._organisations).with_ids(drafts)

    def put(self, drafts: Sequence[CompanyDraft], run_id: int | None = None) -> list[Outcome]:
        """Keeps the drafts, a new version of each that differs from what is on record. About 1,000 at a time.

        A profile that differs from the published one is published as the next version. A draft that adds
        projects is merged into what is on record (`corpus.store.merging`).

        Raises Conflict `company_not_verified` for the id of one that registered itself and waits for an officer.
        """
        self._changes.lock()
        named = self.with_ids(drafts)
        self._refuse_unverified({str(draft.id) for draft in named})
        on_record = self.drafts_on_record({str(draft.id) for draft in named if draft.adds_projects})
        entries: list[Entry[CompanyDraft]] = []
        for draft in named:
            record_id = str(draft.id)
            known = on_record.get(record_id)
            whole = merged(known, draft) if draft.adds_projects else draft
            on_record[record_id] = whole
            entries.append(Entry.of(record_id, whole))
        return self._put(entries, run_id)

    def restore(self, record_id: str) -> None:
        """As any record. Raises Conflict `company_not_verified` for one that no officer verified, NotFound."""
        self._refuse_unverified({record_id})
        super().restore(record_id)

    def admit(self, company_id: str) -> None:
        """Makes an unverified company live, as it stands and under its names. Raises NotFound."""
        row = self._locked(company_id)
        row.withdrawn_at = row.withdrawn_reason = None
        row.updated_at = now()
        draft = self.drafts_on_record({company_id})[company_id]
        row.organisation_id = self._organisations.resolve_each([(names_of(draft), Tier(row.tier))])[0]
        self._keep(row, Action.PUT)

    def profile(self, company_id: str, version: int | None = None) -> CapabilityProfile | None:
        """The profile's given version, or else the published one that is current."""
        if self.get(company_id, withdrawn=True) is None:
            return None
        statement = select(CapabilityProfile).where(col(CapabilityProfile.company_id) == company_id)
        if version is not None:
            statement = statement.where(col(CapabilityProfile.version) == version)
        else:
            statement = statement.join(Company, col(Company.id) == col(CapabilityProfile.company_id))
            statement = statement.where(col(Company.profile_version) == col(CapabilityProfile.version))
        return self._session.scalars(statement).one_or_none()

    def versions(self, company_id: str) -> list[CapabilityProfile]:
        """All versions of a company's profile, the first first."""
        if self.get(company_id, withdrawn=True) is None:
            return []
        statement = select(CapabilityProfile).where(col(CapabilityProfile.company_id) == company_id)
        return list(self._session.scalars(statement.order_by(col(CapabilityProfile.version))))

    def draft_profile(self, company_id: str, profile: ProfileDraft) -> int:
        """Keeps a profile as a draft, which nothing searches, and gives its version. Raises NotFound.

        Also for a company that waits for its verification or withdrew itself.
        """
        standing = self._locked(company_id)
        if standing.withdrawn_at is not None and standing.withdrawn_reason not in WRITABLE:
            raise NotFound.because(self.unknown, "id", company_id)
        version = 1 + max((known.version for known in self.versions(company_id)), default=0)
        row = profile_row(company_id, version, profile, profile_hash(profile), ProfileStatus.DRAFT)
        insert_rows(self._session, CapabilityProfile, [row])
        return version

    def publish(self, company_id: str, version: int) -> None:
        """Makes a profile's version the current one; an earlier one is published again as the next version.

        Raises NotFound for a company or version that is not there.
        """
        self._live(company_id)
        profile = self.profile(company_id, version)
        if profile is None:
            raise NotFound.because("unknown_profile_version", "version", version, company=company_id)
        profile.status = ProfileStatus.PUBLISHED.value
        self._session.add(profile)
        self._session.flush()
        known = self.drafts_on_record({company_id})[company_id]
        self._put([Entry.of(company_id, known.model_copy(update={"profile": profile_draft(profile)}))], None)

    def _refuse_unverified(self, company_ids: set[str]) -> None:
        companies = table(Company).c
        for batch in batches(sorted(company_ids)):
            statement = select(companies.id).where(companies.id.in_(batch), companies.withdrawn_reason.in_(UNADMITTED))
            if found := self._session.connection().scalar(statement.order_by(companies.id).limit(1)):
                raise Conflict.because("company_not_verified", "id", found)

    def _live(self, company_id: str) -> None:
        if self._locked(company_id).withdrawn_at is not None:
            raise NotFound.because(self.unknown, "id", company_id)

    def drafts_on_record(self, company_ids: set[str]) -> dict[str, CompanyDraft]:
        """The companies as their latest versions have them, withdrawn ones too."""
        versions, companies = table(RecordVersion).c, table(Company).c
        found: dict[str, CompanyDraft] = {}
        for batch in batches(sorted(company_ids)):
            statement = (
                select(versions.record_id, versions.content)
                .join_from(versions.record_id.table, companies.id.table, companies.id == versions.record_id)
                .where(versions.kind == self.kind, versions.version == companies.version, companies.id.in_(batch))
            )
            for row in self._session.connection().execute(statement):
                found[row.record_id] = CompanyDraft.model_validate(row.content)
        return found

    def _prepared(self, changed: Mapping[str, Entry[CompanyDraft]], tiers: Mapping[str, Tier]) -> Prepared:
        organisations = self._organisations.resolve_each(
            [(names_of(entry.draft), tiers[record_id]) for record_id, entry in changed.items()]
        )
        hashes = {record_id: profile_hash(entry.draft.profile) for record_id, entry in changed.items()}
        standing = self._profiles(changed)
        rows: dict[str, dict[str, Any]] = {}
        profiles: list[dict[str, Any]] = []
        for (record_id, entry), organisation_id in zip(changed.items(), organisations, strict=True):
            known = standing.get(record_id, _Profiles())
            version = known.published.get(hashes[record_id])
            if version is None:
                version = known.newest + 1
                profiles.append(profile_row(record_id, version, entry.draft.profile, hashes[record_id]))
            rows[record_id] = {
                **company_row(entry.draft),
                "organisation_id": organisation_id,
                "profile_version": version,
            }
        return Prepared(rows, {CapabilityProfile: profiles})

    def _profiles(self, company_ids: Iterable[str]) -> dict[str, _Profiles]:
        profiles, companies = table(CapabilityProfile).c, table(Company).c
        found: dict[str, _Profiles] = {}
        for batch in batches(sorted(company_ids)):
            statement = (
                select(
                    *(profiles.company_id, profiles.version, profiles.content_hash, profiles.status),
                    companies.profile_version.label("current"),
                )
                .join_from(profiles.version.table, companies.id.table, companies.id == profiles.company_id)
                .where(companies.id.in_(batch))
                .order_by(profiles.version)
            )
            for row in self._session.connection().execute(statement):
                known = found.setdefault(row.company_id, _Profiles())
                known.newest = max(known.newest, row.version)
                if row.status == ProfileStatus.PUBLISHED and row.version >= (row.current or 0):
                    known.published[row.content_hash] = row.version
        return found


@dataclass(slots=True)
class _Profiles:
    """A company's profiles: the newest version, and the published ones from the current on by their hash."""

    newest: int = 0
    published: dict[str, int] = field(default_factory=dict)


def profile_hash(profile: ProfileDraft) -> str:
    """Names the content of a profile."""
    return content_hash(profile.model_dump(mode="json", exclude_defaults=True))


def profile_row(
    company_id: str,
    version: int,
    profile: ProfileDraft,
    hashed: str,
    status: ProfileStatus = ProfileStatus.PUBLISHED,
) -> dict[str, Any]:
    """A profile's version as its table has it."""
    return {
        "company_id": company_id,
        "version": version,
        "status": status.value,
        "summary": profile.summary,
        "capabilities": [capability.model_dump() for capability in profile.capabilities],
        "projects": [project.model_dump() for project in profile.projects],
        "certificates": list(profile.certificates),
        "facilities": list(profile.facilities),
        "keywords": list(profile.keywords),
        "trl": profile.trl,
        "content_hash": hashed,
        "created_at": now(),
    }


def profile_draft(profile: CapabilityProfile) -> ProfileDraft:
    """A version's content."""
    return ProfileDraft.model_validate(
        profile.model_dump(
            include={"summary", "capabilities", "projects", "certificates", "facilities", "keywords", "trl"}
        )
    )


def _text(draft: CompanyDraft) -> str:
    capabilities = (f"{each.title}\n{each.text}" for each in draft.profile.capabilities)
    projects = (f"{each.title}\n{each.text}" for each in draft.profile.projects)
    return "\n".join((draft.name, draft.profile.summary, *capabilities, *projects))


def company_row(draft: CompanyDraft) -> dict[str, Any]:
    """A company's own columns."""
    return {
        "name": draft.name,
        "name_en": draft.name_en,
        "other_names": list(draft.other_names),
        "country": draft.country,
        "region": draft.region,
        "city": draft.city,
        "size": draft.size.value if draft.size else None,
        "employees": draft.employees,
        "founded_year": draft.founded_year,
        "industry": draft.industry,
        "industry_codes": list(draft.industry_codes),
        "business_registration_number": draft.business_registration_number,
        "corporate_number": draft.corporate_number,
        "uei": draft.uei,
        "duns": draft.duns,
        "stock_code": draft.stock_code,
        "website": draft.website,
        "active": draft.active,
        "company_kinds": None if draft.company_kinds is None else [kind.value for kind in draft.company_kinds],
        "foreign_share": draft.foreign_share,
        "rd_centre_in_korea": draft.rd_centre_in_korea,
        "language": language_of(_text(draft)),
    }
