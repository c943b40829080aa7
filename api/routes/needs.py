"""Needs: register, replace, read, withdraw, restore."""

from __future__ import annotations

from fastapi import APIRouter

from api.reading import listing, need_record
from api.routes.dependencies import NO_REASON, After, Limit, Reason, ServiceHere, refusals, same_id, usable_id
from api.schemas.inputs import NeedInput
from api.schemas.records import Listing, NeedRecord, Registered
from corpus.problems import Conflict
from corpus.store import Store

router = APIRouter(prefix="/needs", tags=["needs"])


def registered(store: Store, need_id: str, change: str) -> Registered:
    row = store.needs.get(need_id, withdrawn=True)
    return Registered.model_validate({"id": need_id, "change": change, "version": row.version if row else 0})


@router.post("", status_code=201, summary="Register a need", responses=refusals(400, 409, 413, 415, 422))
def register_need(need: NeedInput, service: ServiceHere) -> Registered:
    """Searchable from the next request on. An id that is on record already is refused."""
    usable_id(need.id)
    with service.database.transaction() as store:
        # Of several who register one id at once, one does.
        store.changes.lock()
        if store.needs.get(need.id) is not None:
            raise Conflict.because("already_registered", "id", need.id, path=f"/api/v1/needs/{need.id}")
        outcome = store.needs.put([need])[0]
        return registered(store, outcome.record_id, outcome.change)


@router.get("", summary="List needs", responses=refusals(422))
def list_needs(service: ServiceHere, after: After = None, limit: Limit = 100) -> Listing:
    """In order of id."""
    with service.database.reading() as store:
        return listing(store, "needs", after, limit)


@router.post("/{need_id:path}/restoration", summary="Restore a withdrawn need", responses=refusals(404))
def restore_need(need_id: str, service: ServiceHere) -> Registered:
    """It is found again from the next request on."""
    with service.database.transaction() as store:
        store.needs.restore(need_id)
        return registered(store, need_id, "restored")


@router.put("/{need_id:path}", summary="Register or replace a need", responses=refusals(400, 409, 413, 415, 422))
def replace_need(need_id: str, need: NeedInput, service: ServiceHere) -> Registered:
    """Keeps the former text as a version; what is the same stays unchanged."""
    kept = need.model_copy(update={"id": same_id(need_id, need)})
    with service.database.transaction() as store:
        return registered(store, kept.id, store.needs.put([kept])[0].change)


@router.delete("/{need_id:path}", summary="Withdraw a need", responses=refusals(404, 422))
def withdraw_need(need_id: str, service: ServiceHere, reason: Reason = NO_REASON) -> Registered:
    """Gone from every answer at once; its history stays."""
    with service.database.transaction() as store:
        store.needs.withdraw(need_id, reason)
        return registered(store, need_id, "withdrawn")


@router.get("/{need_id:path}", summary="Read a need", responses=refusals(404))
def read_need(need_id: str, service: ServiceHere) -> NeedRecord:
    """The whole record."""
    with service.database.reading() as store:
        return need_record(store, need_id)
