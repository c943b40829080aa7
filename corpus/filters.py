"""What narrows a search or a list, read from a request's text and checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from corpus.drafts import CompanySize, LegalStatus
from corpus.passages import Kind
from corpus.problems import Invalid, Problem
from corpus.text import clean

MOST_VALUES = 50
LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that hold together; the values of one condition are alternatives. Empty or None asks nothing.

    `classes` are beginnings of IPC or CPC symbols without blanks; `area` is looked for in industry and keywords;
    `trl` is what a patent or company offers, or a need requires;
    `owner` is an organisation's id or one of its names (a patent's owner, a need's organisation).
    """

    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    filed_from: date | None = None
    filed_to: date | None = None
    classes: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    legal_status: tuple[str, ...] = ()
    trl: tuple[int, ...] = ()
    owner: tuple[str, ...] = ()
    fictional: bool | None = None

    @property
    def empty(self) -> bool:
        return all(getattr(self, field.name) in ((), None) for field in fields(self))


NO_FILTERS: Final = Filters()

KNOWN: Final[Mapping[Kind, tuple[str, ...]]] = {
    "patents": (
        "country",
        "filed_from",
        "filed_to",
        "classes",
        "area",
        "language",
        "legal_status",
        "trl",
        "owner",
        "fictional",
    ),
    "companies": ("country", "region", "size", "area", "industry", "language", "trl", "fictional"),
    "needs": ("country", "area", "language", "trl", "owner", "fictional"),
}
LEVELS: Final = tuple("123456789")
LISTED: Final = ("country", "size", "classes", "language", "legal_status", "trl")
"""Filters whose values hold no comma, so that one text may list several."""


def parse_filters(kind: Kind, given: Mapping[str, str | Sequence[str]]) -> Filters:
    """Filters from a request's parameters; blank values ask nothing.

    Raises Invalid `unknown_filter` for a name that `kind` does not have, `bad_filter_value` for a value that the
    filter cannot take, `too_many_filter_values` past 50 values.
    """
    parsed: dict[str, object] = {}
    for name, value in given.items():
        if name not in KNOWN[kind]:
            raise Invalid.because("unknown_filter", name, name, kind=kind, known=", ".join(KNOWN[kind]))
        values = _values(name, value)
        if not values:
            continue
        if name in {"filed_from", "filed_to"}:
            parsed[name] = _date(name, _single(name, values))
        elif name == "trl":
            parsed[name] = tuple(dict.fromkeys(_level(name, each) for each in values))
        elif name == "fictional":
            parsed[name] = _truth(name, _single(name, values))
        else:
            parsed[name] = tuple(dict.fromkeys(CHECKS.get(name, _plain)(name, each) for each in values))
    filters = Filters(**parsed)  # type: ignore[arg-type]  # each name's check returns its field's type
    if filters.filed_from and filters.filed_to and filters.filed_from > filters.filed_to:
        raise _bad("filed_to", filters.filed_to, f"a day not before {filters.filed_from}")
    return filters


def _values(name: str, given: str | Sequence[str]) -> list[str]:
    texts = [given] if isinstance(given, str) else list(given)
    if name in LISTED:
        texts = [part for text in texts for part in text.split(",")]
    cleaned = [text for text in map(clean, texts) if text]
    if len(cleaned) > MOST_VALUES:
        raise Invalid.because("too_many_filter_values", name, len(cleaned), limit=MOST_VALUES)
    for text in cleaned:
        if len(text) > LONGEST_VALUE:
            raise _bad(name, text, f"at most {LONGEST_VALUE} characters")
    return cleaned


def _bad(name: str, value: object, expected: str) -> Invalid:
    return Invalid(Problem.of("bad_filter_value", name, value, expected=expected))


def _single(name: str, values: Sequence[str]) -> str:
    if len(set(values)) > 1:
        raise _bad(name, ", ".join(values), "one value")
    return values[0]


def _plain(_name: str, value: str) -> str:
    return value


def _one_of(allowed: Sequence[str]) -> Callable[[str, str], str]:
    def check(name: str, value: str) -> str:
        if value.lower() not in allowed:
            raise _bad(name, value, " | ".join(allowed))
        return value.lower()

    return check


def _country(name: str, value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", value):
        raise _bad(name, value, "two letters, such as KR or US")
    return value.upper()


def _class(name: str, value: str) -> str:
    symbol = value.replace(" ", "").upper()
    if not re.fullmatch(r"[A-HY](\d\d([A-Z](\d{1,4}(/\d{0,6})?)?)?)?", symbol):
        raise _bad(name, value, "the beginning of an IPC or CPC symbol, such as G01S or G01S13/90")
    return symbol


def _date(name: str, value: str) -> date:
    """A day, or the first or last day of a year."""
    if re.fullmatch(r"\d{4}", value):
        value += "-01-01" if name == "filed_from" else "-12-31"
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _bad(name, value, "a day such as 2024-05-01, or a year") from None


def _level(name: str, value: str) -> int:
    if value not in LEVELS:
        raise _bad(name, value, "a technology readiness level, 1 to 9")
    return int(value)


def _truth(name: str, value: str) -> bool:
    if value.lower() not in {"true", "false", "1", "0"}:
        raise _bad(name, value, "true | false")
    return value.lower() in {"true", "1"}


CHECKS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "country": _country,
    "classes": _class,
    "size": _one_of(tuple(CompanySize)),
    "language": _one_of(("ko", "en")),
    "legal_status": _one_of(tuple(LegalStatus)),
}
