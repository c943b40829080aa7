"""The page of the index and the imports, for those who keep it fresh."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.errors import language_of_request
from api.index_status import index_status
from api.pages.dependencies import ServiceHere, TemplatesHere
from api.pages.history import problem_in_words, rebuilds_in_words
from api.reading import run_record
from api.rebuilding import JOB

router = APIRouter(include_in_schema=False)

RUNS = 20


@router.get("/index")
def status_page(request: Request, service: ServiceHere, templates: TemplatesHere) -> Response:
    """Generations, rebuilds and imports, the latest first."""
    language = language_of_request(request)
    index = index_status(service, language)
    with service.database.reading() as store:
        rebuilds = rebuilds_in_words(store.jobs.history(JOB, limit=RUNS), language)
        imports = [run_record(run, language) for run in store.imports.page(limit=RUNS)]
    problem = problem_in_words(index.problem.code, "", language) if index.problem else None
    values = {"index": index, "problem": problem, "rebuilds": rebuilds, "imports": imports}
    return templates.page(request, "status.html", values, here="index")
