"""The fonts of this machine, and which letters none of them has."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import pypdf
import typst

NO_GLYPH: Final = "\0"
"""What is read back of a letter that no font has: its box is the font's glyph 0."""
PROBE: Final = b'#sys.inputs.at("letter")'


@lru_cache(maxsize=1)
def machine_fonts() -> typst.Fonts:
    """Those of the machine, looked for once: a font that is installed later is found after a restart."""
    return typst.Fonts()


def text_of(pdf: bytes) -> str:
    """What is read back of a PDF."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def missing(letters: Iterable[str], fonts: typst.Fonts | None = None) -> list[str]:
    """Those of these letters that no font has."""
    found: list[str] = []
    given = fonts or machine_fonts()
    for letter in letters:
        probe: bytes = typst.compile(PROBE, font_paths=given, sys_inputs={"letter": letter})
        if NO_GLYPH in text_of(probe):
            found.append(letter)
    return found
