"""Where records stand in disclosure and control: clearances, hints, decisions, and what is still to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, delete, false, func, select, tuple_
from sqlmodel import Session, col

from corpus.disclosure import ControlStatus, Tier
from corpus.passages import KINDS, Kind
from corpus.problems import Conflict, NotFound
from corpus.records import Clearance, ControlDecision, ControlHint
from corpus.roles import Caller
from corpus.store import stated
from corpus.store.audit import Audit
from corpus.store.companies import Companies
from corpus.store.control_lists import ControlLists
from corpus.store.keys import RecordKey
from corpus.store.needs import Needs
from corpus.store.patents import Patents
from corpus.store.seeking import sought_decisions, sought_records
from corpus.store.standing import (
    Attention,
    ClearanceCounts,
    DecisionsSought,
    FoundHint,
    QueueEntry,
    Scanned,
    Sought,
    Standing,
)
from corpus.store.tables import MODELS, batches, insert_rows, now, table

UNKNOWN: Final[Mapping[Kind, str]] = {shelf.kind: shelf.unknown for shelf in (Patents, Companies, Needs)}


def _expired(today: Any) -> tuple[ColumnElement[bool], ...]:  # a date, or the parameter that it is bound to
    return (
        col(Clearance.expires_on) < today,
        col(Clearance.control) == ControlStatus.DETERMINED.value,
        col(Clearance.lapsed).is_(False),
    )


ANY_EXPIRED = select(table(Clearance).c.kind).where(*_expired(bindparam("today"))).limit(1)


class Screening:
    """Keeps what was found and decided. Which decision may follow which, and who may take it, is not known here.

    The tier that a record is shown at is written by its shelf, in the same transaction.
    """

    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit
        self.lists = ControlLists(session, audit)

    def clearance(self, kind: Kind, record_id: str) -> Clearance | None:
        return self._session.get(Clearance, (kind, record_id), populate_existing=True)

    def clearances(self, kind: Kind, record_ids: Iterable[str]) -> dict[str, Clearance]:
        """By id; a record that nobody has decided on or scanned is left out."""
        found: dict[str, Clearance] = {}
        for batch in batches(sorted(set(record_ids))):
            statement = select(Clearance).where(col(Clearance.kind) == kind, col(Clearance.record_id).in_(batch))
            found.update((row.record_id, row) for row in self._session.scalars(statement))
        return found

    def standing(self, kind: Kind, record_id: str) -> Standing:
        """Where a record stands, also one without a clearance. Raises NotFound `unknown_patent` and so on."""
        row = self.clearance(kind, record_id)
        return Standing(self._tier(kind, record_id)) if row is None else Standing.of(row)

    def save(
        self,
        kind: Kind,
        record_id: str,
        before: Standing,
        after: Standing,
        actor: Caller,
        *,
        action: str,
        reason: str = "",
    ) -> int:
        """Keeps a decision with its history and gives the decision's id.

        `before` is what the decision rests on. Raises Conflict `clearance_changed` where the record stands
        elsewhere by now, NotFound for one that is not there, Invalid `entry_too_long`.
        """
        kept_reason = stated.optional("reason", reason, stated.REASON)
        reference = None if after.reference is None else stated.optional("reference", after.reference, stated.NAME)
        after = replace(after, reference=reference)
        self._audit.lock()
        if self.standing(kind, record_id) != before:
            raise Conflict.because("clearance_changed", "id", record_id)
        row = self.clearance(kind, record_id) or Clearance(kind=kind, record_id=record_id, updated_at=now())
        row.tier, row.control = after.tier.value, after.control.value
        row.reference, row.expires_on = after.reference, after.expires_on
        row.lapsed, row.stale, row.updated_at = after.lapsed, after.stale, now()
        decision = ControlDecision(
            kind=kind,
            record_id=record_id,
            action=action,
            before=before.mapping(),
            after=after.mapping(),
            reason=kept_reason,
            actor=actor.account,
            decided_at=row.updated_at,
        )
        self._session.add_all((row, decision))
        self._session.flush()
        facts = {"before": decision.before, "after": decision.after, "reason": kept_reason, "decision": decision.id}
        self._audit.write(actor, f"control_{action}", kind, record_id, facts)
        return decision.id or 0

    def decisions(self, kind: Kind, record_id: str) -> list[ControlDecision]:
        """What was decided on a record, the first first."""
        statement = select(ControlDecision).where(
            col(ControlDecision.kind) == kind, col(ControlDecision.record_id) == record_id
        )
        return list(self._session.scalars(statement.order_by(col(ControlDecision.id))))

    def replace_hints(self, kind: Kind, scanner: str, scanned: Sequence[Scanned]) -> None:
        """Keeps what a scan with the lists of `scanner` found, in place of what was found before.

        Decides nothing: a record without a clearance gets one that says unscreened, at the tier it has. Ids that
        are not on record are passed over.
        """
        self._audit.lock()
        moment = now()
        by_id = {each.record_id: each for each in scanned}
        for batch in batches(sorted(by_id)):
            tiers = self.tiers(kind, batch)
            rows = self.clearances(kind, tiers)
            for record_id, tier in tiers.items():
                row = rows.get(record_id)
                if row is None:
                    row = Clearance(kind=kind, record_id=record_id, tier=tier.value, updated_at=moment)
                row.screened_hash, row.scanner = by_id[record_id].content_hash, scanner
                self._session.add(row)
            self._session.flush()
            hints = table(ControlHint)
            self._session.connection().execute(
                delete(hints).where(hints.c.kind == kind, hints.c.record_id.in_(list(tiers)))
            )
            found = [_hint(kind, by_id[id_], hint) for id_ in tiers for hint in by_id[id_].hints]
            insert_rows(self._session, ControlHint, [{**hint, "found_at": moment} for hint in found])

    def hints_of(self, kind: Kind, record_ids: Iterable[str]) -> dict[str, tuple[ControlHint, ...]]:
        """The hints that stand, in the order in which they were found; a record without any is left out."""
        found: dict[str, list[ControlHint]] = {}
        for batch in batches(sorted(set(record_ids))):
            statement = select(ControlHint).where(col(ControlHint.kind) == kind, col(ControlHint.record_id).in_(batch))
            for row in self._session.scalars(statement.order_by(col(ControlHint.id))):
                found.setdefault(row.record_id, []).append(row)
        return {record_id: tuple(rows) for record_id, rows in found.items()}

    def queue(self, sought: Sought | None = None, after: RecordKey | None = None, limit: int = 100) -> list[QueueEntry]:
        """Live records that wait for a reviewer for the reason that is sought or any, in order of kind and id."""
        place = (col(Clearance.kind), col(Clearance.record_id))
        statement = select(Clearance).where(*sought_records(sought or Sought())).order_by(*place)
        if after is not None:
            statement = statement.where(tuple_(*place) > tuple_(after.kind, after.id))
        rows = list(self._session.scalars(statement.limit(limit)))
        hints: dict[RecordKey, tuple[ControlHint, ...]] = {}
        for kind in KINDS:
            found = self.hints_of(kind, [row.record_id for row in rows if row.kind == kind])
            hints.update((RecordKey(kind, record_id), each) for record_id, each in found.items())
        return [QueueEntry(row, hints.get(RecordKey(row.kind, row.record_id), ())) for row in rows]

    def before(self, sought: Sought, key: RecordKey) -> RecordKey | None:
        """The record of the queue that stands before this one, None at its beginning."""
        place = (col(Clearance.kind), col(Clearance.record_id))
        earlier = tuple_(*place) < tuple_(key.kind, key.id)
        statement = select(Clearance).where(*sought_records(sought), earlier)
        row = self._session.scalars(statement.order_by(*(each.desc() for each in place)).limit(1)).first()
        return RecordKey(row.kind, row.record_id) if row else None

    def waiting(self, sought: Sought) -> int:
        """How many records of the queue are sought."""
        statement = select(func.count()).select_from(table(Clearance)).where(*sought_records(sought))
        return self._session.connection().scalar(statement) or 0

    def history(self, sought: DecisionsSought, before: int | None = None, limit: int = 100) -> list[ControlDecision]:
        """Decisions on any record, the latest first, from the one before number `before`."""
        statement = select(ControlDecision).where(*sought_decisions(sought))
        if before is not None:
            statement = statement.where(col(ControlDecision.id) < before)
        return list(self._session.scalars(statement.order_by(col(ControlDecision.id).desc()).limit(limit)))

    def deciders(self) -> list[str]:
        """Everybody who ever decided, by name."""
        actors = table(ControlDecision).c.actor
        return list(self._session.connection().scalars(select(actors).distinct().order_by(actors)))

    def counts(self) -> ClearanceCounts:
        """How many live records there are of each status; one without a clearance is unscreened."""
        by_status = dict.fromkeys(ControlStatus, 0)
        stale = lapsed = 0
        for kind in KINDS:
            records, rows = table(MODELS[kind]), table(Clearance).c
            statement = select(rows.control, rows.stale, rows.lapsed, func.count().label("number"))
            statement = statement.select_from(_cleared(kind)).where(records.c.withdrawn_at.is_(None))
            for row in self._session.connection().execute(statement.group_by(rows.control, rows.stale, rows.lapsed)):
                by_status[ControlStatus(row.control or ControlStatus.UNSCREENED)] += row.number
                stale += row.number if row.stale else 0
                lapsed += row.number if row.lapsed else 0
        return ClearanceCounts(by_status, stale, lapsed, self.waiting(Sought(Attention.READY)))

    def due(self, today: date, limit: int = 1_000) -> list[Clearance]:
        """Determinations that expired before `today` and were not marked lapsed yet, the longest ago first."""
        statement = select(Clearance).where(*_expired(today))
        order = (col(Clearance.expires_on), col(Clearance.kind), col(Clearance.record_id))
        return list(self._session.scalars(statement.order_by(*order).limit(limit)))

    def any_due(self, today: date) -> bool:
        """Whether `due` finds one: asked with every request."""
        return self._session.connection().scalar(ANY_EXPIRED, {"today": today}) is not None

    def unscreened(self, kind: Kind, scanner: str, after: str | None = None, limit: int = 1_000) -> list[str]:
        """Ids of live records whose present content was not scanned with `scanner`, in order, after `after`."""
        records, rows = table(MODELS[kind]).c, table(Clearance).c
        scanned = and_(rows.screened_hash == records.content_hash, rows.scanner == scanner)
        statement = select(records.id).select_from(_cleared(kind))
        statement = statement.where(records.withdrawn_at.is_(None), func.coalesce(scanned, false()).is_(false()))
        if after is not None:
            statement = statement.where(records.id > after)
        return list(self._session.connection().scalars(statement.order_by(records.id).limit(limit)))

    def _tier(self, kind: Kind, record_id: str) -> Tier:
        tier = self.tiers(kind, [record_id]).get(record_id)
        if tier is None:
            raise NotFound.because(UNKNOWN[kind], "id", record_id)
        return tier

    def tiers(self, kind: Kind, record_ids: Sequence[str]) -> dict[str, Tier]:
        """The tier that each record on record is shown at."""
        records = table(MODELS[kind]).c
        statement = select(records.id, records.tier).where(records.id.in_(record_ids)).order_by(records.id)
        return {row.id: Tier(row.tier) for row in self._session.connection().execute(statement)}


def _cleared(kind: Kind) -> Any:  # a join has no narrower public type that select_from takes
    records, rows = table(MODELS[kind]), table(Clearance)
    return records.outerjoin(rows, (rows.c.kind == kind) & (rows.c.record_id == records.c.id))


def _hint(kind: Kind, scanned: Scanned, hint: FoundHint) -> dict[str, Any]:
    return {
        "kind": kind,
        "record_id": scanned.record_id,
        "list_id": hint.list_id,
        "list_version": hint.list_version,
        "code": hint.code,
        "title": hint.title,
        "phrase": hint.phrase,
        "sentence": hint.sentence,
        "content_hash": scanned.content_hash,
    }
