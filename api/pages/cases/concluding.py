"""What follows a licence, as forms of its case: bookings, terms, steps after it."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.cases.reading import now_here
from api.pages.cases.case import acted, working
from api.pages.cases.view import day, whole
from api.pages.dependencies import VisitHere
from api.pages.forms import Sent, SentForm
from api.pages.rendering import notice
from api.schemas.bounds import LARGEST_NUMBER
from corpus.problems import Invalid
from corpus.store import Store
from matcher.cases.concluding import Commitment, Step, Terms, add_step, book_commitment, set_terms, void_commitment

router = APIRouter(prefix="/cases/{reference}", include_in_schema=False)

BOOKING: Final = {
    "programme_id": "programme",
    "programme": "programme",
    "year": "year",
    "amount": "amount",
    "jobs_expected": "jobs_expected",
    "jobs_reached": "jobs_reached",
    "note": "booking_note",
}
TERMS: Final = {
    "development_cost": "development_cost",
    "base_fee": "base_fee",
    "running_rate": "running_rate",
    "note": "terms_note",
}
FOLLOW: Final = {
    "programme_id": "follow_programme",
    "stage": "follow_stage",
    "held_on": "held_on",
    "party": "party",
    "outcome": "outcome",
}


@router.post("/bookings")
def book(reference: str, visit: VisitHere, sent: SentForm) -> Response:
    """Money of a licensed case."""
    working(visit)

    def act(store: Store) -> None:
        wanted = Commitment(
            programme_id=sent.text("programme"),
            year=_needed(sent, "year"),
            amount=_needed(sent, "amount"),
            jobs_expected=whole(sent, "jobs_expected", "jobs_expected"),
            jobs_reached=whole(sent, "jobs_reached", "jobs_reached"),
            note=sent.text("booking_note"),
        )
        book_commitment(store, reference, wanted, visit.caller, now_here())

    return acted(
        visit,
        reference,
        "booking",
        sent,
        act,
        names=BOOKING,
        sentence=notice("The commitment was booked."),
        part="book",
    )


@router.post("/bookings/{entry:int}/void")
def void(reference: str, entry: int, visit: VisitHere, sent: SentForm) -> Response:
    """Takes a booking out of the totals."""
    working(visit)

    def act(store: Store) -> None:
        number, reason = min(entry, LARGEST_NUMBER), sent.text("void_reason")
        void_commitment(store, reference, number, visit.caller, reason=reason, now=now_here())

    names = {"reason": "void_reason", "id": "void_reason"}
    return acted(
        visit, reference, "void", sent, act, names=names, sentence=notice("The booking was voided."), part="book"
    )


@router.post("/terms")
def terms(reference: str, visit: VisitHere, sent: SentForm) -> Response:
    """Base fee and running royalty."""
    working(visit)

    def act(store: Store) -> None:
        wanted = Terms(
            development_cost=whole(sent, "development_cost", "development_cost"),
            base_fee=whole(sent, "base_fee", "base_fee") or 0,
            running_rate=_rate(sent),
            note=sent.text("terms_note"),
        )
        set_terms(store, reference, wanted, visit.caller, now_here())

    return acted(
        visit, reference, "terms", sent, act, names=TERMS, sentence=notice("The terms were noted."), part="terms"
    )


@router.post("/follow-ups")
def follow(reference: str, visit: VisitHere, sent: SentForm) -> Response:
    """Education, joint training or trial run."""
    working(visit)

    def act(store: Store) -> None:
        held_on = day(sent, "held_on", "held_on")
        if held_on is None:
            raise Invalid.because("entry_missing", "held_on")
        step = Step(
            programme_id=sent.text("follow_programme"),
            stage=sent.text("follow_stage"),
            held_on=held_on,
            party=sent.text("party"),
            outcome=sent.text("outcome"),
        )
        add_step(store, reference, step, visit.caller, now_here())

    return acted(
        visit, reference, "follow", sent, act, names=FOLLOW, sentence=notice("The step was noted."), part="follow"
    )


def _needed(sent: Sent, name: str) -> int:
    number = whole(sent, name, name)
    if number is None:
        raise Invalid.because("entry_missing", name)
    return number


def _rate(sent: Sent) -> float:
    written = sent.text("running_rate").removesuffix("%").strip()
    try:
        return float(written or 0)
    except ValueError:
        raise Invalid.because("bad_input", "running_rate", written, expected="a number") from None
