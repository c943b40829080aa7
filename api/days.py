"""Days of a calendar as the moments that they span in somebody's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from corpus.problems import Invalid


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` on and before `until`, in UTC; None for no bound."""

    since: datetime | None = None
    until: datetime | None = None


def span(first: date | None, last: date | None, zone: str) -> Span:
    """From the beginning of the first day to the end of the last, as the zone's clocks have them."""
    following = last + timedelta(days=1) if last and last < date.max else None
    return Span(_begins(first, zone) if first else None, _begins(following, zone) if following else None)


def day_of(text: str, field: str) -> date | None:
    """The day that a form or an address names; None for none. Raises Invalid `bad_day`."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid.because("bad_day", field, text) from None


def _begins(day: date, zone: str) -> datetime:
    # The calendar's first and last days lie outside of what every zone can tell.
    day = min(max(day, date(2, 1, 1)), date(9998, 12, 31))
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
