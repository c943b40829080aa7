"""The index: its state, verification, roll-back, and rebuilds on request."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Body, Request

from api.errors import detail, language_of_request
from api.index_status import index_status
from api.rebuilding import JOB
from api.routes.dependencies import CallerHere, Operator, ServiceHere, refusals
from api.schemas.index import IndexStatus, Queued, Rolled, Verification, Verifications
from api.schemas.inputs import RebuildInput, RollbackInput
from api.wiring import Service
from corpus.disclosure import Tier
from corpus.problems import NotFound, Unavailable
from corpus.text import Language

router = APIRouter(prefix="/index", tags=["index"])


@router.get("", summary="What is searched", responses=refusals(503))
def read_index(request: Request, service: ServiceHere, caller: CallerHere) -> IndexStatus:
    """The serving generation, those that are kept, and what waits for the next rebuild."""
    return index_status(service, caller.tiers, language_of_request(request))


@router.post("/verification", summary="Verify the serving generations", responses=refusals(401, 403, 404))
def verify_index(request: Request, service: ServiceHere, _caller: Operator) -> Verifications:
    """Reads every file of each tier's generation and compares it with what was published."""
    serving = {tier: name for tier, kept in service.generations.items() if (name := kept.current())}
    if not serving:
        raise NotFound.because("no_generation", "generation")
    language = language_of_request(request)
    return Verifications(items=[_verified(service, tier, name, language) for tier, name in serving.items()])


@router.post(
    "/rollback", summary="Serve an earlier generation", responses=refusals(400, 401, 403, 404, 409, 415, 422, 503)
)
def roll_back(
    service: ServiceHere,
    _caller: Operator,
    rollback: RollbackInput = Body(default=RollbackInput()),  # noqa: B008 - FastAPI's form
) -> Rolled:
    """The named one, or the newest before the serving one of that tier; it is verified first."""
    return Rolled(tier=rollback.tier, generation=service.generations[rollback.tier].roll_back(rollback.to))


@router.post("/rebuild", status_code=202, summary="Ask for a rebuild", responses=refusals(400, 401, 403, 415, 422))
def request_rebuild(
    service: ServiceHere,
    _caller: Operator,
    wanted: RebuildInput = Body(default=RebuildInput()),  # noqa: B008 - FastAPI's form
) -> Queued:
    """The worker takes it up; GET /index shows the new generation once it serves."""
    now = datetime.now(UTC)
    with service.database.transaction() as store:
        store.jobs.request(JOB, now, {"full": wanted.full})
    return Queued(job=JOB, requested_at=now)


def _verified(service: Service, tier: Tier, name: str, language: Language) -> Verification:
    try:
        service.generations[tier].verify(name)
    except Unavailable as damaged:
        return Verification(tier=tier, generation=name, sound=False, problem=detail(damaged.problem, language))
    return Verification(tier=tier, generation=name, sound=True)
