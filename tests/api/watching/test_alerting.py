"""Saved searches asked again: what is told of the records as they change, to whom, and never twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.service import Service
from api.watching.alerting import ask_due, ask_one, due_searches, round_of
from api.watching.alerts import labels_over, shown
from api.watching.jobs import ALERTS, held
from api.worker import Worker
from corpus.disclosure import Tier
from corpus.drafts import NeedDraft, PatentDraft
from corpus.roles import Caller, Role
from corpus.text import Language
from tests.api.conftest import settings_in
from tests.api.records import need, patent
from tests.api.watching.watched import account, alerts, put, saved, told
from tests.fakes import HashEncoder

NOW = datetime(2026, 5, 4, 0, 30, tzinfo=UTC)
DAY = timedelta(days=1)
ADD = [{"name": "국방과학연구소", "country": "KR"}]
LOCAL = Caller(Role.ADMINISTRATOR, "tests")


@pytest.fixture
def today() -> list[date]:
    return [NOW.date()]


@pytest.fixture
def service(tmp_path: Path, today: list[date]) -> Iterator[Service]:
    """Its day is moved by the test."""
    built = Service(settings_in(tmp_path), encoder=HashEncoder(), clock=lambda: today[0])
    built.open()
    yield built
    built.close()


def withdraw(service: Service, record_id: str, reason: str = "test") -> None:
    with service.database.transaction() as store:
        store.companies.withdraw(record_id, reason)


def lines(service: Service, name: str, language: Language = "en") -> list[str]:
    with service.database.reading() as store:
        labels = labels_over(store)
    return [" ".join(each.reason for each in shown(told, language, labels).reasons) for told in alerts(service, name)]


def test_a_baseline_then_new_changed_gone_and_back(service: Service) -> None:
    account(service, "officer")
    put(service, 1)
    saved(service, "officer", NOW)
    assert ask_due(service, NOW).searches == 1
    assert ask_due(service, NOW).searches == 0
    assert told(service, "officer") == []
    put(service, 2)
    ask_due(service, NOW + DAY)
    assert told(service, "officer") == [("new", "FICT-K2", "new_match")]
    put(service, 2, profile={"trl": 7}, region="경상남도")
    ask_due(service, NOW + 2 * DAY)
    assert told(service, "officer")[1:] == [("changed", "FICT-K2", "changed_content")]
    assert "TRL" in lines(service, "officer")[1]
    assert "region" in lines(service, "officer")[1]
    put(service, 2, profile={"trl": 7}, region="경상남도", active=False)
    ask_due(service, NOW + 3 * DAY)
    assert told(service, "officer")[2:] == [("gone", "FICT-K2", "gone_business_closed")]
    put(service, 2, profile={"trl": 7}, region="경상남도", active=True)
    withdraw(service, "FICT-K1")
    ask_due(service, NOW + 4 * DAY)
    assert sorted(told(service, "officer")[3:]) == [
        ("gone", "FICT-K1", "gone_record_withdrawn"),
        ("new", "FICT-K2", "new_again"),
    ]
    for day in range(5, 9):
        ask_due(service, NOW + day * DAY)
    assert len(told(service, "officer")) == 5


def test_an_expired_certificate_is_told_on_the_day_after_its_last(service: Service, today: list[date]) -> None:
    account(service, "officer")
    put(service, 1, profile={"certificates": ["AS9100D (until 2026-05-05)"]})
    saved(service, "officer", NOW)
    for day in range(4):
        today[0] = NOW.date() + timedelta(days=day)
        ask_due(service, NOW + day * DAY)
        expected = [("gone", "FICT-K1", "gone_certificates_expired")] if day >= 2 else []
        assert told(service, "officer") == expected
    assert "AS9100D" in lines(service, "officer")[0]
    assert "2026-05-05까지" in lines(service, "officer", "ko")[0]
    put(service, 1, profile={"certificates": ["AS9100D (~2029.05.05)"]})
    ask_due(service, NOW + 5 * DAY)
    assert told(service, "officer")[1:] == [("new", "FICT-K1", "new_again")]


def test_a_required_certificate_counts_for_the_need_that_asks(service: Service, today: list[date]) -> None:
    account(service, "officer")
    with service.database.transaction() as store:
        wanted = need("FICT-N1", title="Ceramic composite parts", required_certificates=["AS9100"], kind="defence")
        store.needs.put([NeedDraft.model_validate(wanted)])
    put(service, 1, profile={"certificates": ["AS9100D (until 2026-05-04)", "ISO 9001"]})
    put(service, 2, profile={"certificates": ["AS9100D", "UL (until 2026-05-04)"]})
    saved(service, "officer", NOW, question="need=FICT-N1&to=companies")
    ask_due(service, NOW)
    today[0] += DAY
    ask_due(service, NOW + DAY)
    assert told(service, "officer") == [
        ("gone", "FICT-K1", "gone_certificates_expired"),
        ("changed", "FICT-K2", "changed_certificates"),
    ]


def test_a_lapsed_patent_an_expired_need_and_verdicts(service: Service, today: list[date]) -> None:
    account(service, "officer")
    with service.database.transaction() as store:
        store.patents.put([PatentDraft.model_validate(patent(trl=7))])
        store.needs.put([NeedDraft.model_validate(need(close_date="2026-05-04", kind="defence"))])
    saved(service, "officer", NOW, question="text=ceramic+nozzle+exhaust+gas&to=patents")
    saved(service, "officer", NOW, question="text=ceramic+heat+shield&to=needs")
    ask_due(service, NOW)
    with service.database.transaction() as store:
        store.patents.put([PatentDraft.model_validate(patent(trl=7, legal_status="lapsed"))])
    today[0] += DAY
    ask_due(service, NOW + DAY)
    assert told(service, "officer") == [
        ("gone", "FICT-P1", "gone_patent_lapsed"),
        ("gone", "FICT-N1", "gone_need_expired"),
    ]


def test_a_track_or_verdict_that_changes_is_said(service: Service) -> None:
    account(service, "officer")
    with service.database.transaction() as store:
        store.patents.put([PatentDraft.model_validate(patent(trl=7, owners=ADD))])
    put(service, 1, size="small")
    saved(service, "officer", NOW, question="patent=FICT-P1&to=companies")
    ask_due(service, NOW)
    with service.database.transaction() as store:
        store.patents.put([PatentDraft.model_validate(patent(trl=3, owners=ADD))])
    ask_due(service, NOW + DAY)
    assert {code for _, _, code in told(service, "officer")} == {"changed_tracks_found"}
    assert "spin-up" in lines(service, "officer")[0]
    put(service, 1, size="large")
    ask_due(service, NOW + 2 * DAY)
    assert any("not eligible (was " in line for line in lines(service, "officer")[1:])


def test_one_that_fell_out_of_the_list_is_not_gone_but_one_that_no_longer_fits_is(service: Service) -> None:
    account(service, "officer")
    for number in range(20):
        put(service, number, region="부산광역시")
    question = "text=ceramic+composite+parts&to=companies&region=부산광역시"
    saved(service, "officer", NOW, question=question)
    ask_due(service, NOW)
    with service.database.reading() as store:
        search = store.searches.of("officer")[0]
        first = set(store.searches.hits(search.id or 0))
    assert len(first) == 20
    for number in range(20, 55):
        put(service, number, region="부산광역시", profile={"summary": "Makes ceramic composite parts."})
    ask_due(service, NOW + DAY)
    assert {kind for kind, _, _ in told(service, "officer")} == {"new"}
    moved = sorted(first)[0]
    put(service, int(moved.removeprefix("FICT-K")), region="서울특별시")
    ask_due(service, NOW + 2 * DAY)
    assert ("gone", moved, "gone_conditions") in told(service, "officer")


def test_what_the_holder_may_not_know_of_any_more_is_only_gone(service: Service) -> None:
    put(service, 1, tier="released")
    put(service, 2)
    account(service, "member", Role.COMPANY, "FICT-K2")
    account(service, "officer")
    saved(service, "member", NOW)
    saved(service, "officer", NOW)
    ask_due(service, NOW)
    with service.database.transaction() as store:
        store.companies.move("FICT-K1", Tier.RESTRICTED)
    ask_due(service, NOW + DAY)
    assert told(service, "officer") == []
    assert told(service, "member") == [("gone", "FICT-K1", "gone_unavailable")]
    with service.database.reading(frozenset({Tier.PUBLIC, Tier.RELEASED})) as store:
        seen = shown(store.alerts.page("member")[0], "en", labels_over(store))
    assert (seen.title, seen.record_id, seen.match) == ("", None, None)
    assert [each.reason for each in seen.reasons] == ["No longer available."]


def test_an_earlier_alert_tells_no_more_than_may_be_known_now(service: Service) -> None:
    put(service, 2)
    account(service, "member", Role.COMPANY, "FICT-K2")
    saved(service, "member", NOW)
    ask_due(service, NOW)
    put(service, 1, tier="released")
    ask_due(service, NOW + DAY)
    with service.database.transaction() as store:
        store.accounts.verify_company("member", LOCAL, verified=False)
    with service.database.reading(frozenset({Tier.PUBLIC})) as store:
        seen = shown(store.alerts.page("member")[0], "en", labels_over(store))
    assert (seen.title, seen.record_id, seen.match) == ("", None, None)
    ask_due(service, NOW + 2 * DAY)
    assert told(service, "member")[1:] == [("gone", "FICT-K1", "gone_unavailable")]


def test_a_search_that_cannot_be_asked_is_told_once_and_recovers(service: Service) -> None:
    account(service, "officer")
    put(service, 1)
    search = saved(service, "officer", NOW)
    ask_due(service, NOW)
    with service.database.transaction() as store:
        store.searches.require(search.id or 0, "officer").question = "text=ceramic&to=companies&colour=red"
    for day in (1, 2, 3):
        assert ask_due(service, NOW + day * DAY).problems == 1
    assert [(kind, code) for kind, _, code in told(service, "officer")] == [("problem", "unknown_filter")]
    assert "Parts" in lines(service, "officer")[0]
    assert "colour" in lines(service, "officer")[0]
    with service.database.transaction() as store:
        store.searches.require(search.id or 0, "officer").question = search.question
    ask_due(service, NOW + 4 * DAY)
    with service.database.reading() as store:
        assert store.searches.of("officer")[0].problem is None
    assert len(told(service, "officer")) == 1


def test_a_search_that_never_could_be_asked_begins_with_a_baseline(service: Service) -> None:
    account(service, "officer")
    search = saved(service, "officer", NOW, question="need=FICT-N1&to=companies")
    ask_due(service, NOW)
    put(service, 1)
    with service.database.transaction() as store:
        store.needs.put([NeedDraft.model_validate(need(title="Ceramic composite parts"))])
    ask_due(service, NOW + DAY)
    assert [kind for kind, _, _ in told(service, "officer")] == ["problem"]
    with service.database.reading() as store:
        assert set(store.searches.hits(search.id or 0)) == {"FICT-K1"}


def test_a_crash_before_the_end_of_a_round_loses_and_doubles_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(service, "officer")
    put(service, 1)
    saved(service, "officer", NOW)
    ask_due(service, NOW)
    put(service, 2)

    def crash(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    watched = due_searches(service, NOW + DAY)[0]
    monkeypatch.setattr("corpus.store.searches.insert_rows", crash)
    with pytest.raises(KeyboardInterrupt):
        ask_one(service, watched, NOW + DAY)
    monkeypatch.undo()
    assert told(service, "officer") == []
    assert due_searches(service, NOW + DAY) != []
    ask_due(service, NOW + DAY)
    assert told(service, "officer") == [("new", "FICT-K2", "new_match")]


def test_of_two_that_ask_at_once_one_tells(service: Service) -> None:
    account(service, "officer")
    put(service, 1)
    saved(service, "officer", NOW)
    ask_due(service, NOW)
    put(service, 2)
    watched = due_searches(service, NOW + DAY)[0]
    one, other = round_of(service, watched), round_of(service, watched)
    with service.database.transaction() as store:
        assert store.searches.note(watched.search, one, NOW + DAY)
        assert not store.searches.note(watched.search, other, NOW + DAY)
    assert len(told(service, "officer")) == 1


def test_deleted_searches_and_disabled_accounts_are_not_asked(service: Service) -> None:
    account(service, "officer")
    account(service, "other")
    search = saved(service, "officer", NOW)
    saved(service, "other", NOW)
    with service.database.transaction() as store:
        store.searches.delete(search.id or 0, "officer", NOW)
        store.accounts.disable("other", LOCAL)
    assert ask_due(service, NOW).searches == 0


def test_the_worker_asks_writes_and_notes_it(service: Service) -> None:
    account(service, "officer", zone="Asia/Seoul")
    put(service, 1)
    saved(service, "officer", NOW)
    Worker(service, "one", clock=lambda: NOW).step()
    put(service, 2)
    Worker(service, "one", clock=lambda: NOW + DAY).step()
    Worker(service, "one", clock=lambda: NOW + DAY).step()
    assert len(told(service, "officer")) == 1
    with service.database.reading() as store:
        runs = store.jobs.history(ALERTS)
        assert [run.state for run in runs] == ["succeeded", "succeeded"]
        assert "alerts 1" in (runs[0].detail or "")
        assert [each.purpose for each in store.mails.page()] == ["digest"]


def test_a_job_that_another_holds_is_left_to_it(service: Service) -> None:
    with service.database.transaction() as store:
        assert store.jobs.claim(ALERTS, "elsewhere:1:1", 60, datetime.now(UTC))
    assert held(service, ALERTS, "here", lambda: ask_due(service, NOW)) is None
