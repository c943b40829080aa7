"""What a line's own look tells: a bullet, a number in front, a heading without a sentence."""

from __future__ import annotations

import re

from corpus.brochures.sections import section_of

BULLET = re.compile(r"^\s*(?:[•●○◦▪■□◆◇▶▷►‣⁃∙·※✓✔➢➤–—\-*]|\(?\d{1,2}[.)]|[①-⑳]|[가나다라마바사아자차카타파하][.)])\s+")
NUMBERED = re.compile(r"^\s*(?:제?\d{1,2}(?:\.\d{1,2})*[.)장]?|[IVX]{1,4}\.|[가나다라마바사아자차카타파하]\.)\s+")
SENTENCE = re.compile(r"[.!?。]$|[다요음임함됨]\.?$")
DATED = re.compile(r"^\s*(?:19|20)\d{2}(?:\.\d{1,2})?\s?[.:년~–-]")
"""A line of a list of what was done begins with its year, which belongs to it."""
LONGEST = 60


def is_listed(text: str) -> bool:
    """Whether a line is one of a list."""
    return BULLET.match(text) is not None or DATED.match(text) is not None


def unbulleted(text: str) -> str:
    """The line without the sign in front of it."""
    return BULLET.sub("", text, count=1).strip()


def unnumbered(text: str) -> str:
    """A heading without its number."""
    return NUMBERED.sub("", text, count=1).strip()


def is_heading_like(text: str) -> bool:
    """Whether a line of usual type names a section: short, no sentence, and a known name of one."""
    bare = unnumbered(unbulleted(text))
    return 0 < len(bare) <= LONGEST and ":" not in bare and section_of(bare) is not None and len(bare.split()) <= 6
