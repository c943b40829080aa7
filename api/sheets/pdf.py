"""A sheet as PDF of one page. The template is fixed; what it prints is handed over as data."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Final

import orjson
import pypdf
import typst

from api.fonts import NO_GLYPH, machine_fonts, missing, text_of
from api.sheets.laid import Laid
from corpus.problems import Unavailable
from corpus.text import HANGUL

TEMPLATE: Final = Path(__file__).with_name("sheet.typ")
FAMILIES: Final = (
    *("Pretendard", "Noto Sans CJK KR", "Noto Sans KR", "NanumGothic", "NanumBarunGothic", "Malgun Gothic"),
    *("Apple SD Gothic Neo", "UnDotum", "Baekmuk Gulim", "DejaVu Sans", "Libertinus Serif"),
)
"""In this order, of those that the machine has; any other font of the machine stands in for a missing letter."""
SIZES: Final = (10.0, 9.4, 8.8)
"""Points of the running text: the largest at which the facts fit is taken."""


def pdf_of(laid: Laid, fonts: typst.Fonts | None = None, size: float = SIZES[0]) -> bytes:
    """The sheet, however many pages it takes; equal sheets are equal bytes on one machine."""
    given = fonts or machine_fonts()
    known: set[str] = set(given.families())
    families: list[str] = [family for family in FAMILIES if family in known] or sorted(known)
    inputs = {
        "sheet": orjson.dumps({**asdict(laid), "day": laid.day.isoformat()}).decode(),
        "families": orjson.dumps(families).decode(),
        "size": str(size),
    }
    # Only the template's folder is open to it. What comes in are values: none of them is read as markup.
    found: bytes = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=given,
        sys_inputs=inputs,
        timestamp=datetime.combine(laid.day, time(), UTC),
    )
    return found


def pages_of(pdf: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def check_letters(pdf: bytes, laid: Laid, fonts: typst.Fonts | None = None) -> None:
    """Raises Unavailable `no_korean_font` or `no_font` where a letter would be printed as an empty box."""
    if NO_GLYPH not in text_of(pdf):
        return
    lacking = missing(sorted({letter for text in laid.texts for letter in text if letter.strip()}), fonts)
    if any(HANGUL.match(letter) for letter in lacking):
        raise Unavailable.because("no_korean_font", "sheet")
    raise Unavailable.because("no_font", "sheet", " ".join(lacking[:20]))


def fitted(laid_out: Callable[[int], Laid], most: int, fonts: typst.Fonts | None = None) -> tuple[Laid, bytes] | None:
    """The fullest sheet that takes one page: `laid_out` lays it with at most so many sentences, 0 to `most`.

    The largest type with every sentence, else the smallest with as many as fit. None where even none do.
    """
    for size in SIZES:
        whole = laid_out(most)
        pdf = pdf_of(whole, fonts, size)
        if pages_of(pdf) == 1:
            return whole, pdf
    low, high = -1, most
    best: tuple[Laid, bytes] | None = None
    while high - low > 1:
        middle = (low + high) // 2
        laid = laid_out(middle)
        pdf = pdf_of(laid, fonts, SIZES[-1])
        if pages_of(pdf) == 1:
            low, best = middle, (laid, pdf)
        else:
            high = middle
    return best
