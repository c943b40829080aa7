"""Tables as files: CSV and XLSX for a spreadsheet, JSON lines for a program. The same rows give the same bytes.

Rows are written as they come. No cell is ever a formula: in CSV one that a spreadsheet would take for a formula gets
an apostrophe before it (`corpus.formulas`), in XLSX every text is written as text.
"""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Final, cast

from corpus.formulas import guarded_throughout
from corpus.problems import TooLarge
from index.disk import ANY_FILE, PRIVATE_FILE

Value = str | int | float | date | tuple[str, ...] | None
Row = Sequence[Value]


class Form(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


MEDIA_TYPES: Mapping[Form, str] = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.JSONL: "application/x-ndjson",
}
MOST_ROWS = 1_048_575
"""What a sheet of a spreadsheet takes beside its headings."""
LONGEST_CELL = 32_767
CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's date has no zone; fixed, so that equal tables are equal files
NUMBERS: Final = frozenset({int, float})
MOST_KNOWN: Final = 50_000
"""Cells of a column that are remembered."""
WIDEST = 50
WIDTH = 14


@dataclass(frozen=True, slots=True)
class Column:
    """`key` names it for programs, `heading` for readers; `names` puts the codes of its cells into readers' words."""

    key: str
    heading: str
    names: Mapping[str, str] = field(default_factory=dict)

    def said(self, value: Value) -> str | int | float:
        """A cell for readers: numbers stay numbers, lists become one text, nothing is an empty one.

        Of a column with names, true and false are its `yes` and `no`.
        """
        if isinstance(value, tuple):
            return "; ".join(self.names.get(each, each) for each in value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, bool) and self.names:
            return self.names["yes" if value else "no"]
        return "" if value is None else self.names.get(value, value) if isinstance(value, str) else value


def form_of(path: Path) -> Form | None:
    """What the path's ending says, None where it says nothing known."""
    return next((form for form in Form if path.suffix.casefold() == f".{form}"), None)


def check_rows(form: Form, rows: int) -> None:
    """Raises TooLarge `table_too_long` for more rows than the form takes."""
    if form is Form.XLSX and rows > MOST_ROWS:
        raise TooLarge.because("table_too_long", "rows", rows, limit=MOST_ROWS)


def write_table(stream: IO[bytes], form: Form, columns: Sequence[Column], rows: Iterable[Row]) -> int:
    """Writes a table and says how many rows it has. The stream stays open.

    Raises TooLarge `table_too_long`, ValueError for a row of another length than the columns.
    """
    return {Form.CSV: _write_csv, Form.XLSX: _write_xlsx, Form.JSONL: _write_lines}[form](stream, columns, rows)


@contextmanager
def written_aside(path: Path, *, private: bool = False) -> Iterator[IO[bytes]]:
    """The file comes to be, or is replaced, when the block ends well; else nothing is left of it.

    A private one is its owner's alone to read.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    mode = PRIVATE_FILE if private else ANY_FILE
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode), "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def harmless(cell: str | int | float) -> str | int | float:
    """A text that a spreadsheet would read as a formula, with an apostrophe before it."""
    return guarded_throughout(cell) if isinstance(cell, str) else cell


class _Cells:
    """One column's cells of a CSV file: what a column says, it says over and over."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._known: dict[Value, str | int | float] = {}

    def cell(self, value: Value) -> str | int | float:
        # A number is written as it is; 1 and true would be one key.
        if type(value) in NUMBERS:
            return cast(float, value)
        known = self._known.get(value)
        if known is None:
            known = harmless(self._column.said(value))
            if len(self._known) >= MOST_KNOWN:
                self._known = {}
            self._known[value] = known
        return known


def _write_csv(stream: IO[bytes], columns: Sequence[Column], rows: Iterable[Row]) -> int:
    """With the mark by which spreadsheets know UTF-8."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=False)
    count = 0
    try:
        writer = csv.writer(text)
        writer.writerow([column.heading for column in columns])
        columned = [_Cells(column) for column in columns]
        for count, row in enumerate(rows, start=1):  # noqa: B007 - told at the end
            writer.writerow([cells.cell(value) for cells, value in zip(columned, row, strict=True)])
    finally:
        text.detach()
    return count


def _write_lines(stream: IO[bytes], columns: Sequence[Column], rows: Iterable[Row]) -> int:
    keys = [column.key for column in columns]
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - told at the end
        line = json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=False, default=date.isoformat)
        stream.write(f"{line}\n".encode())
    return count


def _write_xlsx(stream: IO[bytes], columns: Sequence[Column], rows: Iterable[Row]) -> int:
    import xlsxwriter  # noqa: PLC0415 - heavy, and not for the start of a server

    # A workbook that is given up leaves its rows behind: in a folder of their own they go with it.
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(stream, {"constant_memory": True, "tmpdir": folder})
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet()
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, WIDEST if column.key.endswith("title") else WIDTH)
            sheet.write_string(0, place, column.heading, heading)
        count = 0
        for count, row in enumerate(rows, start=1):
            check_rows(Form.XLSX, count)
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                cell = column.said(value)
                if isinstance(cell, str):
                    sheet.write_string(count, place, cell[:LONGEST_CELL])
                else:
                    sheet.write_number(count, place, cell)
        sheet.autofilter(0, 0, count, len(columns) - 1)
        book.close()
    return count
