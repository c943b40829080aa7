"""Opening a case: an officer shortlists a company, or a company says that it is interested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from corpus.disclosure import Tier
from corpus.passages import Kind
from corpus.problems import Conflict, Forbidden, Invalid, NotFound
from corpus.records import Audience, Case, CaseOrigin, Company
from corpus.roles import Caller, Right, Role
from corpus.store import Store, stated
from corpus.store.case_lists import UNFINISHED, CaseFilters
from corpus.store.cases import Happening, NewCase
from corpus.store.ledger import TRACKS
from corpus.store.screening import UNKNOWN
from matcher.cases.rules import worded, worker

RECEIPT: Final = 200
"""Values that a receipt has at most."""
OPEN_OF_COMPANY: Final = 50
"""Cases that a company opened itself and that nobody has concluded: more are a slip or a flood."""
SUBJECTS: Final[tuple[Kind, ...]] = ("patents", "needs")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a case is opened on: a patent or need, a company, and the match that brought them together.

    `track` is a coded track, `score` the match's between 0 and 1, `receipt` what repeats it.
    """

    subject_kind: Kind
    subject_id: str
    company_id: str
    track: str | None
    score: float | None
    receipt: Mapping[str, object] | None
    note: str = ""


def open_case(store: Store, opening: Opening, actor: Caller, now: datetime) -> Case:
    """A new case, shortlisted. An officer's is his own; a company's has no owner yet.

    Where a company is interested in what an officer has shortlisted for it, unknown to it, that case becomes the
    company's too. Raises Forbidden `not_allowed`, NotFound for a record that the actor may not know of, Conflict
    `case_exists` for a pair with an unfinished case or `too_many_cases`, Invalid `case_subject_kind`,
    `entry_not_known`, `entry_too_long`, `entry_out_of_range` or `secret_refused`.
    """
    store.audit.lock()
    company = _company_of(store, opening.company_id, actor)
    by_company = actor.role is Role.COMPANY
    title = _title_of(store, opening, actor)
    note = worded("note", opening.note)
    track = None if opening.track is None else stated.chosen("track", opening.track, TRACKS)
    standing = store.cases.unfinished(company.id, opening.subject_kind, opening.subject_id)
    if standing is not None:
        if by_company and standing.shared_at is None:
            return _joined(store, standing, note, actor, now)
        raise Conflict.because("case_exists", "subject_id", standing.reference)
    if by_company:
        _check_flood(store, company.id)
    new = NewCase(
        subject_kind=opening.subject_kind,
        subject_id=opening.subject_id,
        company_id=company.id,
        title=title,
        company_name=company.name,
        origin=CaseOrigin.COMPANY if by_company else CaseOrigin.OFFICER,
        track=track,
        owner=None if by_company else actor.account,
        # What a company's form says of score and receipt is nobody's measurement.
        score=None if by_company else _score(opening.score),
        receipt=None if by_company else _receipt(opening.receipt),
    )
    audience = Audience.BOTH if by_company else Audience.OFFICIALS
    case = store.cases.open(new, Happening("opened", audience, facts={"track": track} if track else {}), actor, now)
    if note:
        store.cases.add(case, Happening("message" if by_company else "note", audience, note), actor, now)
    return case


def _joined(store: Store, case: Case, note: str, actor: Caller, now: datetime) -> Case:
    fields = {"shared_at": now, "unanswered_since": now}
    joined = store.cases.change(
        case, fields, Happening("interest", Audience.BOTH), actor, now=now, version=case.version
    )
    if note:
        store.cases.add(joined, Happening("message", Audience.BOTH, note), actor, now)
    return joined


def _company_of(store: Store, company_id: str, actor: Caller) -> Company:
    """A company that is not verified yet may open cases too, though officers do not find it."""
    if actor.role is Role.COMPANY:
        if not actor.may(Right.OWN_CASES) or actor.company_id is None or company_id != actor.company_id:
            raise Forbidden.because("not_allowed", "role", actor.role.value, right=Right.OWN_CASES.value)
        own = store.companies.get(company_id, withdrawn=True)
        if own is None:
            raise NotFound.because(UNKNOWN["companies"], "company_id", company_id)
        return own
    worker(actor)
    return store.companies.require(company_id)


def _title_of(store: Store, opening: Opening, actor: Caller) -> str:
    if opening.subject_kind not in SUBJECTS:
        raise Invalid.because("case_subject_kind", "subject_kind", opening.subject_kind, known=", ".join(SUBJECTS))
    row = (
        store.patents.get(opening.subject_id)
        if opening.subject_kind == "patents"
        else store.needs.get(opening.subject_id)
    )
    if row is None or Tier(row.tier) not in actor.tiers:
        raise NotFound.because(UNKNOWN[opening.subject_kind], "subject_id", opening.subject_id)
    return row.title


def _check_flood(store: Store, company_id: str) -> None:
    own = CaseFilters(stages=UNFINISHED, company_id=company_id, origin=CaseOrigin.COMPANY)
    if store.cases.count(own) >= OPEN_OF_COMPANY:
        raise Conflict.because("too_many_cases", "company_id", company_id, limit=OPEN_OF_COMPANY)


def _score(score: float | None) -> float | None:
    if score is not None and not 0 <= score <= 1:
        raise Invalid.because("entry_out_of_range", "score", score, least=0, most=1)
    return score


def _receipt(receipt: Mapping[str, object] | None) -> Mapping[str, object] | None:
    if receipt is not None and len(receipt) > RECEIPT:
        raise Invalid.because("entry_out_of_range", "receipt", len(receipt), least=0, most=RECEIPT)
    return receipt
