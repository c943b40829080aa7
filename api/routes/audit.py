"""The audit log, to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.days import span
from api.downloads import FILE, download
from api.errors import language_of_request
from api.exporting import Form
from api.operating import checkpoints
from api.operating.registers import event_cells, event_columns
from api.routes.dependencies import AuditReader, Limit, ServiceHere, parameters, refusals
from api.schemas.audit import ChainRecord, CheckpointRecord, EventRecord, Events
from corpus.problems import Invalid
from corpus.store.audit import Search
from corpus.store.keys import RecordKey

router = APIRouter(prefix="/audit", tags=["audit"])
files = APIRouter(tags=["audit"])
"""Addresses that end in the form of a file."""

LARGEST_EVENT = 2**63 - 1
Before = Annotated[int | None, Query(ge=1, le=LARGEST_EVENT, description="The number before which the page begins.")]
Action = Annotated[str | None, Query(max_length=80, description="Only events of this action.")]
About = Annotated[str | None, Query(max_length=80, description="Only about this kind, with `id`.")]
Id = Annotated[str | None, Query(max_length=80, description="Only about this one, with `kind`.")]


@dataclass(frozen=True, slots=True)
class EventParameters:
    """Which events are looked for, as parameters of an address."""

    action: Action = None
    actor: Annotated[str | None, Query(max_length=80, description="Only what this account did.")] = None
    kind: About = None
    id: Id = None
    since: Annotated[date | None, Query(description="The first day, in the service's time zone.")] = None
    until: Annotated[date | None, Query(description="The last day.")] = None
    text: Annotated[str, Query(max_length=200, description="In the facts or the id, in any case.")] = ""

    def search(self, zone: str) -> Search:
        """Raises Invalid `not_given` for a kind without an id, or an id without a kind."""
        if (self.kind is None) != (self.id is None):
            raise Invalid.because("not_given", "kind" if self.kind is None else "id")
        record = RecordKey(self.kind, self.id) if self.kind is not None and self.id is not None else None
        days = span(self.since, self.until, zone)
        return Search(self.action, self.actor, record, days.since, days.until, self.text.strip())


SoughtHere = Annotated[EventParameters, Depends(parameters(EventParameters))]


@router.get("", summary="Read the audit log", responses=refusals(401, 403, 422))
def list_events(
    service: ServiceHere,
    _caller: AuditReader,
    sought: SoughtHere,
    before: Before = None,
    limit: Limit = 100,
) -> Events:
    """What was decided, by whom, the latest first."""
    with service.database.reading() as store:
        rows = store.audit.search(sought.search(service.settings.time_zone), before, limit)
    following = rows[-1].seq if len(rows) == limit else None
    return Events(items=[EventRecord.model_validate(row) for row in rows], next=following)


@router.get("/verification", summary="Verify the audit log", responses=refusals(401, 403))
def verify_log(service: ServiceHere, _caller: AuditReader) -> ChainRecord:
    """Reads the whole chain. An end that was cut off, or a chain computed anew, shows against a checkpoint only."""
    with service.database.reading() as store:
        return ChainRecord.model_validate(store.audit.verify())


@router.get("/checkpoint", summary="Take a checkpoint of the audit log", responses=refusals(401, 403, 409, 503))
def take_checkpoint(service: ServiceHere, _caller: AuditReader, response: Response) -> CheckpointRecord:
    """Verifies the whole chain and signs how far it reaches: a file to keep where the database is not."""
    document = checkpoints.taken(service)
    response.headers["Content-Disposition"] = f'attachment; filename="{checkpoints.name_of(document)}"'
    return CheckpointRecord.model_validate(document)


@files.get(
    "/audit.{form}",
    summary="Download the audit log",
    response_class=Response,
    responses=refusals(401, 403, 413, 422) | FILE,
)
def download_events(
    form: Form,
    request: Request,
    service: ServiceHere,
    _caller: AuditReader,
    sought: SoughtHere,
) -> Response:
    """The events that were looked for, as a table."""
    language = language_of_request(request)
    with service.database.reading() as store:
        events = store.audit.found(sought.search(service.settings.time_zone))
        return download(form, event_columns(language), map(event_cells, events), "audit", language)
