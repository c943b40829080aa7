"""Cases at work, on both databases: who may do what, what is written, and that nothing collides or is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest

from corpus.database import Database
from corpus.disclosure import Tier
from corpus.drafts import PatentDraft
from corpus.problems import Conflict, Forbidden, Invalid, NotFound, Refused
from corpus.records import Audience, Case, CaseStage
from corpus.roles import NOBODY, Caller, Role
from corpus.store import Store
from corpus.store.case_lists import CaseFilters, WaitingReason
from matcher.cases import desk
from matcher.cases.desk import Opening, open_case
from matcher.cases.viewing import events_for, scoped, see
from matcher.screening.desk import take
from matcher.screening.states import Block, Determine
from tests.matcher.cases.desk import BADA, HANUL, NOW, OFFICER, OTHER, REVIEWER, opened, opening


def moved(store: Store, case: Case, *stages: CaseStage) -> Case:
    for stage in stages:
        case = desk.move(store, case.reference, stage, OFFICER, NOW, version=case.version)
    return case


def actions(store: Store, case: Case) -> list[str]:
    return [event.action for event in store.cases.events(case)]


def test_an_officer_s_case_is_his_own_and_numbered_by_year(office: Database) -> None:
    with office.transaction() as store:
        first = open_case(store, opening(note="전화로 확인\n\n\n내일 회신"), OFFICER, NOW)
        second = opened(store, "N1", "C2")
        later = open_case(store, opening("P2"), OFFICER, NOW.replace(year=2027))
    assert [each.reference for each in (first, second, later)] == ["CMT-2026-00001", "CMT-2026-00002", "CMT-2027-00001"]
    with office.reading() as store:
        kept = store.cases.require("CMT-2026-00001")
        assert (kept.owner, kept.origin, kept.stage, kept.version) == (OFFICER.account, "officer", "shortlisted", 1)
        assert (kept.title, kept.company_name, kept.score, kept.track) == ("세라믹 노즐", "한울세라믹", 0.7, "spin-off")
        assert kept.receipt == {"generation": "g1"}
        assert kept.shared_at is None
        events = store.cases.events(kept)
        assert [(event.action, event.text) for event in events] == [
            ("opened", ""),
            ("note", "전화로 확인\n\n내일 회신"),
        ]
        audited = [event.action for event in store.audit.events(limit=10) if event.record_id == kept.reference]
        assert audited == ["case_note", "case_opened"]
        assert "전화" not in str([event.facts for event in store.audit.events(limit=10)])


def test_a_pair_has_one_unfinished_case(office: Database) -> None:
    with office.transaction() as store:
        case = opened(store)
        with pytest.raises(Conflict, match="case_exists") as refused:
            opened(store, actor=OTHER)
        assert refused.value.problem.value == case.reference
        case = desk.decline(store, case.reference, "price", OFFICER, NOW, version=1)
        again = opened(store, actor=OTHER)
        with pytest.raises(Conflict, match="case_exists"):
            desk.reopen(store, case.reference, OFFICER, NOW, version=case.version, note="다시 요청함")
        desk.decline(store, again.reference, "duplicate", OTHER, NOW, version=1)
        back = desk.reopen(store, case.reference, OFFICER, NOW, version=case.version, note="다시 요청함")
        assert (back.stage, back.declined_reason, back.concluded_at) == ("shortlisted", None, None)


@pytest.mark.parametrize(
    ("wrong", "actor", "code"),
    [
        (opening("P9"), OFFICER, "unknown_patent"),
        (opening("P1", "C9"), OFFICER, "unknown_company"),
        (opening("P3"), HANUL, "unknown_patent"),
        (opening("P2", "C2"), BADA, "unknown_patent"),
        (opening("P1", "C2"), HANUL, "not_allowed"),
        (opening("P1"), REVIEWER, "not_allowed"),
        (opening("P1"), NOBODY, "not_allowed"),
        (Opening("companies", "C2", "C1", None, None, None), OFFICER, "case_subject_kind"),
        (Opening("patents", "P1", "C1", "spin-out", None, None), OFFICER, "entry_not_known"),
        (Opening("patents", "P1", "C1", None, 1.5, None), OFFICER, "entry_out_of_range"),
        (Opening("patents", "P1", "C1", None, None, None, "x" * 4_001), OFFICER, "entry_too_long"),
        (Opening("patents", "P1", "C1", None, None, None, "[대외비] 시험 결과"), OFFICER, "secret_refused"),
    ],
)
def test_what_cannot_be_opened(office: Database, wrong: Opening, actor: Caller, code: str) -> None:
    with office.transaction(actor.tiers) as store:
        with pytest.raises(Refused, match=code):
            open_case(store, wrong, actor, NOW)
        assert store.cases.count() == 0


def test_a_company_s_interest_waits_for_an_officer(office: Database) -> None:
    with office.transaction(HANUL.tiers) as store:
        case = open_case(store, opening("P2", note="견본이 있습니다."), HANUL, NOW)
        with pytest.raises(Conflict, match="case_exists"):
            open_case(store, opening("P2"), HANUL, NOW)
    assert (case.owner, case.origin, case.score, case.receipt) == (None, "company", None, None)
    with office.reading() as store:
        assert [(each.case.reference, each.reasons) for each in store.cases.waiting(OTHER.account, NOW.date())] == [
            (case.reference, (WaitingReason.UNANSWERED, WaitingReason.UNOWNED))
        ]
    with office.transaction() as store:
        assert desk.take_on(store, [case.reference, case.reference, "CMT-2026-99999"], OTHER, NOW) == 1
        assert desk.take_on(store, [case.reference], OFFICER, NOW) == 0
        desk.message(store, case.reference, "견본을 보내 주십시오.", OTHER, NOW)
        assert store.cases.waiting(OTHER.account, NOW.date()) == []


def test_interest_joins_what_was_shortlisted_in_secret(office: Database) -> None:
    with office.transaction() as store:
        case = opened(store)
    with office.transaction(HANUL.tiers) as store:
        with pytest.raises(NotFound, match="unknown_case"):
            see(store, case.reference, HANUL)
        joined = open_case(store, opening(note="관심 있습니다."), HANUL, NOW)
    assert (joined.reference, joined.owner, joined.origin) == (case.reference, OFFICER.account, "officer")
    with office.reading(HANUL.tiers) as store:
        told = events_for(store, see(store, case.reference, HANUL), HANUL)
        assert [event.action for event in told] == ["interest", "message"]


def test_a_company_opens_so_many_and_no_more(office: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.cases.opening.OPEN_OF_COMPANY", 1)
    with office.transaction(HANUL.tiers) as store:
        open_case(store, opening("P1"), HANUL, NOW)
        with pytest.raises(Conflict, match="too_many_cases"):
            open_case(store, opening("P2"), HANUL, NOW)


def test_a_case_goes_on_and_the_company_is_told_of_steps_alone(office: Database) -> None:
    with office.transaction() as store:
        case = moved(store, opened(store), CaseStage.CONTACTED, CaseStage.NDA)
        case = desk.move(
            store, case.reference, CaseStage.NEGOTIATION, OFFICER, NOW, version=case.version, note="평가는 작년에 끝남"
        )
        case = moved(store, case, CaseStage.LICENSED, CaseStage.FOLLOW_UP)
        desk.assign(store, case.reference, OTHER.account, OFFICER, NOW, version=case.version)
        assert case.concluded_at == NOW
    with office.reading() as store:
        assert actions(store, case) == ["opened", "moved", "moved", "moved", "note", "moved", "moved", "assigned"]
        officials = store.cases.events(case, Audience.OFFICIALS)
        assert [event.action for event in officials] == ["opened", "note", "assigned"]
    with office.reading(HANUL.tiers) as store:
        told = events_for(store, see(store, case.reference, HANUL), HANUL)
        assert {event.actor for event in told} == {"office"}
        assert {event.action for event in told} == {"moved"}
        assert "평가는" not in str([event.model_dump() for event in told])


def test_words_are_wanted_where_steps_are_unusual(office: Database) -> None:
    with office.transaction() as store:
        case = moved(store, opened(store), CaseStage.CONTACTED)
        for to in (CaseStage.SHORTLISTED, CaseStage.NEGOTIATION):
            with pytest.raises(Invalid, match="case_note_missing"):
                desk.move(store, case.reference, to, OFFICER, NOW, version=case.version)
        for to in (CaseStage.LICENSED, CaseStage.FOLLOW_UP, CaseStage.CONTACTED, CaseStage.DECLINED):
            with pytest.raises(Conflict, match="case_step"):
                desk.move(store, case.reference, to, OFFICER, NOW, version=case.version, note="왜냐하면")
        with pytest.raises(Invalid, match="case_note_missing"):
            desk.decline(store, case.reference, "other", OFFICER, NOW, version=case.version)
        with pytest.raises(Invalid, match="entry_not_known"):
            desk.decline(store, case.reference, "boredom", OFFICER, NOW, version=case.version)


def test_who_decides_on_a_former_version_is_told(office: Database) -> None:
    with office.transaction() as store:
        case = opened(store)
        moved(store, case, CaseStage.CONTACTED)
        for act in (
            lambda: desk.move(store, case.reference, CaseStage.NDA, OTHER, NOW, version=1),
            lambda: desk.decline(store, case.reference, "price", OTHER, NOW, version=1),
            lambda: desk.assign(store, case.reference, None, OTHER, NOW, version=1),
            lambda: desk.due(store, case.reference, NOW.date(), OTHER, NOW, version=1),
            lambda: desk.track(store, case.reference, None, OTHER, NOW, version=1),
        ):
            with pytest.raises(Conflict, match="case_changed"):
                act()
        desk.message(store, case.reference, "안녕하십니까.", OTHER, NOW)
        assert store.cases.require(case.reference).version == 2


def test_of_two_who_move_at_once_one_is_told(office: Database) -> None:
    with office.transaction() as store:
        reference = opened(store).reference
    together = Barrier(2)

    def move(actor: Caller) -> str:
        together.wait()
        try:
            with office.transaction() as store:
                desk.move(store, reference, CaseStage.CONTACTED, actor, NOW, version=1)
        except Conflict as refused:
            return refused.problem.code
        return "moved"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(move, (OFFICER, OTHER))) == ["case_changed", "moved"]
    with office.reading() as store:
        case = store.cases.require(reference)
        assert (case.version, actions(store, case)) == (2, ["opened", "moved"])


def test_numbers_have_neither_gaps_nor_doubles(office: Database) -> None:
    together = Barrier(4)

    def open_some(at: int) -> list[str]:
        together.wait()
        found = []
        for number in range(5):
            subject, company = f"X{at}-{number}", "C1" if at % 2 else "C2"
            with office.transaction() as store:
                store.changes.lock()
                store.patents.put([PatentDraft(id=subject, country="KR", title=f"Nozzle {subject}")])
                found.append(opened(store, subject, company).reference)
            with office.transaction(keep=False) as store:
                opened(store, "P1", company)
        return found

    with ThreadPoolExecutor(4) as pool:
        references = sorted(reference for found in pool.map(open_some, range(4)) for reference in found)
    assert references == [f"CMT-2026-{number:05}" for number in range(1, 21)]
    with office.reading() as store:
        assert store.audit.verify().broken is None


def test_a_blocked_subject_goes_no_further(office: Database) -> None:
    with office.transaction() as store:
        case = opened(store)
        take(store, "patents", "P1", Block("국가핵심기술"), caller=REVIEWER, day=NOW.date())
        with pytest.raises(Conflict, match="case_subject_blocked"):
            moved(store, case, CaseStage.CONTACTED)
        with pytest.raises(Conflict, match="case_subject_blocked"):
            desk.message(store, case.reference, "세라믹 노즐", OFFICER, NOW)
        desk.note(store, case.reference, "차단되어 중단", OFFICER, NOW)
        open_case(store, opening("N1"), OFFICER, NOW)
        assert desk.decline(store, case.reference, "control", OFFICER, NOW, version=1).stage == "declined"


def test_a_lapsed_determination_stops_agreements(office: Database) -> None:
    with office.transaction() as store:
        take(store, "patents", "P1", Determine("제1호", NOW.date()), caller=REVIEWER, day=NOW.date())
        case = moved(store, opened(store), CaseStage.CONTACTED)
        tomorrow = NOW + timedelta(days=1)
        with pytest.raises(Conflict, match="case_subject_lapsed"):
            desk.move(store, case.reference, CaseStage.NDA, OFFICER, tomorrow, version=case.version)
        moved(store, case, CaseStage.NDA)


def test_a_restricted_subject_is_not_licensed(office: Database) -> None:
    with office.transaction() as store:
        case = opened(store, "P3")
        case = moved(store, case, CaseStage.CONTACTED, CaseStage.NDA, CaseStage.EVALUATION, CaseStage.NEGOTIATION)
        with pytest.raises(Conflict, match="case_subject_restricted"):
            moved(store, case, CaseStage.LICENSED)
        store.patents.move("P3", Tier.RELEASED)
        assert moved(store, case, CaseStage.LICENSED).stage == "licensed"


def test_a_company_sees_its_own_alone(office: Database) -> None:
    with office.transaction() as store:
        shared = moved(store, opened(store), CaseStage.CONTACTED)
        other = moved(store, opened(store, company="C2"), CaseStage.CONTACTED)
        unshared = opened(store, "N1")
        hidden = moved(store, opened(store, "P3"), CaseStage.CONTACTED)
    with office.reading(HANUL.tiers) as store:
        own = store.cases.page(scoped(CaseFilters(owner="officer.kim"), HANUL))
        assert {case.reference for case in own} == {shared.reference, hidden.reference}
        assert [see(store, case.reference, HANUL).open for case in (shared, hidden)] == [True, False]
        for case in (other, unshared):
            with pytest.raises(NotFound, match="unknown_case"):
                see(store, case.reference, HANUL)
        assert store.cases.count(scoped(CaseFilters(text="zephyrine"), HANUL)) == 0
        assert store.cases.count(scoped(CaseFilters(text="노즐"), HANUL)) == 1
        with pytest.raises(NotFound):
            scoped(CaseFilters(), NOBODY)
    with office.transaction(HANUL.tiers) as store:
        for act in (
            lambda: desk.move(store, shared.reference, CaseStage.NDA, HANUL, NOW, version=2),
            lambda: desk.note(store, shared.reference, "x", HANUL, NOW),
            lambda: desk.due(store, shared.reference, None, HANUL, NOW, version=2),
        ):
            with pytest.raises(Forbidden, match="not_allowed"):
                act()
        for act in (
            lambda: desk.message(store, other.reference, "x", HANUL, NOW),
            lambda: desk.decline(store, unshared.reference, "withdrew", HANUL, NOW, version=1),
        ):
            with pytest.raises(NotFound, match="unknown_case"):
                act()


def test_a_company_withdraws_and_says_why_to_both(office: Database) -> None:
    with office.transaction() as store:
        case = moved(store, opened(store), CaseStage.CONTACTED)
        with pytest.raises(Invalid, match="entry_not_known"):
            desk.decline(store, case.reference, "price", HANUL, NOW, version=case.version)
        case = desk.decline(
            store, case.reference, "withdrew", HANUL, NOW, version=case.version, note="인력이 없습니다."
        )
        assert (case.stage, case.declined_reason, case.due_on) == ("declined", "withdrew", None)
        told = events_for(store, see(store, case.reference, HANUL), HANUL)
        assert [(event.action, event.text, event.actor) for event in told][1:] == [
            ("declined", "", "hanul"),
            ("message", "인력이 없습니다.", "hanul"),
        ]


def test_what_waits(office: Database) -> None:
    today = NOW.date()
    with office.transaction() as store:
        soon, late, far = (opened(store, subject) for subject in ("P1", "P2", "N1"))
        for case, days in ((soon, 7), (late, 0), (far, 8)):
            desk.due(store, case.reference, today + timedelta(days=days), OFFICER, NOW, version=1)
        with pytest.raises(Invalid, match="case_due_past"):
            desk.due(store, soon.reference, today - timedelta(days=2), OFFICER, NOW, version=2)
        tomorrow = today + timedelta(days=1)
        assert [each.case.reference for each in store.cases.waiting(OFFICER.account, today)] == [
            late.reference,
            soon.reference,
        ]
        waiting = {each.case.reference: each.reasons for each in store.cases.waiting(None, tomorrow)}
        assert waiting[late.reference] == (WaitingReason.OVERDUE,)
        assert waiting[far.reference] == (WaitingReason.DUE_SOON,)
        assert store.cases.waiting(OTHER.account, today) == []
        assert store.cases.count(CaseFilters(overdue_on=tomorrow)) == 1
        counts = store.cases.waiting_counts(OFFICER.account, tomorrow)
        assert (counts[WaitingReason.OVERDUE], counts[WaitingReason.DUE_SOON]) == (1, 2)
        declined = desk.decline(store, late.reference, "no-answer", OFFICER, NOW, version=2)
        assert declined.due_on is None
        with pytest.raises(Conflict, match="case_concluded"):
            desk.due(store, late.reference, date(2026, 12, 1), OFFICER, NOW, version=3)


def test_owners_are_officers_at_work(office: Database) -> None:
    with office.transaction() as store:
        case = opened(store)
        store.accounts.disable(OTHER.account, Caller(Role.ADMINISTRATOR, "admin"))
        for name in ("nobody", REVIEWER.account, HANUL.account, OTHER.account):
            with pytest.raises(Invalid, match="case_owner"):
                desk.assign(store, case.reference, name, OFFICER, NOW, version=1)
        assert desk.assign(store, case.reference, OFFICER.account, OFFICER, NOW, version=1).version == 1
        assert desk.assign(store, case.reference, None, OFFICER, NOW, version=1).owner is None


def test_a_company_writes_so_much_a_day(office: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "MESSAGES_A_DAY", 2)
    with office.transaction() as store:
        case = moved(store, opened(store), CaseStage.CONTACTED)
        for _ in range(2):
            desk.message(store, case.reference, "견본이 있습니다.", HANUL, NOW)
        with pytest.raises(Conflict, match="too_many_messages"):
            desk.message(store, case.reference, "견본이 있습니다.", HANUL, NOW + timedelta(hours=23))
        desk.message(store, case.reference, "확인하였습니다.", OFFICER, NOW)
        desk.message(store, case.reference, "견본이 있습니다.", HANUL, NOW + timedelta(hours=24))


def test_of_a_long_history_the_latest_is_shown(office: Database) -> None:
    with office.transaction() as store:
        case = opened(store)
        for number in range(3):
            desk.note(store, case.reference, f"{number}차 통화", OFFICER, NOW)
        assert [event.text for event in store.cases.events(case, limit=2)] == ["1차 통화", "2차 통화"]
