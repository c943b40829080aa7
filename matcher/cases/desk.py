"""Cases at work: opened, moved, declined, reopened, given an owner, written to; each with its events in one go.

An officer works every case, a company its own and only so far: it says that it is interested, writes, and withdraws.
Who changes a case names the version that was decided on; whoever adds a message or note to it does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from corpus.problems import Conflict, Invalid
from corpus.records import Audience, Case, CaseStage
from corpus.roles import Caller, Role
from corpus.store import Store, stated
from corpus.store.case_lists import UNFINISHED
from corpus.store.cases import Happening
from corpus.store.ledger import TRACKS
from matcher.cases.gates import check_contact, check_gate
from matcher.cases.opening import Opening, open_case
from matcher.cases.rules import day_of, worded, worker
from matcher.cases.stages import COMPANY_REASONS, DeclineReason, at_stage, check_decline, check_step, note_missing
from matcher.cases.viewing import see

__all__ = [
    "Opening",
    "answered",
    "assign",
    "decline",
    "due",
    "message",
    "move",
    "note",
    "open_case",
    "reopen",
    "take_on",
    "track",
]

MESSAGES_A_DAY: Final = 50
"""What a company's people may write in one case within a day."""


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
    store: Store, reference: str, reason: str, actor: Caller, now: datetime, *, version: int | None, note: str = ""
) -> Case:
    """Ends a case without a licence. A company may only withdraw, from whatever version: it is told of none. What was
    due is due no longer.

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
        raise at_stage("case_not_declined", "stage", CaseStage(case.stage))
    declined = store.cases.latest(case, "declined")
    to = CaseStage(declined.facts["before"]) if declined else CaseStage.SHORTLISTED
    if not kept:
        raise note_missing(CaseStage.DECLINED, to)
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
        raise at_stage("case_concluded", "due_on", CaseStage.DECLINED)
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
    about the subject, `too_many_messages` for a company that has written very many within a day, Invalid as `note`.
    """
    if actor.role is Role.COMPANY:
        case = _own(store, reference, actor)
        if store.cases.written_since(case, Role.COMPANY, now - timedelta(days=1)) >= MESSAGES_A_DAY:
            raise Conflict.because("too_many_messages", "text", limit=MESSAGES_A_DAY)
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


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
