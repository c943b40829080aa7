"""What cells and JSON values mean: blanks, texts, lists, counts, yes and no."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, datetime

from corpus.text import clean

BLANKS = frozenset({"", "-", "--", "n/a", "nan", "null", "none", "nil", "unknown", "해당없음", "없음"})
LONGEST_BLANK = 20
"""Longer texts say something, and need no look."""
SEPARATORS = re.compile(r"[;|\n]+")
SEPARATORS_AND_COMMA = re.compile(r"[;|\n,、，]+")
LONGEST_COUNT = 30
WHOLE = re.compile(r"^[\d,]+(?:\.0+)?$")
COUNT_UNITS = re.compile(r"\s*(?:명|인|people|employees|persons|년|year)\s*$", re.IGNORECASE)
YES = frozenset({"y", "yes", "true", "t", "1", "o", "예", "active", "a", "계속사업자", "정상", "영업중", "운영중"})
NO = frozenset(
    {"n", "no", "false", "f", "0", "x", "아니오", "inactive", "expired", "폐업자", "폐업", "휴업자", "휴업", "해산"}
)


def is_blank(value: object) -> bool:
    """None, NaN, an empty list, or a text that stands for nothing."""
    # Asked of every cell, and nearly all are texts: those come first.
    if isinstance(value, str):
        return value.isspace() or (len(value) < LONGEST_BLANK and value.strip().casefold() in BLANKS)
    if value is None or (isinstance(value, list | dict) and not value):
        return True
    return isinstance(value, float) and (math.isnan(value) or math.isinf(value))


def text(value: object) -> object:
    """Numbers and days as text, blanks as None, a list of one as its item; the draft refuses what is no text."""
    if is_blank(value):
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if float(value).is_integer() else str(value)
    if isinstance(value, list) and len(value) == 1:
        return text(value[0])
    return value


def texts(value: object, *, comma: bool = False) -> list[object]:
    """The items of a list, or of a cell cut at `;`, `|` and line ends (at commas too with `comma`), each once."""
    items: Iterable[object]
    if isinstance(value, str):
        items = map(str.strip, (SEPARATORS_AND_COMMA if comma else SEPARATORS).split(value))
    elif isinstance(value, list):
        items = value
    else:
        items = [value]
    found: dict[object, None] = {}
    for item in items:
        entry = text(item)
        if entry is not None:
            found[entry if isinstance(entry, str) else _Held(entry)] = None
    return [entry.value if isinstance(entry, _Held) else entry for entry in found]


def symbols_in(value: object) -> list[str]:
    """The classification symbols of a cell or list, as written."""
    if isinstance(value, str):
        return SEPARATORS_AND_COMMA.split(value)
    return [str(item) for item in value if isinstance(item, str)] if isinstance(value, list) else []


def whole(value: object) -> object:
    """A count: `1,200`, `45.0`, `45명` as int; what is no whole number stays as it is."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and len(value) <= LONGEST_COUNT:
        bare = COUNT_UNITS.sub("", value.strip())
        if WHOLE.match(bare):
            return int(bare.split(".")[0].replace(",", ""))
    return value


def truth(value: object) -> bool | None:
    """Yes or no; None for anything else."""
    if isinstance(value, bool):
        return value
    word = clean(str(value)).casefold()
    return True if word in YES else False if word in NO else None


class _Held:
    """An item that cannot be a key, kept in its place."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value
