"""What comes of a case: money within its ceilings, terms within the rule, steps that follow; and letters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from corpus.database import Database
from corpus.problems import Conflict, Forbidden, Invalid, NotFound, Refused
from corpus.records import Case, CaseStage
from corpus.store import Store
from matcher.cases import desk
from matcher.cases.concluding import (
    Commitment,
    Step,
    Terms,
    add_step,
    book_commitment,
    bookings,
    set_terms,
    standing_terms,
    steps,
    void_commitment,
)
from matcher.cases.letters import tell
from matcher.cases.viewing import events_for, see
from matcher.programmes.editing import edit_programme
from matcher.programmes.in_force import rules_over
from tests.matcher.cases.desk import ADMINISTRATOR, HANUL, NOW, OFFICER, REVIEWER, opened

CIVMIL = "civmil-cooperation"


def licensed(store: Store) -> Case:
    case = opened(store)
    for to in (CaseStage.CONTACTED, CaseStage.NDA, CaseStage.EVALUATION, CaseStage.NEGOTIATION, CaseStage.LICENSED):
        case = desk.move(store, case.reference, to, OFFICER, NOW, version=case.version)
    return case


def test_money_is_booked_under_the_case_s_reference_and_voided(office: Database) -> None:
    with office.transaction() as store:
        case = licensed(store)
        wanted = Commitment(CIVMIL, 2026, 350_000_000, jobs_expected=12, note="1차분")
        entry = book_commitment(store, case.reference, wanted, OFFICER, NOW)
        kept = store.ledger.entries(case_reference=case.reference)[0].commitment
        assert (kept.id, kept.track, kept.amount, kept.jobs_expected) == (entry, "spin-off", 350_000_000, 12)
        with pytest.raises(Conflict, match="case_booked"):
            desk.move(store, case.reference, CaseStage.NEGOTIATION, OFFICER, NOW, version=case.version, note="착오")
        void_commitment(store, case.reference, entry, OFFICER, reason="금액 착오", now=NOW)
        with pytest.raises(Conflict, match="commitment_voided"):
            void_commitment(store, case.reference, entry, OFFICER, reason="다시", now=NOW)
        with pytest.raises(NotFound, match="unknown_commitment"):
            void_commitment(store, opened(store, "N1").reference, entry, OFFICER, reason="다른 사례", now=NOW)
        assert store.ledger.totals(CIVMIL) == []
        assert len(bookings(store, case)) == 2
        back = desk.move(store, case.reference, CaseStage.NEGOTIATION, OFFICER, NOW, version=case.version, note="착오")
        assert back.concluded_at is None
        assert [event.action for event in store.cases.events(case)][-4:] == [
            "booked",
            "booking_voided",
            "moved",
            "note",
        ]
        told = events_for(store, see(store, case.reference, HANUL), HANUL)
        assert {event.action for event in told} == {"moved"}


def test_a_ceiling_is_not_passed(office: Database) -> None:
    with office.transaction() as store:
        form = rules_over(store).catalogue.current("manpower").to_mapping()
        ceiling = {"amount": 1_000, "first_year": 2026, "last_year": 2026, "source": "공고"}
        edited = {**form, "ceilings": [ceiling]}
        version = rules_over(store).catalogue.current("manpower").version
        edit_programme(store, "manpower", edited, "한도 공고", ADMINISTRATOR, expected_version=version)
        case = licensed(store)
        book_commitment(store, case.reference, Commitment("manpower", 2026, 900), OFFICER, NOW)
        with pytest.raises(Conflict, match="ceiling_exceeded") as refused:
            book_commitment(store, case.reference, Commitment("manpower", 2026, 101), OFFICER, NOW)
        assert (refused.value.problem.field, refused.value.problem.facts["left"]) == ("amount", 100)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Commitment("nothing", 2026, 1), "programme_unknown"),
        (Commitment(CIVMIL, 2026, 0), "entry_out_of_range"),
        (Commitment(CIVMIL, 1980, 1), "entry_out_of_range"),
        (Commitment(CIVMIL, 2026, 1, note="[비밀]"), "secret_refused"),
    ],
)
def test_what_is_not_booked(office: Database, wanted: Commitment, code: str) -> None:
    with office.transaction() as store:
        case = licensed(store)
        with pytest.raises(Refused, match=code):
            book_commitment(store, case.reference, wanted, OFFICER, NOW)
        assert bookings(store, case) == []


def test_nothing_is_booked_before_the_licence_or_by_others(office: Database) -> None:
    with office.transaction() as store:
        case = opened(store)
        with pytest.raises(Conflict, match="case_not_licensed"):
            book_commitment(store, case.reference, Commitment(CIVMIL, 2026, 1), OFFICER, NOW)
        with pytest.raises(Conflict, match="case_no_terms"):
            set_terms(store, case.reference, Terms(1, 0, 1.0), OFFICER, NOW)
        case = desk.move(store, case.reference, CaseStage.CONTACTED, OFFICER, NOW, version=1)
        for actor in (REVIEWER, HANUL):
            with pytest.raises(Forbidden):
                book_commitment(store, case.reference, Commitment(CIVMIL, 2026, 1), actor, NOW)


def test_a_base_fee_is_at_most_a_tenth(office: Database) -> None:
    with office.transaction() as store:
        case = licensed(store)
        assert standing_terms(store, case) is None
        set_terms(store, case.reference, Terms(1_000_009, 100_000, 2.5), OFFICER, NOW)
        with pytest.raises(Invalid, match="base_fee_over") as refused:
            set_terms(store, case.reference, Terms(1_000_009, 100_001, 2.5), OFFICER, NOW)
        assert refused.value.problem.facts["most"] == 100_000
        with pytest.raises(Invalid, match="entry_missing"):
            set_terms(store, case.reference, Terms(None, 1, 2.5), OFFICER, NOW)
        for rate in (-0.1, 100.1, float("nan")):
            with pytest.raises(Invalid, match="entry_out_of_range"):
                set_terms(store, case.reference, Terms(None, 0, rate), OFFICER, NOW)
        set_terms(store, case.reference, Terms(None, 0, 3, "기본료 없음"), OFFICER, NOW)
        assert standing_terms(store, case) == Terms(0, 0, 3, "기본료 없음")
        assert [event.action for event in store.cases.events(case)].count("terms") == 2


def test_steps_follow_a_licence(office: Database) -> None:
    with office.transaction() as store:
        case = licensed(store)
        step = Step(CIVMIL, "trial-run", date(2026, 9, 14), "가상 정비창", "세 대 중 두 대 통과")
        add_step(store, case.reference, step, OFFICER, NOW)
        assert [(row.stage, row.party) for row in steps(store, case)] == [("trial-run", "가상 정비창")]
        with pytest.raises(Refused, match="entry_not_known"):
            add_step(store, case.reference, Step(CIVMIL, "party", date(2026, 9, 14), "x"), OFFICER, NOW)


def test_a_side_has_one_letter_of_a_case_an_hour(office: Database) -> None:
    with office.transaction() as store:
        for name, language in ((HANUL.account, "en"), (OFFICER.account, None)):
            account = store.accounts.require(name)
            account.email, account.email_confirmed_at, account.language = f"{name}@example.kr", NOW, language
        case = opened(store)
        assert [tell_after(store, case, minutes) for minutes in (0, 59, 60)] == [1, 0, 1]
        assert tell(store, case, HANUL, NOW, site="https://t.example", language="ko") == 1
        letters = store.mails.page()
        assert [(each.recipient, each.account) for each in letters] == [
            ("officer.kim@example.kr", "officer.kim"),
            ("hanul@example.kr", "hanul"),
            ("hanul@example.kr", "hanul"),
        ]
        assert "사례에 새 메시지" in letters[0].subject
        assert "New message" in letters[1].subject
        assert f"https://t.example/cases/{case.reference}" in letters[0].text
        assert "노즐" not in letters[0].text + letters[1].text
        store.accounts.require(OFFICER.account).email_confirmed_at = None
        later = NOW + timedelta(hours=2)
        assert tell(store, case, HANUL, later, site="https://t.example", language="ko") == 0


def tell_after(store: Store, case: Case, minutes: int) -> int:
    now = NOW + timedelta(minutes=minutes)
    return tell(store, case, OFFICER, now, site="https://t.example", language="ko")
