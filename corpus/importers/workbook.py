"""The first filled sheet of a workbook (.xlsx), read row by row after its directory has been looked at."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import IO, TYPE_CHECKING

from corpus.importers.format import Rejected
from corpus.importers.grid import HEADING_WITHIN, Line, heading, headings_of, rows_under
from corpus.importers.rows import Row
from corpus.importers.source import ZIP, Source
from corpus.problems import Invalid, TooLarge

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_FILE = 100 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
RATIO_FROM = 2 * 1024 * 1024
MAX_COLUMNS = 1_000
MAX_ROWS = 1_048_576
"""As many as a sheet may have; one that names a row behind them would be filled up to there."""
WORKBOOK_PARTS = (b"[Content_Types].xml", b"xl/")
IN_MEMORY = 8 * 1024 * 1024
BROKEN = (LookupError, ValueError, TypeError, AttributeError, SyntaxError, OSError, zlib.error, zipfile.BadZipFile)
"""What openpyxl raises for a workbook that is none."""


def is_archive(source: Source) -> bool:
    return source.head.startswith(ZIP)


def workbook_headings(source: Source) -> tuple[str, ...] | None:
    """The headings; None where the archive is no workbook or its sheets are empty."""
    if not is_archive(source) or not any(part in source.head for part in WORKBOOK_PARTS):
        return None
    with _sheet(source) as sheet:
        top = heading(list(islice(_lines(sheet, source.name), HEADING_WITHIN))) if sheet is not None else None
        return tuple("" if cell is None else str(cell).strip() for cell in top.cells) if top else None


def read_workbook(source: Source) -> Iterator[Row | Rejected]:
    """The rows under the headings, numbered as the sheet numbers them. Raises Invalid and TooLarge."""
    with _sheet(source) as sheet:
        lines = _lines(sheet, source.name) if sheet is not None else iter(())
        first = list(islice(lines, HEADING_WITHIN))
        top = heading(first)
        if top is None:
            raise Invalid.because("no_records", "file", source.name)
        yield from rows_under(headings_of(top, source.name), (line for line in first if line.number > top.number))
        yield from rows_under(headings_of(top, source.name), lines)


@contextmanager
def _sheet(source: Source) -> Iterator[ReadOnlyWorksheet | None]:
    # openpyxl takes a third of a second to load, and few imports are workbooks
    from openpyxl import load_workbook  # noqa: PLC0415 - only where a workbook is read
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - only where a workbook is read

    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file, source.open() as stream:
        shutil.copyfileobj(_Limited(stream, source.name), file)
        file.seek(0)
        _check(file, source.name)
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except (InvalidFileException, *BROKEN) as error:
            raise Invalid.because("workbook_broken", "file", source.name, cause=str(error)) from error
        try:
            yield next((sheet for sheet in book.worksheets if _is_filled(sheet, source.name)), None)
        finally:
            book.close()


def _is_filled(sheet: ReadOnlyWorksheet, name: str) -> bool:
    return any(not line.is_blank for line in islice(_lines(sheet, name), HEADING_WITHIN))


def _check(file: IO[bytes], name: str) -> None:
    """Refuses what would unpack too large, before anything is unpacked."""
    try:
        infos = zipfile.ZipFile(file).infolist()
    except zipfile.BadZipFile as error:
        raise Invalid.because("workbook_broken", "file", name, cause=str(error)) from error
    unpacked, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1)):
        raise TooLarge.because("archive_bomb", "file", name, limit=MAX_RATIO)
    file.seek(0)


def _lines(sheet: ReadOnlyWorksheet, name: str) -> Iterator[Line]:
    # a sheet's stated size can be a million columns wide; what is filled decides
    sheet.reset_dimensions()
    gap: object = None
    try:
        # the stubs give the read-only sheet the writable sheet's method
        rows = sheet.iter_rows(max_col=MAX_COLUMNS)  # type: ignore[misc]
        for number, cells in enumerate(rows, 1):
            if number > MAX_ROWS:
                raise Invalid.because("workbook_broken", "file", name, cause=f"a row past the {MAX_ROWS}th")
            # The rows that stand for a gap are one and the same object.
            shown = () if cells is gap else _trimmed(tuple(map(_shown, cells)))
            gap = gap if shown else cells
            if shown or number <= HEADING_WITHIN:
                yield Line(number, shown)
    except BROKEN as error:
        raise Invalid.because("workbook_broken", "file", name, cause=str(error)) from error


def _shown(cell: Cell | MergedCell | ReadOnlyCell | EmptyCell) -> object:
    """The cell's value; a percentage as the sheet shows it, since `12.5%` is kept as 0.125."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in cell.number_format:
        return f"{value * 100:.6g}%"
    return value


def _trimmed(cells: tuple[object, ...]) -> tuple[object, ...]:
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return cells[:end]


class _Limited:
    """A stream that refuses to give more than a workbook may have."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self._name = name
        self._given = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._given += len(data)
        if self._given > MAX_FILE:
            raise TooLarge.because("file_too_large", "file", self._name, limit=MAX_FILE)
        return data
