"""Completions: what a reader who begins to type may mean."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.routes.dependencies import CallerHere, ServiceHere, refusals
from api.schemas.completions import Completion, Completions
from corpus.passages import KINDS, Kind
from corpus.store.completions import LONGEST

router = APIRouter(prefix="/completions", tags=["completions"])


@router.get("", summary="Complete an id, title or name", responses=refusals(401, 422, 503))
def complete(
    service: ServiceHere,
    caller: CallerHere,
    q: Annotated[str, Query(description="What was typed so far.", min_length=1, max_length=LONGEST)],
    kind: Annotated[Kind | None, Query(description="Only records of this kind.")] = None,
) -> Completions:
    """At most ten records that begin with the text or contain it, of those that the caller may know of."""
    with service.reading(caller) as store:
        found = store.completions.of(q, (kind,) if kind else KINDS)
    return Completions(items=[Completion.model_validate(each) for each in found])
