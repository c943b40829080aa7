"""The first large table of an HTML page: what some services hand out under the name of a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html
from lxml.etree import LxmlError

from corpus.importers.format import Rejected
from corpus.importers.grid import HEADING_WITHIN, Line, heading, headings_of, rows_under
from corpus.importers.rows import Row
from corpus.importers.source import HEAD_BYTES, Source
from corpus.problems import Invalid, TooLarge

MAX_BYTES = 50 * 1024 * 1024
MAX_CELLS = 16_384
"""Of one row: as many as a sheet of any spreadsheet has."""
LOOKS_LIKE = re.compile(
    rb"^\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|table|meta|head|style)", re.I | re.S
)
STATED = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def html_headings(source: Source) -> tuple[str, ...] | None:
    """The headings, or None where there is no table."""
    if not LOOKS_LIKE.match(source.head.removeprefix(b"\xef\xbb\xbf")):
        return None
    top = heading(list(_lines(source, HEAD_BYTES))[:HEADING_WITHIN])
    return tuple(str(cell) for cell in top.cells) if top and len(top.cells) > 1 else None


def read_html(source: Source) -> Iterator[Row | Rejected]:
    """The rows under the headings, numbered within the table.

    Raises TooLarge past 50 MiB, and for a row of more cells than `MAX_CELLS`.
    """
    lines = list(_lines(source, MAX_BYTES))
    top = heading(lines)
    if top is None:
        raise Invalid.because("no_records", "file", source.name)
    yield from rows_under(headings_of(top, source.name), (line for line in lines if line.number > top.number))


def _lines(source: Source, limit: int) -> Iterator[Line]:
    with source.open() as stream:
        data = stream.read(limit + 1)
    if len(data) > MAX_BYTES:
        raise TooLarge.because("file_too_large", "file", source.name, limit=MAX_BYTES)
    text = data[:limit].decode(source.encoding, "replace")
    try:
        tables = html.fromstring(STATED.sub(b"", text.encode()), parser=html.HTMLParser(encoding="utf-8")).iter("table")
        table = max(tables, key=lambda found: len(found.findall(".//tr")), default=None)
    except (LxmlError, ValueError) as error:
        raise Invalid.because("html_broken", "file", source.name, cause=str(error)) from error
    if table is not None:
        for number, line in enumerate(table.iter("tr"), 1):
            if len(line) > MAX_CELLS:
                raise TooLarge.because("file_too_much_work", "file", source.name)
            cells = [cell for cell in line if cell.tag in ("td", "th")]
            yield Line(number, [" ".join("".join(map(str, cell.itertext())).split()) for cell in cells])
