"""What a record was before: its versions, and each as it stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from api.schemas.records import CompanyRecord, NeedRecord, PatentRecord
from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft
from corpus.passages import Kind
from corpus.problems import NotFound
from corpus.records import RecordVersion
from corpus.store import Store
from corpus.store.companies import Companies
from corpus.store.needs import Needs
from corpus.store.patents import Patents

AnyRecord = PatentRecord | CompanyRecord | NeedRecord
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Version:
    """`source` is the imported file that brought it, "" where it was registered one by one."""

    number: int
    recorded: datetime
    source: str


def versions_of(store: Store, kind: Kind, record_id: str) -> list[Version]:
    """The latest versions, the newest first."""
    rows = _rows(store, kind, record_id)[-SHOWN:]
    runs = {row.import_run_id: store.imports.get(row.import_run_id) for row in rows if row.import_run_id is not None}
    names = {run_id: run.source_name for run_id, run in runs.items() if run is not None}
    return [Version(row.version, row.recorded_at, names.get(row.import_run_id or 0, "")) for row in reversed(rows)]


def former(store: Store, kind: Kind, record: AnyRecord, version: int) -> AnyRecord:
    """The record as that version had it. Raises NotFound `unknown_record_version`."""
    row = next((row for row in _rows(store, kind, record.id) if row.version == version), None)
    if row is None:
        raise NotFound.because("unknown_record_version", "version", version, record=record.id)
    kept: Mapping[str, object] = {
        "id": record.id,
        "version": row.version,
        "content_hash": row.content_hash,
        "language": record.language,
        "tier": record.tier,
        "created_at": record.created_at,
        "updated_at": row.recorded_at,
    }
    if isinstance(record, PatentRecord):
        patent = PatentDraft.model_validate(row.content).model_dump(mode="json")
        owners = [{"name": owner["name"], "organisation_id": ""} for owner in patent["owners"]]
        return PatentRecord.model_validate({**patent, **kept, "owners": owners})
    if isinstance(record, CompanyRecord):
        company = CompanyDraft.model_validate(row.content).model_dump(mode="json")
        profile = {
            **company["profile"],
            "company_id": record.id,
            "version": version,
            "status": "withdrawn",
            "content_hash": row.content_hash,
            "created_at": row.recorded_at,
        }
        own = {"organisation_id": record.organisation_id, "profile_version": None, "profile": profile}
        return CompanyRecord.model_validate({**company, **kept, **own})
    need = NeedDraft.model_validate(row.content).model_dump(mode="json")
    return NeedRecord.model_validate({**need, **kept, "organisation_id": record.organisation_id})


def _rows(store: Store, kind: Kind, record_id: str) -> list[RecordVersion]:
    shelves: Mapping[Kind, Patents | Companies | Needs]
    shelves = {"patents": store.patents, "companies": store.companies, "needs": store.needs}
    return shelves[kind].history(record_id)
