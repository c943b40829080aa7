"""What people state when they decide: texts and numbers, cleaned and within their bounds."""

from __future__ import annotations

import re
from datetime import date

from corpus.problems import Invalid
from corpus.text import clean, storable

REASON = 2_000
"""How many characters a reason has at most."""
NOTE = 2_000
NAME = 200
YEARS = (1990, 2100)
PROGRAMME_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


def required(field: str, text: str, most: int) -> str:
    """The text cleaned. Raises Invalid `entry_missing` where nothing is left of it, else as `optional`."""
    kept = optional(field, text, most)
    if not kept:
        raise Invalid.because("entry_missing", field)
    return kept


def optional(field: str, text: str, most: int) -> str:
    """The text cleaned, perhaps empty. Raises Invalid `entry_too_long`."""
    kept = clean(storable(text))
    if len(kept) > most:
        raise Invalid.because("entry_too_long", field, kept, limit=most)
    return kept


def lines(field: str, text: str, most: int) -> str:
    """As `optional`, but with its lines, of which no more than one in a row is empty."""
    kept = [clean(storable(line)) for line in text.splitlines()]
    shown = "\n".join(line for at, line in enumerate(kept) if line or (at and kept[at - 1])).strip()
    if len(shown) > most:
        raise Invalid.because("entry_too_long", field, shown, limit=most)
    return shown


def whole(field: str, number: int, least: int, most: int) -> int:
    """The number. Raises Invalid `entry_out_of_range`."""
    if not least <= number <= most:
        raise Invalid.because("entry_out_of_range", field, number, least=least, most=most)
    return number


def year(field: str, number: int) -> int:
    """The year. Raises Invalid `entry_out_of_range`."""
    return whole(field, number, *YEARS)


def day(field: str, value: date) -> date:
    """The day, of a plausible year. Raises Invalid `entry_out_of_range`."""
    year(field, value.year)
    return value


def chosen(field: str, value: str, known: tuple[str, ...]) -> str:
    """The value, one of those known. Raises Invalid `entry_not_known`."""
    if value not in known:
        raise Invalid.because("entry_not_known", field, value, known=", ".join(known))
    return value


def programme(value: str) -> str:
    """A programme's id. Raises Invalid `bad_programme_id`."""
    if not PROGRAMME_ID.fullmatch(value):
        raise Invalid.because("bad_programme_id", "programme_id", value)
    return value
