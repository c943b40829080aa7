"""Columns that a table of rejected rows carries beside the rows' own: which row it was, and why it was not taken.

A mended table is imported as it is: these columns are taken off before a row is read, and the apostrophe that kept a
spreadsheet from reading a cell as a formula is too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from corpus.formulas import is_formula
from corpus.importers.rows import Row
from corpus.text import Language

PREFIX: Final = "matcher:"


@dataclass(frozen=True, slots=True)
class Notes:
    """The headings of the columns that tell of a rejection, in one language."""

    row: str
    field: str
    value: str
    reason: str
    mend: str
    surplus: str
    original: str

    def before(self) -> tuple[str, ...]:
        """Those that stand before the row's own, in order; the others stand behind them where they are needed."""
        return (self.row, self.field, self.value, self.reason, self.mend)


NOTES: Final[Mapping[Language, Notes]] = {
    "en": Notes(*(f"{PREFIX}{name}" for name in ("row", "field", "value", "reason", "mend", "surplus", "original"))),
    "ko": Notes(*(f"{PREFIX}{name}" for name in ("행", "항목", "값", "사유", "조치", "남는 칸", "원문"))),
}
ROWS: Final = frozenset(notes.row for notes in NOTES.values())
SURPLUS: Final = frozenset(notes.surplus for notes in NOTES.values())


def is_note(heading: str) -> bool:
    return heading.strip().startswith(PREFIX)


def is_mending(headings: Iterable[str]) -> bool:
    """Whether these are the headings of a table of rejected rows."""
    return any(is_note(heading) for heading in headings)


@dataclass(frozen=True, slots=True)
class Mended:
    """A row without its notes, the number of the row that it mends, and what was left in no column ("" for nothing)."""

    row: Row
    mends: int | None
    surplus: str = ""


def mended(row: Row) -> Mended:
    """What a row of a mended table brings."""
    number, surplus = None, ""
    for heading, cell in row.values.items():
        if heading.strip() in ROWS:
            number = _number(cell)
        elif heading.strip() in SURPLUS:
            surplus = "" if cell is None else str(cell).strip()
    own = {heading: _bare(cell) for heading, cell in row.values.items() if not is_note(heading)}
    text = "\t".join("" if cell is None else str(cell) for cell in own.values())
    return Mended(replace(row, values=own, original=text), number, surplus)


def _bare(cell: object) -> object:
    is_guarded = isinstance(cell, str) and cell.startswith("'") and is_formula(cell[1:])
    return str(cell)[1:] if is_guarded else cell


def _number(cell: object) -> int | None:
    digits = str(cell).strip().removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
