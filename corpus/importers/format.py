"""What every importer is: a format that recognises a file by its content and reads it as drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from corpus.drafts import RecordDraft
from corpus.importers.source import Source
from corpus.problems import Problem

RecordKind = Literal["patents", "companies", "needs"]


Cells = Mapping[str, object]
"""A row of a table under its headings as written: texts, numbers, days, and of JSON lists and objects."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One record. `row` counts from 1: the line, sheet row or document within its file.

    `cells` are the row, where it is one of a table; `mends` is the row of an earlier file that it says it mends,
    `size` its bytes where it came from another process.
    """

    row: int
    draft: RecordDraft
    cells: Cells | None = None
    mends: int | None = None
    size: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that cannot be taken, and why; the rest of the file goes on. `original` is the row as text, to mend;
    `cells`, `mends` and `size` are as an accepted one's."""

    row: int
    problem: Problem
    original: str = ""
    cells: Cells | None = None
    mends: int | None = None
    size: int = field(default=0, compare=False)


Parsed = Accepted | Rejected


@dataclass(frozen=True, slots=True)
class Format:
    """`recognises` looks at the source's head only; `read` streams, and raises `Refused` for a broken file."""

    name: str
    kind: RecordKind
    title: str
    recognises: Callable[[Source], bool]
    read: Callable[[Source], Iterator[Parsed]]
