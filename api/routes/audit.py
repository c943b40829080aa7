"""The audit log, to be read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.routes.dependencies import AuditReader, Limit, ServiceHere, refusals
from api.schemas.accounts import EventRecord, Events
from corpus.problems import Invalid
from corpus.store.keys import RecordKey

router = APIRouter(prefix="/audit", tags=["audit"])

LARGEST_EVENT = 2**63 - 1
Before = Annotated[int | None, Query(ge=1, le=LARGEST_EVENT, description="The number before which the page begins.")]
Action = Annotated[str | None, Query(max_length=80, description="Only events of this action.")]
About = Annotated[str | None, Query(max_length=80, description="Only about this kind, with `id`.")]
Id = Annotated[str | None, Query(max_length=80, description="Only about this one, with `kind`.")]


@router.get("", summary="Read the audit log", responses=refusals(401, 403, 422))
def list_events(
    service: ServiceHere,
    _caller: AuditReader,
    *,
    before: Before = None,
    action: Action = None,
    kind: About = None,
    id: Id = None,  # noqa: A002 - the parameter's name
    limit: Limit = 100,
) -> Events:
    """What was decided, by whom, the latest first."""
    if (kind is None) != (id is None):
        raise Invalid.because("not_given", "kind" if kind is None else "id")
    record = RecordKey(kind, id) if kind is not None and id is not None else None
    with service.database.reading() as store:
        rows = store.audit.events(before, limit, action=action, record=record)
    following = rows[-1].seq if len(rows) == limit else None
    return Events(items=[EventRecord.model_validate(row) for row in rows], next=following)
