"""The operator's first page: how the service is, in cards that lead on."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter
from starlette.responses import Response

from api.operating.overview import overview
from api.pages.dependencies import VisitHere
from api.pages.operating.branches import OVERVIEW, entered, shared
from api.pages.operating.history import outcome
from api.pages.operating.sizes import age, size

router = APIRouter(include_in_schema=False)


@router.get("/operation")
def overview_page(visit: VisitHere) -> Response:
    """What the caller may see of it. Raises Unauthorised, Forbidden."""
    caller = entered(visit, OVERVIEW)
    language = visit.words.language
    now = datetime.now(UTC)
    found = overview(visit.service, caller, language, now)
    values = {
        **shared(visit, OVERVIEW),
        "found": found,
        "size": size,
        "index_age": age(visit.words, now - found.index.built) if found.index.built else "",
        "running": [job for job in found.jobs or () if job.state == "running"],
        "outcome": lambda detail: outcome(detail or "", language).reason,
    }
    return visit.page("operating/overview.html", values, here="operation")
