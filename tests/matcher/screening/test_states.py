"""The state machine: every transition, who may make it, and what no sequence can reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from corpus.disclosure import TIERS, ControlStatus, Tier
from corpus.problems import Conflict, Forbidden, Invalid, Refused
from corpus.roles import Role
from matcher.screening.states import (
    Block,
    Clear,
    Decision,
    Determine,
    Expire,
    Found,
    Gone,
    Reopen,
    SetTier,
    State,
    cautions,
    decide,
)

TODAY = date(2026, 5, 1)
NEXT_YEAR = date(2027, 5, 1)
A, B = frozenset({"kites:a:kite bomb"}), frozenset({"kites:b:kite torpedo"})
UNSCREENED, HINT, DETERMINED, CLEARED, BLOCKED = ControlStatus
STATES = {
    UNSCREENED: State(),
    HINT: State(control=HINT, found=A),
    DETERMINED: State(control=DETERMINED, reference="DAPA-1", expires_on=NEXT_YEAR, found=A, seen=A),
    CLEARED: State(control=CLEARED, found=A, seen=A),
    BLOCKED: State(tier=Tier.RESTRICTED, control=BLOCKED, found=A, seen=A),
}
DECISIONS: dict[str, Decision] = {
    "found": Found(A),
    "gone": Gone(),
    "expire": Expire(),
    "determine": Determine("DAPA-2", NEXT_YEAR),
    "clear": Clear("no control entry fits"),
    "block": Block("under review by the owner"),
    "reopen": Reopen("decided on the wrong text"),
}
TABLE: dict[str, tuple[ControlStatus | None, ...]] = {
    # from:       unscreened, hint, determined, cleared, blocked; None is refused
    "found": (HINT, HINT, DETERMINED, CLEARED, BLOCKED),
    "gone": (UNSCREENED, UNSCREENED, DETERMINED, CLEARED, BLOCKED),
    "expire": (UNSCREENED, HINT, DETERMINED, CLEARED, BLOCKED),
    "determine": (DETERMINED, DETERMINED, DETERMINED, DETERMINED, None),
    "clear": (CLEARED, CLEARED, CLEARED, None, None),
    "block": (BLOCKED, BLOCKED, BLOCKED, BLOCKED, None),
    "reopen": (None, None, HINT, HINT, HINT),
}


def actor(decision: Decision) -> Role | None:
    return None if isinstance(decision, Found | Gone | Expire) else Role.REVIEWER


def done(state: State, decision: Decision, today: date = TODAY) -> State:
    return decide(state, decision, actor(decision), today)


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("place", range(5))
def test_every_transition(name: str, place: int) -> None:
    before, expected = list(STATES.values())[place], TABLE[name][place]
    if expected is None:
        with pytest.raises(Conflict):
            done(before, DECISIONS[name])
    else:
        assert done(before, DECISIONS[name]).control is expected


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.REVIEWER] + [None])
@pytest.mark.parametrize("decision", [*list(DECISIONS.values())[3:], SetTier(Tier.RESTRICTED)])
def test_only_the_reviewer_decides(role: Role | None, decision: Decision) -> None:
    with pytest.raises(Forbidden):
        decide(STATES[HINT], decision, role, TODAY)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("finding", list(DECISIONS.values())[:3])
def test_only_the_service_notes_findings(role: Role, finding: Decision) -> None:
    with pytest.raises(Forbidden):
        decide(STATES[HINT], finding, role, TODAY)


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Determine(" \u200b", NEXT_YEAR), "decision_unfounded"),
        (Determine("x" * 201, NEXT_YEAR), "decision_too_long"),
        (Determine("DAPA-1", None), "expiry_missing"),
        (Determine("DAPA-1", TODAY - timedelta(1)), "expiry_past"),
        (Determine("DAPA-1", date(2036, 5, 2)), "expiry_far"),
        (Clear(""), "decision_unfounded"),
        (Block("\n"), "decision_unfounded"),
        (Clear("x" * 2_001), "decision_too_long"),
    ],
)
def test_a_decision_says_what_it_rests_on(decision: Decision, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        done(STATES[HINT], decision)
    assert caught.value.problem.code == code


def test_a_long_term_is_taken_with_a_caution() -> None:
    late = Determine("DAPA-1", date(2028, 5, 2))
    assert done(State(), late).expires_on == late.expires_on
    assert [problem.code for problem in cautions(late, TODAY)] == ["expiry_unusual"]
    assert cautions(Determine("DAPA-1", date(2028, 5, 1)), TODAY) == ()
    assert cautions(Determine("DAPA-1", date(2030, 3, 1)), date(2028, 2, 29)) == ()


@pytest.mark.parametrize("control", [DETERMINED, CLEARED, BLOCKED])
def test_a_new_hint_after_a_decision_is_flagged(control: ControlStatus) -> None:
    state = STATES[control]
    assert not done(state, Found(A)).stale
    later = done(state, Found(A | B))
    assert (later.control, later.stale) == (control, True)
    assert not done(later, Gone()).stale


def test_a_stale_clearing_can_be_renewed() -> None:
    stale = done(STATES[CLEARED], Found(A | B))
    with pytest.raises(Conflict):
        done(stale, SetTier(Tier.RELEASED))
    renewed = done(stale, Clear("looked again"))
    assert not renewed.stale
    assert done(renewed, SetTier(Tier.RELEASED)).tier is Tier.RELEASED


@pytest.mark.parametrize(("found", "control"), [(A, HINT), (frozenset[str](), UNSCREENED)])
def test_a_determination_that_runs_out_closes_the_record(found: frozenset[str], control: ControlStatus) -> None:
    state = replace(STATES[DETERMINED], found=found)
    assert done(state, Expire(), NEXT_YEAR) == state
    assert state.shown(NEXT_YEAR) is Tier.PUBLIC
    after = NEXT_YEAR + timedelta(1)
    assert state.shown(after) is Tier.RESTRICTED
    lapsed = done(state, Expire(), after)
    assert (lapsed.control, lapsed.lapsed, lapsed.reference, lapsed.expires_on) == (control, True, None, None)
    assert lapsed.shown(after) is Tier.RESTRICTED
    for before in (state, lapsed):
        with pytest.raises(Conflict) as caught:
            done(before, SetTier(Tier.PUBLIC), after)
        assert caught.value.problem.code == "tier_while_lapsed"
    assert done(lapsed, Clear("nothing to control"), after).shown(after) is Tier.PUBLIC


def test_a_blocked_record_stays_closed_when_reopened() -> None:
    blocked = done(STATES[CLEARED], DECISIONS["block"])
    assert blocked.tier is Tier.RESTRICTED
    with pytest.raises(Conflict):
        done(blocked, SetTier(Tier.PUBLIC))
    reopened = done(blocked, DECISIONS["reopen"])
    assert (reopened.control, reopened.tier) == (HINT, Tier.RESTRICTED)
    assert done(reopened, SetTier(Tier.PUBLIC)).tier is Tier.PUBLIC


@pytest.mark.parametrize(
    ("control", "allowed"),
    [(UNSCREENED, False), (HINT, False), (DETERMINED, True), (CLEARED, True), (BLOCKED, False)],
)
def test_only_decided_records_are_released(control: ControlStatus, allowed: bool) -> None:
    if allowed:
        assert done(STATES[control], SetTier(Tier.RELEASED)).tier is Tier.RELEASED
    else:
        with pytest.raises(Conflict):
            done(STATES[control], SetTier(Tier.RELEASED))


def test_reopening_takes_the_release_back() -> None:
    released = done(STATES[CLEARED], SetTier(Tier.RELEASED))
    assert done(released, DECISIONS["reopen"]).tier is Tier.RESTRICTED


ROLES = st.sampled_from([*Role, None])
DECIDE = st.one_of(
    st.sampled_from([frozenset[str](), A, B, A | B]).map(Found),
    st.just(Gone()),
    st.just(Expire()),
    st.builds(Determine, st.sampled_from(["", "DAPA-1"]), st.none() | st.dates(date(2026, 1, 1), date(2040, 1, 1))),
    st.builds(Clear, st.sampled_from(["", "why"])),
    st.builds(Block, st.sampled_from(["", "why"])),
    st.builds(Reopen, st.sampled_from(["", "why"])),
    st.sampled_from(TIERS).map(SetTier),
)


class Screening(RuleBasedStateMachine):
    """Any decisions by anybody on any day."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State()
        self.today = TODAY
        self.ran_out = False

    @rule(days=st.integers(1, 900))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days)

    @rule(decision=DECIDE, role=ROLES)
    def somebody_decides(self, decision: Decision, role: Role | None) -> None:
        before = self.state
        self.ran_out = self.ran_out or before.expired(self.today)
        try:
            self.state = decide(before, decision, role, self.today)
        except Refused:
            return
        if role is Role.REVIEWER:
            self.ran_out = self.ran_out and isinstance(decision, SetTier)
            return
        assert role is None
        assert self.state.tier is before.tier
        assert TIERS.index(self.state.shown(self.today)) >= TIERS.index(before.shown(self.today))
        decided = {DETERMINED, CLEARED, BLOCKED}
        assert self.state.control not in decided or self.state.control is before.control
        assert before.control not in decided or self.state.control is before.control or before.expired(self.today)

    @invariant()
    def what_is_closed_stays_closed(self) -> None:
        shown = self.state.shown(self.today)
        if self.state.control is BLOCKED or self.state.expired(self.today) or self.ran_out:
            assert shown is Tier.RESTRICTED
        if shown is Tier.RELEASED:
            assert self.state.control in {DETERMINED, CLEARED}

    @invariant()
    def what_is_determined_says_by_what(self) -> None:
        determined = self.state.control is DETERMINED
        assert determined == bool(self.state.reference) == (self.state.expires_on is not None)
        assert not self.state.lapsed or self.state.control in {UNSCREENED, HINT}


Screening.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
test_screening = Screening.TestCase
