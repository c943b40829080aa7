"""Patents: register, replace, read, withdraw, restore."""

from __future__ import annotations

from fastapi import APIRouter

from api.reading import listing, patent_record
from api.routes.dependencies import NO_REASON, After, Limit, Reason, ServiceHere, refusals, same_id, usable_id
from api.schemas.inputs import PatentInput
from api.schemas.records import Listing, PatentRecord, Registered
from corpus.problems import Conflict
from corpus.store import Store

router = APIRouter(prefix="/patents", tags=["patents"])


def registered(store: Store, patent_id: str, change: str) -> Registered:
    row = store.patents.get(patent_id, withdrawn=True)
    return Registered.model_validate({"id": patent_id, "change": change, "version": row.version if row else 0})


@router.post("", status_code=201, summary="Register a patent", responses=refusals(400, 409, 413, 415, 422))
def register_patent(patent: PatentInput, service: ServiceHere) -> Registered:
    """Searchable from the next request on. An id that is on record already is refused."""
    usable_id(patent.id)
    with service.database.transaction() as store:
        # Of several who register one id at once, one does.
        store.changes.lock()
        if store.patents.get(patent.id) is not None:
            raise Conflict.because("already_registered", "id", patent.id, path=f"/api/v1/patents/{patent.id}")
        outcome = store.patents.put([patent])[0]
        return registered(store, outcome.record_id, outcome.change)


@router.get("", summary="List patents", responses=refusals(422))
def list_patents(service: ServiceHere, after: After = None, limit: Limit = 100) -> Listing:
    """In order of id."""
    with service.database.reading() as store:
        return listing(store, "patents", after, limit)


@router.post("/{patent_id:path}/restoration", summary="Restore a withdrawn patent", responses=refusals(404))
def restore_patent(patent_id: str, service: ServiceHere) -> Registered:
    """It is found again from the next request on."""
    with service.database.transaction() as store:
        store.patents.restore(patent_id)
        return registered(store, patent_id, "restored")


@router.put("/{patent_id:path}", summary="Register or replace a patent", responses=refusals(400, 409, 413, 415, 422))
def replace_patent(patent_id: str, patent: PatentInput, service: ServiceHere) -> Registered:
    """Keeps the former text as a version; what is the same stays unchanged."""
    kept = patent.model_copy(update={"id": same_id(patent_id, patent)})
    with service.database.transaction() as store:
        return registered(store, kept.id, store.patents.put([kept])[0].change)


@router.delete("/{patent_id:path}", summary="Withdraw a patent", responses=refusals(404, 422))
def withdraw_patent(patent_id: str, service: ServiceHere, reason: Reason = NO_REASON) -> Registered:
    """Gone from every answer at once; its history stays."""
    with service.database.transaction() as store:
        store.patents.withdraw(patent_id, reason)
        return registered(store, patent_id, "withdrawn")


@router.get("/{patent_id:path}", summary="Read a patent", responses=refusals(404))
def read_patent(patent_id: str, service: ServiceHere) -> PatentRecord:
    """The whole record."""
    with service.database.reading() as store:
        return patent_record(store, patent_id)
