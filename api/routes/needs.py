"""Needs: register, replace, read, withdraw, restore."""

from __future__ import annotations

from fastapi import APIRouter

from api.reading import listing, need_record
from api.routes import writing
from api.routes.dependencies import NO_REASON, After, CallerHere, Limit, Reason, ServiceHere, Writer, refusals
from api.schemas.inputs import NeedInput
from api.schemas.records import Listing, NeedRecord, Registered

router = APIRouter(prefix="/needs", tags=["needs"])


@router.post("", status_code=201, summary="Register a need", responses=refusals(400, 401, 403, 409, 413, 415, 422))
def register_need(need: NeedInput, service: ServiceHere, caller: Writer) -> Registered:
    """Searchable from the next request on. An id that is on record already is refused."""
    return writing.register(service, caller, "needs", need)


@router.get("", summary="List needs", responses=refusals(422))
def list_needs(service: ServiceHere, caller: CallerHere, after: After = None, limit: Limit = 100) -> Listing:
    """In order of id."""
    with service.reading(caller) as store:
        return listing(store, "needs", after, limit)


@router.post("/{need_id:path}/restoration", summary="Restore a withdrawn need", responses=refusals(401, 403, 404))
def restore_need(need_id: str, service: ServiceHere, caller: Writer) -> Registered:
    """It is found again from the next request on."""
    return writing.restore(service, caller, "needs", need_id)


@router.put(
    "/{need_id:path}",
    summary="Register or replace a need",
    responses=refusals(400, 401, 403, 404, 409, 413, 415, 422),
)
def replace_need(need_id: str, need: NeedInput, service: ServiceHere, caller: Writer) -> Registered:
    """Keeps the former text as a version; what is the same stays unchanged."""
    return writing.replace(service, caller, "needs", need_id, need)


@router.delete("/{need_id:path}", summary="Withdraw a need", responses=refusals(401, 403, 404, 422))
def withdraw_need(need_id: str, service: ServiceHere, caller: Writer, reason: Reason = NO_REASON) -> Registered:
    """Gone from every answer at once; its history stays."""
    return writing.withdraw(service, caller, "needs", need_id, reason)


@router.get("/{need_id:path}", summary="Read a need", responses=refusals(404))
def read_need(need_id: str, service: ServiceHere, caller: CallerHere) -> NeedRecord:
    """The whole record."""
    with service.reading(caller) as store:
        return need_record(store, need_id)
