"""Dates in the spellings that patent offices, agencies and spreadsheets use."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

SEPARATED = re.compile(r"^(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?(?:[T\s].*)?$")
PACKED = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:\d{6})?(?:[T\s].*)?$")
YEAR_LAST = re.compile(r"^(\d{1,2})\s*([-./])\s*(\d{1,2})\s*\2\s*(\d{4})(?:[T\s].*)?$")
NAMED_MONTH_FIRST = re.compile(r"^([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
NAMED_MONTH_LAST = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[-\s]+([A-Za-z]{3,9})\.?,?[-\s]+(\d{4})$")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NO_DATE = frozenset({"", "0", "-", "00000000", "null", "none", "nan", "n/a", "nat"})
LONGEST = 40
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_SERIALS = range(10_000, 80_000)
"""Whole days from 1927 to 2119: what a spreadsheet leaves behind when a date column lost its format."""


def read_date(value: object, *, month_first: bool = False) -> date | None:
    """The day a value names, or None where it names none (blank, 0, 0000-00-00).

    `20260501`, `2011.05.31`, `1990/02/28 00:00:00`, `2011-5-3`, `2011년 5월 3일`, `May 10, 2018`, `10 May 2018`,
    spreadsheet dates and serial numbers. `10/21/2019` is read with `month_first` or when only one order makes
    a date; `03/04/2019` without `month_first` is refused as two-faced. Raises ValueError.
    """
    if value is None or isinstance(value, datetime):
        return value.date() if value else None
    if isinstance(value, date):
        return value
    if isinstance(value, str) and len(value) > LONGEST:
        raise ValueError("no date")
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if text.lower() in NO_DATE or text.startswith("0000"):
        return None
    if match := PACKED.match(text) or SEPARATED.match(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if text.isdigit() and int(text) in EXCEL_SERIALS:
        return EXCEL_EPOCH + timedelta(days=int(text))
    return _named(text) or _year_last(text, month_first)


def _named(text: str) -> date | None:
    if match := NAMED_MONTH_FIRST.match(text):
        month, day, year = match.groups()
    elif match := NAMED_MONTH_LAST.match(text):
        day, month, year = match.groups()
    else:
        return None
    return date(int(year), MONTHS.index(month[:3].lower()) + 1, int(day))


def _year_last(text: str, month_first: bool) -> date:
    match = YEAR_LAST.match(text)
    if not match:
        raise ValueError("no date")
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if month_first:
        return date(year, first, second)
    if second > 12:
        return date(year, first, second)
    if first > 12 or match[2] == "." or first == second:
        return date(year, second, first)
    raise ValueError("day and month cannot be told apart")
