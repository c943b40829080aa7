"""Uploads: files that are kept at once and imported after."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Body, File, Form, Path, Query, Request, UploadFile
from pydantic.config import JsonDict

from api.errors import language_of_request
from api.imports.importer import Importer
from api.imports.uploading import Wanted, accept, repeat
from api.reading import upload_record
from api.routes.dependencies import Importer as ImporterHere
from api.routes.dependencies import Limit, ServiceHere, refusals
from api.schemas.bounds import LARGEST_NUMBER
from api.schemas.operation import RepeatInput, UploadRecord, Uploads

router = APIRouter(prefix="/uploads", tags=["imports"])

EXAMPLE: JsonDict = {
    "requestBody": {
        "content": {
            "multipart/form-data": {
                "example": {"file": "(companies.xlsx)", "format": "auto", "dry_run": False, "rebuild": True}
            }
        }
    }
}
UploadId = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Number of the upload.")]
Before = Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER, description="The upload before which the page begins.")]


@router.post(
    "",
    status_code=202,
    summary="Send a file to be imported",
    openapi_extra=EXAMPLE,
    responses=refusals(400, 401, 403, 404, 413, 415, 422),
)
def send_upload(
    request: Request,
    service: ServiceHere,
    caller: ImporterHere,
    file: Annotated[UploadFile, File(description="Any file that a format reads, plain, gzipped or in an archive.")],
    *,
    format: Annotated[str, Form(description="`auto`, or the name of a format.", max_length=80)] = "auto",  # noqa: A002 - the field's name
    dry_run: Annotated[bool, Form(description="Only report what would be done.")] = False,
    rebuild: Annotated[bool, Form(description="Ask for a rebuild afterwards.")] = False,
    mends: Annotated[
        int | None, Form(ge=1, le=LARGEST_NUMBER, description="The import whose rejected rows it brings back mended.")
    ] = None,
) -> UploadRecord:
    """Answered as soon as the file is kept: from then on it is imported whatever happens to this process."""
    number = accept(service, caller, file.file, file.filename or "", Wanted(format, dry_run, rebuild, mends))
    importer: Importer = request.app.state.importer
    importer.wake()
    with service.database.reading() as store:
        return upload_record(store.uploads.require(number), language_of_request(request))


@router.get("", summary="List uploads", responses=refusals(401, 403, 422))
def list_uploads(
    request: Request, service: ServiceHere, _caller: ImporterHere, before: Before = None, limit: Limit = 50
) -> Uploads:
    """The latest first."""
    language = language_of_request(request)
    with service.database.reading() as store:
        rows = store.uploads.page(before, limit)
    return Uploads(
        items=[upload_record(row, language) for row in rows], next=rows[-1].id if len(rows) == limit else None
    )


@router.get("/{upload_id:int}", summary="Read an upload", responses=refusals(401, 403, 404))
def read_upload(upload_id: UploadId, request: Request, service: ServiceHere, _caller: ImporterHere) -> UploadRecord:
    """How far it is, and what became of its files."""
    with service.database.reading() as store:
        return upload_record(store.uploads.require(upload_id), language_of_request(request))


@router.post(
    "/{upload_id:int}/repetition",
    status_code=202,
    summary="Import an upload again",
    responses=refusals(400, 401, 403, 404, 409, 415, 422),
)
def repeat_upload(
    upload_id: UploadId,
    request: Request,
    service: ServiceHere,
    caller: ImporterHere,
    wanted: RepeatInput = Body(default=RepeatInput()),  # noqa: B008 - FastAPI's form
) -> UploadRecord:
    """One that failed, perhaps read as another format, or a dry run for real. Its file is kept for seven days."""
    repeat(service, caller, upload_id, wanted.format, datetime.now(UTC), dry_run=wanted.dry_run)
    importer: Importer = request.app.state.importer
    importer.wake()
    with service.database.reading() as store:
        return upload_record(store.uploads.require(upload_id), language_of_request(request))
