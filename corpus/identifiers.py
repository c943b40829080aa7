"""Numbers that name companies and patents: their forms and check digits.

Business and corporate registration numbers after the National Tax Service's and the registry's published check
digit rules. Nothing here says that a number is in use: a valid number can belong to a closed business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

BEYOND_DIGITS = re.compile(r"\D+")
BUSINESS_GROUPS = (3, 2, 5)
BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
KOREAN_APPLICATION = re.compile(r"^(?:KR)?([1-4]0)((?:19|20)\d{2})(\d{7})$")
KOREAN_REGISTRATION = re.compile(r"^(?:KR)?([1-4]0)(\d{7})(?:0000)?$")
DOCDB_KOREAN_APPLICATION = re.compile(r"^((?:19|20)\d{2})(\d{7})$")
NUMBER = re.compile(
    r"^(?P<country>(?!(?:RE|PP|AI)\d)[A-Z]{2}(?=[A-Z]{0,2}\d))?(?P<letters>[A-Z]{0,2})(?P<digits>\d{1,14})(?:\.\d)?(?P<kind>[A-Z]\d{0,2})?$"
)
US_PUBLICATION_SHORT = re.compile(r"^((?:200[1-9]|20[1-9]\d))(\d{6})$")
"""A published US application with the six digits that DOCDB writes; the office writes seven."""
SEPARATORS = re.compile(r"[\s,/_\-·‐-―]+")


@dataclass(frozen=True, slots=True)
class PatentNumber:
    """A publication number taken apart: `US`, `7272630`, `B2`."""

    country: str
    number: str
    kind: str | None

    @property
    def id(self) -> str:
        return f"{self.country}{self.number}"


def digits_of(text: str) -> str:
    return BEYOND_DIGITS.sub("", text)


def is_business_number(digits: str) -> bool:
    """Whether ten digits carry the right check digit."""
    if len(digits) != 10 or not digits.isdigit() or digits == "0" * 10:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, BUSINESS_WEIGHTS, strict=False))
    total += int(digits[8]) * 5 // 10
    return (10 - total % 10) % 10 == int(digits[9])


@dataclass(frozen=True, slots=True)
class NumberFault:
    """What is wrong with a business registration number, and in which of its groups (1 to 3) to look; 0: in all.

    `expected` and `given` count digits.
    """

    code: Literal["signs", "digits", "group", "check"]
    group: int = 0
    expected: int = 10
    given: int = 0


def business_number_fault(text: str) -> NumberFault | None:
    """Where a business registration number (3, 2 and 5 digits) is mistyped; None for a good one.

    The check digit tells that one is wrong, not which. Where swapping two neighbours would mend it, and in one group
    only, that group is named: swapped digits are the slip that is made most.
    """
    if re.search(r"[^\d\s.\-‐-―－·]", text):
        return NumberFault("signs")
    groups = re.findall(r"\d+", text)
    digits = "".join(groups)
    if len(groups) == len(BUSINESS_GROUPS):
        for place, (group, expected) in enumerate(zip(groups, BUSINESS_GROUPS, strict=True), start=1):
            if len(group) != expected:
                return NumberFault("group", place, expected, len(group))
    if len(digits) != sum(BUSINESS_GROUPS):
        return NumberFault("digits", given=len(digits))
    if is_business_number(digits):
        return None
    swapped = {group for group, number in _neighbours_swapped(digits) if is_business_number(number)}
    return NumberFault("check", swapped.pop() if len(swapped) == 1 else 0, given=len(digits))


def _neighbours_swapped(digits: str) -> Iterator[tuple[int, str]]:
    """The number with two neighbours of one group swapped, each with the number of the group."""
    start = 0
    for group, length in enumerate(BUSINESS_GROUPS, start=1):
        for place in range(start, start + length - 1):
            if digits[place] != digits[place + 1]:
                yield group, f"{digits[:place]}{digits[place + 1]}{digits[place]}{digits[place + 2 :]}"
        start += length


def is_corporate_number(digits: str) -> bool:
    """Whether thirteen digits carry the check digit. Numbers given since 2025 may lack it: warn, never refuse."""
    if len(digits) != 13 or not digits.isdigit():
        return False
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(digits[:12]))
    return (10 - total % 10) % 10 == int(digits[12])


def patent_number(text: str, country: str | None = None) -> PatentNumber | None:
    """A publication number in any usual spelling, or None: `US 7,272,630 B2`, `EP_2471949_A1`, `D628,609`.

    Leading zeros go, also behind a letter; `country` counts where the text names none.
    """
    match = NUMBER.match(SEPARATORS.sub("", text.upper()))
    if not match:
        return None
    letters, prefix = match["letters"], match["country"]
    office = prefix or country
    if office is None:
        return None
    digits = match["digits"].lstrip("0")
    if not digits:
        return None
    if office == "US" and (short := US_PUBLICATION_SHORT.match(digits)):
        digits = f"{short[1]}0{short[2]}"
    return PatentNumber(office, letters + digits, match["kind"])


def korean_application(text: str) -> str | None:
    """`KR1020030001252` for `10-2003-0001252` and other spellings of a Korean application number, or None."""
    match = KOREAN_APPLICATION.match(SEPARATORS.sub("", text.upper()))
    return f"KR{match[1]}{match[2]}{match[3]}" if match else None


def korean_registration(text: str) -> str | None:
    """`KR100496269` for `10-0496269-0000`, or None. Second choice: a Korean patent is named by its application."""
    match = KOREAN_REGISTRATION.match(SEPARATORS.sub("", text.upper()))
    return f"KR{match[1]}{match[2]}" if match else None


def korean_application_from_docdb(number: str, kind: str | None) -> str | None:
    """The same for the eleven digits that DOCDB writes, where the kind (`U` utility model) stands for the first two."""
    match = DOCDB_KOREAN_APPLICATION.match(number)
    if not match:
        return korean_application(number)
    right = "20" if (kind or "").startswith(("U", "Y")) else "10"
    return f"KR{right}{match[1]}{match[2]}"
