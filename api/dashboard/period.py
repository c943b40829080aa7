"""Days that are counted over, parted into months as the reader's zone has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

from corpus.problems import Invalid
from corpus.store.statistics import Span

USUAL_MONTHS: Final = 12
MOST_MONTHS: Final = 60
EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2200, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included, in a zone."""

    first: date
    last: date
    zone: ZoneInfo

    @classmethod
    def of(cls, first: date | None, last: date | None, zone: ZoneInfo, now: datetime) -> Self:
        """As asked; without a last day until today, without a first one the twelve months that end with the last.

        Raises Invalid `period_reversed`, `period_too_long`, `period_out_of_range`.
        """
        end = last or now.astimezone(zone).date()
        start = first or _months_before(end, USUAL_MONTHS - 1)
        for name, day in (("from", start), ("to", end)):
            if not EARLIEST <= day <= LATEST:
                raise Invalid.because("period_out_of_range", name, day, first=EARLIEST.year, last=LATEST.year)
        if end < start:
            raise Invalid.because("period_reversed", "to", end, first=start.isoformat())
        if start < _months_before(end, MOST_MONTHS - 1):
            raise Invalid.because("period_too_long", "from", start, limit=MOST_MONTHS)
        return cls(start, end, zone)

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each month of the period; of the first month the period's own first day."""
        begun = [self.first]
        while (following := _next_month(begun[-1])) <= self.last:
            begun.append(following)
        return tuple(begun)

    @property
    def span(self) -> Span:
        """The months as moments."""
        days = (*self.months, self.last + timedelta(days=1))
        return Span(tuple(datetime.combine(day, time.min, self.zone).astimezone(UTC) for day in days))


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _months_before(day: date, months: int) -> date:
    """The first day of the month so many months before the day's."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)
