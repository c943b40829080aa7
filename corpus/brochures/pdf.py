"""The lines of a PDF, put together to paragraphs; larger type makes a heading."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.brochures.block import Block, Place, PlaceKind, Style
from corpus.brochures.lines import NUMBERED, is_heading_like, is_listed, unbulleted
from corpus.problems import Invalid, TooLarge
from corpus.text import clean

MAX_PAGES = 100
LARGER = 1.12
"""From how many times the usual size type is a heading's."""
HEADING = 80
HANGUL_END = re.compile(r"[가-힣]$")
PUNCTUATION = re.compile(r"[.,;:!?)」』”]+$")
ALONE = frozenset("수및등두세네한그이더약총각전후내외중간시것때곳또즉위앞뒤할될된본제저")
"""Syllables that are words of their own."""
ENDS = (".", "!", "?", "。", ";", ":", "다.", "임.")


@dataclass(slots=True)
class _Line:
    text: str
    size: float
    page: int
    bold: bool = False


@dataclass(slots=True)
class _Lines:
    """Collects the pieces of text that a page's operators show."""

    page: int
    found: list[_Line] = field(default_factory=list)
    text: str = ""
    size: float = 0.0
    bold: bool = True

    def piece(self, text: str, matrix: list[float], font_size: float, *, bold: bool) -> None:
        for place, part in enumerate(text.split("\n")):
            if place:
                self.end()
            if part.strip():
                self.text += part
                self.bold &= bold
                self.size = max(self.size, round(abs(font_size * (matrix[3] or 1.0)), 1))
            elif self.text:
                self.text += part

    def end(self) -> None:
        if kept := clean(self.text):
            self.found.append(_Line(kept, self.size, self.page, self.bold))
        self.text, self.size, self.bold = "", 0.0, True


def pdf_blocks(content: bytes, name: str) -> list[Block]:
    """Raises Invalid `brochure_broken` or `brochure_encrypted`, TooLarge `brochure_too_many_pages`."""
    # Reading PDFs takes a library that nothing else needs, in a process that reads this one file.
    from pypdf import PdfReader  # noqa: PLC0415 - only where a PDF is read
    from pypdf.errors import PyPdfError  # noqa: PLC0415 - only where a PDF is read

    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise Invalid.because("brochure_encrypted", "file", name)
        pages = len(reader.pages)
        if pages > MAX_PAGES:
            raise TooLarge.because("brochure_too_many_pages", "file", name, given=pages, limit=MAX_PAGES)
        lines = [line for number, page in enumerate(reader.pages, 1) for line in _lines(page, number)]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        raise Invalid.because("brochure_broken", "file", name) from None
    return list(_blocks(lines))


def _lines(page: Any, number: int) -> list[_Line]:  # pypdf's page
    lines = _Lines(number)

    def visit(text: str, _current: Any, matrix: list[float], font: Any, size: float) -> None:
        lines.piece(text, matrix, size, bold="bold" in str((font or {}).get("/BaseFont", "")).casefold())

    page.extract_text(visitor_text=visit)
    lines.end()
    return lines.found


def _blocks(lines: list[_Line]) -> Iterator[Block]:
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    larger = sorted({line.size for line in lines if line.size >= usual * LARGER}, reverse=True)
    held: _Line | None = None
    style = Style.TEXT
    for line in lines:
        large = line.size >= usual * LARGER and len(line.text) <= HEADING
        if large or _names(line, held):
            if held:
                yield _block(held, style)
            held = None
            level = larger.index(line.size) + 1 if large else len(larger) + 1
            yield Block(unbulleted(line.text), Place(PlaceKind.PAGE, line.page), Style.HEADING, level)
        elif is_listed(line.text) or held is None or not _goes_on(held.text):
            if held:
                yield _block(held, style)
            style = Style.BULLET if is_listed(line.text) else Style.TEXT
            held = _Line(unbulleted(line.text), line.size, line.page)
        else:
            held.text = joined(held.text, line.text)
    if held:
        yield _block(held, style)


def joined(text: str, following: str) -> str:
    """A line and the next one. Korean is broken inside words too: one syllable alone, such as the last of a verb, is
    most likely the end of the word before."""
    first = PUNCTUATION.sub("", following.split(" ", 1)[0])
    broken = HANGUL_END.search(text) and len(first) == 1 and HANGUL_END.match(first) and first not in ALONE
    return f"{text}{'' if broken else ' '}{following}"


def _names(line: _Line, held: _Line | None) -> bool:
    """Whether a line of usual size is a heading: in bold type, or by its words where no sentence stands open."""
    if line.bold and len(line.text) <= HEADING and not line.text.endswith(ENDS):
        return True
    ended = held is None or not _goes_on(held.text) or NUMBERED.match(line.text) is not None
    return ended and is_heading_like(line.text)


def _goes_on(text: str) -> bool:
    """Whether the next line belongs to this one: a paragraph ends with a sentence."""
    return not text.endswith(ENDS)


def _block(line: _Line, style: Style) -> Block:
    return Block(line.text, Place(PlaceKind.PAGE, line.page), style)
