"""Tables as text: commas, tabs, semicolons or bars, found out from the first lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from corpus.importers.format import Rejected
from corpus.importers.grid import HEADING_WITHIN, Line, heading, headings_of, is_prose, known, rows_under
from corpus.importers.headings import is_known
from corpus.importers.rows import Row, plain
from corpus.importers.source import Source
from corpus.problems import Invalid, Problem

DELIMITERS = (",", "\t", ";", "|")
MAX_CELL = 4 * 1024 * 1024
LINES_LOOKED_AT = 30
LEAST_AGREEING = 0.5
"""Share of the first lines that must have the headings' number of cells, or the text is no table."""


def delimited_headings(source: Source) -> tuple[str, ...] | None:
    """The headings, or None where the head is no table of at least two columns."""
    text = source.head.decode(source.encoding, "ignore")
    delimiter = _delimiter(text)
    if delimiter is None:
        return None
    line = heading(_sample(text, delimiter))
    return tuple(str(cell).strip() for cell in line.cells) if line and not is_prose(line) else None


def read_delimited(source: Source) -> Iterator[Row | Rejected]:
    """The rows under the headings. A record over several lines has the number of its first.

    Raises Invalid where two columns have the same heading or a cell exceeds its bound (a quote that never closes).
    """
    text = source.head.decode(source.encoding, "ignore")
    delimiter = _delimiter(text)
    top = heading(_sample(text, delimiter)) if delimiter else None
    if delimiter is None or top is None:
        raise Invalid.because("no_records", "file", source.name)
    headings = headings_of(top, source.name)
    csv.field_size_limit(MAX_CELL)
    with source.text() as stream:
        # csv reads NUL as text on 3.11 and after; drafts drop it
        lines = (line for line in _lines(stream, delimiter, source.name) if line.number > top.number)
        last: Row | Rejected | None = None
        for row in rows_under(headings, lines):
            if last is not None:
                yield _closed(last, len(headings))
            last = row
        if last is not None:
            yield _ended(_closed(last, len(headings)), len(headings), delimiter)


def _lines(stream: io.TextIOBase | object, delimiter: str, name: str) -> Iterator[Line]:
    reader = csv.reader(stream, delimiter=delimiter, skipinitialspace=True)  # type: ignore[arg-type]  # any iterable of lines
    number = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Invalid.because("table_broken", "file", name, line=number, cause=str(error)) from error
        yield Line(number, cells)
        number = reader.line_num + 1


def _closed(row: Row | Rejected, width: int) -> Row | Rejected:
    """A row that ends early inside a cell of many lines swallowed the rest of the file after a stray quote."""
    if isinstance(row, Row) and len(row.values) < width - 1 and row.values:
        last = str(list(row.values.values())[-1])
        if last.count("\n") > HEADING_WITHIN:
            return Rejected(row.number, Problem.of("unclosed_quote", list(row.values)[-1], last), row.original)
    return row


def _ended(row: Row | Rejected, width: int, delimiter: str) -> Row | Rejected:
    """The last row, whose last cell holds whole rows where a quote before them never closed."""
    if isinstance(row, Rejected) or not row.values or width < 2:
        return row
    name, last = list(row.values.items())[-1]
    swallowed = [line for line in str(last).split("\n")[1:] if line.strip()]
    if swallowed and all(len(next(csv.reader([line], delimiter=delimiter))) == width for line in swallowed):
        return Rejected(row.number, Problem.of("unclosed_quote", name, last), row.original)
    return row


def _sample(text: str, delimiter: str) -> list[Line]:
    """The first lines, without the last, which the head may have cut."""
    lines: list[Line] = []
    cut = len(text) > 1 and not text.endswith(("\n", "\r"))
    try:
        for line in _lines(io.StringIO(text.lstrip("﻿"), newline=""), delimiter, ""):
            lines.append(line)
            if len(lines) > LINES_LOOKED_AT:
                break
        else:
            return lines[:-1] if cut and len(lines) > 2 else lines
    except Invalid:
        return lines
    return lines[:-1]


def _delimiter(text: str) -> str | None:
    """The sign that yields known headings, and lines as wide as those."""
    scores = {delimiter: _score(_sample(text, delimiter)) for delimiter in DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    if scores[best] > (0, 0.0):
        return best
    # a list of one column has no delimiter, but a heading that is known
    return DELIMITERS[0] if is_known(plain(text.lstrip("\ufeff").partition("\n")[0])) else None


def _score(lines: list[Line]) -> tuple[int, float]:
    top = heading(lines)
    if top is None or len(top.cells) < 2:
        return 0, 0.0
    below = [line for line in lines if line.number > top.number and not line.is_blank]
    agreeing = sum(1 for line in below if len(line.cells) == len(top.cells)) / len(below) if below else 1.0
    count = known(top.cells)
    if agreeing < LEAST_AGREEING and count < 2:
        return 0, 0.0
    return count, agreeing * len(top.cells)
