"""A stretch of a brochure's text, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PlaceKind(StrEnum):
    PAGE = "page"
    PARAGRAPH = "paragraph"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader finds it: a page of a PDF, a paragraph of a document, a row of a sheet; all count from 1."""

    kind: PlaceKind
    number: int
    sheet: str = ""


class Style(StrEnum):
    """How a block is set. A row is one of a table."""

    HEADING = "heading"
    BULLET = "bullet"
    TEXT = "text"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """`cells` are those of a row; `level` of a heading is 1 for the largest."""

    text: str
    place: Place
    style: Style = Style.TEXT
    level: int = 0
    cells: tuple[str, ...] = ()
