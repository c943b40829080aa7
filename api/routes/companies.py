"""Companies and their profiles: register, replace, read, publish, withdraw, restore."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.authentication import checked
from api.reading import company_record, listing
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
from api.schemas.inputs import CompanyInput, ProfileInput
from api.schemas.records import CompanyRecord, Listing, ProfileRecord, Profiles, Registered
from corpus.records import ProfileStatus
from corpus.roles import OFFICIALS, Caller, Right

router = APIRouter(prefix="/companies", tags=["companies"])


def _own(caller: Caller, company_id: str) -> Caller:
    """The caller, if it may write this company. Raises Unauthorised, Forbidden."""
    if caller.company_id == company_id and caller.may(Right.WRITE_OWN_PROFILE):
        return caller
    return checked(caller, Right.WRITE_RECORDS)


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
    """Every version; drafts only for the company itself and for officials."""
    with service.reading(caller) as store:
        row = store.companies.require(company_id)
        drafts = caller.company_id == company_id or caller.role in OFFICIALS
        versions = [
            each for each in store.companies.versions(company_id) if drafts or each.status != ProfileStatus.DRAFT
        ]
        items = [ProfileRecord.model_validate(version) for version in versions]
        return Profiles(current=row.profile_version, items=items)


@router.post(
    "/{company_id:path}/profiles",
    status_code=201,
    summary="Add a profile version",
    responses=refusals(400, 401, 403, 404, 413, 415, 422),
)
def add_profile(
    company_id: str, profile: ProfileInput, service: ServiceHere, caller: CallerHere, draft: AsDraft = False
) -> ProfileRecord:
    """Published at once, so the next request finds the company by it; or kept as a draft."""
    _own(caller, company_id)
    with service.writing(caller) as store:
        store.companies.require(company_id)
        version = store.companies.draft_profile(company_id, profile)
        if not draft:
            store.companies.publish(company_id, version)
        return ProfileRecord.model_validate(store.companies.profile(company_id, version))


@router.post(
    "/{company_id:path}/profiles/{version:int}/publication",
    summary="Publish a profile version",
    responses=refusals(401, 403, 404, 422),
)
def publish_profile(company_id: str, version: VersionNumber, service: ServiceHere, caller: CallerHere) -> ProfileRecord:
    """Makes a draft, or an earlier version, the one that is searched."""
    _own(caller, company_id)
    with service.writing(caller) as store:
        store.companies.require(company_id)
        store.companies.publish(company_id, version)
        return ProfileRecord.model_validate(store.companies.profile(company_id, version))


@router.post("/{company_id:path}/restoration", summary="Restore a withdrawn company", responses=refusals(401, 403, 404))
def restore_company(company_id: str, service: ServiceHere, caller: Writer) -> Registered:
    """It is found again from the next request on."""
    return writing.restore(service, caller, "companies", company_id)


@router.put(
    "/{company_id:path}", summary="Register or replace a company", responses=refusals(400, 401, 403, 409, 413, 415, 422)
)
def replace_company(company_id: str, company: CompanyInput, service: ServiceHere, caller: CallerHere) -> Registered:
    """Keeps the former text as a version; what is the same stays unchanged."""
    return writing.replace(service, _own(caller, company_id), "companies", company_id, company)


@router.delete("/{company_id:path}", summary="Withdraw a company", responses=refusals(401, 403, 404, 422))
def withdraw_company(company_id: str, service: ServiceHere, caller: Writer, reason: Reason = NO_REASON) -> Registered:
    """Gone from every answer at once; its history stays."""
    return writing.withdraw(service, caller, "companies", company_id, reason)


@router.get("/{company_id:path}", summary="Read a company", responses=refusals(404))
def read_company(company_id: str, service: ServiceHere, caller: CallerHere) -> CompanyRecord:
    """The whole record with its current profile."""
    with service.reading(caller) as store:
        return company_record(store, company_id)
