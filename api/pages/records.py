"""One record in full, as it is or as an earlier version had it, with the way on in each direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.errors import language_of_request
from api.language import Words
from api.pages.dependencies import ServiceHere, TemplatesHere
from api.pages.rendering import Templates
from api.pages.versions import former, versions_of
from api.pages.view import AnyRecord, record_view
from api.reading import company_record, need_record, patent_record
from api.wiring import Service
from corpus.passages import Kind
from corpus.store import Store

router = APIRouter(include_in_schema=False)

Version = Annotated[int | None, Query(ge=1, le=1_000_000)]


@router.get("/patents/{record_id:path}")
def patent_page(
    record_id: str, request: Request, service: ServiceHere, templates: TemplatesHere, version: Version = None
) -> Response:
    """The patent's facts, abstract and claims."""
    return _page("patents", patent_record, request, service, templates, record_id=record_id, version=version)


@router.get("/companies/{record_id:path}")
def company_page(
    record_id: str, request: Request, service: ServiceHere, templates: TemplatesHere, version: Version = None
) -> Response:
    """The company's facts and what it can do."""
    return _page("companies", company_record, request, service, templates, record_id=record_id, version=version)


@router.get("/needs/{record_id:path}")
def need_page(
    record_id: str, request: Request, service: ServiceHere, templates: TemplatesHere, version: Version = None
) -> Response:
    """The need's facts and description."""
    return _page("needs", need_record, request, service, templates, record_id=record_id, version=version)


def _page(
    kind: Kind,
    read: Callable[[Store, str], AnyRecord],
    request: Request,
    service: Service,
    templates: Templates,
    *,
    record_id: str,
    version: int | None,
) -> Response:
    with service.database.reading() as store:
        record = read(store, record_id)
        versions = versions_of(store, kind, record_id)
        if version is not None and version != record.version:
            record = former(store, kind, record, version)
    words = Words(language_of_request(request))
    values = {"record": record_view(record, words), "versions": versions, "current": versions[0].number}
    return templates.page(request, "record.html", values, here="record")
