"""From lines of cells to rows: which line holds the headings, and what does not fit under them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from corpus.importers.format import Cells, Rejected
from corpus.importers.headings import is_known
from corpus.importers.mending import NOTES
from corpus.importers.rows import Row, plain
from corpus.markings import SECRET_REFUSED, first_marked
from corpus.problems import Invalid, Problem

HEADING_WITHIN = 20
"""Exports put a title or their search terms above the headings; never more than this many lines."""
LONGEST_HEADING = 80
MANGLED = re.compile(r"^\d(?:\.\d+)?E\+\d{2}$", re.IGNORECASE)
"""A long number that a spreadsheet rounded: its digits are lost."""


@dataclass(frozen=True, slots=True)
class Line:
    """Cells of one line; `number` is where it begins, from 1."""

    number: int
    cells: Sequence[object]

    @property
    def is_blank(self) -> bool:
        # As a loop: files of a million lines of commas are asked this of each.
        for cell in self.cells:  # noqa: SIM110 - see above
            if cell is not None and str(cell).strip():
                return False
        return True

    @property
    def text(self) -> str:
        return "\t".join("" if cell is None else str(cell) for cell in self.cells)


def known(cells: Collection[object]) -> int:
    """How many of the cells are headings that some format knows."""
    return sum(1 for cell in cells if isinstance(cell, str) and is_known(plain(cell)))


def heading(lines: Sequence[Line]) -> Line | None:
    """The line among the first ones with the most known headings, else the first that is not blank.

    Raises Invalid (`secret_refused`) where a line above it marks the whole file.
    """
    candidates = [line for line in lines[:HEADING_WITHIN] if not line.is_blank]
    if not candidates:
        return None
    best = max(candidates, key=lambda line: (known(line.cells), -line.number))
    if known(best.cells) <= 1:
        return candidates[0]
    for line in candidates[: candidates.index(best)]:
        if found := first_marked([str(cell) for cell in line.cells if cell is not None]):
            raise Invalid.because(SECRET_REFUSED, "file", grade=found.grade.value)
    return best


def is_prose(line: Line) -> bool:
    """Whether a line of few known headings is a sentence that happens to hold commas."""
    is_long = any(len(str(cell)) > LONGEST_HEADING or str(cell).startswith("|") for cell in line.cells)
    return is_long and 2 * known(line.cells) < len(line.cells)


def headings_of(line: Line, name: str) -> tuple[str, ...]:
    """The headings as written. Raises Invalid (`duplicate_heading`) where two filled columns carry the same."""
    headings = tuple("" if cell is None else str(cell).strip() for cell in line.cells)
    seen: set[str] = set()
    for text in headings:
        if text and plain(text) and plain(text) in seen:
            raise Invalid.because("duplicate_heading", text, text, file=name, line=line.number)
        seen.add(plain(text))
    return headings


def rows_under(headings: tuple[str, ...], lines: Iterator[Line]) -> Iterator[Row | Rejected]:
    """One row a line that is not blank."""
    width = len(headings)
    for line in lines:
        if line.is_blank:
            continue
        if any(cell is not None and str(cell).strip() for cell in line.cells[width:]):
            text = line.text
            problem = Problem.of("too_many_cells", "line", text, count=len(line.cells), limit=width)
            yield Rejected(line.number, problem, text, _with_surplus(headings, line))
            continue
        values = {name: cell for name, cell in zip(headings, line.cells, strict=False) if name}
        mangled = next((name for name, cell in values.items() if isinstance(cell, str) and MANGLED.match(cell)), None)
        if mangled is not None:
            yield Rejected(line.number, Problem.of("mangled_number", mangled, values[mangled]), line.text, values)
        else:
            yield Row(line.number, values, line.text)


def _with_surplus(headings: tuple[str, ...], line: Line) -> Cells:
    """The cells under the headings, and what stands beyond them in a column of its own, to be put where it belongs."""
    values = {name: cell for name, cell in zip(headings, line.cells, strict=False) if name}
    filled = [cell for cell in line.cells[len(headings) :] if cell is not None]
    beyond = filter(str.strip, map(str, filled))
    return {**values, NOTES["en"].surplus: "; ".join(beyond)}
