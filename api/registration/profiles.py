"""A company's own profile as its pages and the API write on it: part by part, so that two at once lose nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from api.schemas.records import CompanyRecord, ProfileRecord
from corpus.drafts import CompanyDraft, ProfileDraft
from corpus.markings import SECRET_REFUSED
from corpus.problems import Conflict, Forbidden, Invalid, NotFound, Problem, Unauthorised
from corpus.records import Absence, CapabilityProfile, Company, ProfileStatus
from corpus.roles import Caller, Right, Role
from corpus.store import Store
from corpus.store.companies import profile_draft
from corpus.store.profiles import EMPTY
from corpus.text import content_hash

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "summary": ("summary",),
    "capabilities": ("capabilities",),
    "projects": ("projects",),
    "certificates": ("certificates", "facilities"),
    "keywords": ("keywords", "trl"),
}
"""What is written together, and its fields."""
IDENTITY: Final = ("name", "business_registration_number", "corporate_number", "uei", "duns", "stock_code")
"""What an officer verified: changed by officials only from then on."""
FACTS: Final = (
    *("name", "business_registration_number", "name_en", "region", "city", "size", "employees", "founded_year"),
    *("industry", "website", "company_kinds", "foreign_share"),
)
"""What the company says of itself beside its profile, in the order of the form."""


@dataclass(frozen=True, slots=True)
class OwnCompany:
    """The caller's company as it stands, in search or not, with the version that is written on and the one searched."""

    row: Company
    facts: CompanyDraft
    working: CapabilityProfile | None
    current: CapabilityProfile | None

    @property
    def unverified(self) -> bool:
        """Whether no officer has verified that there is such a company."""
        return self.row.withdrawn_reason == Absence.UNVERIFIED

    @property
    def profile(self) -> ProfileDraft:
        """What is written so far."""
        return EMPTY if self.working is None else profile_draft(self.working)

    @property
    def is_draft(self) -> bool:
        return self.working is not None and self.working.status == ProfileStatus.DRAFT


def own_id(caller: Caller) -> str:
    """The id of the caller's company. Raises Unauthorised `sign_in_needed`, Forbidden `not_allowed`."""
    if caller.role is Role.ANONYMOUS:
        raise Unauthorised.because("sign_in_needed")
    if caller.company_id is None or not caller.may(Right.WRITE_OWN_PROFILE):
        raise Forbidden.because("not_allowed", "role", caller.role.value, right=Right.WRITE_OWN_PROFILE.value)
    return caller.company_id


def own_company(store: Store, company_id: str) -> OwnCompany:
    """A company as its members see it. Raises NotFound `unknown_company`."""
    row = store.companies.get(company_id, withdrawn=True)
    facts = store.companies.drafts_on_record({company_id}).get(company_id)
    if row is None or facts is None:
        raise NotFound.because("unknown_company", "id", company_id)
    return OwnCompany(row, facts, store.profiles.working(company_id), store.companies.profile(company_id))


def stamp_of(profile: ProfileDraft, part: str) -> str:
    """Tells whether a part of the profile is still the one that was shown."""
    return content_hash(profile.model_dump(mode="json", include=set(PARTS[part])))


def facts_stamp(facts: CompanyDraft) -> str:
    """The same of the company's facts."""
    return content_hash(facts.model_dump(mode="json", include=set(FACTS)))


def save_part(
    store: Store, company_id: str, part: str, given: Mapping[str, object], *, stamp: str | None, now: datetime
) -> CapabilityProfile:
    """Writes one part of the profile into the draft; the others stay as they are now.

    `stamp` is that of the part when it was shown, None to write whatever stands there. Raises NotFound, Conflict
    `profile_changed`, and as `checked_profile`.
    """
    store.changes.lock()
    standing = own_company(store, company_id).profile
    changed = checked_profile({**standing.model_dump(), **{name: given[name] for name in PARTS[part] if name in given}})
    if stamp is not None and stamp != stamp_of(standing, part) and changed != standing:
        raise Conflict.because("profile_changed", "", "")
    return store.profiles.keep(company_id, changed, now)


def save_facts(
    store: Store, caller: Caller, company_id: str, given: Mapping[str, object], *, stamp: str | None, now: datetime
) -> None:
    """What a company says of itself; in force at once, and for an unverified one part of what the officer verifies.

    Raises as `save_part`, and Forbidden `identity_by_officer`.
    """
    store.changes.lock()
    own = own_company(store, company_id)
    changed = checked_company({**own.facts.model_dump(), **given})
    if stamp is not None and stamp != facts_stamp(own.facts) and changed != own.facts:
        raise Conflict.because("profile_changed", "", "")
    if own.unverified:
        store.registrations.change_facts(company_id, changed, now)
        return
    same_identity(own.facts, changed)
    store.companies.put([changed.model_copy(update={"id": company_id})])
    if changed != own.facts:
        names = sorted(name for name in FACTS if getattr(changed, name) != getattr(own.facts, name))
        store.audit.write(caller, "company_facts_changed", "companies", company_id, {"fields": names})


def same_identity(known: CompanyDraft, changed: CompanyDraft) -> None:
    """Raises Forbidden `identity_by_officer` where a company would change what it was verified by."""
    for name in IDENTITY:
        if getattr(known, name) != getattr(changed, name):
            raise Forbidden.because("identity_by_officer", name, getattr(changed, name))


def checked_profile(given: Mapping[str, object]) -> ProfileDraft:
    """Raises Invalid for the first field that is not acceptable, with its place as the field's name."""
    try:
        return ProfileDraft.model_validate(given)
    except ValidationError as error:
        raise Invalid(_problem(error)) from None


def checked_company(given: Mapping[str, object]) -> CompanyDraft:
    """Raises as `checked_profile`."""
    try:
        return CompanyDraft.model_validate(given)
    except ValidationError as error:
        raise Invalid(_problem(error)) from None


def check_publishing(caller: Caller) -> None:
    """Raises Forbidden `company_not_verified_yet` for a member whose company waits for an officer."""
    if caller.role is Role.COMPANY and not caller.verified:
        raise Forbidden.because("company_not_verified_yet", "company", caller.company_id)


def shown_record(row: Company, profile: CapabilityProfile | None) -> CompanyRecord:
    """The company with this version of its profile, as the record page shows it."""
    shown = ProfileRecord.model_validate(profile) if profile else None
    return CompanyRecord.model_validate({**row.model_dump(), "profile": shown})


def _problem(error: ValidationError) -> Problem:
    first = error.errors(include_url=False, include_input=False)[0]
    place = "-".join(str(step) for step in first["loc"])
    if first["type"] == SECRET_REFUSED:
        facts = first.get("ctx", {})
        field = str(facts.get("field", place)).replace(".", "-")
        return Problem.of("secret_refused", field, "", grade=str(facts.get("grade", "")))
    if first["type"] in {"string_too_short", "missing"}:
        return Problem.of("capability_without_title", place)
    if first["type"] in {"string_too_long", "too_long"}:
        limit = first.get("ctx", {}).get("max_length", 0)
        return Problem.of("entry_too_long", place, "", limit=limit)
    return Problem.of("entry_not_acceptable", place)
