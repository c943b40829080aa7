"""Companies and their profiles: register, replace, read, publish, withdraw, restore."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.accounts.authentication import checked
from api.errors import language_of_request
from api.reading import company_record, listing, reader_of
from api.registration.fitting import SHOWN, completeness_of, fits_of, note_fits
from api.registration.profiles import check_publishing, own_company, own_id, same_identity
from api.registration.standing import matches_shown, standing_shown
from api.routes import writing
from api.routes.dependencies import (
    NO_REASON,
    After,
    CallerHere,
    Limit,
    Reason,
    ServiceHere,
    VersionNumber,
    Writer,
    refusals,
)
from api.schemas.bounds import LARGEST_NUMBER
from api.schemas.differences import Differences, DifferenceShown
from api.schemas.inputs import CompanyInput, ProfileInput
from api.schemas.records import CompanyRecord, Listing, ProfileRecord, Profiles, Registered
from api.schemas.registrations import CompanyStanding, FitsShown, NextStepShown, SubmissionInput
from corpus.differences import profile_differences
from corpus.records import Company, ProfileStatus
from corpus.roles import OFFICIALS, Caller, Right, Role
from corpus.store import Store

router = APIRouter(prefix="/companies", tags=["companies"])


def _own(caller: Caller, company_id: str) -> Caller:
    """The caller, if it may write this company. Raises Unauthorised, Forbidden."""
    if caller.company_id == company_id and caller.may(Right.WRITE_OWN_PROFILE):
        return caller
    return checked(caller, Right.WRITE_RECORDS)


def _readable(store: Store, caller: Caller, company_id: str) -> Company:
    """The company, for its members also while it is not live. Raises NotFound."""
    own = caller.company_id == company_id
    row = store.companies.get(company_id, withdrawn=True) if own else None
    return row or store.companies.require(company_id)


AskedVersion = Annotated[int, Query(ge=1, le=LARGEST_NUMBER, description="Number of a version.")]
Stamp = Annotated[str, Query(max_length=64, description="`content_hash` of the draft as it was read.")]
Top = Annotated[int, Query(ge=1, le=20, description="How many of each kind.")]
AsDraft = Annotated[bool, Query(description="Keep it unpublished: nothing searches it.")]


@router.post("", status_code=201, summary="Register a company", responses=refusals(400, 401, 403, 409, 413, 415, 422))
def register_company(company: CompanyInput, service: ServiceHere, caller: Writer) -> Registered:
    """Searchable from the next request on. One that is on record, by id, number or name, is refused.

    The profile may stand in `profile`, or its fields beside the company's, as in an imported row.
    """
    return writing.register(service, caller, "companies", company)


@router.get("", summary="List companies", responses=refusals(422))
def list_companies(service: ServiceHere, caller: CallerHere, after: After = None, limit: Limit = 100) -> Listing:
    """In order of id."""
    with service.reading(caller) as store:
        return listing(store, "companies", after, limit)


@router.get("/{company_id:path}/profiles", summary="List a company's profiles", responses=refusals(404))
def list_profiles(company_id: str, service: ServiceHere, caller: CallerHere) -> Profiles:
    """Every version; what is not published only for the company itself and for officials."""
    with service.reading(caller) as store:
        row = _readable(store, caller, company_id)
        every = caller.company_id == company_id or caller.role in OFFICIALS
        versions = [
            each for each in store.companies.versions(company_id) if every or each.status == ProfileStatus.PUBLISHED
        ]
        items = [ProfileRecord.model_validate(version) for version in versions]
        return Profiles(current=row.profile_version, items=items)


@router.get(
    "/{company_id:path}/profiles/differences",
    summary="Compare two versions of a company's profile",
    responses=refusals(401, 403, 404, 422),
)
def compare_profiles(
    company_id: str, service: ServiceHere, caller: CallerHere, before: AskedVersion, after: AskedVersion
) -> Differences:
    """Word by word; for the company itself and for officials."""
    if caller.role not in OFFICIALS:
        _own(caller, company_id)
    with service.reading(caller) as store:
        _readable(store, caller, company_id)
        pair = store.profiles.require(company_id, before), store.profiles.require(company_id, after)
        parts = [DifferenceShown.model_validate(each) for each in profile_differences(*pair)]
    return Differences(before=before, after=after, parts=parts)


@router.post(
    "/{company_id:path}/profiles",
    status_code=201,
    summary="Add a profile version",
    responses=refusals(400, 401, 403, 404, 413, 415, 422),
)
def add_profile(
    company_id: str, profile: ProfileInput, service: ServiceHere, caller: CallerHere, draft: AsDraft = False
) -> ProfileRecord:
    """Published at once, so the next request finds the company by it; or kept as a draft.

    A company that no officer verified yet keeps drafts and submits them.
    """
    _own(caller, company_id)
    with service.writing(caller) as store:
        _readable(store, caller, company_id)
        version = store.companies.draft_profile(company_id, profile)
        if not draft:
            store.profiles.publish(company_id, version, caller)
        return ProfileRecord.model_validate(store.companies.profile(company_id, version))


@router.put(
    "/{company_id:path}/profiles/{version:int}",
    summary="Write on a draft",
    responses=refusals(400, 401, 403, 404, 409, 413, 415, 422),
)
def replace_profile(
    *,
    company_id: str,
    version: VersionNumber,
    profile: ProfileInput,
    service: ServiceHere,
    caller: CallerHere,
    stamp: Stamp,
) -> ProfileRecord:
    """Only if it is still as it was read: `stamp` is its content hash. A version that is no draft any more stays."""
    _own(caller, company_id)
    with service.writing(caller) as store:
        _readable(store, caller, company_id)
        kept = store.profiles.replace(company_id, version, profile, stamp=stamp, now=datetime.now(UTC))
        return ProfileRecord.model_validate(kept)


@router.post(
    "/{company_id:path}/profiles/submission",
    summary="Hand the draft to an officer",
    responses=refusals(400, 401, 403, 404, 409, 415, 422),
)
def submit_profile(company_id: str, wanted: SubmissionInput, service: ServiceHere, caller: CallerHere) -> ProfileRecord:
    """The officer verifies the company, once, or returns it with a reason."""
    if own_id(caller) != company_id:
        checked(caller, Right.VERIFY_COMPANIES)
    with service.writing(caller) as store:
        _readable(store, caller, company_id)
        now = datetime.now(UTC)
        store.registrations.submit(company_id, caller.account, caller, publish=wanted.publish, now=now)
        return ProfileRecord.model_validate(store.profiles.submitted(company_id))


@router.post(
    "/{company_id:path}/profiles/{version:int}/publication",
    summary="Publish a profile version",
    responses=refusals(401, 403, 404, 405, 422),
)
def publish_profile(company_id: str, version: VersionNumber, service: ServiceHere, caller: CallerHere) -> ProfileRecord:
    """Makes a draft, or an earlier version, the one that is searched. A company has to be verified for it."""
    _own(caller, company_id)
    with service.writing(caller) as store:
        store.companies.require(company_id)
        return ProfileRecord.model_validate(store.profiles.publish(company_id, version, caller))


@router.post(
    "/{company_id:path}/profiles/withdrawal",
    summary="Take a company's profile back",
    responses=refusals(401, 403, 404, 409),
)
def withdraw_profile(company_id: str, service: ServiceHere, caller: CallerHere) -> CompanyStanding:
    """No search finds the company from the next request on; its cases and versions stay."""
    _own(caller, company_id)
    with service.writing(caller) as store:
        store.profiles.withdraw(company_id, caller)
        return standing_shown(store, own_company(store, company_id), caller)


@router.post(
    "/{company_id:path}/profiles/restoration",
    summary="Bring a company's profile back",
    responses=refusals(401, 403, 404, 409),
)
def restore_profile(company_id: str, service: ServiceHere, caller: CallerHere) -> CompanyStanding:
    """What the company itself took back; what an officer withdrew stays away."""
    _own(caller, company_id)
    with service.writing(caller) as store:
        store.profiles.restore(company_id, caller)
        return standing_shown(store, own_company(store, company_id), caller)


@router.get("/{company_id:path}/standing", summary="Read where a company stands", responses=refusals(401, 403, 404))
def read_standing(company_id: str, service: ServiceHere, caller: CallerHere) -> CompanyStanding:
    """For the company itself: verified or not, in search or not, and what its profile lacks."""
    _own(caller, company_id)
    with service.reading(caller) as store:
        _readable(store, caller, company_id)
        return standing_shown(store, own_company(store, company_id), caller)


@router.get("/{company_id:path}/fits", summary="Find what fits a company now", responses=refusals(401, 403, 404, 422))
def read_fits(
    company_id: str, request: Request, service: ServiceHere, caller: CallerHere, top: Top = SHOWN
) -> FitsShown:
    """Open patents and needs by what its draft says, before it is verified too; of those that the caller may know."""
    _own(caller, company_id)
    with service.reading(caller) as store:
        _readable(store, caller, company_id)
        own = own_company(store, company_id)
    fits = fits_of(service, caller, own, top)
    note_fits(service, caller, own, fits)
    reader = reader_of(service, language_of_request(request), caller)
    next_steps = [NextStepShown.model_validate(each) for each in completeness_of(own, fits).missing]
    return FitsShown(
        patents=matches_shown(fits.patents, reader),
        needs=matches_shown(fits.needs, reader),
        generation=fits.patents.generation if fits.patents else "",
        next=next_steps,
    )


@router.post("/{company_id:path}/restoration", summary="Restore a withdrawn company", responses=refusals(401, 403, 404))
def restore_company(company_id: str, service: ServiceHere, caller: Writer) -> Registered:
    """It is found again from the next request on."""
    return writing.restore(service, caller, "companies", company_id)


@router.put(
    "/{company_id:path}",
    summary="Register or replace a company",
    responses=refusals(400, 401, 403, 404, 409, 413, 415, 422),
)
def replace_company(company_id: str, company: CompanyInput, service: ServiceHere, caller: CallerHere) -> Registered:
    """Keeps the former text as a version; what is the same stays unchanged.

    A company itself has to be verified for it, and keeps the name and numbers that it was verified by.
    """
    _own(caller, company_id)
    if caller.role is Role.COMPANY:
        check_publishing(caller)
        with service.reading(caller) as store:
            same_identity(own_company(store, company_id).facts, company)
    return writing.replace(service, caller, "companies", company_id, company)


@router.delete("/{company_id:path}", summary="Withdraw a company", responses=refusals(401, 403, 404, 422))
def withdraw_company(company_id: str, service: ServiceHere, caller: Writer, reason: Reason = NO_REASON) -> Registered:
    """Gone from every answer at once; its history stays."""
    return writing.withdraw(service, caller, "companies", company_id, reason)


@router.get("/{company_id:path}", summary="Read a company", responses=refusals(404))
def read_company(company_id: str, service: ServiceHere, caller: CallerHere) -> CompanyRecord:
    """The whole record with its current profile."""
    with service.reading(caller) as store:
        return company_record(store, company_id)
