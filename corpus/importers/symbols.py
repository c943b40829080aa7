"""Classification symbols of IPC and CPC in one spelling: `A61K 31/415`, or `A61K` for a subclass alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

SLASHED = re.compile(r"([A-HY]\d{2}[A-Z])\s*0*(\d{1,4})\s*/\s*(\d{2,6})")
COLUMNS = re.compile(r"([A-HY]\d{2}[A-Z])([ \d]{2}\d)(\d{2,6})\s*$")
"""Old American files: a group of three columns, then the subgroup, without a slash."""
SUBCLASS = re.compile(r"([A-HY])\s*(\d{1,2})\s*([A-Z])\s*$")
MAX_SYMBOLS = 300


def symbol(text: str) -> str | None:
    """`B28B   1/    29            A I`, `A41D013/00` or `G06F  728` as `B28B 1/29`...; None where it is no symbol."""
    text = text.strip().upper()
    if found := SLASHED.match(text):
        return f"{found[1]} {found[2]}/{found[3]}"
    if found := COLUMNS.match(text):
        return f"{found[1]} {int(found[2])}/{found[3]}"
    if found := SUBCLASS.match(text):
        return f"{found[1]}{int(found[2]):02}{found[3]}"
    return None


def symbols(texts: Iterable[str]) -> tuple[str, ...]:
    """Each symbol once, in order, `MAX_SYMBOLS` at most; what is no symbol is left out."""
    found = dict.fromkeys(entry for text in texts if (entry := symbol(text)))
    return tuple(found)[:MAX_SYMBOLS]
