"""Patents: register, replace, read, withdraw, restore."""

from __future__ import annotations

from fastapi import APIRouter

from api.reading import listing, patent_record
from api.routes import writing
from api.routes.dependencies import NO_REASON, After, CallerHere, Limit, Reason, ServiceHere, Writer, refusals
from api.schemas.inputs import PatentInput
from api.schemas.records import Listing, PatentRecord, Registered

router = APIRouter(prefix="/patents", tags=["patents"])


@router.post("", status_code=201, summary="Register a patent", responses=refusals(400, 401, 403, 409, 413, 415, 422))
def register_patent(patent: PatentInput, service: ServiceHere, caller: Writer) -> Registered:
    """Searchable from the next request on. An id that is on record already is refused."""
    return writing.register(service, caller, "patents", patent)


@router.get("", summary="List patents", responses=refusals(422))
def list_patents(service: ServiceHere, caller: CallerHere, after: After = None, limit: Limit = 100) -> Listing:
    """In order of id."""
    with service.reading(caller) as store:
        return listing(store, "patents", after, limit)


@router.post("/{patent_id:path}/restoration", summary="Restore a withdrawn patent", responses=refusals(401, 403, 404))
def restore_patent(patent_id: str, service: ServiceHere, caller: Writer) -> Registered:
    """It is found again from the next request on."""
    return writing.restore(service, caller, "patents", patent_id)


@router.put(
    "/{patent_id:path}",
    summary="Register or replace a patent",
    responses=refusals(400, 401, 403, 404, 409, 413, 415, 422),
)
def replace_patent(patent_id: str, patent: PatentInput, service: ServiceHere, caller: Writer) -> Registered:
    """Keeps the former text as a version; what is the same stays unchanged."""
    return writing.replace(service, caller, "patents", patent_id, patent)


@router.delete("/{patent_id:path}", summary="Withdraw a patent", responses=refusals(401, 403, 404, 422))
def withdraw_patent(patent_id: str, service: ServiceHere, caller: Writer, reason: Reason = NO_REASON) -> Registered:
    """Gone from every answer at once; its history stays."""
    return writing.withdraw(service, caller, "patents", patent_id, reason)


@router.get("/{patent_id:path}", summary="Read a patent", responses=refusals(404))
def read_patent(patent_id: str, service: ServiceHere, caller: CallerHere) -> PatentRecord:
    """The whole record."""
    with service.reading(caller) as store:
        return patent_record(store, patent_id)
