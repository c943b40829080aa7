"""The index: its state, verification, roll-back, and rebuilds on request."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Body, Request

from api.errors import language_of_request
from api.operating.index_operation import roll_back, verified
from api.operating.index_status import index_status
from api.operating.jobs import ask_for
from api.routes.dependencies import CallerHere, Operator, ServiceHere, refusals
from api.schemas.index import IndexStatus, Queued, Rolled, Verifications
from api.schemas.inputs import RebuildInput, RollbackInput
from api.service import REBUILD

router = APIRouter(prefix="/index", tags=["index"])


@router.get("", summary="What is searched", responses=refusals(503))
def read_index(request: Request, service: ServiceHere, caller: CallerHere) -> IndexStatus:
    """The serving generation, those that are kept, and what waits for the next rebuild."""
    return index_status(service, caller.tiers, language_of_request(request))


@router.post("/verification", summary="Verify the serving generations", responses=refusals(401, 403, 404))
def verify_index(request: Request, service: ServiceHere, _caller: Operator) -> Verifications:
    """Reads every file of each tier's generation and compares it with what was published."""
    return Verifications(items=verified(service, language_of_request(request)))


@router.post(
    "/rollback", summary="Serve an earlier generation", responses=refusals(400, 401, 403, 404, 409, 415, 422, 503)
)
def request_roll_back(
    service: ServiceHere,
    caller: Operator,
    rollback: RollbackInput = Body(default=RollbackInput()),  # noqa: B008 - FastAPI's form
) -> Rolled:
    """The named one, or the newest before the serving one of that tier; it is verified first."""
    name = roll_back(service, caller, rollback.tier, rollback.to, rollback.reason)
    return Rolled(tier=rollback.tier, generation=name)


@router.post("/rebuild", status_code=202, summary="Ask for a rebuild", responses=refusals(400, 401, 403, 415, 422))
def request_rebuild(
    service: ServiceHere,
    caller: Operator,
    wanted: RebuildInput = Body(default=RebuildInput()),  # noqa: B008 - FastAPI's form
) -> Queued:
    """The worker takes it up; GET /index shows the new generation once it serves, GET /jobs how far it is."""
    return Queued(job=REBUILD, requested_at=ask_for(service, caller, REBUILD, datetime.now(UTC), full=wanted.full))
