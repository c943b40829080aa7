"""Days of a zone, parted into months."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.dashboard.period import MOST_MONTHS, Period
from corpus.problems import Invalid

NOW = datetime(2026, 5, 31, 20, tzinfo=UTC)
SEOUL, BERLIN = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin")


def test_without_days_these_are_twelve_months_until_today_there() -> None:
    there = Period.of(None, None, SEOUL, NOW)
    assert (there.first, there.last) == (date(2025, 7, 1), date(2026, 6, 1))
    assert len(there.months) == 12
    here = Period.of(None, None, BERLIN, NOW)
    assert (here.first, here.last) == (date(2025, 6, 1), date(2026, 5, 31))


def test_months_begin_at_midnight_of_the_zone() -> None:
    span = Period.of(date(2026, 4, 20), date(2026, 6, 10), SEOUL, NOW).span
    assert span.bounds == (
        datetime(2026, 4, 19, 15, tzinfo=UTC),
        datetime(2026, 4, 30, 15, tzinfo=UTC),
        datetime(2026, 5, 31, 15, tzinfo=UTC),
        datetime(2026, 6, 10, 15, tzinfo=UTC),
    )


def test_summer_time_moves_midnight() -> None:
    bounds = Period.of(date(2026, 3, 1), date(2026, 4, 30), BERLIN, NOW).span.bounds
    assert [bound.hour for bound in bounds] == [23, 22, 22]


@pytest.mark.parametrize(
    ("first", "last", "code", "field"),
    [
        (date(2026, 5, 2), date(2026, 5, 1), "period_reversed", "to"),
        (date(2021, 5, 31), date(2026, 5, 31), "period_too_long", "from"),
        (date(1999, 12, 31), date(2000, 5, 1), "period_out_of_range", "from"),
        (None, date(2201, 1, 1), "period_out_of_range", "to"),
    ],
)
def test_periods_that_cannot_be(first: date | None, last: date, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        Period.of(first, last, SEOUL, NOW)
    assert (refused.value.problem.code, refused.value.problem.field) == (code, field)


@given(st.dates(date(2001, 1, 1), date(2100, 1, 1)), st.integers(0, 1_700), st.sampled_from([SEOUL, BERLIN]))
def test_months_follow_each_other_without_gap(first: date, days: int, zone: ZoneInfo) -> None:
    period = Period.of(first, first + timedelta(days=days), zone, NOW)
    bounds = period.span.bounds
    assert list(bounds) == sorted(set(bounds))
    assert len(bounds) == len(period.months) + 1 <= MOST_MONTHS + 1
    assert all(month.day == 1 for month in period.months[1:])
    assert bounds[-1].astimezone(zone).date() == period.last + timedelta(days=1)
