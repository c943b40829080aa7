"""What the tests of rows measured: told at the end of a run, and written into docs/reliability.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.proof.rows import KEYS, PARTS, ROWS

FIGURE = "figure"
BEGINS, ENDS = "<!-- figures -->", "<!-- /figures -->"
HEAD = ("| what happens | what must show | measured, and the test |", "| --- | --- | --- |")
COLUMNS: Final = 3
BREAK, NOTHING = "<br>", "not measured"
ENTRY = re.compile(r"(?:^|<br>)(.+?) \(`([^`]+)`\)(?=<br>|$)")


@dataclass(frozen=True, slots=True)
class Measured:
    """What one test measured for the row `key`."""

    key: str
    figure: str
    test: str


class Recorder:
    """Given to a test of a row: keeps each figure with the test's report, which survives worker processes."""

    def __init__(self, item: pytest.Item) -> None:
        self._properties = item.user_properties
        self._key = key_of(item)

    def __call__(self, figure: str) -> None:
        self._properties.append((FIGURE, (self._key, figure)))


def key_of(item: pytest.Item) -> str:
    """The row that the test is marked with. Raises pytest.UsageError where it is none of `ROWS`."""
    mark = item.get_closest_marker("row")
    if mark is None or len(mark.args) != 1 or mark.args[0] not in KEYS:
        raise pytest.UsageError(f"{item.nodeid} names no row of tests/proof/rows.py")
    return str(mark.args[0])


def measured_in(reports: list[pytest.TestReport]) -> list[Measured]:
    """The figures of tests that passed, in the order of rows, then of tests."""
    found = {
        Measured(*value, report.nodeid)
        for report in reports
        if report.when == "call" and report.passed
        for name, value in report.user_properties
        if name == FIGURE
    }
    order = {row.key: number for number, row in enumerate(ROWS)}
    return sorted(found, key=lambda each: (order[each.key], each.test, each.figure))


def written(document: str, measured: list[Measured]) -> str:
    """The document with the tests' figures put in the place of what it held for these tests."""
    before, rest = document.split(BEGINS)
    inside, after = rest.split(ENDS)
    kept = {cells[0]: cells[2] for line in inside.splitlines() if len(cells := cells_of(line)) == COLUMNS}
    lines = [line for part in PARTS for line in _part(part, kept, measured)]
    return f"{before}{BEGINS}\n" + "\n".join(lines) + f"\n{ENDS}{after}"


def write(path: Path, measured: list[Measured]) -> None:
    path.write_text(written(path.read_text(encoding="utf-8"), measured), encoding="utf-8")


def cells_of(line: str) -> list[str]:
    """Of a table's row; none of what is no row."""
    return [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("| ") else []


def figures_in(cell: str) -> dict[str, str]:
    """What was measured, by test."""
    return {found[2]: found[1] for found in ENTRY.finditer(cell)}


def _part(part: str, kept: dict[str, str], measured: list[Measured]) -> list[str]:
    lines = [f"## {part}", "", *HEAD]
    for row in ROWS:
        if row.part == part:
            now: dict[str, list[str]] = {}
            for each in measured:
                if each.key == row.key:
                    now.setdefault(each.test.split("[")[0], []).append(each.figure)
            figures = figures_in(kept.get(row.case, "")) | {
                test: "; ".join(dict.fromkeys(all_)) for test, all_ in now.items()
            }
            said = BREAK.join(f"{figures[test]} (`{test}`)" for test in sorted(figures))
            lines.append(f"| {row.case} | {row.must} | {said or NOTHING} |")
    return [*lines, ""]
