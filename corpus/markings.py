"""Where in something that came in a marking of secrecy stands: in fields, in rows, in text whose form is broken.

`corpus.secrecy` tells whether one text is marked; this finds the text. What is found is named by its field and
grade alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from corpus.secrecy import Grade, marking, names_secret
from corpus.text import clean

SECRET_REFUSED: Final = "secret_refused"  # noqa: S105  (a code, no password)
TIER: Final = "tier"
WHOLE: Final = "record"
"""What a marking is said to stand in where it is not the text of a field."""
ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})|\\[nrt]")
LONG_REFERENCE: Final = re.compile(r"&#[xX]?[0-9a-fA-F]{12,};?")
"""No character has such a number, and Python refuses to read the longest ones."""
BETWEEN_CELLS: Final = re.compile(r"[\",;\t|\n\r{}\[\]:<>]+")
SHORTEST_NAME: Final = 4
"""Shorter names of grades (`TS`, `SCI`) are words of their own where no heading says what a cell is."""


PLAIN_STEP: Final = re.compile(r"[a-z_]{1,40}|\d{1,6}")
PLAIN: Final = frozenset({int, float, bool, type(None)})


@dataclass(frozen=True, slots=True)
class Marked:
    """The field that is marked, such as `profile.capabilities.0.text`, and the grade that is claimed."""

    field: str
    grade: Grade

    @property
    def plain_field(self) -> str:
        """The field as far as its steps are plain names: a sender may write anything for one."""
        steps = takewhile(PLAIN_STEP.fullmatch, self.field.split("."))
        return ".".join(steps) or WHOLE


def grade_of(text: str) -> Grade | None:
    """The grade of a marking in the text as it came or as it would be kept: cleaning joins what line ends part."""
    return marking(text) or (None if text.isprintable() else marking(clean(text)))


def first_marked(given: object, tiers: Collection[str] = (TIER,)) -> Marked | None:
    """A marked text in an object of fields, lists and texts of any depth, or None.

    A field named in `tiers` says who may know, so the bare name of a grade marks it. Names of fields count too:
    a sender may write anything for one.
    """
    waiting: list[tuple[str, object]] = [("", given)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str):
            is_tier = place in tiers or place.rpartition(".")[0] in tiers
            if grade := (is_tier and names_secret(value)) or grade_of(value):
                return Marked(place or WHOLE, grade)
        elif isinstance(value, dict):
            for name in value:
                # A name that is one plain word carries nothing.
                if not str(name).isidentifier() and (grade := grade_of(str(name))):
                    return Marked(place or WHOLE, grade)
            waiting += [
                (f"{place}.{name}" if place else str(name), inner)
                for name, inner in value.items()
                if type(inner) not in PLAIN
            ]
        elif isinstance(value, list | tuple):
            waiting += [(f"{place}.{number}" if place else str(number), inner) for number, inner in enumerate(value)]
    return None


def grade_in(source: str) -> Grade | None:
    """The grade of a marking in a record as its file writes it, with the escapes of JSON and XML undone."""
    return grade_of(source) or (grade_of(_plain(source)) if "\\" in source or "&" in source else None)


def grade_in_broken(source: str) -> Grade | None:
    """As `grade_in`, for a row whose cells cannot be told apart: a cell that names a grade may be its tier."""
    plain = _plain(source)
    cells = dict.fromkeys(map(str.strip, BETWEEN_CELLS.split(plain)))
    named = (names_secret(cell) for cell in cells if len(cell) >= SHORTEST_NAME or not cell.isascii())
    return grade_in(source) or next(filter(None, named), None)


def _plain(source: str) -> str:
    undone = ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else "\n", source)
    return html.unescape(LONG_REFERENCE.sub("", undone))
