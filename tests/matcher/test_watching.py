"""Liveness, what a search tells of its candidates, and when: by hand and by property."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.certificates import Certificate
from corpus.facts import RecordFacts
from corpus.records import Frequency, SearchHit
from corpus.store.need_states import EXPIRED
from corpus.store.searches import Round
from matcher.reasons import Reason
from matcher.watching.comparing import Seen, changed_parts, compared, differences, reasons_of
from matcher.watching.liveness import UNAVAILABLE, UNFITTING, Sight, dead_match, died, why_dead
from matcher.watching.snapshot import Snapshot
from matcher.watching.times import is_due, last_working_day, latest_monday, latest_morning, letter_due, local_day

TODAY = date(2026, 5, 4)
YESTERDAY = TODAY - timedelta(days=1)
SEOUL = ZoneInfo("Asia/Seoul")
DEAD = Reason("gone_business_closed")


def company(**told: object) -> RecordFacts:
    return replace(RecordFacts("companies", "C1"), **told)  # type: ignore[arg-type]


def certified(*certificates: Certificate) -> RecordFacts:
    names = tuple(each.name for each in certificates)
    return company(certificates=names, dated_certificates=tuple(each for each in certificates if each.until))


@pytest.mark.parametrize(
    ("sight", "code"),
    [
        (Sight(company()), None),
        (Sight(company(active=True)), None),
        (Sight(company(active=False)), "gone_business_closed"),
        (Sight(RecordFacts("patents", "P1")), None),
        (Sight(RecordFacts("patents", "P1", legal_status="granted")), None),
        (Sight(RecordFacts("patents", "P1", legal_status="lapsed")), "gone_patent_lapsed"),
        (Sight(RecordFacts("patents", "P1", legal_status="expired")), "gone_patent_expired"),
        (Sight(RecordFacts("patents", "P1", legal_status="refused")), "gone_patent_refused"),
        (Sight(RecordFacts("patents", "P1", legal_status="withdrawn")), "gone_patent_withdrawn"),
        (Sight(RecordFacts("needs", "N1", close_date=TODAY)), None),
        (Sight(RecordFacts("needs", "N1", close_date=YESTERDAY)), "gone_need_expired"),
        (Sight(withdrawn=EXPIRED), "gone_need_expired"),
        (Sight(withdrawn="it was a mistake"), "gone_record_withdrawn"),
        (Sight(withdrawn=""), "gone_record_withdrawn"),
        (Sight(), "gone_unavailable"),
    ],
)
def test_why_a_match_is_dead(sight: Sight, code: str | None) -> None:
    reason = why_dead(sight, TODAY)
    assert (reason.code if reason else None) == code


@pytest.mark.parametrize(
    ("held", "required", "names"),
    [
        ([Certificate("AS9100D", YESTERDAY)], (), "AS9100D"),
        ([Certificate("AS9100D", TODAY)], (), None),
        ([Certificate("AS9100D", YESTERDAY), Certificate("ISO 9001")], (), None),
        ([Certificate("AS9100D", YESTERDAY), Certificate("ISO 9001")], ("AS9100 Rev. D",), "AS9100D"),
        ([Certificate("AS9100D", YESTERDAY), Certificate("ISO 9001")], ("ISO 9001",), None),
        ([Certificate("AS9100D", YESTERDAY), Certificate("AS9100E")], ("AS9100",), None),
        ([Certificate("KC", YESTERDAY)], ("ISO 9001",), None),
    ],
)
def test_an_expired_certificate_kills_where_it_counts(
    held: list[Certificate], required: tuple[str, ...], names: str | None
) -> None:
    reason = why_dead(Sight(certified(*held)), TODAY, required)
    assert (reason.facts["names"] if reason else None) == names


def test_only_who_was_alive_can_die() -> None:
    alive, closed = Sight(company(active=True)), Sight(company(active=False))
    days = (YESTERDAY, TODAY)
    assert died(alive, closed, days) == DEAD
    assert died(closed, closed, days) is None
    assert died(closed, Sight(), days) is None
    assert died(alive, alive, days) is None
    ends = Sight(certified(Certificate("KC", YESTERDAY)))
    assert died(ends, ends, days) == Reason("gone_certificates_expired", {"names": "KC", "day": "2026-05-03"})
    assert died(alive, Sight(), days) == UNAVAILABLE


def test_either_side_can_be_the_reason() -> None:
    patent = RecordFacts("patents", "P1", legal_status="lapsed")
    need = RecordFacts("needs", "N1", required_certificates=("KC",))
    assert dead_match(company(), patent, TODAY) == Reason("gone_patent_lapsed")
    assert dead_match(patent, company(), TODAY) == Reason("gone_patent_lapsed")
    assert dead_match(company(active=False), None, TODAY) == DEAD
    assert dead_match(company(), None, TODAY) is None
    lacking = certified(Certificate("KC", YESTERDAY), Certificate("UL"))
    assert dead_match(lacking, need, TODAY) is not None
    assert dead_match(need, lacking, TODAY) is not None
    assert dead_match(lacking, None, TODAY) is None


def snapshot(record_id: str = "C1", content: str = "a", **told: object) -> Snapshot:
    return replace(Snapshot(record_id, f"Firm {record_id}", content, 1), **told)  # type: ignore[arg-type]


class Memory:
    """What the store keeps of one search."""

    def __init__(self) -> None:
        self.hits: dict[str, SearchHit] = {}
        self.asked = False

    def ask(
        self,
        *found: Snapshot,
        near: Sequence[Snapshot] = (),
        missing: Mapping[str, Reason | None] | None = None,
        edited: Mapping[str, Sequence[str]] | None = None,
    ) -> list[tuple[str, str, list[str]]]:
        done = compared(self.hits, Seen(found, near, missing or {}, edited or {}), baseline=not self.asked)
        self.keep(done)
        return [
            (each.kind.value, each.record_id, [reason.code for reason in reasons_of(each.facts)])
            for each in done.alerts
        ]

    def keep(self, done: Round) -> None:
        self.asked = True
        for each in done.hits:
            moment = datetime(2026, 5, 4, tzinfo=UTC)
            self.hits[each.record_id] = SearchHit(
                search_id=1,
                record_id=each.record_id,
                content_hash=each.content_hash,
                title=each.title,
                standing=dict(each.standing),
                seen_at=moment,
                gone_at=moment if each.gone else None,
            )


def test_the_first_asking_tells_nothing_and_the_next_what_differs() -> None:
    search = Memory()
    assert search.ask(snapshot("C1"), snapshot("C2")) == []
    assert search.ask(snapshot("C1"), snapshot("C2")) == []
    assert search.ask(snapshot("C1"), snapshot("C3")) == [("new", "C3", ["new_match"])]
    assert search.ask(snapshot("C1"), snapshot("C2"), snapshot("C3")) == []
    assert search.ask(snapshot("C1", "b"), edited={"C1": ["summary", "colour"]}) == [
        ("changed", "C1", ["changed_content"])
    ]
    assert search.ask(snapshot("C1", "b", dead=DEAD)) == [("gone", "C1", ["gone_business_closed"])]
    assert search.ask(snapshot("C1", "b", dead=DEAD)) == []
    assert search.ask(snapshot("C1", "b")) == [("new", "C1", ["new_again"])]
    assert search.ask(missing={"C1": None, "C2": UNAVAILABLE, "C3": UNFITTING}) == [
        ("gone", "C2", ["gone_unavailable"]),
        ("gone", "C3", ["gone_conditions"]),
    ]


def test_what_is_dead_at_first_sight_is_no_news() -> None:
    search = Memory()
    assert search.ask(snapshot("C1", dead=DEAD)) == []
    assert search.ask(snapshot("C1", dead=DEAD), snapshot("C2", dead=DEAD)) == []
    assert search.ask(snapshot("C1"), snapshot("C2")) == [
        ("new", "C1", ["new_again"]),
        ("new", "C2", ["new_again"]),
    ]


def test_what_rises_from_near_the_best_is_news_only_where_it_changed() -> None:
    search = Memory()
    assert search.ask(snapshot("C1"), near=[snapshot("C2"), snapshot("C3"), snapshot("C4")]) == []
    assert search.ask(snapshot("C1"), snapshot("C2"), near=[snapshot("C3"), snapshot("C5")]) == []
    assert search.ask(snapshot("C2"), snapshot("C3", "b"), near=[snapshot("C1")]) == [("new", "C3", ["new_match"])]
    assert search.ask(snapshot("C3", "b"), near=[snapshot("C1", dead=DEAD), snapshot("C4", dead=DEAD)]) == [
        ("gone", "C1", ["gone_business_closed"])
    ]
    assert search.ask(missing={"C2": DEAD, "C5": DEAD}) == [("gone", "C2", ["gone_business_closed"])]
    assert search.ask(snapshot("C5"), near=[snapshot("C1", dead=DEAD)]) == [("new", "C5", ["new_match"])]


def test_what_changed_is_said() -> None:
    before = snapshot(tracks=("spin-off",), verdicts={"one": "unknown", "two": "eligible"}, expired=("UL",))
    after = snapshot(
        content="b",
        tracks=("spin-on",),
        verdicts={"one": "eligible", "two": "eligible", "three": "ineligible"},
        expired=("UL", "KC"),
    )
    assert differences(before, before) == []
    assert differences(before, after, ["title", "unheard-of", "capabilities"]) == [
        Reason("changed_content", {"fields": ("field.title", "field.other", "field.capabilities")}),
        Reason("changed_tracks_found", {"tracks": ("spin-on",)}),
        Reason("changed_tracks_lost", {"tracks": ("spin-off",)}),
        Reason(
            "changed_verdict", {"programme": ("one",), "before": ("outcome.unknown",), "after": ("outcome.eligible",)}
        ),
        Reason("changed_certificates", {"names": "KC"}),
    ]


def test_parts_that_differ_are_named_those_of_a_profile_too() -> None:
    before = {"id": "C1", "name": "Firm", "profile": {"summary": "a", "trl": 3}}
    after = {"id": "C1", "name": "Firm", "region": "Busan", "profile": {"summary": "a", "trl": 4}}
    assert changed_parts(before, after) == ("trl", "region")
    assert changed_parts(before, before) == ()


STATES = st.sampled_from(["absent", "alive", "edited", "dead"])


@given(st.lists(st.lists(STATES, min_size=3, max_size=3), max_size=8))
def test_no_state_is_told_twice(rounds: list[list[str]]) -> None:
    search = Memory()
    told: dict[str, list[str]] = {}
    for states in rounds:
        found, missing = [], {}
        for number, state in enumerate(states):
            record_id = f"C{number}"
            if state != "absent":
                content = "b" if state == "edited" else "a"
                found.append(snapshot(record_id, content, dead=DEAD if state == "dead" else None))
            elif record_id in search.hits and search.hits[record_id].gone_at is None:
                missing[record_id] = UNAVAILABLE
        first = search.ask(*found, missing=missing)
        assert search.ask(*found) == []
        for kind, record_id, _ in first:
            told.setdefault(record_id, []).append(kind)
    for kinds in told.values():
        for one, other in itertools.pairwise(kinds):
            assert (one, other) not in {("gone", "gone"), ("new", "new"), ("changed", "new"), ("gone", "changed")}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def test_mornings_and_mondays_by_the_holders_clock() -> None:
    # 2026-05-04 is a Monday.
    assert latest_morning(at("2026-05-04T07:59"), 8, SEOUL) == at("2026-05-03T08:00")
    assert latest_morning(at("2026-05-04T08:00"), 8, SEOUL) == at("2026-05-04T08:00")
    assert latest_monday(at("2026-05-04T07:59"), 8, SEOUL) == at("2026-04-27T08:00")
    assert latest_monday(at("2026-05-04T08:00"), 8, SEOUL) == at("2026-05-04T08:00")
    assert latest_monday(at("2026-05-10T23:00"), 8, SEOUL) == at("2026-05-04T08:00")
    assert is_due(None, at("2026-05-04T00:00"), 8, SEOUL)
    assert not is_due(at("2026-05-04T08:00"), at("2026-05-05T07:59"), 8, SEOUL)
    assert is_due(at("2026-05-04T08:00"), at("2026-05-05T08:01"), 8, SEOUL)


def test_letters_are_due_by_frequency() -> None:
    monday, tuesday = at("2026-05-04T08:05"), at("2026-05-05T08:05")
    assert letter_due(Frequency.DAILY, monday, tuesday, 8, SEOUL)
    assert not letter_due(Frequency.DAILY, tuesday, tuesday, 8, SEOUL)
    assert not letter_due(Frequency.WEEKLY, monday, tuesday, 8, SEOUL)
    assert letter_due(Frequency.WEEKLY, at("2026-05-03T12:00"), tuesday, 8, SEOUL)
    assert letter_due(Frequency.WEEKLY, tuesday, at("2026-05-11T08:00"), 8, SEOUL)
    assert not letter_due(Frequency.NEVER, monday, at("2027-05-04T08:00"), 8, SEOUL)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds have none
    st.integers(0, 23),
    st.sampled_from(["Asia/Seoul", "America/New_York", "Pacific/Apia", "Europe/London"]),
)
def test_the_latest_morning_is_within_a_day_and_the_latest_monday_within_a_week(
    now: datetime, hour: int, name: str
) -> None:
    zone = ZoneInfo(name)
    morning, monday = latest_morning(now, hour, zone), latest_monday(now, hour, zone)
    assert now - timedelta(hours=26) < morning <= now
    assert now - timedelta(days=8) < monday <= morning
    assert local_day(monday, zone).weekday() == 0 or monday.astimezone(zone).hour != hour


@pytest.mark.parametrize(("day", "last"), [(4, 1), (5, 4), (8, 7), (9, 8), (10, 8)])
def test_the_last_working_day(day: int, last: int) -> None:
    assert last_working_day(date(2026, 5, day)) == date(2026, 5, last)
