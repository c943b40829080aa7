"""Tables as files: the same rows the same bytes, no cell a formula, nothing half-written."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from api import exporting
from api.exporting import Column, Form, Row, check_rows, form_of, harmless, write_table, written_aside
from corpus.problems import TooLarge

COLUMNS = [
    Column("title", "제목"),
    Column("tracks", "트랙", {"spin-up": "스핀업"}),
    Column("score", "점수"),
    Column("day", "날짜"),
]
ROWS: list[Row] = [
    ["=HYPERLINK(0)", ("spin-up", "spin-off"), 0.5, date(2026, 5, 4)],
    [' \t+1, "두 줄"\n끝', (), -3, None],
    ["＝SUM", None, 0, None],
]


def written(form: Form, rows: list[Row] = ROWS) -> bytes:
    stream = io.BytesIO()
    assert write_table(stream, form, COLUMNS, rows) == len(rows)
    return stream.getvalue()


@pytest.mark.parametrize("form", Form)
def test_the_same_rows_are_the_same_bytes_at_any_time(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    first = written(form)
    now = time.time() + 100_000
    monkeypatch.setattr(time, "time", lambda: now)
    assert written(form) == first


def test_no_cell_of_a_csv_is_a_formula() -> None:
    text = written(Form.CSV).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["제목", "트랙", "점수", "날짜"],
        ["'=HYPERLINK(0)", "스핀업; spin-off", "0.5", "2026-05-04"],
        ["' \t'+1, \"두 줄\"\n끝", "", "-3", ""],
        ["'＝SUM", "", "0", ""],
    ]


@pytest.mark.parametrize(
    "cell", ["=1", "+1+1", "-1-1", "@a", " =1", "\t=1", "\r\n=1", "＋1", "－1", "＠a", "+82-2-555"]
)
def test_what_begins_like_a_formula_is_marked(cell: str) -> None:
    assert str(harmless(cell)).startswith("'")
    assert str(harmless(cell)).replace("'", "") == cell


@pytest.mark.parametrize("cell", ["1-1", "가=나", "", -1, 0.5])
def test_other_cells_stay_as_they_are(cell: str | int | float) -> None:
    assert harmless(cell) == cell


def test_a_workbook_has_texts_and_numbers_only() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written(Form.XLSX))).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.rows for cell in row} <= {"s", "n"}
    assert [cell.value for cell in list(sheet.rows)[1]] == ["=HYPERLINK(0)", "스핀업; spin-off", 0.5, "2026-05-04"]


def test_lines_have_codes_and_keep_lists_and_gaps() -> None:
    lines = [json.loads(line) for line in written(Form.JSONL).decode().splitlines()]
    assert lines[0] == {
        "title": "=HYPERLINK(0)",
        "tracks": ["spin-up", "spin-off"],
        "score": 0.5,
        "day": "2026-05-04",
    }
    assert lines[1]["day"] is None


@pytest.mark.parametrize("form", Form)
def test_an_empty_table_has_its_headings(form: Form) -> None:
    content = written(form, [])
    assert (form is Form.JSONL) is (content == b"")


def test_more_rows_than_a_sheet_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 2)
    check_rows(Form.CSV, 3)
    for refused in (lambda: check_rows(Form.XLSX, 3), lambda: written(Form.XLSX)):
        with pytest.raises(TooLarge):
            refused()


def test_a_long_cell_is_cut_to_what_a_sheet_takes() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written(Form.XLSX, [["a" * 40_000, None, 1, None]]))).active
    assert sheet is not None
    assert len(str(sheet["A2"].value)) == 32_767


def test_rows_are_written_as_they_come(tmp_path: Path) -> None:
    def rows() -> Iterator[Row]:
        yield ROWS[0]
        yield from ([f"{number}" * 100, (), number, None] for number in range(5_000))
        seen.append(next(tmp_path.iterdir()).stat().st_size)

    seen: list[int] = []
    with written_aside(tmp_path / "a.csv") as stream:
        write_table(stream, Form.CSV, COLUMNS, rows())
    assert seen[0] > 1_000_000


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_nothing_is_left_of_a_table_that_was_given_up(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("before")

    def rows() -> Iterator[Row]:
        yield ROWS[0]
        raise error

    for form in Form:
        with pytest.raises(error), written_aside(path) as stream:
            write_table(stream, form, COLUMNS, rows())
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]
    assert path.read_text() == "before"


def test_a_private_table_is_its_owners(tmp_path: Path) -> None:
    with written_aside(tmp_path / "a.csv", private=True) as stream:
        stream.write(b"a")
    assert (tmp_path / "a.csv").stat().st_mode & 0o077 == 0


def test_the_ending_tells_the_form() -> None:
    assert form_of(Path("a.XLSX")) is Form.XLSX
    assert form_of(Path("csv")) is None
