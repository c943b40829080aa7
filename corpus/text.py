"""Small facts about text that every room agrees on."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Literal

import orjson

Language = Literal["ko", "en"]

HANGUL = re.compile(r"[ᄀ-ᇿ㄰-㆏가-힣]")
LETTER = re.compile(r"[^\W\d_]")
SENTENCE_END = re.compile(r"(?<=[.!?。;])\s+|(?<=[다요음임함]\.)(?=\S)")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What a reader does not see: control, format and tag characters, fillers, variation selectors."""
UNSEEN_IN_ASCII = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
REVERSED = re.compile(r"\u202e[^\u202c\n]*\u202c?")
"""Text that is shown from right to left whatever its script: what a reader sees is not what is searched."""
LACED = re.compile(r"(?:\w[\u200b-\u200d\u2060\ufeff]+){2,}\w*")
"""A word with zero-width characters between its letters: a search for it by eye or machine finds nothing."""
BLANKS = re.compile(r"\s{120,}")
GAP = "⋯⋯⋯"
"""Stands for a run of blanks behind which nobody reads on."""
HANGUL_SHARE_OF_KOREAN = 0.15
"""From this share of Hangul among the letters a text is read as Korean: English terms abound in Korean ones."""


def clean(text: str) -> str:
    """NFC, without what a reader does not see, white space folded to single blanks."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    if text.isascii():
        return " ".join(UNSEEN_IN_ASCII.sub("", text).split())
    return " ".join(unicodedata.normalize("NFC", UNSEEN.sub("", text)).split())


def seen(text: str) -> str:
    """`clean`, also without words that only a machine reads; a very long run of blanks becomes `GAP`."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return clean(BLANKS.sub(f" {GAP} ", LACED.sub("", REVERSED.sub("", text)).strip()))


def storable(text: str) -> str:
    """Without what no database takes as text: NUL, and halves of surrogate pairs."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def language_of(text: str) -> Language:
    """`ko` where at least `HANGUL_SHARE_OF_KOREAN` of the letters are Hangul, else `en`."""
    if text.isascii() or not HANGUL.search(text):
        return "en"
    letters = len(LETTER.findall(text))
    return "ko" if letters and len(HANGUL.findall(text)) / letters >= HANGUL_SHARE_OF_KOREAN else "en"


def content_hash(content: object) -> str:
    """32 hex digits (BLAKE2b) of the content's canonical JSON: the same content, the same hash, anywhere."""
    canonical = orjson.dumps(content, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return hashlib.blake2b(canonical, digest_size=16).hexdigest()
