"""The page of the index and the imports, for those who keep it fresh."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from api.index_status import index_status
from api.pages.dependencies import VisitHere
from api.pages.history import Rebuild, problem_in_words, rebuilds_in_words
from api.reading import run_record
from api.rebuilding import JOB
from api.schemas.imports import RunRecord
from corpus.roles import OFFICIALS

router = APIRouter(include_in_schema=False)

RUNS = 20


@router.get("/index")
def status_page(visit: VisitHere) -> Response:
    """Generations, and for officials rebuilds and imports, the latest first."""
    language = visit.words.language
    index = index_status(visit.service, visit.caller.tiers, language)
    rebuilds: list[Rebuild] = []
    imports: list[RunRecord] = []
    with visit.reading() as store:
        if visit.caller.role in OFFICIALS:
            rebuilds = rebuilds_in_words(store.jobs.history(JOB, limit=RUNS), language)
            imports = [run_record(run, language) for run in store.imports.page(limit=RUNS)]
    problem = problem_in_words(index.problem.code, "", language) if index.problem else None
    values = {"index": index, "problem": problem, "rebuilds": rebuilds, "imports": imports}
    return visit.page("status.html", values, here="index")
