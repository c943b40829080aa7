"""Brochures of a company: read for what they propose, and confirmed entry by entry."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, File, Path, UploadFile
from pydantic.config import JsonDict

from api.registration.brochures import Confirmed, confirm, proposals_kept, take_in
from api.registration.profiles import own_id
from api.routes.dependencies import CallerHere, ServiceHere, refusals
from api.schemas.bounds import LARGEST_NUMBER
from api.schemas.brochures import BrochureListing, BrochureShown, ConfirmationInput, ConfirmationShown, ProposalShown
from corpus.records import Brochure

router = APIRouter(prefix="/brochures", tags=["brochures"])

UPLOAD_EXAMPLE: JsonDict = {"requestBody": {"content": {"multipart/form-data": {"example": {"file": "(hanul.pdf)"}}}}}
Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Number of the brochure.")]


@router.post(
    "",
    status_code=201,
    summary="Read a brochure",
    openapi_extra=UPLOAD_EXAMPLE,
    responses=refusals(400, 401, 403, 413, 415, 422),
)
def send_brochure(
    service: ServiceHere,
    caller: CallerHere,
    file: Annotated[UploadFile, File(description="A PDF, DOCX or XLSX file with text in it.")],
) -> BrochureShown:
    """What it says the company can do, as proposals with their place. Nothing enters the profile, no file is kept."""
    company_id = own_id(caller)
    now = datetime.now(UTC)
    number = take_in(service, caller, company_id, name=file.filename or "", file=file.file, now=now)
    with service.reading(caller) as store:
        return brochure_shown(store.brochures.require(company_id, number))


@router.get("", summary="List brochures", responses=refusals(401, 403))
def list_brochures(service: ServiceHere, caller: CallerHere) -> BrochureListing:
    """The latest first, with what they propose."""
    company_id = own_id(caller)
    with service.reading(caller) as store:
        return BrochureListing(items=[brochure_shown(each) for each in store.brochures.of(company_id)])


@router.get("/{number}", summary="Read what a brochure proposes", responses=refusals(401, 403, 404))
def read_brochure(number: Number, service: ServiceHere, caller: CallerHere) -> BrochureShown:
    """Each proposal with its place, its sentence and what became of it."""
    company_id = own_id(caller)
    with service.reading(caller) as store:
        return brochure_shown(store.brochures.require(company_id, number))


@router.post(
    "/{number}/confirmation",
    summary="Confirm what a brochure proposes",
    responses=refusals(400, 401, 403, 404, 409, 413, 415, 422),
)
def confirm_brochure(
    number: Number, wanted: ConfirmationInput, service: ServiceHere, caller: CallerHere
) -> ConfirmationShown:
    """Takes these into the draft as they are worded here, and leaves the others out for good."""
    company_id = own_id(caller)
    with service.writing(caller) as store:
        proposals = proposals_kept(store.brochures.require(company_id, number))
        taken = []
        for each in wanted.take:
            if each.number >= len(proposals):
                continue
            proposal = proposals[each.number]
            taken.append(
                Confirmed(
                    each.number,
                    title=proposal.title if each.title is None else each.title,
                    text=proposal.text if each.text is None else each.text,
                    year=proposal.year if each.year is None else each.year,
                    agency=proposal.agency if each.agency is None else each.agency,
                )
            )
        added = confirm(store, caller, company_id, number, taken=taken, now=datetime.now(UTC))
        working = store.profiles.working(company_id)
        return ConfirmationShown(added=added, version=working.version if working else None)


def brochure_shown(brochure: Brochure) -> BrochureShown:
    """A brochure as JSON."""
    proposals = [
        ProposalShown.model_validate({**each.mapping(), "number": number})
        for number, each in enumerate(proposals_kept(brochure))
    ]
    return BrochureShown(
        number=brochure.id or 0,
        name=brochure.name,
        sha256=brochure.sha256,
        size=brochure.size,
        uploaded_at=brochure.uploaded_at,
        settled_at=brochure.settled_at,
        proposals=proposals,
    )
