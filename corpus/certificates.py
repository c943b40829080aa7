"""Certificates as a company writes them, with the day until which they are valid where the text tells one.

`AS9100D (until 2026-03-31)`, `AS9100D (~2026.03.31)`, `AS9100D (2026-03-31까지)`, `KC (유효기간: 2026년 3월 31일)` and
`ISO 9001 (valid until 2026-03)` tell a day; a day without such a word (`ISO 9001 (2024-05-01)`) may be that of issue
and tells nothing.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from corpus.text import clean

_DAY: Final = r"(?P<year>(?:19|20)\d\d)\s?[-./년]\s?(?P<month>\d{1,2})(?:\s?[-./월]\s?(?P<day>\d{1,2}))?\s?[월일.]?"
_BEFORE: Final = (
    r"(?:valid\s+)?(?:until|till|through|thru)|expir(?:es|y|ing)(?:\s+on)?|valid\s+to|유효\s?기간|유효|만료일?|[~〜∼～]"
)
_AFTER: Final = r"까지|만료|유효"
ENDS: Final = (
    re.compile(rf"[(\[（]\s*(?:{_BEFORE})\s*[:：]?\s*(?:[~〜∼～]\s*)?{_DAY}\s*(?:{_AFTER})?\s*[)\]）]", re.IGNORECASE),
    re.compile(rf"[(\[（]\s*{_DAY}\s*(?:{_AFTER})\s*[)\]）]", re.IGNORECASE),
)
"""What stands in brackets behind a certificate's name and tells its end."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """`until` is the last day on which it is valid, None where the text does not tell one."""

    name: str
    until: date | None = None

    def expired(self, today: date) -> bool:
        return self.until is not None and self.until < today


def certificate_of(text: str) -> Certificate:
    """The certificate that a text names; a month alone means its last day, a day that is none tells nothing."""
    for pattern in ENDS:
        found = pattern.search(text)
        if found is None:
            continue
        until = _day(found)
        if until is not None:
            return Certificate(clean(f"{text[: found.start()]} {text[found.end() :]}"), until)
    return Certificate(text)


def certificates_of(texts: Iterable[str]) -> tuple[Certificate, ...]:
    """Each certificate once: of several lines with one name the one that ends last, an open end being the last."""
    kept: dict[str, Certificate] = {}
    for each in map(certificate_of, texts):
        known = kept.get(each.name)
        if known is None or _lasts_longer(each, known):
            kept[each.name] = each
    return tuple(kept.values())


def _lasts_longer(one: Certificate, other: Certificate) -> bool:
    if one.until is None or other.until is None:
        return one.until is None
    return one.until > other.until


def _day(found: re.Match[str]) -> date | None:
    year, month = int(found["year"]), int(found["month"])
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    day = int(found["day"]) if found["day"] else last
    return date(year, month, day) if 1 <= day <= last else None
