"""Which encoding a text file is in, from its first bytes."""

from __future__ import annotations

import codecs

from corpus.text import HANGUL, UNPRINTABLE

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NUL_SHARE_OF_UTF16 = 0.3
"""Share of NUL among the odd (or even) bytes from which a text without mark is read as UTF-16."""
HANGUL_SHARE_OF_CP949 = 0.4
"""Share of Hangul among the characters beyond ASCII; Western text that happens to decode as CP949 has far less
of the common block."""
COMMON_SHARE = 0.8
LEAST_SHARE = 0.5
"""Of the lines beyond ASCII."""


def encoding_of(sample: bytes) -> str:
    """The Python codec for a text that begins with `sample`; `utf-8` for ASCII, `cp1252` or `latin-1` at last."""
    for bom, name in BOMS:
        if sample.startswith(bom):
            return name
    if wide := _utf16_without_mark(sample):
        return wide
    lines = [line for line in sample.splitlines() if not line.isascii()]
    if _share(lines, "utf-8") >= LEAST_SHARE:
        return "utf-8"
    if _share(lines, "cp949") >= LEAST_SHARE and _is_korean(lines):
        return "cp949"
    return "cp1252" if _decoded(sample, "cp1252") is not None else "latin-1"


def _share(lines: list[bytes], codec: str) -> float:
    """The share of lines that decode: one damaged line must not turn a whole file into another encoding."""
    return sum(_decoded(line, codec) is not None for line in lines) / len(lines) if lines else 1.0


def _decoded(sample: bytes, codec: str) -> str | None:
    """The sample as text, a character cut off at its end left away; None where it does not decode."""
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(sample, final=False)
    except UnicodeDecodeError:
        return None


def _utf16_without_mark(sample: bytes) -> str | None:
    even, odd = sample[0::2], sample[1::2]
    if not odd:
        return None
    if odd.count(0) >= NUL_SHARE_OF_UTF16 * len(odd) and even.count(0) == 0:
        codec = "utf-16-le"
    elif even.count(0) >= NUL_SHARE_OF_UTF16 * len(even) and odd.count(0) == 0:
        codec = "utf-16-be"
    else:
        return None
    text = _decoded(sample, codec)
    return None if text is None or UNPRINTABLE.search(text) else codec


def _is_korean(lines: list[bytes]) -> bool:
    text = "".join(_decoded(line, "cp949") or "" for line in lines)
    beyond = [letter for letter in text if not letter.isascii()]
    hangul = [letter for letter in beyond if HANGUL.match(letter)]
    common = sum(1 for letter in hangul if all(byte >= 0xA1 for byte in letter.encode("cp949")))
    return bool(hangul) and len(hangul) >= HANGUL_SHARE_OF_CP949 * len(beyond) and common >= COMMON_SHARE * len(hangul)
