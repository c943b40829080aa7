"""Cells that a spreadsheet would take for a formula, and how they are kept from it: an apostrophe before the text.

A number with its unit is none, so `-40°C` stays as it is. A telephone number is one: `+82-2-555` would be worked out.
"""

from __future__ import annotations

import re
from typing import Final

from corpus.text import UNSEEN

SIGNS: Final = "=+\\-@＝＋－＠"
"""Some spreadsheets read those of full width as the others."""
NUMBER: Final = re.compile(r"[+-]\d+(?:[.,]\d+)*\s?(?:[°%‰℃℉µμΩ]{0,2}[^\W\d_]{0,12})(?:/[^\W\d_]{1,4})?")
BEGINS: Final = re.compile(rf"(?:\s|{UNSEEN.pattern})*(?P<formula>[{SIGNS}])")
BEHIND: Final = re.compile(rf"(?<=[;|\t\r\n])(?P<blank>(?:\s|{UNSEEN.pattern})*)(?P<formula>[{SIGNS}][^;|\t\r\n]*)")
"""Where another spreadsheet may begin a cell: behind signs that part cells elsewhere."""


def is_formula(text: str) -> bool:
    """Whether the text, alone in a cell, is read as a formula, or as sums of numbers."""
    found = BEGINS.match(text)
    return found is not None and NUMBER.fullmatch(text[found.start("formula") :].strip()) is None


def guarded(text: str) -> str:
    """The text as a cell of CSV."""
    return f"'{text}" if is_formula(text) else text


def guarded_throughout(text: str) -> str:
    """As `guarded`, and behind signs that part cells in other countries' spreadsheets, such as those of a list."""
    if text.isalnum():
        return text
    return ("'" if is_formula(text) else "") + BEHIND.sub(_marked, text)


def _marked(found: re.Match[str]) -> str:
    formula = found["formula"]
    return found[0] if NUMBER.fullmatch(formula.strip()) else f"{found['blank']}'{formula}"
