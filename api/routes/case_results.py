"""Documents of cases, and what comes of licensed ones: money booked, terms, steps that follow."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Path, Request, Response, UploadFile
from pydantic.config import JsonDict

from api.attachments import file_response
from api.cases.reading import document_record, look_over, now_here, share_document
from api.routes.cases import WRITTEN, CasePartner, CaseReaderHere, Reference, answer, reader_here
from api.routes.dependencies import Bookkeeper, EntryNumber, ServiceHere, refusals
from api.schemas.bounds import LARGEST_NUMBER
from api.schemas.case_inputs import CaseCommitmentInput, CaseStepInput, TermsInput
from api.schemas.cases import CaseDocumentRecord, CaseRecord
from api.schemas.ledger import KeptEntry
from api.schemas.programme_inputs import VoidInput
from corpus.records import Audience
from matcher.cases.concluding import (
    Commitment,
    Step,
    Terms,
    add_step,
    book_commitment,
    bookings,
    set_terms,
    void_commitment,
)
from matcher.cases.documents import read_document, withdraw_document

router = APIRouter(prefix="/cases/{reference}", tags=["cases"])

Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Number of the document.")]
UPLOAD: JsonDict = {
    "requestBody": {"content": {"multipart/form-data": {"example": {"file": "(nda.pdf)", "audience": "both"}}}}
}
BYTES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file as it was brought.",
        "content": {"application/octet-stream": {"example": "(bytes)", "schema": {"type": "string"}}},
    }
}


@router.post("/documents", status_code=201, summary="Add a document to a case", openapi_extra=UPLOAD, responses=WRITTEN)
def add_case_document(
    *,
    reference: Reference,
    request: Request,
    service: ServiceHere,
    caller: CasePartner,
    file: Annotated[UploadFile, File(description="PDF, office document, image, text or archive.")],
    audience: Annotated[Audience, Form(description="Who has it; what a company brings is for both.")] = (
        Audience.OFFICIALS
    ),
) -> CaseDocumentRecord:
    """Nothing that is brought is ever deleted: a document is withdrawn."""
    content = file.file.read(service.settings.max_document_bytes + 1)
    look_over(service, reference, caller, file.filename or "", content)
    with service.writing(caller) as store:
        kept = share_document(
            service, store, reference, caller, name=file.filename or "", content=content, audience=audience
        )
        return document_record(kept, reader_here(request, caller))


@router.get(
    "/documents/{number}",
    summary="Download a document of a case",
    response_class=Response,
    responses=refusals(401, 403, 404, 422) | BYTES,
)
def download_case_document(
    reference: Reference, number: Number, service: ServiceHere, caller: CaseReaderHere
) -> Response:
    """As a file to keep, never shown in place."""
    with service.reading(caller) as store:
        document, content = read_document(store, reference, number, caller)
    return file_response(document.name, document.media_type, content)


@router.post("/documents/{number}/withdrawal", summary="Withdraw a document", responses=refusals(401, 403, 404, 422))
def withdraw_case_document(
    reference: Reference, number: Number, request: Request, service: ServiceHere, caller: CasePartner
) -> CaseDocumentRecord:
    """The company has it no more; officials see that it was there."""
    with service.writing(caller) as store:
        withdrawn = withdraw_document(store, reference, number, caller, now_here())
        return document_record(withdrawn, reader_here(request, caller))


@router.post("/bookings", status_code=201, summary="Book money of a licensed case", responses=WRITTEN)
def book_case(reference: Reference, wanted: CaseCommitmentInput, service: ServiceHere, caller: Bookkeeper) -> KeptEntry:
    """Refused where it would pass a ceiling that is known exactly."""
    with service.writing(caller) as store:
        return KeptEntry(id=book_commitment(store, reference, Commitment(**wanted.model_dump()), caller, now_here()))


@router.post("/bookings/{entry_id}/void", status_code=201, summary="Void a booking of a case", responses=WRITTEN)
def void_case_booking(
    reference: Reference, entry_id: EntryNumber, wanted: VoidInput, service: ServiceHere, caller: Bookkeeper
) -> KeptEntry:
    """By an entry of its own, whose number is the answer; both stay on record."""
    with service.writing(caller) as store:
        void_commitment(store, reference, entry_id, caller, reason=wanted.reason, now=now_here())
        entries = bookings(store, store.cases.require(reference))
        return KeptEntry(id=next(each.commitment.id or 0 for each in entries if each.commitment.voids == entry_id))


@router.put("/terms", summary="Set the terms of a licence", responses=WRITTEN)
def set_case_terms(
    reference: Reference, request: Request, wanted: TermsInput, service: ServiceHere, caller: Bookkeeper
) -> CaseRecord:
    """A base fee is at most a tenth of the development cost. Earlier terms stay in the history."""
    with service.writing(caller) as store:
        case = set_terms(store, reference, Terms(**wanted.model_dump()), caller, now_here())
        return answer(request, store, case, caller)


@router.post("/follow-ups", status_code=201, summary="Add a step after a licence", responses=WRITTEN)
def add_case_step(reference: Reference, wanted: CaseStepInput, service: ServiceHere, caller: Bookkeeper) -> KeptEntry:
    """Education, joint training or trial run."""
    with service.writing(caller) as store:
        return KeptEntry(id=add_step(store, reference, Step(**wanted.model_dump()), caller, now_here()))
