"""Named character entities that patent offices use: HTML5's table, which holds most ISO 8879 sets, and ISO Greek.

Offices publish against DTDs that define these names. No DTD is ever loaded here, so the names are written out
before the parser sees them; a name that stands in no table is left for the parser to refuse.
"""

from __future__ import annotations

import re
from html.entities import html5

REFERENCE = re.compile(rb"&([A-Za-z][A-Za-z0-9.]{1,31});")
MARKUP = "<>&\"'"
PREDEFINED = frozenset({"lt", "gt", "amp", "quot", "apos"})

ISO_GREEK = {
    "a": "αΑ",
    "b": "βΒ",
    "g": "γΓ",
    "d": "δΔ",
    "e": "εΕ",
    "z": "ζΖ",
    "ee": "ηΗ",
    "th": "θΘ",
    "i": "ιΙ",
    "k": "κΚ",
    "l": "λΛ",
    "m": "μΜ",
    "n": "νΝ",
    "x": "ξΞ",
    "o": "οΟ",
    "p": "πΠ",
    "r": "ρΡ",
    "s": "σΣ",
    "t": "τΤ",
    "u": "υΥ",
    "ph": "φΦ",
    "kh": "χΧ",
    "ps": "ψΨ",
    "oh": "ωΩ",
    "aac": "άΆ",
    "eac": "έΈ",
    "eeac": "ήΉ",
    "iac": "ίΊ",
    "oac": "όΌ",
    "uac": "ύΎ",
    "ohac": "ώΏ",
}
"""ISOgrk1 and ISOgrk2: the name is the key and `gr`, with a capital first for the capital letter."""

OTHERS = {"sfgr": "ς", "thetas": "θ", "phis": "φ", "vphi": "φ", "jnodot": "ȷ"}


def character(name: str) -> str | None:
    """What an entity stands for, one or two characters; None for an unknown name. `b.` is ISOgrk4's bold."""
    name = name.removeprefix("b.")
    if name.endswith("gr") and (pair := ISO_GREEK.get(name[:-2].lower())):
        return pair[0] if name[0].islower() else pair[1]
    return OTHERS.get(name) or html5.get(f"{name};")


def written_out(text: bytes) -> bytes:
    """UTF-8 text with its known entities as characters, those that mean something to a parser as numbers."""
    return REFERENCE.sub(_replacement, text) if b"&" in text else text


def _replacement(match: re.Match[bytes]) -> bytes:
    name = match[1].decode("ascii")
    if name in PREDEFINED or (found := character(name)) is None:
        return match[0]
    return "".join(f"&#{ord(sign)};" if sign in MARKUP else sign for sign in found).encode()
