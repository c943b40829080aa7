"""The paragraphs and tables of a Word document, in their order."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from corpus.brochures.archive import DOCUMENT, looked_at
from corpus.brochures.block import Block, Place, PlaceKind, Style
from corpus.brochures.lines import BULLET, is_heading_like, unbulleted
from corpus.problems import Invalid, TooLarge
from corpus.text import clean

MAX_PARAGRAPHS = 5_000
MAX_COLUMNS = 1_000
HEADING = 80


def docx_blocks(content: bytes, name: str) -> list[Block]:
    """Raises Invalid `brochure_broken` or `brochure_encrypted`, TooLarge `brochure_bomb`, `brochure_too_many_pages`
    or `brochure_too_much_work`.

    Paragraphs are counted as the document has them, empty ones not, rows of tables too.
    """
    stream = looked_at(content, name, DOCUMENT)
    # Word files take a library that nothing else needs here, in a process that reads this one file.
    from docx import Document  # noqa: PLC0415 - only where a document is read

    try:
        document = Document(stream)
        return list(_blocks(document, name))
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, OSError, zipfile.BadZipFile):
        raise Invalid.because("brochure_broken", "file", name) from None


def _blocks(document: Any, name: str) -> Iterator[Block]:  # python-docx's document
    from docx.table import Table  # noqa: PLC0415 - only where a document is read

    number = 0
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            for row in item.rows:
                # The library gives a cell once for each column that it says to span.
                if sum(cell.grid_span for cell in row._tr.tc_lst) > MAX_COLUMNS:
                    raise TooLarge.because("brochure_too_much_work", "file", name)
                cells = tuple(dict.fromkeys(clean(cell.text) for cell in row.cells))
                if any(cells):
                    number += 1
                    text = " | ".join(cell for cell in cells if cell)
                    yield Block(text, Place(PlaceKind.PARAGRAPH, number), Style.ROW, cells=cells)
            continue
        text = clean(item.text)
        if not text:
            continue
        number += 1
        if number > MAX_PARAGRAPHS:
            raise TooLarge.because("brochure_too_many_pages", "file", name, given=number, limit=MAX_PARAGRAPHS)
        yield _paragraph(item, text, number)


def _paragraph(item: Any, text: str, number: int) -> Block:  # python-docx's paragraph
    place = Place(PlaceKind.PARAGRAPH, number)
    style = (item.style.name or "").casefold() if item.style is not None else ""
    if style.startswith(("heading", "title", "제목")) and len(text) <= HEADING:
        digits = "".join(sign for sign in style if sign.isdigit())
        return Block(unbulleted(text), place, Style.HEADING, int(digits or 1))
    properties = item._p.pPr
    numbered = properties is not None and properties.numPr is not None
    listed = numbered or style.startswith("list")
    if listed or (BULLET.match(text) and not is_heading_like(text)):
        return Block(unbulleted(text), place, Style.BULLET)
    bold = len(text) <= HEADING and bool(item.runs) and all(run.bold for run in item.runs if run.text.strip())
    if is_heading_like(text) or bold:
        return Block(text, place, Style.HEADING, 9)
    return Block(text, place)
