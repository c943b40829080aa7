"""One problem's sentences: what is wrong and how to mend it, in English and in Korean."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """Templates for `str.format`, filled with `field`, `value` and the facts of the problem."""

    en: str
    en_mend: str
    ko: str
    ko_mend: str
