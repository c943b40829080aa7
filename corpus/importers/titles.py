"""Korean titles that carry their English translation in brackets behind them."""

from __future__ import annotations

import re

IN_BRACKETS = re.compile(r"^(.*[가-힣].*?)\s*(?:\(([A-Za-z][^가-힣]+)\)|\{([A-Za-z][^가-힣]+)\})\s*$", re.DOTALL)
LONGEST_LOOKED_AT = 1_000


def two_titles(title: str, english: str = "") -> tuple[str, str | None]:
    """The Korean title and the English one, which services write in brackets behind the other.

    A translation is longer than the Korean; a shorter text in round brackets is a part of the title (`(PTFE sheet)`).
    """
    found = IN_BRACKETS.match(title) if len(title) <= LONGEST_LOOKED_AT else None
    if found and (found[3] or len(found[2]) > len(found[1])):
        title, english = found[1], english or found[2] or found[3]
    return title, english or None
