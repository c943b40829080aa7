"""What comes of a licensed case: money booked to a programme, the terms of the licence, steps that follow it.

The base fee of a licence is at most a tenth of what the development cost (newdaily, 2012-01-10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from corpus.problems import Forbidden, Invalid, NotFound
from corpus.records import Case, CaseStage, FollowUp
from corpus.roles import Caller, Right
from corpus.store import Store, stated
from corpus.store.cases import Happening
from corpus.store.ledger import MOST_WON, LedgerEntry
from matcher.cases.rules import worded
from matcher.cases.stages import at_stage
from matcher.cases.viewing import see
from matcher.programmes.booking import Booking, book, void
from matcher.programmes.in_force import rules_over

BASE_SHARE: Final = 10
"""The most that a base fee is of the development cost, in %."""
MOST_ENTRIES: Final = 200
LICENSED: Final = frozenset({CaseStage.LICENSED, CaseStage.FOLLOW_UP})
AGREED: Final = frozenset({CaseStage.NEGOTIATION, *LICENSED})
"""Stages in which terms are on the table."""
CURRENCY: Final = "KRW"


@dataclass(frozen=True, slots=True)
class Commitment:
    """What is booked of a case: won of one year, on one programme; jobs expected and reached."""

    programme_id: str
    year: int
    amount: int
    jobs_expected: int | None = None
    jobs_reached: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Of the licence: base fee and development cost in won, the running royalty in % of sales."""

    development_cost: int | None
    base_fee: int
    running_rate: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What follows a licence: education, joint training or trial run."""

    programme_id: str
    stage: str
    held_on: date
    party: str
    outcome: str = ""


def book_commitment(store: Store, reference: str, wanted: Commitment, actor: Caller, now: datetime) -> int:
    """Books money of a licensed case and gives the ledger's entry.

    Raises NotFound `unknown_case` or `programme_unknown`, Forbidden `not_allowed`, Conflict `case_not_licensed` or
    `ceiling_exceeded`, Invalid as `Ledger.commit`.
    """
    case = _bookable(store, reference, actor)
    booking = Booking(
        year=wanted.year,
        amount=wanted.amount,
        case_reference=case.reference,
        track=case.track,
        jobs_expected=wanted.jobs_expected,
        jobs_reached=wanted.jobs_reached,
        note=worded("note", wanted.note),
    )
    entry = book(store, wanted.programme_id, booking, actor, at=now)
    facts: dict[str, Any] = {
        "entry": entry,
        "programme": wanted.programme_id,
        "year": wanted.year,
        "amount": wanted.amount,
        "track": case.track,
        "jobs_expected": wanted.jobs_expected,
        "jobs_reached": wanted.jobs_reached,
    }
    told = {name: value for name, value in facts.items() if value is not None}
    store.cases.add(case, Happening("booked", text=booking.note, facts=told), actor, now)
    return entry


def void_commitment(
    store: Store, reference: str, entry_id: int, actor: Caller, *, reason: str, now: datetime
) -> LedgerEntry:
    """Takes a booking of this case out of the totals; both entries stay. Gives the one that was taken out.

    Raises NotFound `unknown_case` or `unknown_commitment`, Forbidden `not_allowed`, and as `Ledger.void`.
    """
    case = _booked(store, reference, actor)
    found = next((each for each in bookings(store, case) if each.commitment.id == entry_id), None)
    if found is None:
        raise NotFound.because("unknown_commitment", "id", entry_id)
    voiding = void(store, found.commitment.programme_id, entry_id, reason, actor, at=now)
    facts = {"entry": voiding, "voids": entry_id, "amount": found.commitment.amount}
    told = {**facts, "programme": found.commitment.programme_id}
    store.cases.add(
        case, Happening("booking_voided", text=stated.lines("reason", reason, 2_000), facts=told), actor, now
    )
    return found


def set_terms(store: Store, reference: str, terms: Terms, actor: Caller, now: datetime) -> Case:
    """Keeps the terms of the licence; the latest count, earlier ones stay in the history.

    Raises NotFound `unknown_case`, Forbidden `not_allowed`, Conflict `case_no_terms` before the negotiation, Invalid
    `base_fee_over`, `entry_missing` for a base fee without development cost, `entry_out_of_range`.
    """
    case = _booked(store, reference, actor)
    if CaseStage(case.stage) not in AGREED:
        raise at_stage("case_no_terms", "base_fee", CaseStage(case.stage))
    base = stated.whole("base_fee", terms.base_fee, 0, MOST_WON)
    if not 0 <= terms.running_rate <= 100:
        raise Invalid.because("entry_out_of_range", "running_rate", terms.running_rate, least=0, most=100)
    if terms.development_cost is None and base:
        raise Invalid.because("entry_missing", "development_cost")
    cost = stated.whole("development_cost", terms.development_cost or 0, 0, MOST_WON)
    most = cost * BASE_SHARE // 100
    if base > most:
        raise Invalid.because("base_fee_over", "base_fee", base, most=most, share=BASE_SHARE)
    facts = {"development_cost": cost, "base_fee": base, "running_rate": terms.running_rate, "currency": CURRENCY}
    store.cases.add(case, Happening("terms", text=worded("note", terms.note), facts=facts), actor, now)
    return case


def add_step(store: Store, reference: str, step: Step, actor: Caller, now: datetime) -> int:
    """Keeps a step that followed the licence and gives its number.

    Raises NotFound `unknown_case` or `programme_unknown`, Forbidden `not_allowed`, Conflict `case_not_licensed`,
    Invalid as `FollowUps.add`.
    """
    case = _bookable(store, reference, actor)
    rules_over(store).catalogue.current(step.programme_id)
    number = store.ledger.follow_ups.add(
        step.programme_id,
        case.reference,
        step.stage,
        actor,
        held_on=step.held_on,
        party=step.party,
        outcome=worded("outcome", step.outcome),
        at=now,
    )
    facts = {"entry": number, "programme": step.programme_id, "stage": step.stage, "held_on": step.held_on.isoformat()}
    store.cases.add(case, Happening("follow_up", text=step.party, facts=facts), actor, now)
    return number


def bookings(store: Store, case: Case) -> list[LedgerEntry]:
    """What is booked on a case, the latest first, voided and voiding entries too."""
    return store.ledger.entries(case_reference=case.reference, limit=MOST_ENTRIES)


def steps(store: Store, case: Case) -> list[FollowUp]:
    """What followed the licence, the latest entered first."""
    return store.ledger.follow_ups.page(case_reference=case.reference, limit=MOST_ENTRIES)


def standing_terms(store: Store, case: Case) -> Terms | None:
    """The terms that count; None before any were set."""
    event = store.cases.latest(case, "terms")
    if event is None:
        return None
    facts = event.facts
    return Terms(facts["development_cost"], facts["base_fee"], facts["running_rate"], event.text)


def _booked(store: Store, reference: str, actor: Caller) -> Case:
    store.audit.lock()
    case = see(store, reference, actor).case
    if not (actor.may(Right.BOOK) and actor.may(Right.WORK_CASES)):
        raise Forbidden.because("not_allowed", "role", actor.role.value, right=Right.BOOK.value)
    return case


def _bookable(store: Store, reference: str, actor: Caller) -> Case:
    case = _booked(store, reference, actor)
    if CaseStage(case.stage) not in LICENSED:
        raise at_stage("case_not_licensed", "stage", CaseStage(case.stage))
    return case
