"""Sheets of a patent or need as files."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.errors import language_of_request
from api.routes.dependencies import CallerHere, ServiceHere, refusals
from api.service import Service
from api.sheets.making import MEDIA_TYPES, SheetForm, SheetKind, Wanted, answered
from corpus.roles import Caller

router = APIRouter(tags=["sheets"])

With = Annotated[
    list[str] | None,
    Query(alias="with", max_length=20, description="Companies whose evidence goes on it; for officials, at most four."),
]
CONTENT: dict[str, Any] = {
    media: {"example": "(a file)", "schema": {"type": "string"}} for media in MEDIA_TYPES.values()
}
FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The sheet, as a file to keep.", "content": CONTENT}}
SENT = refusals(401, 403, 404, 413, 422, 503) | FILE


@router.get(
    "/patents/{patent_id:path}/sheet.{form}",
    summary="Download a patent's sales sheet",
    response_class=Response,
    responses=SENT,
)
def download_patent_sheet(
    *,
    patent_id: str,
    form: SheetForm,
    request: Request,
    service: ServiceHere,
    caller: CallerHere,
    companies: With = None,
) -> Response:
    """One page, drafted from the record's own sentences, each with its source, in the reader's language."""
    return _sheet(request, service, caller, "patents", patent_id, form, companies)


@router.get(
    "/needs/{need_id:path}/sheet.{form}", summary="Download a need sheet", response_class=Response, responses=SENT
)
def download_need_sheet(
    *,
    need_id: str,
    form: SheetForm,
    request: Request,
    service: ServiceHere,
    caller: CallerHere,
    companies: With = None,
) -> Response:
    """As the sales sheet of a patent."""
    return _sheet(request, service, caller, "needs", need_id, form, companies)


def _sheet(  # noqa: PLR0917 - who asks, and for which sheet
    request: Request,
    service: Service,
    caller: Caller,
    kind: SheetKind,
    record_id: str,
    form: SheetForm,
    companies: list[str] | None,
) -> Response:
    wanted = Wanted(kind, record_id, language_of_request(request), tuple(companies or ()))
    return answered(service, caller, wanted, form)
