"""What the three kinds of records have in common: put with versions, withdraw, restore, read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import delete, func
from sqlmodel import Session, SQLModel, col, select

from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft
from corpus.passages import Kind
from corpus.problems import NotFound
from corpus.records import Action, Company, Need, Patent, RecordVersion
from corpus.store.changes import Changes
from corpus.store.organisations import Organisations
from corpus.store.outcomes import Outcome, Put
from corpus.store.tables import batches, insert_rows, now, table, update_rows
from corpus.text import content_hash

R = TypeVar("R", Patent, Company, Need)
D = TypeVar("D", PatentDraft, CompanyDraft, NeedDraft)


@dataclass(frozen=True, slots=True)
class Entry(Generic[D]):
    """A draft on its way in, with the id it gets, what is kept of it as a version, and that content's hash."""

    record_id: str
    draft: D
    content: Mapping[str, Any]
    content_hash: str

    @classmethod
    def of(cls, record_id: str, draft: D) -> Entry[D]:
        """Fields at their default are left out, so a field that drafts gain later changes no record's hash."""
        content = draft.model_dump(mode="json", exclude_defaults=True)
        return cls(record_id, draft, content, content_hash(content))


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on record of an id."""

    version: int
    content_hash: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch's rows by record id (the kind's own columns), and the rows that hang on them, by table."""

    rows: Mapping[str, Mapping[str, Any]]
    parts: Mapping[type[SQLModel], Sequence[Mapping[str, Any]]] = field(default_factory=dict)


class Shelf(ABC, Generic[R, D]):
    """The records of one kind. Nothing here commits."""

    kind: Kind
    model: type[R]
    unknown: str
    """The code of the problem that an id is not there."""
    rewritten: tuple[type[SQLModel], ...] = ()
    """Tables whose rows are replaced with their patent's."""

    def __init__(self, session: Session, changes: Changes, organisations: Organisations) -> None:
        self._session = session
        self._changes = changes
        self._organisations = organisations

    def get(self, record_id: str, *, withdrawn: bool = False) -> R | None:
        """The record, or None; a withdrawn one only when asked for."""
        row = self._session.get(self.model, record_id, populate_existing=True)
        return row if row and (withdrawn or row.withdrawn_at is None) else None

    def require(self, record_id: str) -> R:
        """The live record. Raises NotFound."""
        row = self.get(record_id)
        if row is None:
            raise NotFound.because(self.unknown, "id", record_id)
        return row

    def page(self, after_id: str | None = None, limit: int = 100) -> list[R]:
        """Live records in order of id, from the one after `after_id`."""
        statement = select(self.model).where(col(self.model.withdrawn_at).is_(None))
        if after_id is not None:
            statement = statement.where(col(self.model.id) > after_id)
        return list(self._session.exec(statement.order_by(col(self.model.id)).limit(limit)))

    def count(self) -> int:
        """How many live records there are."""
        statement = select(func.count()).select_from(self.model).where(col(self.model.withdrawn_at).is_(None))
        return self._session.exec(statement).one()

    def history(self, record_id: str) -> list[RecordVersion]:
        """Every version of a record, the first first; empty for an unknown one."""
        statement = select(RecordVersion).where(RecordVersion.kind == self.kind, RecordVersion.record_id == record_id)
        return list(self._session.exec(statement.order_by(col(RecordVersion.version))))

    def withdraw(self, record_id: str, reason: str) -> None:
        """Takes a record out of sight, not out of the database. Again changes nothing. Raises NotFound."""
        row = self._locked(record_id)
        if row.withdrawn_at is None:
            row.withdrawn_at = row.updated_at = now()
            row.withdrawn_reason = reason
            self._keep(row, Action.WITHDRAW)

    def restore(self, record_id: str) -> None:
        """Brings a withdrawn record back as it was. A live one stays as it is. Raises NotFound."""
        row = self._locked(record_id)
        if row.withdrawn_at is not None:
            row.withdrawn_at = row.withdrawn_reason = None
            row.updated_at = now()
            self._keep(row, Action.PUT)

    def _locked(self, record_id: str) -> R:
        self._changes.lock()
        row = self.get(record_id, withdrawn=True)
        if row is None:
            raise NotFound.because(self.unknown, "id", record_id)
        return row

    def _keep(self, row: R, action: Action) -> None:
        self._session.add(row)
        self._session.flush()
        self._changes.append(self.kind, [row.id], action)

    def _put(self, entries: Sequence[Entry[D]], run_id: int | None) -> list[Outcome]:
        """Writes what differs. Of several entries with one id the last is kept; each has its outcome."""
        standing = self._standing({entry.record_id for entry in entries})
        latest: dict[str, str] = {id_: known.content_hash for id_, known in standing.items() if not known.withdrawn}
        outcomes: list[Outcome] = []
        changed: dict[str, Entry[D]] = {}
        for index, entry in enumerate(entries):
            before = latest.get(entry.record_id)
            outcomes.append(Outcome(index, entry.record_id, _put_of(before, entry, standing)))
            if before != entry.content_hash:
                changed[entry.record_id] = entry
                latest[entry.record_id] = entry.content_hash
        if changed:
            self._write(changed, standing, run_id)
        return outcomes

    def _standing(self, record_ids: Iterable[str]) -> dict[str, Standing]:
        target = table(self.model).c
        found: dict[str, Standing] = {}
        for batch in batches(sorted(record_ids)):
            statement = select(target.id, target.version, target.content_hash, target.withdrawn_at)
            for row in self._session.connection().execute(statement.where(target.id.in_(batch))):
                found[row.id] = Standing(row.version, row.content_hash, row.withdrawn_at is not None)
        return found

    def _write(self, changed: Mapping[str, Entry[D]], standing: Mapping[str, Standing], run_id: int | None) -> None:
        moment = now()
        prepared = self._prepared(changed)
        added, updated, versions = [], [], []
        for record_id, entry in changed.items():
            known = standing.get(record_id)
            same = known is not None and known.content_hash == entry.content_hash
            version = 1 if known is None else known.version + (not same)
            row = {
                **prepared.rows[record_id],
                "id": record_id,
                "version": version,
                "content_hash": entry.content_hash,
                "fictional": entry.draft.fictional,
                "updated_at": moment,
                "withdrawn_at": None,
                "withdrawn_reason": None,
            }
            if known is None:
                added.append({**row, "created_at": moment})
            else:
                updated.append(row)
            if not same:
                versions.append(
                    {
                        "kind": self.kind,
                        "record_id": record_id,
                        "version": version,
                        "content_hash": entry.content_hash,
                        "content": entry.content,
                        "import_run_id": run_id,
                        "recorded_at": moment,
                    }
                )
        insert_rows(self._session, self.model, added)
        update_rows(self._session, self.model, updated)
        insert_rows(self._session, RecordVersion, versions)
        for model in self.rewritten:
            target = table(model)
            for batch in batches(row["id"] for row in updated):
                self._session.connection().execute(delete(target).where(target.c.patent_id.in_(batch)))
        for model, rows in prepared.parts.items():
            insert_rows(self._session, model, rows)
        self._changes.append(self.kind, changed, Action.PUT)

    @abstractmethod
    def _prepared(self, changed: Mapping[str, Entry[D]]) -> Prepared:
        """What the kind writes for records that are new or differ."""


def _put_of(before: str | None, entry: Entry[Any], standing: Mapping[str, Standing]) -> Put:
    if before == entry.content_hash:
        return "unchanged"
    return "added" if before is None and entry.record_id not in standing else "updated"
