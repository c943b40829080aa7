"""Money of concluded cases, booked on programmes as far as their ceilings reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from corpus.problems import Conflict, NotFound
from corpus.roles import Caller
from corpus.store import Store
from matcher.programmes.in_force import booked, rules_over
from matcher.programmes.money import holds_in, left_of


@dataclass(frozen=True, slots=True)
class Booking:
    """What is booked: `amount` in won, of one case and year; jobs that the case expects and has reached."""

    year: int
    amount: int
    case_reference: str
    track: str | None = None
    jobs_expected: int | None = None
    jobs_reached: int | None = None
    note: str = ""


def book(store: Store, programme_id: str, booking: Booking, actor: Caller, *, at: datetime | None = None) -> int:
    """Books on a programme and gives the entry's id. `at` None: now.

    A ceiling that is known exactly is never passed, whichever programme it belongs to; of one that is not told, or
    told as a lower bound only, nothing can be said. Raises NotFound `programme_unknown`, Conflict
    `ceiling_exceeded`, and as `Ledger.commit`.
    """
    store.audit.lock()
    catalogue = rules_over(store).catalogue
    catalogue.current(programme_id)
    spent = booked(store)
    for programme in catalogue.programmes.values():
        for ceiling in programme.ceilings:
            draws = programme_id in (programme.id, *ceiling.shared_with) and ceiling.track in (None, booking.track)
            if ceiling.or_more or not draws or not holds_in(ceiling, booking.year):
                continue
            left = left_of(ceiling, programme.id, spent)
            if left is not None and booking.amount > left:
                raise Conflict.because(
                    "ceiling_exceeded", "amount", booking.amount, left=max(left, 0), programme=programme.id
                )
    return store.ledger.commit(
        programme_id,
        actor,
        year=booking.year,
        amount=booking.amount,
        case_reference=booking.case_reference,
        track=booking.track,
        jobs_expected=booking.jobs_expected,
        jobs_reached=booking.jobs_reached,
        note=booking.note,
        at=at,
    )


def void(
    store: Store, programme_id: str, entry_id: int, reason: str, actor: Caller, *, at: datetime | None = None
) -> int:
    """Takes an entry of this programme out of the totals by another, whose id it gives. Raises as `Ledger.void`."""
    store.audit.lock()
    found = store.ledger.entries(programme_id, before_id=entry_id + 1, limit=1)
    if not found or found[0].commitment.id != entry_id:
        raise NotFound.because("unknown_commitment", "id", entry_id)
    return store.ledger.void(entry_id, reason, actor, at=at)
