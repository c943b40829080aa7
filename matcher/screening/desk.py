"""Screening at work: scans records, takes decisions, lets determinations lapse; each with its audit event.

What a decision changes in who may see a record takes effect in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from corpus.controls import ControlEntry, ControlList, built_in_list
from corpus.passages import Kind, kind_of
from corpus.roles import Caller, Role
from corpus.store import Store
from corpus.store.standing import FoundHint, Scanned, Standing
from matcher.screening.scanner import Hint, Scanner, hint_mark, marks
from matcher.screening.states import Decision, Expire, Found, Gone, State, decide

SERVICE: Final = Caller(Role.ANONYMOUS, "service")
"""Who notes what no person decided."""
RECORDS_A_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class ScanCount:
    """Records looked at, of these with a hint, and of these whose status changed by it."""

    scanned: int = 0
    hinted: int = 0
    changed: int = 0

    def __add__(self, other: ScanCount) -> ScanCount:
        return ScanCount(self.scanned + other.scanned, self.hinted + other.hinted, self.changed + other.changed)


def today() -> date:
    return datetime.now(UTC).date()


def scanner_over(store: Store) -> Scanner:
    """Of the lists in force: those on record, and the built-in one where none is on record under its id."""
    built_in = built_in_list()
    active = [_list(row.id, row.version, row.name, row.source, row.entries) for row in store.screening.lists.active()]
    known = {each.id for each in store.screening.lists.versions()}
    return Scanner(active if built_in.id in known else [built_in, *active])


def scan(store: Store, scanner: Scanner, kind: Kind, record_ids: Sequence[str], day: date) -> ScanCount:
    """Looks for the lists' phrases in these records and keeps what is found in place of what was before."""
    documents = store.documents.many(kind, record_ids)
    before = states_of(store, kind, documents)
    hashes = {id_: each.content_hash for id_, each in store.documents.summaries(kind, record_ids).items()}
    hints = {record_id: scanner.hints(document) for record_id, document in documents.items()}
    scanned = [Scanned(record_id, hashes[record_id], tuple(map(_kept_hint, hints[record_id]))) for record_id in hints]
    store.screening.replace_hints(kind, scanner.key, scanned)
    changed = 0
    for record_id, found in hints.items():
        finding = Found(marks(found)) if found else Gone()
        after = decide(before[record_id], finding, None, day)
        move = _Move(before[record_id], after, "scanned")
        changed += _kept(store, kind, record_id, move, caller=SERVICE, day=day)
    return ScanCount(len(hints), sum(map(bool, hints.values())), changed)


def scan_waiting(store: Store, scanner: Scanner, kind: Kind, day: date, limit: int = RECORDS_A_BATCH) -> ScanCount:
    """Scans the next records whose present text was never scanned with these lists; none left: a count of zero."""
    waiting = store.screening.unscreened(kind, scanner.key, limit=limit)
    return scan(store, scanner, kind, waiting, day) if waiting else ScanCount()


def take(
    store: Store, kind: Kind, record_id: str, decision: Decision, *, caller: Caller, day: date, reason: str = ""
) -> State:
    """A reviewer's decision on a record, in force at once; gives where the record stands then.

    Raises Forbidden for another role, NotFound for an unknown record, Invalid and Conflict as `decide` does.
    """
    store.changes.lock()
    before = state_of(store, kind, record_id)
    after = decide(before, decision, caller.role, day)
    said = reason or str(getattr(decision, "reason", ""))
    move = _Move(before, after, type(decision).__name__.lower(), said)
    _kept(store, kind, record_id, move, caller=caller, day=day)
    return after


def lapses_due(store: Store, day: date) -> bool:
    """Whether a determination has expired that nobody has noted yet."""
    return store.screening.any_due(day)


def lapse(store: Store, day: date) -> int:
    """Notes all determinations that have expired: their records are shown to officials only from now on."""
    count = 0
    store.changes.lock()
    while due := store.screening.due(day):
        for row in due:
            kind = kind_of(row.kind)
            before = state_of(store, kind, row.record_id)
            after = decide(before, Expire(), None, day)
            _kept(store, kind, row.record_id, _Move(before, after, "expired"), caller=SERVICE, day=day)
            count += 1
    return count


def state_of(store: Store, kind: Kind, record_id: str) -> State:
    """Where a record stands. Raises NotFound."""
    store.screening.standing(kind, record_id)
    return states_of(store, kind, [record_id])[record_id]


def states_of(store: Store, kind: Kind, record_ids: Collection[str]) -> dict[str, State]:
    """Where records on record stand, by id.

    A decision knew all hints that stand now, unless it is stale: then it counts as having known none of them.
    """
    clearances = store.screening.clearances(kind, record_ids)
    hints = store.screening.hints_of(kind, record_ids)
    unknown = [record_id for record_id in record_ids if record_id not in clearances]
    tiers = store.screening.tiers(kind, unknown)
    return {
        record_id: _state(
            Standing.of(clearances[record_id]) if record_id in clearances else Standing(tiers[record_id]),
            frozenset(hint_mark(hint.list_id, hint.code, hint.phrase) for hint in hints.get(record_id, ())),
        )
        for record_id in record_ids
    }


def _state(standing: Standing, found: frozenset[str]) -> State:
    return State(
        tier=standing.tier,
        control=standing.control,
        reference=standing.reference,
        expires_on=standing.expires_on,
        found=found,
        seen=frozenset() if standing.stale else found,
        lapsed=standing.lapsed,
    )


@dataclass(frozen=True, slots=True)
class _Move:
    """From one state to another, by what and why."""

    before: State
    after: State
    action: str
    reason: str = ""


def _kept(store: Store, kind: Kind, record_id: str, move: _Move, *, caller: Caller, day: date) -> bool:
    """Keeps a state that differs from what is on record, and shows the record at its tier."""
    on_record, wanted = _standing(move.before), _standing(move.after)
    if on_record == wanted:
        return False
    store.screening.save(kind, record_id, on_record, wanted, caller, action=move.action, reason=move.reason)
    store.shelf(kind).move(record_id, move.after.shown(day))
    return True


def _standing(state: State) -> Standing:
    return Standing(
        tier=state.tier,
        control=state.control,
        reference=state.reference,
        expires_on=state.expires_on,
        lapsed=state.lapsed,
        stale=state.stale,
    )


def _kept_hint(hint: Hint) -> FoundHint:
    return FoundHint(hint.list_id, hint.list_version, hint.code, hint.title, hint.phrase, hint.sentence)


def _list(list_id: str, version: str, name: str, source: str, entries: Sequence[Mapping[str, object]]) -> ControlList:
    return ControlList(
        list_id,
        version,
        name,
        source,
        tuple(
            ControlEntry(str(entry["code"]), str(entry["title"]), tuple(map(str, _texts(entry.get("phrases")))))
            for entry in entries
        ),
    )


def _texts(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()
