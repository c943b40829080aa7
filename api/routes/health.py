"""Whether the process is alive, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.ending import is_ending
from api.errors import language_of_request, worded
from api.routes.dependencies import ServiceHere
from api.schemas.index import Alive, Ready
from corpus.problems import Refused, Unavailable
from corpus.roles import NOBODY
from index.searcher import EMPTY

router = APIRouter(tags=["health"])


@router.get("/health", summary="Alive")
def alive(request: Request) -> Alive:
    """Answers as long as the process does; looks at nothing else."""
    return Alive(status="alive", version=request.app.version)


@router.get(
    "/ready", summary="Ready", responses={503: {"model": Ready, "description": "Not ready; `reason` says why."}}
)
def ready(request: Request, response: Response, service: ServiceHere) -> Ready:
    """Ready means: the database answers with the right schema, a verified generation, or none yet, is loaded, what
    keeps its vectors answers, and the process was not told to end.
    """
    database = False
    try:
        database = service.database.up_to_date()
        if is_ending(request):
            raise Unavailable.because("process_ends")
        service.searcher()
        searcher = service.searcher(NOBODY.tiers)
        service.check_vectors()
    except Refused as refused:
        response.status_code = 503
        reason = worded(refused.problem, language_of_request(request)).reason
        return Ready(ready=False, database=database, generation=EMPTY, reason=reason)
    response.status_code = 200 if database else 503
    return Ready(ready=database, database=database, generation=searcher.generation)
