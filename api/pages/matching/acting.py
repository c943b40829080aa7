"""What can be done with a match: who may open a case of which pair."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.schemas.matches import Receipt as ReceiptShown
from corpus.passages import Kind
from corpus.roles import Caller, Right
from matcher.match import Receipt


@dataclass(frozen=True, slots=True)
class Opening:
    """The fields of `POST /cases`; `track`, `score` and `receipt` (JSON) are "" where no match stands behind it."""

    subject_kind: str
    subject_id: str
    company_id: str
    track: str = ""
    score: str = ""
    receipt: str = ""
    official: bool = True


@dataclass(frozen=True, slots=True)
class Side:
    """A record of a pair."""

    kind: Kind
    id: str


def opening_of(caller: Caller, one: Side, other: Side) -> Opening | None:
    """None where the pair is not of a company and a patent or need, or the caller may not open its case."""
    company, subject = (one, other) if one.kind == "companies" else (other, one)
    if company.kind != "companies" or subject.kind == "companies":
        return None
    own = caller.may(Right.OWN_CASES) and caller.company_id == company.id
    if not (own or caller.may(Right.WORK_CASES)):
        return None
    return Opening(subject.kind, subject.id, company.id, official=not own)


def with_match(opening: Opening | None, receipt: Receipt, tracks: Iterable[str], score: float | None) -> Opening | None:
    """The opening with the match that it comes from; of several tracks none is chosen ahead."""
    if opening is None:
        return None
    found = list(tracks)
    return Opening(
        subject_kind=opening.subject_kind,
        subject_id=opening.subject_id,
        company_id=opening.company_id,
        track=found[0] if len(found) == 1 else "",
        score="" if score is None else str(score),
        receipt=ReceiptShown.model_validate(receipt).model_dump_json(),
        official=opening.official,
    )
