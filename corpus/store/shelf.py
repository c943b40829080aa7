"""What the three kinds of records have in common: put with versions, withdraw, restore, read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import delete, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, select

from corpus.disclosure import Tier, Tiers
from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft
from corpus.passages import Kind
from corpus.problems import Forbidden, NotFound
from corpus.records import Action, Clearance, Company, Need, Patent, RecordVersion
from corpus.store.changes import Changes
from corpus.store.organisations import Organisations
from corpus.store.outcomes import Outcome, Put
from corpus.store.tables import batches, insert_rows, live, now, table, update_rows
from corpus.text import content_hash

R = TypeVar("R", Patent, Company, Need)
D = TypeVar("D", PatentDraft, CompanyDraft, NeedDraft)


@dataclass(frozen=True, slots=True)
class Entry(Generic[D]):
    """A draft on its way in, with the id it gets, what is kept of it as a version, and that content's hash.

    Who may know of it is no part of its content.
    """

    record_id: str
    draft: D
    content: Mapping[str, Any]
    content_hash: str

    @classmethod
    def of(cls, record_id: str, draft: D) -> Entry[D]:
        """Fields at their default are left out, so a field that drafts gain later changes no record's hash."""
        content = draft.model_dump(mode="json", exclude_defaults=True, exclude={"tier"})
        return cls(record_id, draft, content, content_hash(content))


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on record of an id."""

    version: int
    content_hash: str
    withdrawn: bool
    tier: Tier


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch's rows by record id (the kind's own columns), and the rows that hang on them, by table."""

    rows: Mapping[str, Mapping[str, Any]]
    parts: Mapping[type[SQLModel], Sequence[Mapping[str, Any]]] = field(default_factory=dict)


class Shelf(ABC, Generic[R, D]):
    """The records of one kind that the store's tiers let see. Nothing here commits."""

    kind: Kind
    model: type[R]
    draft: type[D]
    unknown: str
    """The code of the problem that an id is not there."""
    rewritten: tuple[type[SQLModel], ...] = ()
    """Tables whose rows are replaced with their patent's."""

    def __init__(self, session: Session, changes: Changes, organisations: Organisations, tiers: Tiers) -> None:
        self._session = session
        self._changes = changes
        self._organisations = organisations
        self._tiers = tiers

    def get(self, record_id: str, *, withdrawn: bool = False) -> R | None:
        """The record, or None; a withdrawn one only when asked for."""
        row = self._session.get(self.model, record_id, populate_existing=True)
        visible = row is not None and Tier(row.tier) in self._tiers
        return row if row and visible and (withdrawn or row.withdrawn_at is None) else None

    def require(self, record_id: str) -> R:
        """The live record. Raises NotFound."""
        row = self.get(record_id)
        if row is None:
            raise NotFound.because(self.unknown, "id", record_id)
        return row

    def page(self, after_id: str | None = None, limit: int = 100) -> list[R]:
        """Live records in order of id, from the one after `after_id`."""
        statement = select(self.model).where(live(table(self.model).c, self._tiers))
        if after_id is not None:
            statement = statement.where(col(self.model.id) > after_id)
        return list(self._session.exec(statement.order_by(col(self.model.id)).limit(limit)))

    def count(self) -> int:
        """How many live records there are."""
        return self._session.exec(
            select(func.count()).select_from(self.model).where(live(table(self.model).c, self._tiers))
        ).one()

    def history(self, record_id: str) -> list[RecordVersion]:
        """Every version of a record, the first first; empty for an unknown one."""
        if self.get(record_id, withdrawn=True) is None:
            return []
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

    def move(self, record_id: str, tier: Tier) -> None:
        """Shows a record at another tier: gone from the index of the one, new in that of the other. Raises NotFound.

        Its organisations are looked up anew, so that no name stays behind in a tier that may not know of it.
        """
        row = self._locked(record_id)
        before = Tier(row.tier)
        if before is tier:
            return
        latest = self._session.get(RecordVersion, (self.kind, record_id, row.version))
        if latest is None:
            raise NotFound.because(self.unknown, "id", record_id)
        entry = Entry.of(record_id, self.draft.model_validate(latest.content))
        prepared = self._prepared({record_id: entry}, {record_id: tier})
        self._rewrite([record_id], prepared)
        update_rows(self._session, self.model, [{**prepared.rows[record_id], "id": record_id, "tier": tier.value}])
        if row.withdrawn_at is None:
            self._changes.append(self.kind, [(record_id, before)], Action.WITHDRAW)
            self._changes.append(self.kind, [(record_id, tier)], Action.PUT)
        self._session.expire(row)

    def stated_otherwise(self, drafts: Sequence[D]) -> dict[str, Tier]:
        """The records on record whose draft states another tier than was decided, with the decided one."""
        stated = {str(draft.id): draft.tier for draft in drafts if draft.id and draft.tier is not None}
        decided = self._decided_tiers(stated)
        return {record_id: decided[record_id] for record_id in decided if decided[record_id] is not stated[record_id]}

    def _decided_tiers(self, record_ids: Iterable[str]) -> dict[str, Tier]:
        records, clearances = table(self.model).c, table(Clearance).c
        found: dict[str, Tier] = {}
        for batch in batches(sorted(record_ids)):
            statement = (
                select_columns(records.id, func.coalesce(clearances.tier, records.tier).label("tier"))
                .select_from(records.id.table)
                .outerjoin(clearances.tier.table, (clearances.record_id == records.id) & (clearances.kind == self.kind))
                .where(records.id.in_(batch))
            )
            found |= {row.id: Tier(row.tier) for row in self._session.connection().execute(statement)}
        return found

    def _locked(self, record_id: str) -> R:
        self._changes.lock()
        row = self.get(record_id, withdrawn=True)
        if row is None:
            raise NotFound.because(self.unknown, "id", record_id)
        return row

    def _keep(self, row: R, action: Action) -> None:
        self._session.add(row)
        self._session.flush()
        self._changes.append(self.kind, [(row.id, Tier(row.tier))], action)

    def _put(self, entries: Sequence[Entry[D]], run_id: int | None) -> list[Outcome]:
        """Writes what differs. Of several entries with one id the last is kept; each has its outcome.

        Raises Forbidden `tier_by_reviewer` where an entry states another tier than was decided for its record.
        """
        for record_id, decided in self.stated_otherwise([entry.draft for entry in entries]).items():
            raise Forbidden.because("tier_by_reviewer", "tier", decided.value, id=record_id)
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
            columns = (target.id, target.version, target.content_hash, target.withdrawn_at, target.tier)
            statement = select_columns(*columns)
            for row in self._session.connection().execute(statement.where(target.id.in_(batch))):
                withdrawn = row.withdrawn_at is not None
                found[row.id] = Standing(row.version, row.content_hash, withdrawn, Tier(row.tier))
        return found

    def _write(self, changed: Mapping[str, Entry[D]], standing: Mapping[str, Standing], run_id: int | None) -> None:
        moment = now()
        tiers = {
            record_id: standing[record_id].tier if record_id in standing else entry.draft.tier or Tier.PUBLIC
            for record_id, entry in changed.items()
        }
        prepared = self._prepared(changed, tiers)
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
                "tier": tiers[record_id].value,
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
        self._rewrite([row["id"] for row in updated], prepared)
        self._changes.append(self.kind, tiers.items(), Action.PUT)

    def _rewrite(self, updated: Sequence[str], prepared: Prepared) -> None:
        """The rows that hang on records, in place of those that hung on the updated ones."""
        for model in self.rewritten:
            target = table(model)
            for batch in batches(updated):
                self._session.connection().execute(delete(target).where(target.c.patent_id.in_(batch)))
        for model, rows in prepared.parts.items():
            insert_rows(self._session, model, rows)

    @abstractmethod
    def _prepared(self, changed: Mapping[str, Entry[D]], tiers: Mapping[str, Tier]) -> Prepared:
        """What the kind writes for records that are new or differ, or are shown at another tier."""


def _put_of(before: str | None, entry: Entry[Any], standing: Mapping[str, Standing]) -> Put:
    if before == entry.content_hash:
        return "unchanged"
    return "added" if before is None and entry.record_id not in standing else "updated"
