"""When searches are asked again and letters written: each morning, or on Mondays, by the holder's clock. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from corpus.records import Frequency

MONDAY: Final = 0
DAYS_OF_A_WEEK: Final = 7
WORKING_DAYS: Final = 5


def zone_of(name: str | None, usual: str) -> ZoneInfo:
    """The zone of that name, the usual one where there is none."""
    try:
        return ZoneInfo(name or usual)
    except (ValueError, OSError, KeyError):
        return ZoneInfo(usual)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def morning(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """That hour of a day, in UTC's terms; one that clocks put forward skip is as late as it would have been."""
    return datetime.combine(day, time(hour), tzinfo=zone)


def latest_morning(now: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """The last morning that has come."""
    today = local_day(now, zone)
    this = morning(today, hour, zone)
    return this if this <= now else morning(today - timedelta(days=1), hour, zone)


def latest_monday(now: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """The last Monday morning that has come."""
    day = local_day(latest_morning(now, hour, zone), zone)
    return morning(day - timedelta(days=(day.weekday() - MONDAY) % DAYS_OF_A_WEEK), hour, zone)


def is_due(last: datetime | None, now: datetime, hour: int, zone: ZoneInfo) -> bool:
    """Whether something that is done every morning, last at that moment, is to be done."""
    return last is None or last < latest_morning(now, hour, zone)


def letter_due(frequency: Frequency, last: datetime, now: datetime, hour: int, zone: ZoneInfo) -> bool:
    """Whether a letter is to cover a search that one covered last at that moment."""
    if frequency is Frequency.NEVER:
        return False
    weekly = frequency is Frequency.WEEKLY
    return last < (latest_monday(now, hour, zone) if weekly else latest_morning(now, hour, zone))


def last_working_day(today: date) -> date:
    """The day before today on which an office last worked: of a Monday the Friday."""
    day = today - timedelta(days=1)
    while day.weekday() >= WORKING_DAYS:
        day -= timedelta(days=1)
    return day
