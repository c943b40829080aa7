"""Rejected rows of tables: told as a table, mended in a spreadsheet or an editor, and imported as they are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from corpus.database import Database
from corpus.formulas import guarded
from corpus.importers.detect import detect
from corpus.importers.mending import NOTES, mended
from corpus.importers.rows import Row
from corpus.importers.source import Source
from corpus.ingest import ImportReport, ingest
from corpus.rejections import holds_lists, mending_table, write_mended, write_rejected
from corpus.text import Language

TABLE = """회사명,주요제품,설립연도,종업원수
한울세라믹스,세라믹 복합재 노즐,2009,40
바다식품,"=김 스낵, 포장",열세살,12
하늘드론,드론,2015,많음
,이름 없는 회사,2001,5
"""
MENDED = {"바다식품": ("열세살", "2013"), "하늘드론": ("많음", "30"), "": ("", "새 회사")}


def imported(database: Database, name: str, content: bytes, mends: int | None = None) -> ImportReport:
    source = Source.of(name, content)
    found = detect(source)
    return ingest(database, found.read(source), source_name=name, format_name=found.name, kind=found.kind, mends=mends)


def as_csv(text: str) -> bytes:
    return text.encode("utf-8-sig")


def as_cp949(text: str) -> bytes:
    return text.encode("cp949")


def as_workbook(text: str) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for number, row in enumerate(csv.reader(io.StringIO(text))):
        for place, cell in enumerate(row):
            (sheet.write_number if cell.isdigit() else sheet.write_string)(
                number, place, int(cell) if cell.isdigit() else cell
            )
    book.close()
    return stream.getvalue()


def as_lines(text: str) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in csv.DictReader(io.StringIO(text))).encode()


def mend_csv(path: Path) -> bytes:
    """What a person does in a spreadsheet: changes a cell in each row, and saves."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.update(
            {"바다식품": {"설립연도": "2013"}, "하늘드론": {"종업원수": "30"}, "": {"회사명": "새 회사"}}[row["회사명"]]
        )
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("form", [as_csv, as_cp949, as_workbook, as_lines])
def test_three_bad_rows_are_downloaded_mended_and_all_in(
    database: Database, tmp_path: Path, form: Callable[[str], bytes], language: Language
) -> None:
    name = "firms.xlsx" if form is as_workbook else "firms.jsonl" if form is as_lines else "firms.csv"
    first = imported(database, name, form(TABLE))
    assert (first.added, first.rejected) == (1, 3)
    assert first.run_id is not None
    path = tmp_path / "rejected.csv"
    with database.reading() as store:
        assert write_rejected(store, first.run_id, path, language) == 3
        assert not holds_lists(store, first.run_id)
    # Sent back as it is, every row says the same again.
    again = imported(database, "again.csv", path.read_bytes(), first.run_id)
    assert (again.added, again.rejected) == (0, 3)
    assert again.reasons == first.reasons
    mended_run = imported(database, "mended.csv", mend_csv(path), first.run_id)
    assert (mended_run.added, mended_run.rejected) == (3, 0)
    with database.reading() as store:
        assert store.companies.count() == 4
        assert store.imports.waiting([first.run_id]) == {}
        assert {row.mended_by for row in store.imports.rejected(first.run_id)} == {mended_run.run_id}
        snack = next(row for row in store.companies.page() if row.name == "바다식품")
        profile = store.companies.profile(snack.id)
        # The apostrophe that kept a spreadsheet from computing is off again.
        assert profile is not None
        assert "'=" not in json.dumps(profile.model_dump(), default=str, ensure_ascii=False)
        assert write_rejected(store, first.run_id, tmp_path / "none.csv", language) == 0


def test_what_is_still_wrong_is_told_and_linked(database: Database, tmp_path: Path) -> None:
    first = imported(database, "firms.csv", as_csv(TABLE))
    assert first.run_id is not None
    with database.reading() as store:
        rows = store.imports.rejected(first.run_id)
        assert [row.row for row in rows] == [3, 4, 5]
    path = tmp_path / "mended.jsonl"
    write_mended(
        path, [(3, {**(rows[0].cells or {}), "설립연도": "2013"}), (4, {**(rows[1].cells or {}), "종업원수": "?"})]
    )
    second = imported(database, "mended.jsonl", path.read_bytes(), first.run_id)
    assert (second.added, second.rejected, second.reasons) == (1, 1, {"bad_number": 1})
    assert second.run_id is not None
    with database.reading() as store:
        assert store.imports.waiting([first.run_id, second.run_id]) == {first.run_id: 2, second.run_id: 1}
        left = store.imports.rejected(first.run_id, waiting=True)
        assert [row.row for row in left] == [4, 5]
        failed = store.imports.rejected_again([row.id or 0 for row in left])
        assert {key: row.run_id for key, row in failed.items()} == {left[0].id: second.run_id}
        (kept,) = store.imports.rejected(second.run_id)
    write_mended(path, [(kept.row, {**(kept.cells or {}), "종업원수": "30"})])
    third = imported(database, "mended.jsonl", path.read_bytes(), second.run_id)
    with database.reading() as store:
        # Mended at the second go, it is settled in the import that it came from first too.
        by = {row.row: row.mended_by for row in store.imports.rejected(first.run_id)}
        assert by == {3: second.run_id, 4: third.run_id, 5: None}


def test_cells_beyond_the_headings_are_kept_apart_until_they_are_put_right(database: Database, tmp_path: Path) -> None:
    first = imported(database, "f.csv", "회사명,주요제품,설립연도\n가나,부품, 판금,2001\n다라,판금,2002\n".encode())
    assert first.reasons == {"too_many_cells": 1}
    assert first.run_id is not None
    with database.reading() as store:
        found = mending_table(store, first.run_id, "en")
        assert found is not None
        headings, rows = found
        line = dict(zip(headings, next(rows), strict=True))
    assert (line["주요제품"], line["설립연도"], line[NOTES["en"].surplus]) == ("부품", "판금", "2001")
    path = tmp_path / "m.jsonl"
    moved = {"회사명": "가나", "주요제품": "부품, 판금", "설립연도": "2001"}
    write_mended(path, [(2, {**moved, NOTES["en"].surplus: "2001"})])
    assert imported(database, "m.jsonl", path.read_bytes(), first.run_id).reasons == {"surplus_left": 1}
    write_mended(path, [(2, moved)])
    assert imported(database, "m.jsonl", path.read_bytes(), first.run_id).added == 1


def test_lists_of_json_stay_lists(database: Database, tmp_path: Path) -> None:
    need = {
        "id": "N1",
        "title": "Mast",
        "required_trl": 12,
        "requirements": ["light; strong", "cheap"],
        "description": "A mast.",
    }
    first = imported(database, "needs.jsonl", json.dumps(need).encode() + b"\n" + b"{broken\n")
    assert first.rejected == 2
    assert first.run_id is not None
    with database.reading() as store:
        assert holds_lists(store, first.run_id)
        assert write_rejected(store, first.run_id, tmp_path / "r.jsonl") == 2
    line, other = (json.loads(text) for text in (tmp_path / "r.jsonl").read_text("utf-8").splitlines())
    assert other["original"] == "{broken"
    line["required_trl"] = 6
    again = imported(database, "r.jsonl", json.dumps(line).encode(), first.run_id)
    assert again.added == 1
    with database.reading() as store:
        kept = store.needs.get("N1")
        assert kept is not None
        assert list(kept.requirements) == ["light; strong", "cheap"]


def test_a_row_that_could_not_be_told_in_cells_is_a_note_alone(database: Database, tmp_path: Path) -> None:
    table = "회사명,주요제품\n가나,Ⅱ급 비밀\n,판금\n"
    first = imported(database, "f.csv", table.encode())
    assert first.reasons == {"secret_refused": 1, "missing": 1}
    assert first.run_id is not None
    path = tmp_path / "r.csv"
    with database.reading() as store:
        assert write_rejected(store, first.run_id, path, "ko") == 2
    text = path.read_text("utf-8-sig")
    assert "가나" not in text
    again = imported(database, "r.csv", text.replace(",,판금", ",다라,판금").encode(), first.run_id)
    assert (again.rows, again.added) == (1, 1)


@given(st.text(max_size=40))
def test_what_guards_a_cell_comes_off_again(cell: str) -> None:
    assert mended(Row(1, {"name": guarded(cell)}, "")).row.values == {"name": cell} or cell.startswith("'")
