"""Rows, tests and docs/reliability.md agree: nothing is promised that no test shows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.proof.figures import BEGINS, ENDS, HEAD, Measured, cells_of, figures_in, written
from tests.proof.rows import KEYS, ROWS, Row

TESTS = Path(__file__).parents[1]
DOCUMENT = TESTS.parent / "docs" / "reliability.md"
A = "tests/a.py::test_other"
MARKED = re.compile(r"mark\.row\(\s*\"([\w-]+)\"")


@pytest.fixture(scope="module")
def lines() -> dict[str, list[str]]:
    """The document's rows: what happens, then what must show and what was measured."""
    table = DOCUMENT.read_text(encoding="utf-8").split(BEGINS)[1].split(ENDS)[0]
    rows = [cells for line in table.splitlines() if (cells := cells_of(line))]
    return {row[0]: row[1:] for row in rows if row[0] not in (cells_of(HEAD[0])[0], "---")}


def test_every_row_has_a_test() -> None:
    marked = {key for path in TESTS.rglob("test_*.py") for key in MARKED.findall(path.read_text(encoding="utf-8"))}
    assert marked == KEYS


def test_the_document_holds_every_row_and_no_other(lines: dict[str, list[str]]) -> None:
    assert [(case, row[0]) for case, row in lines.items()] == [(row.case, row.must) for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_every_row_was_measured_by_tests_that_are_there(lines: dict[str, list[str]], row: Row) -> None:
    figures = figures_in(lines[row.case][1])
    assert figures
    for test in figures:
        path, name = test.split("::")
        source = (TESTS.parent / path).read_text(encoding="utf-8")
        assert f"def {name}(" in source
        assert row.key in MARKED.findall(source)


def test_the_long_run_is_a_call_that_pytest_takes() -> None:
    steps = subprocess.run(
        ["make", "--no-print-directory", "-n", "test-long"],
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    call = steps.stdout.splitlines()[-1]
    assert "--long -m row" in call
    # Options are read, and nothing is run.
    subprocess.run(f"{call} --markers", shell=True, cwd=TESTS.parent, capture_output=True, check=True)


def test_what_was_not_measured_now_keeps_what_was_measured_before() -> None:
    first, second = ROWS[0], ROWS[1]
    empty = f"before\n{BEGINS}\n{ENDS}\nafter\n"
    once = written(
        empty, [Measured(first.key, "12 of 12", "tests/a.py::test_a[x]"), Measured(first.key, "3 (in 1)", A)]
    )
    again = written(once, [Measured(first.key, "4 (in 2)", A), Measured(second.key, "7 of 7", "tests/b.py::test_b")])
    assert f"| {first.case} | {first.must} | 12 of 12 (`tests/a.py::test_a`)<br>4 (in 2) (`{A}`) |" in again
    assert f"| {second.case} | {second.must} | 7 of 7 (`tests/b.py::test_b`) |" in again
    assert written(again, []) == again
    assert again.startswith("before\n")
    assert again.endswith("\nafter\n")
