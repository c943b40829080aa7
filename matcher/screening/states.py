"""Where a record stands in screening, and how a decision moves it: a state machine without I/O.

Machines (role None) report hints and the passing of days; everything else is the security reviewer's. A machine never
undoes a decision: hints that come after one are kept and show as `stale`, and a determination that runs out leaves the
record closed (`lapsed`) until the reviewer decides again. The caller writes the audit event, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, assert_never

from corpus.disclosure import ControlStatus, Tier, shown_tier
from corpus.problems import Conflict, Forbidden, Invalid, Problem
from corpus.roles import Role
from corpus.text import clean

USUAL_YEARS: Final = 2
"""How long a determination was valid under the Foreign Trade Act's notice (tradenavi PG0000001379, an old text): a
later day is taken, with a caution."""
MOST_YEARS: Final = 10
"""A day beyond is a slip of the pen."""
LONGEST_REFERENCE: Final = 200
LONGEST_REASON: Final = 2_000
DECIDED: Final = frozenset({ControlStatus.DETERMINED, ControlStatus.CLEARED, ControlStatus.BLOCKED})


@dataclass(frozen=True, slots=True)
class State:
    """One record's.

    `found` are the marks (`Hint.mark`) of the hints that stand now, `seen` those that the last decision knew.
    `lapsed` says that a determination ran out and nobody has decided since.
    """

    tier: Tier = Tier.PUBLIC
    control: ControlStatus = ControlStatus.UNSCREENED
    reference: str | None = None
    expires_on: date | None = None
    found: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()
    lapsed: bool = False

    @property
    def stale(self) -> bool:
        """Whether hints have come up since the decision (the text or a list has changed): it should be looked at."""
        return self.control in DECIDED and not self.found <= self.seen

    def shown(self, today: date) -> Tier:
        """The tier that the record is shown and indexed at."""
        return Tier.RESTRICTED if self.lapsed else shown_tier(self.tier, self.control, self.expires_on, today)

    def expired(self, today: date) -> bool:
        return self.control is ControlStatus.DETERMINED and self.expires_on is not None and self.expires_on < today


@dataclass(frozen=True, slots=True)
class Found:
    """A scan found the hints with these marks, and no others."""

    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gone:
    """A scan found nothing (any more)."""


@dataclass(frozen=True, slots=True)
class Expire:
    """The day has passed on which a determination may have run out."""


@dataclass(frozen=True, slots=True)
class Determine:
    """The competent authority has determined the item: its document, and the last day it is valid on."""

    reference: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Clear:
    """The reviewer finds nothing to control."""

    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    """Nobody but officials may know of the record. Its tier becomes restricted, and stays so when reopened."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reopen:
    """A decision is taken back; the record awaits a new one."""

    reason: str


@dataclass(frozen=True, slots=True)
class SetTier:
    tier: Tier


MachineFinding = Found | Gone | Expire
ReviewerDecision = Determine | Clear | Block | Reopen | SetTier
Decision = MachineFinding | ReviewerDecision


def decide(state: State, decision: Decision, role: Role | None, today: date) -> State:
    """The state after the decision; machine findings come with role None.

    Raises Forbidden for another role, Invalid for a missing or overlong reference or reason and for an expiry in the
    past or more than `MOST_YEARS` ahead, Conflict for a transition that the present state does not allow.
    """
    if isinstance(decision, Found | Gone | Expire):
        if role is not None:
            raise Forbidden.because("screening_machine_only")
        return _noted(state, decision, today)
    if role is not Role.REVIEWER:
        raise Forbidden.because("screening_reviewer_only")
    match decision:
        case Determine():
            return _determined(state, decision, today)
        case Clear():
            return _cleared(state, decision)
        case Block():
            return _blocked(state, decision)
        case Reopen():
            return _reopened(state, decision)
        case SetTier():
            return _tiered(state, decision.tier, today)
        case _:
            assert_never(decision)


def cautions(decision: Decision, today: date) -> tuple[Problem, ...]:
    """What is allowed but should be shown before it is saved: an expiry later than the usual term."""
    if isinstance(decision, Determine) and decision.expires_on and decision.expires_on > _years(today, USUAL_YEARS):
        return (Problem.of("expiry_unusual", "expires_on", decision.expires_on, years=USUAL_YEARS),)
    return ()


def _noted(state: State, finding: MachineFinding, today: date) -> State:
    match finding:
        case Found() | Gone():
            found = finding.marks if isinstance(finding, Found) else frozenset()
            noted = replace(state, found=found)
            return noted if state.control in DECIDED else replace(noted, control=_undecided(found))
        case Expire():
            if not state.expired(today):
                return state
            return replace(state, control=_undecided(state.found), reference=None, expires_on=None, lapsed=True)
        case _:
            assert_never(finding)


def _determined(state: State, decision: Determine, today: date) -> State:
    _refuse_from(state, ControlStatus.BLOCKED)
    reference = _worded(decision.reference, "reference", LONGEST_REFERENCE)
    expires_on = decision.expires_on
    if expires_on is None:
        raise Invalid.because("expiry_missing", "expires_on")
    if expires_on < today:
        raise Invalid.because("expiry_past", "expires_on", expires_on)
    if expires_on > _years(today, MOST_YEARS):
        raise Invalid.because("expiry_far", "expires_on", expires_on, years=MOST_YEARS)
    return _settled(state, ControlStatus.DETERMINED, reference, expires_on)


def _cleared(state: State, decision: Clear) -> State:
    _refuse_from(state, ControlStatus.BLOCKED)
    _worded(decision.reason, "reason", LONGEST_REASON)
    if state.control is ControlStatus.CLEARED and not state.stale:
        raise Conflict.because("screening_transition", "control", state.control.value)
    return _settled(state, ControlStatus.CLEARED)


def _blocked(state: State, decision: Block) -> State:
    _refuse_from(state, ControlStatus.BLOCKED)
    _worded(decision.reason, "reason", LONGEST_REASON)
    return replace(_settled(state, ControlStatus.BLOCKED), tier=Tier.RESTRICTED)


def _reopened(state: State, decision: Reopen) -> State:
    _refuse_from(state, ControlStatus.UNSCREENED, ControlStatus.HINT)
    _worded(decision.reason, "reason", LONGEST_REASON)
    tier = Tier.RESTRICTED if state.tier is Tier.RELEASED else state.tier
    return replace(_settled(state, _undecided(state.found)), tier=tier, seen=frozenset())


def _tiered(state: State, tier: Tier, today: date) -> State:
    if tier is not Tier.RESTRICTED:
        if state.control is ControlStatus.BLOCKED:
            raise Conflict.because("tier_while_blocked", "tier", tier.value)
        if state.lapsed or state.expired(today):
            raise Conflict.because("tier_while_lapsed", "tier", tier.value)
    if tier is Tier.RELEASED and (state.control not in DECIDED or state.stale):
        raise Conflict.because("released_needs_decision", "tier", tier.value)
    return replace(state, tier=tier)


def _settled(
    state: State, control: ControlStatus, reference: str | None = None, expires_on: date | None = None
) -> State:
    return replace(state, control=control, reference=reference, expires_on=expires_on, seen=state.found, lapsed=False)


def _undecided(found: frozenset[str]) -> ControlStatus:
    return ControlStatus.HINT if found else ControlStatus.UNSCREENED


def _refuse_from(state: State, *impossible: ControlStatus) -> None:
    if state.control in impossible:
        raise Conflict.because("screening_transition", "control", state.control.value)


def _worded(text: str, field: str, limit: int) -> str:
    found = clean(text)
    if not found:
        raise Invalid.because("decision_unfounded", field)
    if len(found) > limit:
        raise Invalid.because("decision_too_long", field, found, length=len(found), limit=limit)
    return found


def _years(day: date, years: int) -> date:
    """The same day years later; 1 March where that is no day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
