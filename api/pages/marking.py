"""Shared terms marked inside a passage, everything else escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape


def mark(passage: str, terms: Sequence[str]) -> Markup:
    """The passage as HTML with each term, as it stands there, in a `<mark>`; longer terms win over shorter."""
    wanted = sorted({term for term in terms if term.strip()}, key=len, reverse=True)
    if not wanted:
        return escape(passage)
    pattern = re.compile("|".join(_whole(term) for term in wanted))
    parts: list[Markup] = []
    end = 0
    for found in pattern.finditer(passage):
        parts += [escape(passage[end : found.start()]), Markup("<mark>{}</mark>").format(found.group())]
        end = found.end()
    return Markup("").join([*parts, escape(passage[end:])])


def _whole(term: str) -> str:
    """Latin terms only where they are not inside a longer word; Korean ones carry their particles anyway."""
    before = r"(?<![A-Za-z0-9])" if term[0].isascii() and term[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if term[-1].isascii() and term[-1].isalnum() else ""
    return before + re.escape(term) + after
