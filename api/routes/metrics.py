"""What Prometheus reads: how the service is, for those who operate it."""

from __future__ import annotations

from datetime import UTC, datetime
from secrets import compare_digest
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.accounts.authentication import caller_of, checked
from api.operating.gauges import exposition
from api.routes.dependencies import ServiceHere, refusals
from corpus.roles import Right

router = APIRouter(tags=["operation"])

PATH: Final = "/metrics"
EXAMPLE: Final = """# HELP matcher_index_age_seconds Time since the generation in use was built
# TYPE matcher_index_age_seconds gauge
matcher_index_age_seconds{tier="public"} 41230.5
"""
TEXT: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/plain": {"example": EXAMPLE}}, "description": "Prometheus's text form."}
}


async def _scraper(request: Request, service: ServiceHere) -> None:
    """Lets in whoever has the token of the settings, which needs no database, or may operate.

    The counts are of all tiers: nobody else may know of them. Raises Unauthorised, Forbidden.
    """
    kept = service.settings.metrics_token
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if kept is not None and scheme.lower() == "bearer":
        known = kept.get_secret_value().encode()
        if known and compare_digest(given.strip().encode(), known):
            return
    checked(await caller_of(request), Right.OPERATE)


@router.get(
    PATH,
    summary="Read figures for Prometheus",
    response_class=Response,
    responses=refusals(401, 403) | TEXT,
    dependencies=[Depends(_scraper)],
)
def read_metrics(service: ServiceHere) -> Response:
    """Of this process (or of all that `matcher serve` started) and of what all share: docs/operations.md names each."""
    content = service.meters.exposition() + exposition(service, datetime.now(UTC))
    return Response(content, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
