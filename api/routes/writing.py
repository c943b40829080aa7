"""Writing one record over the API: the same for every kind."""

from __future__ import annotations

from api.routes.dependencies import same_id, usable_id
from api.schemas.records import Registered
from api.service import Service
from corpus.drafts import CompanyDraft, RecordDraft
from corpus.passages import Kind
from corpus.problems import Conflict, Problem
from corpus.roles import Caller
from corpus.store import Store


def register(service: Service, caller: Caller, kind: Kind, draft: RecordDraft) -> Registered:
    """Raises Conflict for one that is on record: by its id, or a company without one by its numbers or name."""
    if draft.id:
        usable_id(draft.id)
    with service.writing(caller) as store:
        # Of several who register one id at once, one does.
        store.changes.lock()
        if draft.id and store.shelf(kind).get(draft.id) is not None:
            raise _on_record(kind, "id", draft.id, draft.id)
        outcome = store.put(kind, [draft])[0]
        if isinstance(draft, CompanyDraft) and not draft.id and outcome.change != "added":
            raise _on_record(kind, "name", draft.name, outcome.record_id)
        return _registered(store, kind, outcome.record_id, outcome.change)


def replace(service: Service, caller: Caller, kind: Kind, path_id: str, draft: RecordDraft) -> Registered:
    """Raises Conflict where the body names another record than the address."""
    kept = same_id(path_id, draft)
    with service.writing(caller) as store:
        outcome = store.put(kind, [draft.model_copy(update={"id": kept})])[0]
        return _registered(store, kind, kept, outcome.change)


def restore(service: Service, caller: Caller, kind: Kind, record_id: str) -> Registered:
    """Raises NotFound for an unknown record."""
    with service.writing(caller) as store:
        store.shelf(kind).restore(record_id)
        return _registered(store, kind, record_id, "restored")


def withdraw(service: Service, caller: Caller, kind: Kind, record_id: str, reason: str) -> Registered:
    """Raises NotFound for an unknown record."""
    with service.writing(caller) as store:
        store.shelf(kind).withdraw(record_id, reason)
        return _registered(store, kind, record_id, "withdrawn")


def _registered(store: Store, kind: Kind, record_id: str, change: str) -> Registered:
    row = store.shelf(kind).get(record_id, withdrawn=True)
    return Registered.model_validate({"id": record_id, "change": change, "version": row.version if row else 0})


def _on_record(kind: Kind, field: str, value: str, record_id: str) -> Conflict:
    return Conflict(Problem.of("already_registered", field, value, path=f"/api/v1/{kind}/{record_id}"))
