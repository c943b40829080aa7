"""Sums of won and other amounts as a reader says them. Nothing is rounded away."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from corpus.text import Language
from matcher.reasons import Label

KOREAN: Final = ((10**12, "조"), (10**8, "억"), (10**4, "만"))
ENGLISH: Final = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
SHORT: Final = ((10**12, " tn"), (10**9, " bn"), (10**6, " m"))
DECIMALS = 3
MOST_OF_ONE = 10_000
"""From so many on `1,000 million` reads worse than the number written out."""
WON: Final = ("won", "원")
PREFIXED: Final = frozenset({"rank"})
"""English units that stand before their number."""


def won(amount: float, language: Language) -> str:
    """Such as `1조 2,000억 원` and `KRW 1.2 trillion`; a sum that would have to be rounded is written out."""
    sign = "-" if amount < 0 else ""
    absolute = abs(amount)
    if int(absolute) != absolute:
        plain = f"{absolute:,}"
        return f"{sign}{plain}원" if language == "ko" else f"{sign}KRW {plain}"
    whole = int(absolute)
    return f"{sign}{_korean(whole)}" if language == "ko" else f"{sign}KRW {_english(whole)}"


def about(amount: float, language: Language) -> str:
    """Shortened to three digits, for a chart: `1.23조`, `45.6억`; `1.23 tn`, `4.56 bn`."""
    rounded = Decimal(f"{amount:.3g}")
    for size, name in KOREAN if language == "ko" else SHORT:
        if abs(rounded) >= size:
            return f"{(rounded / size).normalize():,f}{name}"
    return number(round(amount))


def number(amount: float) -> str:
    """With thousands parted: `3,300`, `12.5`."""
    return f"{int(amount):,}" if int(amount) == amount else f"{amount:,}"


def said(amount: float | None, unit: Label, language: Language) -> str:
    """An amount with its unit, won in the reader's way; "" where it is not told."""
    if amount is None:
        return ""
    named = unit.in_language(language)
    for sum_of in WON:
        if named == sum_of or named.startswith((f"{sum_of} ", f"{sum_of}/")):
            return won(amount, language) + named.removeprefix(sum_of)
    if named in PREFIXED:
        return f"{named} {number(amount)}"
    # A Korean unit stands close to its number.
    return f"{number(amount)}{named}" if language == "ko" else f"{number(amount)} {named}"


def _korean(amount: int) -> str:
    parts: list[str] = []
    for size, name in KOREAN:
        count, amount = divmod(amount, size)
        if count:
            parts.append(f"{count:,}{name}")
    if amount or not parts:
        return " ".join([*parts, f"{amount:,}원"])
    return " ".join([*parts, "원"])


def _english(amount: int) -> str:
    for size, name in ENGLISH:
        count = Decimal(amount) / size
        if count >= 1 and (count < MOST_OF_ONE or size == ENGLISH[0][0]) and count == round(count, DECIMALS):
            return f"{count.normalize():,f} {name}"
    return f"{amount:,}"
