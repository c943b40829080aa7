"""Screening as routes, pages and commands share it: the queue and records in the reader's words, and decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.errors import detail
from api.schemas.screening import (
    Decided,
    DecisionInput,
    DecisionKind,
    DecisionListing,
    DecisionRecord,
    HintRecord,
    ListedDecision,
    ScreeningEntry,
    ScreeningQueue,
    ScreeningRecord,
    StateRecord,
)
from api.screening.scanning import Screener, text_hashes
from api.service import ask_for_rebuild
from corpus.disclosure import TIERS
from corpus.passages import KINDS, Kind, kind_of
from corpus.problems import Conflict, Invalid, NotFound
from corpus.records import Company, ControlDecision
from corpus.roles import Caller
from corpus.store import Store
from corpus.store.keys import RecordKey
from corpus.store.screening import UNKNOWN
from corpus.store.standing import DecisionsSought, Sought
from corpus.text import Language, content_hash
from corpus.wording.screening import CONTROL_LABELS, FLAG_LABELS, HINT_NOTICE, TIER_LABELS
from matcher.screening.desk import state_of, states_of, take
from matcher.screening.states import Block, Clear, Determine, Reopen, ReviewerDecision, SetTier, State, cautions

FIELDS: Final[Mapping[DecisionKind, tuple[str, ...]]] = {
    DecisionKind.DETERMINE: ("reference", "expires_on", "reason", "tier"),
    DecisionKind.CLEAR: ("reason", "tier"),
    DecisionKind.BLOCK: ("reason",),
    DecisionKind.REOPEN: ("reason",),
    DecisionKind.TIER: ("tier", "reason"),
}
"""What each decision takes besides its stamp. A tier with a determination or clearance is set in the same step."""
DECISIONS_AT_ONCE: Final = 500


def queue(
    screener: Screener,
    store: Store,
    language: Language,
    *,
    sought: Sought | None = None,
    after: str | None = None,
    limit: int = 100,
) -> ScreeningQueue:
    """What is sought of what waits for a reviewer; `after` is the last page's `next`.

    Raises Invalid `bad_input` for an `after` that no page gave.
    """
    found = store.screening.queue(sought, _key(after) if after else None, limit)
    keys = [RecordKey(each.clearance.kind, each.clearance.record_id) for each in found]
    described: dict[RecordKey, ScreeningEntry] = {}
    for kind in KINDS:
        ids = [key.id for key in keys if key.kind == kind]
        titles = {record_id: each.title for record_id, each in store.documents.summaries(kind, ids).items()}
        entries = _entries(screener, store, kind, titles, language)
        described |= {RecordKey(kind, entry.id): entry for entry in entries}
    items = [described[key] for key in keys if key in described]
    following = f"{keys[-1].kind}/{keys[-1].id}" if len(keys) == limit else None
    return ScreeningQueue(items=items, next=following, notice=HINT_NOTICE[language])


def screening_record(
    screener: Screener, store: Store, kind: Kind, record_id: str, language: Language
) -> ScreeningRecord:
    """One record, a withdrawn one too, with its decisions. Raises NotFound."""
    row = store.shelf(kind).get(record_id, withdrawn=True)
    if row is None:
        raise NotFound.because(UNKNOWN[kind], "id", record_id)
    title = row.name if isinstance(row, Company) else row.title
    entry = _entries(screener, store, kind, {record_id: title}, language)[0]
    decisions = [DecisionRecord.model_validate(each) for each in store.screening.decisions(kind, record_id)]
    return ScreeningRecord(**dict(entry), decisions=decisions, notice=HINT_NOTICE[language])


def decide(
    screener: Screener, caller: Caller, kind: Kind, record_id: str, wanted: DecisionInput, *, language: Language
) -> Decided:
    """Takes a reviewer's decision, in force at once. Where it closes a record, a rebuild is asked for with it.

    The present text is scanned first, so that no decision passes over a hint that nobody could have seen. Raises
    Conflict `clearance_changed` where the decision's stamp is not the record's, Invalid `decision_field`,
    NotFound, and what `matcher.screening.desk.take` raises.
    """
    decision = decision_of(wanted)
    screener.scan_one(kind, record_id)
    with screener.service.writing(caller) as store:
        store.changes.lock()
        day = screener.service.today()
        before = state_of(store, kind, record_id)
        if wanted.stamp is not None and wanted.stamp != _stamp_now(store, kind, record_id, before):
            raise Conflict.because("clearance_changed", "id", record_id)
        after = take(store, kind, record_id, decision, caller=caller, day=day, reason=wanted.reason or "")
        if wanted.tier is not None and wanted.tier is not after.tier:
            # Decided and shown in one step: both or neither.
            shown = SetTier(wanted.tier)
            after = take(store, kind, record_id, shown, caller=caller, day=day, reason=wanted.reason or "")
        if TIERS.index(after.shown(day)) > TIERS.index(before.shown(day)):
            ask_for_rebuild(store)
        stamp = _stamp_now(store, kind, record_id, after)
    noted = [detail(problem, language) for problem in cautions(decision, day)]
    return Decided(state=_state_record(after, day, language), cautions=noted, stamp=stamp)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands in the queue: how many wait, and the records before and after it."""

    waiting: int
    before: RecordKey | None
    after: RecordKey | None


def place_of(store: Store, sought: Sought, kind: Kind, record_id: str) -> Place:
    """The place in the queue that is sought, also of a record that waits no more."""
    key = RecordKey(kind, record_id)
    following = store.screening.queue(sought, key, 1)
    after = RecordKey(following[0].clearance.kind, following[0].clearance.record_id) if following else None
    return Place(store.screening.waiting(sought), store.screening.before(sought, key), after)


def history(store: Store, sought: DecisionsSought, *, before: int | None = None, limit: int = 100) -> DecisionListing:
    """Decisions on any record, the latest first."""
    rows = store.screening.history(sought, before, limit)
    return DecisionListing(items=list(_told(store, rows)), next=rows[-1].id if len(rows) == limit else None)


def whole_history(store: Store, sought: DecisionsSought) -> Iterator[ListedDecision]:
    """All of them, a page at a time in memory."""
    before: int | None = None
    while rows := store.screening.history(sought, before, DECISIONS_AT_ONCE):
        yield from _told(store, rows)
        before = rows[-1].id


def _told(store: Store, rows: Sequence[ControlDecision]) -> Iterator[ListedDecision]:
    titles: dict[tuple[str, str], str] = {}
    for kind in KINDS:
        ids = [row.record_id for row in rows if row.kind == kind]
        found = store.documents.summaries(kind, ids)
        titles |= {(kind, record_id): each.title for record_id, each in found.items()}
    for row in rows:
        record = DecisionRecord.model_validate(row)
        title = titles.get((row.kind, row.record_id), "")
        yield ListedDecision(**dict(record), kind=kind_of(row.kind), record_id=row.record_id, title=title)


def decision_of(wanted: DecisionInput) -> ReviewerDecision:
    """Raises Invalid `decision_field` for a field of another decision, `not_given` for a tier that is missing."""
    known = FIELDS[wanted.decision]
    given = wanted.model_dump(exclude_none=True, exclude={"decision", "stamp"})
    for field, value in given.items():
        if field not in known:
            names = ", ".join(known)
            raise Invalid.because("decision_field", field, value, decision=wanted.decision.value, known=names)
    reason = wanted.reason or ""
    match wanted.decision:
        case DecisionKind.DETERMINE:
            return Determine(wanted.reference or "", wanted.expires_on)
        case DecisionKind.CLEAR:
            return Clear(reason)
        case DecisionKind.BLOCK:
            return Block(reason)
        case DecisionKind.REOPEN:
            return Reopen(reason)
        case DecisionKind.TIER:
            if wanted.tier is None:
                raise Invalid.because("not_given", "tier")
            return SetTier(wanted.tier)


def _entries(
    screener: Screener, store: Store, kind: Kind, titles: Mapping[str, str], language: Language
) -> list[ScreeningEntry]:
    states = states_of(store, kind, titles)
    hints = store.screening.hints_of(kind, titles)
    texts = text_hashes(store, kind, titles.keys())
    scanned = screener.are_scanned(store, kind, texts)
    return [
        ScreeningEntry(
            kind=kind,
            id=record_id,
            title=title,
            state=_state_record(states[record_id], screener.service.today(), language),
            hints=[HintRecord.model_validate(hint) for hint in hints.get(record_id, ())],
            scanned=scanned[record_id],
            stamp=_stamp(states[record_id], texts[record_id]),
        )
        for record_id, title in titles.items()
    ]


def _state_record(state: State, day: date, language: Language) -> StateRecord:
    flags = {"stale": state.stale, "lapsed": state.lapsed}
    return StateRecord(
        tier=state.tier,
        shown_tier=state.shown(day),
        control=state.control,
        reference=state.reference,
        expires_on=state.expires_on,
        stale=state.stale,
        lapsed=state.lapsed,
        tier_label=TIER_LABELS[state.tier][language],
        control_label=CONTROL_LABELS[state.control][language],
        flags=[FLAG_LABELS[name][language] for name, is_up in flags.items() if is_up],
    )


def _stamp_now(store: Store, kind: Kind, record_id: str, state: State) -> str:
    return _stamp(state, text_hashes(store, kind, [record_id])[record_id])


def _stamp(state: State, text: str) -> str:
    """Names where a record stands, what was found in it, and its text."""
    expires_on = state.expires_on.isoformat() if state.expires_on else None
    standing = [state.tier, state.control, state.reference, expires_on, state.lapsed, state.stale]
    return content_hash([standing, sorted(state.found), text])


def _key(after: str) -> RecordKey:
    kind, slash, record_id = after.partition("/")
    if kind not in KINDS or not slash:
        raise Invalid.because("bad_input", "after", after, expected="`next` of the page before")
    return RecordKey(kind, record_id)
