"""Letters of alerts: one a day at most, nothing twice, nothing lost; and needs that end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.service import Service
from api.watching.alerting import ask_due
from api.watching.alerts import labels_over
from api.watching.digests import LINES, accounts_due, letter_of, write_due
from api.watching.expiries import end_due, waiting
from corpus.drafts import NeedDraft, NeedKind
from corpus.records import AlertKind, Frequency, SavedSearch
from corpus.roles import Caller, Role
from corpus.store.need_states import Holding
from corpus.store.searches import NewAlert, Round
from matcher.watching.times import local_day
from tests.api.watching.watched import account, alerts, mails, put, saved

SEOUL = "Asia/Seoul"
MONDAY = datetime(2026, 5, 3, 23, tzinfo=UTC)
"""Eight in the morning in Seoul."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NUMBERS = count(1)


def tell(service: Service, search: SavedSearch, now: datetime, record_id: str = "FICT-K1") -> None:
    """An alert as a round brings it."""
    reasons = {"reasons": [{"code": "new_match", "facts": {}}]}
    done = Round(alerts=[NewAlert(AlertKind.NEW, record_id, "Ceramics 1", "new_match", reasons)])
    with service.database.transaction() as store:
        current = store.searches.require(search.id or 0, search.account)
        assert store.searches.note(current, done, now)


def letters(service: Service, name: str) -> list[str]:
    return [each.text for each in mails(service) if each.account == name]


def test_a_daily_letter_comes_once_in_the_morning_and_only_with_news(service: Service) -> None:
    account(service, "officer", zone=SEOUL, language="ko")
    put(service, 1)
    search = saved(service, "officer", MONDAY - DAY)
    ask_due(service, MONDAY)
    assert write_due(service, MONDAY).letters == 0
    tell(service, search, MONDAY + 6 * HOUR)
    assert write_due(service, MONDAY + 7 * HOUR).letters == 0
    ask_due(service, MONDAY + DAY)
    assert write_due(service, MONDAY + DAY).letters == 1
    tell(service, search, MONDAY + DAY + HOUR)
    assert write_due(service, MONDAY + DAY + 2 * HOUR).letters == 0
    ask_due(service, MONDAY + 2 * DAY)
    assert write_due(service, MONDAY + 2 * DAY).letters == 1
    assert write_due(service, MONDAY + 3 * DAY).letters == 0
    first = mails(service)[0]
    assert first.subject == "저장된 검색 알림 1건(신규 1)"
    assert first.recipient == "officer@office.example"
    assert "[신규]\n- Ceramics 1 (Parts)\n  상위 매칭 결과에 새로 올랐습니다.\n  http" in first.text
    assert "/compare?text=ceramic+composite+parts&to=companies&with=FICT-K1" in first.text


def test_one_letter_covers_all_searches_and_weekly_ones_on_mondays(service: Service) -> None:
    account(service, "officer", zone=SEOUL, language="en")
    put(service, 1)
    daily = saved(service, "officer", MONDAY - DAY)
    weekly = saved(service, "officer", MONDAY - DAY, Frequency.WEEKLY, question="text=ceramic&to=companies")
    never = saved(service, "officer", MONDAY - DAY, Frequency.NEVER, question="text=parts&to=companies")
    ask_due(service, MONDAY)
    for each in (daily, weekly, never):
        tell(service, each, MONDAY + timedelta(seconds=1))
    written = write_due(service, MONDAY + HOUR)
    assert (written.letters, written.alerts) == (1, 2)
    for each in (daily, weekly, never):
        tell(service, each, MONDAY + 2 * HOUR)
    ask_due(service, MONDAY + DAY)
    assert write_due(service, MONDAY + DAY).alerts == 1
    for day in range(2, 7):
        ask_due(service, MONDAY + day * DAY)
        assert write_due(service, MONDAY + day * DAY).letters == 0
    ask_due(service, MONDAY + 7 * DAY)
    assert write_due(service, MONDAY + 7 * DAY).alerts == 1
    assert {each.search.id for each in alerts(service, "officer") if each.alert.mail_id is None} == {never.id}


def test_a_letter_waits_for_searches_that_are_still_to_be_asked_but_not_for_ever(service: Service) -> None:
    account(service, "officer", zone=SEOUL)
    put(service, 1)
    search = saved(service, "officer", MONDAY - DAY)
    tell(service, search, MONDAY - 2 * HOUR)
    assert accounts_due(service, MONDAY + HOUR) == []
    assert accounts_due(service, MONDAY + 4 * HOUR) == ["officer"]
    ask_due(service, MONDAY + HOUR)
    assert accounts_due(service, MONDAY + 2 * HOUR) == ["officer"]


def test_nobody_is_written_to_without_a_confirmed_address(service: Service) -> None:
    account(service, "officer", zone=SEOUL, email_confirmed_at=None)
    put(service, 1)
    search = saved(service, "officer", MONDAY - DAY)
    ask_due(service, MONDAY - HOUR)
    tell(service, search, MONDAY)
    assert write_due(service, MONDAY + HOUR).letters == 0
    assert accounts_due(service, MONDAY + 2 * HOUR) == []
    with service.database.transaction() as store:
        store.accounts.require("officer").email_confirmed_at = MONDAY
    ask_due(service, MONDAY + DAY)
    assert write_due(service, MONDAY + DAY).alerts == 1


def test_a_letter_names_public_records_only_and_what_was_hidden_not_at_all(service: Service) -> None:
    account(service, "officer", zone=SEOUL, language="en")
    put(service, 1, tier="restricted")
    put(service, 2)
    search = saved(service, "officer", MONDAY - DAY)
    tell(service, search, MONDAY, "FICT-K1")
    tell(service, search, MONDAY + timedelta(seconds=1), "FICT-K2")
    tell(service, search, MONDAY + timedelta(seconds=2), "FICT-GONE")
    write_due(service, MONDAY + HOUR)
    (text,) = letters(service, "officer")
    assert "A record that is not public" in text
    assert "A record that is no longer available" in text
    assert "FICT-K1" not in text
    assert "FICT-GONE" not in text
    assert "with=FICT-K2" in text


def test_a_long_letter_counts_what_it_does_not_name(service: Service) -> None:
    account(service, "officer", zone=SEOUL, language="en")
    put(service, 1)
    search = saved(service, "officer", MONDAY - DAY)
    for number in range(LINES + 3):
        tell(service, search, MONDAY + timedelta(seconds=number))
    with service.database.reading() as store:
        found = store.alerts.unmailed("officer", [search.id or 0])
        letter = letter_of(found, "en", "https://transfer.example", labels_over(store))
    assert letter.subject == f"Saved searches: {LINES + 3} news (New {LINES + 3})"
    assert letter.text.count("- Ceramics 1 (Parts)") == LINES
    assert "- and 3 more" in letter.text
    assert "https://transfer.example/alerts" in letter.text


FREQUENCIES = st.sampled_from([Frequency.DAILY, Frequency.WEEKLY])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("tell"), st.integers(0, 2)),
        st.tuples(st.just("wait"), st.integers(1, 40)),
        st.tuples(st.just("write"), st.just(0)),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["Asia/Seoul", "America/New_York", "Pacific/Kiritimati"]),
    st.lists(FREQUENCIES, min_size=3, max_size=3),
    STEPS,
)
def test_never_two_letters_a_day_none_twice_none_lost(
    shared_service: Service, zone: str, frequencies: list[Frequency], steps: list[tuple[str, int]]
) -> None:
    service, name = shared_service, f"holder-{next(NUMBERS)}"
    account(service, name, zone=zone)
    now = datetime(2026, 3, 5, 1, tzinfo=UTC)
    questions = [f"text=ceramic+{number}&to=companies" for number in range(3)]
    searches = [
        saved(service, name, now, frequency, question)
        for frequency, question in zip(frequencies, questions, strict=True)
    ]
    told = 0
    for step, value in steps:
        now += HOUR * value if step == "wait" else timedelta(minutes=1)
        if step == "tell":
            tell(service, searches[value], now)
            told += 1
        elif step == "write":
            write_due(service, now)
    for _ in range(9 * 6):
        now += 4 * HOUR
        write_due(service, now)
    found = alerts(service, name)
    own = [each for each in mails(service) if each.account == name]
    days = [local_day(each.created_at, ZoneInfo(zone)) for each in own]
    assert len(days) == len(set(days))
    assert len(found) == told
    assert all(each.alert.mail_id is not None for each in found)
    assert {each.alert.mail_id for each in found} == {each.id for each in own}
    for each in own:
        assert each.text.count("(Parts)") == sum(one.alert.mail_id == each.id for one in found)
    with service.database.transaction() as store:
        store.accounts.disable(name, Caller(Role.ADMINISTRATOR, "tests"))


def kept_need(service: Service, end: date, **changes: object) -> str:
    officer = Caller(Role.OFFICER, "officer")
    draft = NeedDraft.model_validate(
        {"id": "NEED-2026-AAAAAA", "title": "Quiet drive", "kind": NeedKind.DEFENCE, "close_date": end, **changes}
    )
    with service.database.transaction() as store:
        return store.kept_needs.register(draft, Holding(), officer, MONDAY).need.id


def test_a_need_is_announced_ended_and_brought_back(service: Service) -> None:
    account(service, "officer", language="ko")
    end = date(2026, 5, 20)
    need_id = kept_need(service, end)
    assert not waiting(service, MONDAY)
    early = datetime(2026, 5, 5, 23, tzinfo=UTC)
    assert not waiting(service, early - timedelta(minutes=1))
    assert end_due(service, early).reminded == 1
    assert end_due(service, early).reminded == 0
    (letter,) = mails(service)
    assert letter.subject == "등록 수요 만료 예정(2026-05-20): Quiet drive"
    assert f"/own-needs/{need_id}" in letter.text
    ended = datetime(2026, 5, 20, 23, tzinfo=UTC)
    assert end_due(service, ended - timedelta(minutes=1)).expired == 0
    assert end_due(service, ended).expired == 1
    assert end_due(service, ended).expired == 0
    with service.database.reading() as store:
        assert store.documents.get("needs", need_id) is None


def test_a_reminder_does_not_name_a_need_that_is_not_public(service: Service) -> None:
    account(service, "officer", language="en")
    kept_need(service, date(2026, 5, 6), tier="restricted")
    end_due(service, MONDAY)
    (letter,) = mails(service)
    assert "Quiet drive" not in letter.subject + letter.text


@pytest.mark.parametrize("told", [{"email": None, "email_confirmed_at": None}, {"disabled_at": MONDAY}])
def test_who_cannot_be_reached_is_not_reminded(service: Service, told: dict[str, object]) -> None:
    account(service, "officer", **told)
    kept_need(service, date(2026, 5, 6))
    assert end_due(service, MONDAY).reminded == 0
    assert not waiting(service, MONDAY)
    assert mails(service) == []
