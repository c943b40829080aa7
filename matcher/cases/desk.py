"""Cases at work: opened, moved, declined, reopened, given an owner, written to; each with its events in one go.

An officer works every case, a company its own and only so far: it says that it is interested, writes, and withdraws.
Who changes a case names the version that was decided on; whoever adds a message or note to it does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from corpus.disclosure import Tier
from corpus.passages import Kind
from corpus.problems import Conflict, Forbidden, Invalid, NotFound
from corpus.records import Audience, Case, CaseOrigin, CaseStage, Company
from corpus.roles import Caller, Right, Role
from corpus.secrecy import refuse_secret
from corpus.store import Store, stated
from corpus.store.case_lists import UNFINISHED, CaseFilters
from corpus.store.cases import Happening, NewCase
from corpus.store.ledger import TRACKS
from corpus.store.screening import UNKNOWN
from matcher.cases.gates import check_contact, check_gate
from matcher.cases.stages import COMPANY_REASONS, DeclineReason, check_decline, check_step
from matcher.cases.viewing import see

NOTE: Final = 4_000
"""Characters of a message or note."""
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


def move(
    store: Store, reference: str, to: CaseStage, actor: Caller, now: datetime, *, version: int, note: str = ""
) -> Case:
    """To another stage. From contacting on the company knows of the case.

    Raises NotFound `unknown_case`, Forbidden `not_allowed`, Conflict `case_changed`, `case_step`, `case_booked`
    (back from a licence with money booked) and what `check_gate` raises, Invalid `case_note_missing`.
    """
    case = _worked(store, reference, actor, version)
    kept, before = worded("note", note), CaseStage(case.stage)
    check_step(before, to, kept)
    check_gate(store, case, to, day_of(now))
    if before is CaseStage.LICENSED and to is not CaseStage.FOLLOW_UP:
        _check_unbooked(store, case)
    fields: dict[str, Any] = {"stage": to.value, "concluded_at": _concluded(case, to, now)}
    if to is not CaseStage.SHORTLISTED:
        fields["shared_at"] = case.shared_at or now
    audience = Audience.BOTH if case.shared_at or fields.get("shared_at") else Audience.OFFICIALS
    happening = Happening("moved", audience, facts={"before": before.value, "after": to.value})
    return _kept(store, case, fields, happening, actor, now=now, note=kept)


def decline(
    store: Store, reference: str, reason: str, actor: Caller, now: datetime, *, version: int, note: str = ""
) -> Case:
    """Ends a case without a licence. A company may only withdraw. What was due is due no longer.

    Raises NotFound `unknown_case`, Forbidden `not_allowed`, Conflict `case_changed` or `case_concluded`, Invalid
    `entry_not_known` or `case_note_missing`.
    """
    code = DeclineReason(stated.chosen("reason", reason, tuple(each.value for each in DeclineReason)))
    if actor.role is Role.COMPANY:
        case = _own(store, reference, actor, version)
        if code not in COMPANY_REASONS:
            raise Invalid.because("entry_not_known", "reason", reason, known=", ".join(COMPANY_REASONS))
    else:
        case = _worked(store, reference, actor, version)
    kept, before = worded("note", note), CaseStage(case.stage)
    check_decline(before, code, kept)
    fields: dict[str, Any] = {
        "stage": CaseStage.DECLINED.value,
        "declined_reason": code.value,
        "due_on": None,
        "concluded_at": now,
        "unanswered_since": None,
    }
    facts = {"before": before.value, "reason": code.value}
    if case.due_on:
        facts["due_on"] = case.due_on.isoformat()
    audience = Audience.BOTH if case.shared_at else Audience.OFFICIALS
    return _kept(store, case, fields, Happening("declined", audience, facts=facts), actor, now=now, note=kept)


def reopen(store: Store, reference: str, actor: Caller, now: datetime, *, version: int, note: str) -> Case:
    """Takes a declined case up again at the stage at which it was declined.

    Raises NotFound `unknown_case`, Forbidden `not_allowed`, Conflict `case_changed`, `case_not_declined` or
    `case_exists` where the pair has an unfinished case by now, Invalid `case_note_missing`.
    """
    case = _worked(store, reference, actor, version)
    kept = worded("note", note)
    if case.stage != CaseStage.DECLINED:
        raise Conflict.because("case_not_declined", "stage", case.stage)
    declined = store.cases.latest(case, "declined")
    to = CaseStage(declined.facts["before"]) if declined else CaseStage.SHORTLISTED
    if not kept:
        raise Invalid.because("case_note_missing", "note", stage=case.stage, to=to.value)
    standing = store.cases.unfinished(case.company_id, case.subject_kind, case.subject_id)
    if standing is not None:
        raise Conflict.because("case_exists", "reference", standing.reference)
    fields = {"stage": to.value, "declined_reason": None, "concluded_at": None}
    audience = Audience.BOTH if case.shared_at else Audience.OFFICIALS
    facts = {"after": to.value, "reason": case.declined_reason}
    return _kept(store, case, fields, Happening("reopened", audience, facts=facts), actor, now=now, note=kept)


def assign(store: Store, reference: str, owner: str | None, actor: Caller, now: datetime, *, version: int) -> Case:
    """Gives a case to an officer, or to nobody. To the one who has it already changes nothing.

    Raises NotFound `unknown_case`, Forbidden `not_allowed`, Conflict `case_changed`, Invalid `case_owner`.
    """
    case = _worked(store, reference, actor, version)
    if owner == case.owner:
        return case
    if owner is not None:
        account = store.accounts.get(owner)
        if account is None or account.role != Role.OFFICER or account.disabled_at is not None:
            raise Invalid.because("case_owner", "owner", owner)
    happening = Happening("assigned", facts={"before": case.owner, "after": owner})
    return _kept(store, case, {"owner": owner}, happening, actor, now=now)


def take_on(store: Store, references: Sequence[str], actor: Caller, now: datetime) -> int:
    """Gives the actor all of these that nobody has, and says how many. Others stay with whom they are."""
    store.audit.lock()
    taken = 0
    for reference in dict.fromkeys(references):
        case = store.cases.get(reference)
        if case is not None and case.owner is None:
            assign(store, reference, actor.account, actor, now=now, version=case.version)
            taken += 1
    return taken


def due(store: Store, reference: str, day: date | None, actor: Caller, now: datetime, *, version: int) -> Case:
    """By when the next step is to be done; None: by no day.

    Raises NotFound `unknown_case`, Forbidden `not_allowed`, Conflict `case_changed` or, for a declined case,
    `case_concluded`, Invalid `case_due_past` or `entry_out_of_range`.
    """
    case = _worked(store, reference, actor, version)
    if day == case.due_on:
        return case
    if case.stage == CaseStage.DECLINED:
        raise Conflict.because("case_concluded", "due_on", case.stage)
    # A reader east of Greenwich may be a day ahead, one west of it a day behind.
    if day is not None and stated.day("due_on", day) < day_of(now) - timedelta(days=1):
        raise Invalid.because("case_due_past", "due_on", day)
    facts = {"before": _iso(case.due_on), "after": _iso(day)}
    return _kept(store, case, {"due_on": day}, Happening("due", facts=facts), actor, now=now)


def track(store: Store, reference: str, to: str | None, actor: Caller, now: datetime, *, version: int) -> Case:
    """The track that the case runs on.

    Raises NotFound `unknown_case`, Forbidden `not_allowed`, Conflict `case_changed`, Invalid `entry_not_known`.
    """
    case = _worked(store, reference, actor, version)
    chosen = None if to is None else stated.chosen("track", to, TRACKS)
    if chosen == case.track:
        return case
    happening = Happening("track", facts={"before": case.track, "after": chosen})
    return _kept(store, case, {"track": chosen}, happening, actor, now=now)


def note(store: Store, reference: str, text: str, actor: Caller, now: datetime) -> Case:
    """A note that officials alone read.

    Raises NotFound `unknown_case`, Forbidden `not_allowed`, Invalid `entry_missing`, `entry_too_long`,
    `secret_refused`.
    """
    case = _worked(store, reference, actor)
    store.cases.add(case, Happening("note", text=_said("text", text)), actor, now)
    return case


def message(store: Store, reference: str, text: str, actor: Caller, now: datetime) -> Case:
    """A message between both sides. An officer's makes the case known to the company and answers what waited.

    Raises NotFound `unknown_case`, Forbidden `not_allowed`, Conflict `case_subject_blocked` where nobody may talk
    about the subject, Invalid as `note`.
    """
    if actor.role is Role.COMPANY:
        case = _own(store, reference, actor)
        fields: dict[str, object] = {"unanswered_since": case.unanswered_since or now}
    else:
        case = _worked(store, reference, actor)
        check_contact(store, case)
        fields = {"unanswered_since": None, "shared_at": case.shared_at or now}
    said = _said("text", text)
    store.cases.note(case, fields)
    store.cases.add(case, Happening("message", Audience.BOTH, said), actor, now)
    return case


def answered(store: Store, reference: str, actor: Caller, now: datetime) -> Case:
    """Notes that what the company wrote needs no written answer. Raises NotFound `unknown_case`, Forbidden."""
    case = _worked(store, reference, actor)
    if case.unanswered_since is not None:
        store.cases.note(case, {"unanswered_since": None})
        store.cases.add(case, Happening("answered"), actor, now)
    return case


def worded(field: str, text: str) -> str:
    """A text of somebody, perhaps empty. Raises Invalid `entry_too_long` or `secret_refused`."""
    kept = stated.lines(field, text, NOTE)
    refuse_secret([(field, text), (field, kept)])
    return kept


def day_of(now: datetime) -> date:
    return now.astimezone(UTC).date()


def worker(actor: Caller) -> Caller:
    """The actor. Raises Forbidden `not_allowed` for one who does not work cases."""
    if not actor.may(Right.WORK_CASES):
        raise Forbidden.because("not_allowed", "role", actor.role.value, right=Right.WORK_CASES.value)
    return actor


def _worked(store: Store, reference: str, actor: Caller, version: int | None = None) -> Case:
    store.audit.lock()
    case = see(store, reference, actor).case
    worker(actor)
    return _at(case, version)


def _own(store: Store, reference: str, actor: Caller, version: int | None = None) -> Case:
    store.audit.lock()
    return _at(see(store, reference, actor).case, version)


def _at(case: Case, version: int | None) -> Case:
    if version is not None and case.version != version:
        raise Conflict.because("case_changed", "version", version, reference=case.reference)
    return case


def _kept(
    store: Store,
    case: Case,
    fields: Mapping[str, object],
    happening: Happening,
    actor: Caller,
    *,
    now: datetime,
    note: str = "",
) -> Case:
    """Writes the change, and the words that came with it as an entry of their own, which the company does not read.

    A company's own words are for both.
    """
    changed = store.cases.change(case, fields, happening, actor, now=now, version=case.version)
    if note and actor.role is Role.COMPANY:
        store.cases.add(changed, Happening("message", Audience.BOTH, note), actor, now)
    elif note:
        store.cases.add(changed, Happening("note", text=note, facts={"about": happening.action}), actor, now)
    return changed


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


def _check_unbooked(store: Store, case: Case) -> None:
    entries = store.ledger.entries(case_reference=case.reference, limit=1_000)
    if any(each.commitment.voids is None and each.voided_by is None for each in entries):
        raise Conflict.because("case_booked", "stage", case.stage)


def _concluded(case: Case, to: CaseStage, now: datetime) -> datetime | None:
    return None if to in UNFINISHED else case.concluded_at or now


def _said(field: str, text: str) -> str:
    kept = worded(field, text)
    if not kept:
        raise Invalid.because("entry_missing", field)
    return kept


def _score(score: float | None) -> float | None:
    if score is not None and not 0 <= score <= 1:
        raise Invalid.because("entry_out_of_range", "score", score, least=0, most=1)
    return score


def _receipt(receipt: Mapping[str, object] | None) -> Mapping[str, object] | None:
    if receipt is not None and len(receipt) > RECEIPT:
        raise Invalid.because("entry_out_of_range", "receipt", len(receipt), least=0, most=RECEIPT)
    return receipt


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
