"""The index: its state, verification, roll-back, and rebuilds on request."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Body, Request

from api.errors import detail, language_of_request
from api.index_status import index_status
from api.rebuilding import JOB
from api.routes.dependencies import ServiceHere, refusals
from api.schemas.index import IndexStatus, Queued, Rolled, Verification
from api.schemas.inputs import RebuildInput, RollbackInput
from corpus.problems import NotFound, Unavailable

router = APIRouter(prefix="/index", tags=["index"])


@router.get("", summary="What is searched", responses=refusals(503))
def read_index(request: Request, service: ServiceHere) -> IndexStatus:
    """The serving generation, those that are kept, and what waits for the next rebuild."""
    return index_status(service, language_of_request(request))


@router.post("/verification", summary="Verify the serving generation", responses=refusals(404))
def verify_index(request: Request, service: ServiceHere) -> Verification:
    """Reads every file and compares it with what was published."""
    name = service.generations.current()
    if name is None:
        raise NotFound.because("no_generation", "generation")
    try:
        service.generations.verify(name)
    except Unavailable as damaged:
        problem = detail(damaged.problem, language_of_request(request))
        return Verification(generation=name, sound=False, problem=problem)
    return Verification(generation=name, sound=True)


@router.post("/rollback", summary="Serve an earlier generation", responses=refusals(400, 404, 409, 415, 422, 503))
def roll_back(service: ServiceHere, rollback: RollbackInput = Body(default=RollbackInput())) -> Rolled:  # noqa: B008 - FastAPI's form
    """The named one, or the newest before the serving one; it is verified first."""
    return Rolled(generation=service.generations.roll_back(rollback.to))


@router.post("/rebuild", status_code=202, summary="Ask for a rebuild", responses=refusals(400, 415, 422))
def request_rebuild(service: ServiceHere, wanted: RebuildInput = Body(default=RebuildInput())) -> Queued:  # noqa: B008 - FastAPI's form
    """The worker takes it up; GET /index shows the new generation once it serves."""
    now = datetime.now(UTC)
    with service.database.transaction() as store:
        store.jobs.request(JOB, now, {"full": wanted.full})
    return Queued(job=JOB, requested_at=now)
