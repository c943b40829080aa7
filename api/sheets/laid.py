"""A sheet as it is laid out: headings, rows and sentences in the reader's words, the same for PDF and DOCX."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.text import Language


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a record and where it stands; `source` is "" for a line that is the sheet's own.

    A `leading` line names what those after it are about.
    """

    text: str
    source: str = ""
    leading: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A fact: its name and what the record says."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    """Under one heading first rows, two beside each other unless they are `wide`, then lines."""

    heading: str
    rows: tuple[Row, ...] = ()
    lines: tuple[Line, ...] = ()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Laid:
    """`marks` stand above everything: who may see the sheet, and whether the record is made up."""

    language: Language
    kind: str
    title: str
    subtitle: str
    marks: tuple[str, ...]
    parts: tuple[Part, ...]
    foot: tuple[str, ...]
    day: date

    @property
    def texts(self) -> Iterator[str]:
        """Every text in the order of the page."""
        yield from (*self.marks, self.kind, self.title)
        if self.subtitle:
            yield self.subtitle
        for part in self.parts:
            yield part.heading
            for row in part.rows:
                yield from (row.name, row.value)
            for line in part.lines:
                yield line.text
                if line.source:
                    yield line.source
        yield from self.foot
