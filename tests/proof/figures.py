"""What the tests of rows measured: told at the end of a run, and written into docs/reliability.md."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.proof.rows import KEYS, PARTS, ROWS, Row

FIGURE = "figure"
BEGINS, ENDS = "<!-- figures -->", "<!-- /figures -->"
HEAD = ("| what happens | what must show | measured | test |", "| --- | --- | --- | --- |")


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
    """The document with the rows that were measured put in the place of what it held for them."""
    before, rest = document.split(BEGINS)
    inside, after = rest.split(ENDS)
    kept = {cells[0]: line for line in inside.splitlines() if (cells := _cells(line)) and len(cells) == 4}
    lines = [line for part in PARTS for line in _part(part, kept, measured)]
    return f"{before}{BEGINS}\n" + "\n".join(lines) + f"\n{ENDS}{after}"


def write(path: Path, measured: list[Measured]) -> None:
    path.write_text(written(path.read_text(encoding="utf-8"), measured), encoding="utf-8")


def _part(part: str, kept: dict[str, str], measured: list[Measured]) -> list[str]:
    lines = [f"## {part}", "", *HEAD]
    for row in ROWS:
        if row.part == part:
            own = [each for each in measured if each.key == row.key]
            lines.append(_line(row, own) if own else kept.get(row.case, _line(row, [])))
    return [*lines, ""]


def _line(row: Row, own: list[Measured]) -> str:
    figures = "; ".join(dict.fromkeys(each.figure for each in own)) or "not measured"
    tests = ", ".join(dict.fromkeys(f"`{each.test.split('[')[0]}`" for each in own)) or "none"
    return f"| {row.case} | {row.must} | {figures} | {tests} |"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("| ") else []
