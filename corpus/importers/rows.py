"""Rows, whatever they came in: lines of JSON, a JSON document, a delimited table, a workbook, an HTML table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Shape = Literal["jsonl", "json", "delimited", "workbook", "html"]

LONGEST_HEADING = 200
BEYOND_LETTERS = re.compile(r"[^0-9a-z가-힣]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One record as the source gives it. `number` is the line, sheet row or place in an array, from 1."""

    number: int
    values: Mapping[str, object]
    original: str

    def headed(self) -> dict[str, object]:
        """The values under their headings in plain form, so that `Application No.` and `application_no` are one."""
        return {plain(heading): value for heading, value in self.values.items()}


def plain(heading: str) -> str:
    """A heading without case, blanks and signs: `Award_Title`, `award title` and `AWARD TITLE` are `awardtitle`.

    A text longer than `LONGEST_HEADING` is no heading and comes back empty.
    """
    return _plain(heading) if len(heading) <= LONGEST_HEADING else ""


@lru_cache(maxsize=20_000)
def _plain(heading: str) -> str:
    return BEYOND_LETTERS.sub("", unicodedata.normalize("NFKC", heading).casefold())


Rows = Iterator[Row]
