"""The stages by hand, and a machine that does everything in any order and finds nothing lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from corpus.database import Database
from corpus.problems import Refused
from corpus.records import Audience, CaseStage
from corpus.roles import Caller
from matcher.cases import desk
from matcher.cases.concluding import Commitment, book_commitment
from matcher.cases.documents import add_document
from matcher.cases.stages import ORDER, DeclineReason, Step, next_stage, steps_from
from tests.databases import Databases
from tests.matcher.cases.desk import HANUL, NOW, OFFICER, OTHER, furnished, opened

S = CaseStage


def test_what_follows_each_stage() -> None:
    assert steps_from(S.SHORTLISTED) == (
        Step(S.CONTACTED, with_note=False),
        *(Step(to, with_note=True) for to in (S.NDA, S.EVALUATION, S.NEGOTIATION)),
    )
    assert steps_from(S.NEGOTIATION) == (Step(S.EVALUATION, with_note=True), Step(S.LICENSED, with_note=False))
    assert steps_from(S.LICENSED) == (Step(S.NEGOTIATION, with_note=True), Step(S.FOLLOW_UP, with_note=False))
    assert steps_from(S.FOLLOW_UP) == (Step(S.LICENSED, with_note=True),)
    assert steps_from(S.DECLINED) == ()
    assert [next_stage(stage) for stage in S] == [*ORDER[1:], None, None]


@pytest.mark.parametrize("stage", S)
def test_a_licence_follows_an_evaluation_alone(stage: CaseStage) -> None:
    reaches = S.LICENSED in {step.to for step in steps_from(stage)}
    assert reaches == (stage in {S.EVALUATION, S.NEGOTIATION, S.FOLLOW_UP})


NOTES = st.sampled_from(["", "까닭"])


class CaseMachine(RuleBasedStateMachine):
    """One case in a real database; each step tries something, allowed or not."""

    databases: Databases
    template: str

    @initialize()
    def open(self) -> None:
        self.database = Database(self.databases.copy_of(self.template))
        with self.database.transaction() as store:
            self.reference = opened(store).reference
            self.events = [event.model_dump() for event in store.cases.events(store.cases.require(self.reference))]
        self.version, self.stage, self.licensed_by_rules, self.changes = 1, S.SHORTLISTED, False, 1

    @rule(to=st.sampled_from(S), note=NOTES, stale=st.booleans())
    def move(self, to: CaseStage, note: str, stale: bool) -> None:
        version = self.version - stale
        allowed = {step.to: step for step in steps_from(self.stage)}.get(to)
        fits = allowed is not None and (bool(note) or not allowed.with_note) and not stale
        done = self._try(
            lambda store, now: desk.move(store, self.reference, to, OFFICER, now, version=version, note=note)
        )
        assert done is fits or (self.stage is S.LICENSED and self.booked)
        if done:
            assert to is not S.LICENSED or self.stage in {S.EVALUATION, S.NEGOTIATION, S.FOLLOW_UP}
            self.stage, self.version = to, self.version + 1

    @rule(reason=st.sampled_from([*DeclineReason, "boredom"]), note=NOTES, actor=st.sampled_from([OFFICER, HANUL]))
    def decline(self, reason: str, note: str, actor: Caller) -> None:
        done = self._try(
            lambda store, now: desk.decline(store, self.reference, reason, actor, now, version=self.version, note=note)
        )
        if done:
            assert self.stage in ORDER[:5]
            self.declined_at, self.stage, self.version = self.stage, S.DECLINED, self.version + 1

    @rule(note=NOTES)
    def reopen(self, note: str) -> None:
        done = self._try(
            lambda store, now: desk.reopen(store, self.reference, OTHER, now, version=self.version, note=note)
        )
        assert done is (self.stage is S.DECLINED and bool(note))
        if done:
            self.stage, self.version = self.declined_at, self.version + 1

    @rule(actor=st.sampled_from([OFFICER, HANUL]), text=st.sampled_from(["", "안녕하십니까.", "[대외비]"]))
    def write(self, actor: Caller, text: str) -> None:
        self._try(lambda store, now: desk.message(store, self.reference, text, actor, now))

    @rule(owner=st.sampled_from([None, OFFICER.account, OTHER.account, "nobody"]))
    def assign(self, owner: str | None) -> None:
        done = self._try(lambda store, now: desk.assign(store, self.reference, owner, OTHER, now, version=self.version))
        assert done is (owner != "nobody")
        self._same_or_next()

    @rule(day=st.dates(date(2026, 7, 1), date(2026, 8, 30)) | st.none())
    def due(self, day: date | None) -> None:
        self._try(lambda store, now: desk.due(store, self.reference, day, OFFICER, now, version=self.version))
        self._same_or_next()

    @rule(content=st.sampled_from([b"", b"hello", b"x" * 101]), audience=st.sampled_from(Audience))
    def document(self, content: bytes, audience: Audience) -> None:
        done = self._try(
            lambda store, now: add_document(
                store, self.reference, "메모.txt", content, OFFICER, audience=audience, limit=100, now=now
            )
        )
        assert done is (content == b"hello")

    @rule(amount=st.integers(-1, 5))
    def book(self, amount: int) -> None:
        done = self._try(
            lambda store, now: book_commitment(
                store, self.reference, Commitment("civmil-cooperation", 2026, amount), OFFICER, now
            )
        )
        assert done is (self.stage in {S.LICENSED, S.FOLLOW_UP} and amount > 0)
        self.booked = self.booked or done

    booked = False

    def _try(self, act: object) -> bool:
        self.changes += 1
        try:
            with self.database.transaction() as store:
                act(store, NOW + timedelta(minutes=self.changes))  # type: ignore[operator]
        except Refused:
            return False
        return True

    def _same_or_next(self) -> None:
        with self.database.reading() as store:
            version = store.cases.require(self.reference).version
        assert version in {self.version, self.version + 1}
        self.version = version

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "reference"):
            return
        with self.database.reading() as store:
            case = store.cases.require(self.reference)
            events = [event.model_dump() for event in store.cases.events(case)]
            audited = [each for each in store.audit.events(limit=1_000) if each.record_id == self.reference]
        assert events[: len(self.events)] == self.events
        assert (case.version, case.stage) == (self.version, self.stage)
        assert len(audited) == len(events)
        assert (case.declined_reason is not None) == (self.stage is S.DECLINED)
        assert (case.concluded_at is not None) == (self.stage in {S.LICENSED, S.FOLLOW_UP, S.DECLINED})
        self.events = events

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()


def test_no_order_of_things_loses_anything(databases: Databases) -> None:
    CaseMachine.databases, CaseMachine.template = databases, databases.migrated()
    furnished(Database(CaseMachine.template)).close()
    run_state_machine_as_test(
        CaseMachine,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
