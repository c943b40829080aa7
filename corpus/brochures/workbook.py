"""The filled rows of a workbook's sheets; the name of a sheet that has any is a heading."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

from corpus.brochures.archive import WORKBOOK, looked_at
from corpus.brochures.block import Block, Place, PlaceKind, Style
from corpus.problems import Invalid, TooLarge
from corpus.text import clean

UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
MAX_SHEETS = 30
MAX_ROWS = 2_000
MAX_COLUMNS = 40


def workbook_blocks(content: bytes, name: str) -> list[Block]:
    """Raises Invalid `brochure_broken` or `brochure_encrypted`.

    TooLarge `brochure_bomb` or `brochure_too_many_pages` for what is larger than it looks or has too many sheets.
    """
    stream = looked_at(content, name, WORKBOOK)
    # Workbooks take a library that nothing else needs here, in a process that reads this one file.
    from openpyxl import load_workbook  # noqa: PLC0415 - only where a workbook is read
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - only where a workbook is read

    try:
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheets = book.worksheets
        if len(sheets) > MAX_SHEETS:
            raise TooLarge.because("brochure_too_many_pages", "file", name, given=len(sheets), limit=MAX_SHEETS)
        return [block for sheet in sheets for block in _rows(sheet)]
    except (InvalidFileException, LookupError, ValueError, TypeError, AttributeError, SyntaxError, OSError, *UNPACKING):
        raise Invalid.because("brochure_broken", "file", name) from None


def _rows(sheet: Any) -> Iterator[Block]:  # openpyxl's read-only sheet
    title = clean(sheet.title)
    # A sheet's stated size can be a million columns wide; what is filled decides.
    sheet.reset_dimensions()
    titled = False
    rows = islice(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), MAX_ROWS)
    for number, values in enumerate(rows, 1):
        cells = tuple(clean(str(value)) if value is not None else "" for value in values)
        while cells and not cells[-1]:
            cells = cells[:-1]
        if any(cells):
            if not titled:
                yield Block(title, Place(PlaceKind.ROW, 1, title), Style.HEADING, 1)
            titled = True
            text = " | ".join(cell for cell in cells if cell)
            yield Block(text, Place(PlaceKind.ROW, number, title), Style.ROW, cells=cells)
