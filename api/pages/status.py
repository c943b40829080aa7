"""The page of the index and the imports, for those who keep it fresh."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.errors import language_of_request
from api.index_status import index_status
from api.pages.dependencies import ServiceHere, TemplatesHere
from api.rebuilding import JOB

router = APIRouter(include_in_schema=False)

RUNS = 20


@router.get("/index")
def status_page(request: Request, service: ServiceHere, templates: TemplatesHere) -> Response:
    """Generations, rebuilds and imports, the latest first."""
    index = index_status(service, language_of_request(request))
    with service.database.reading() as store:
        rebuilds = store.jobs.history(JOB, limit=RUNS)
        imports = store.imports.page(limit=RUNS)
    values = {"index": index, "rebuilds": rebuilds, "imports": imports}
    return templates.page(request, "status.html", values, here="index")
