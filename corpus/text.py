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
SPACES = re.compile(r"\s+")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
HANGUL_SHARE_OF_KOREAN = 0.15
"""From this share of Hangul among the letters a text is read as Korean: English terms abound in Korean ones."""


def clean(text: str) -> str:
    """NFC, without control, zero-width and direction characters, white space folded to single blanks."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return SPACES.sub(" ", UNPRINTABLE.sub("", unicodedata.normalize("NFC", text))).strip()


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
