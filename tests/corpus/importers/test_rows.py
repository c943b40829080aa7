from __future__ import annotations

import gzip
import io
import json
import zipfile

import pytest
from openpyxl import Workbook

from corpus.importers import json_text, workbook
from corpus.importers.format import Rejected
from corpus.importers.rows import Row, plain
from corpus.importers.source import Source
from corpus.importers.tables import rows, table
from corpus.problems import Invalid, TooLarge


def read(data: bytes | str) -> list[Row | Rejected]:
    return list(rows(Source.of("t", data.encode() if isinstance(data, str) else data)))


def values(data: bytes | str) -> list[object]:
    return [dict(row.values) if isinstance(row, Row) else row.problem.code for row in read(data)]


def refusal(data: bytes | str) -> str:
    with pytest.raises((Invalid, TooLarge)) as caught:
        read(data)
    return caught.value.problem.code


def book(lines: list[list[object]]) -> bytes:
    made = Workbook(write_only=True)
    sheet = made.create_sheet()
    for line in lines:
        sheet.append(line)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def test_headings_are_compared_in_plain_form() -> None:
    assert plain("Award_Title") == plain(" award TITLE ") == plain("Award-Title.") == "awardtitle"
    assert plain("발명의 명칭") == "발명의명칭"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, end: str) -> None:
    lines = ["회사명,업종,지역", '"한빛, 정밀",가공,부산', "새별,전자,대전"]
    text = end.join(line.replace('"한빛, 정밀"', "한빛정밀").replace(",", delimiter) for line in lines) + end
    assert values(text) == [
        {"회사명": "한빛정밀", "업종": "가공", "지역": "부산"},
        {"회사명": "새별", "업종": "전자", "지역": "대전"},
    ]


def test_a_cell_of_several_lines_and_the_number_of_its_first() -> None:
    found = read('name,summary\n"Hanbit","mills\nand ""turns"""\nSaebyeol,radios\n')
    assert [(row.number, dict(row.values)) for row in found if isinstance(row, Row)] == [
        (2, {"name": "Hanbit", "summary": 'mills\nand "turns"'}),
        (4, {"name": "Saebyeol", "summary": "radios"}),
    ]


def test_lines_above_the_headings_are_passed_over() -> None:
    text = "Search: masts\nExported 2026-05-01\n\nTitle,Application No.,Abstract\nMast,10-2020-0000001,It folds\n"
    found = read(text)
    assert isinstance(found[0], Row)
    assert (found[0].number, found[0].values["Title"]) == (5, "Mast")


def test_rows_that_do_not_fit() -> None:
    text = "name,summary,city\nHanbit,mills,Busan,extra\nSaebyeol,radios\n,,\nNumber,1.02003E+12,x\nLast,y,z,\n"
    assert values(text) == [
        "too_many_cells",
        {"name": "Saebyeol", "summary": "radios"},
        "mangled_number",
        {"name": "Last", "summary": "y", "city": "z"},
    ]


def test_the_same_heading_twice_is_refused() -> None:
    assert refusal("name,summary,Name\na,b,c\n") == "duplicate_heading"


def test_a_quote_that_never_closes_is_seen() -> None:
    swallowed = "\n".join(f"Firm {count}" for count in range(100))
    assert values(f'name,summary,city,size\nHanbit,"mills\n{swallowed}') == ["unclosed_quote"]


def test_a_list_of_one_column() -> None:
    assert values("회사명\n한빛정밀\n새별\n") == [{"회사명": "한빛정밀"}, {"회사명": "새별"}]


def test_headings_alone_are_no_records() -> None:
    assert refusal("name,summary,city\n") == "no_records"


def test_nul_bytes_do_not_stop_a_table() -> None:
    text = "name,summary,city\nHan\x00bit,mills,Busan\n" + "Saebyeol,radios,Busan\n" * 10
    assert len(values(text)) == 11


def test_json_lines_go_on_past_a_bad_one() -> None:
    text = '{"name": "a"}\nnot json\n[1]\n\n{"name": NaN}\n{"deep": ' + "[" * 100_000 + "\n" + '{"name": "b"}\n'
    found = read(text)
    assert [row.number if isinstance(row, Row) else row.row for row in found] == [1, 2, 3, 5, 6, 7]
    assert [row.problem.code for row in found if isinstance(row, Rejected)] == ["bad_json", "not_an_object", "bad_json"]


def test_json_lines_in_other_encodings() -> None:
    line = json.dumps({"name": "한빛정밀"}, ensure_ascii=False) + "\n"
    for codec in ("utf-8", "utf-8-sig", "utf-16", "cp949"):
        assert values((line * 3).encode(codec)) == [{"name": "한빛정밀"}] * 3, codec


def test_a_line_with_foreign_bytes_is_rejected_alone() -> None:
    good = '{"name": "한빛정밀 주식회사"}\n'.encode()
    assert values(good * 1_500 + b'{"name": "\xff\xfe"}\n' + good)[-2:] == [
        "bad_characters",
        {"name": "한빛정밀 주식회사"},
    ]


def test_a_line_past_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "MAX_ITEM", 1_000)
    text = '{"name": "a"}\n{"name": "' + "x" * 5_000 + '"}\n{"name": "b"}\n'
    assert values(text) == [{"name": "a"}, "line_too_long", {"name": "b"}]


@pytest.mark.parametrize(
    "text",
    [
        '[{"name": "a"}, {"name": "b"}]',
        '[\n{"name": "a"},\n{"name": "b"},\n]',
        '{"total": 2, "data": [{"name": "a"}, {"name": "b"}], "more": {"data": 1}}',
        '{"meta": {"results": [9]}, "results":\n [{"name": "a"},\n {"name": "b"}]}',
    ],
)
def test_json_documents(text: str) -> None:
    assert values(text) == [{"name": "a"}, {"name": "b"}]


def test_a_single_object_over_several_lines_is_one_record() -> None:
    assert values('{\n  "name": "a",\n  "profile": {"summary": "b"}\n}') == [{"name": "a", "profile": {"summary": "b"}}]


def test_long_items_across_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "CHUNK", 7)
    items = [{"name": "x" * size, "n": size, "f": 1.5} for size in range(40)]
    assert values(json.dumps({"total": 12345, "data": items})) == items


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[{"name": "a"},\n{"name": }]', 2),
        ('{"data": [{"name": "a"}', 1),
        ('[{"name": "a"}] more', 1),
        ("[" * 200_000, 1),
    ],
)
def test_broken_documents_say_where(text: str, line: int) -> None:
    with pytest.raises(Invalid) as caught:
        list(json_text.read_document(Source.of("t", text.encode())))
    assert caught.value.problem.code == "json_broken"
    assert caught.value.problem.facts["line"] == line


def test_an_item_past_the_bound_is_broken_not_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "MAX_ITEM", 1_000)
    monkeypatch.setattr(json_text, "CHUNK", 100)
    assert refusal('[{"name": "a"}, {"name": "' + "x" * 50_000 + '"}]') == "json_broken"


def test_workbooks() -> None:
    lines: list[list[object]] = [
        ["기업 현황"],
        [],
        ["회사명", "종업원수", "설립일"],
        ["한빛정밀", 45, None],
        ["새별", 7.0, "2009"],
    ]
    found = read(book(lines))
    assert [(row.number, dict(row.values)) for row in found if isinstance(row, Row)] == [
        (4, {"회사명": "한빛정밀", "종업원수": 45}),
        (5, {"회사명": "새별", "종업원수": 7, "설립일": "2009"}),
    ]


def test_a_workbook_that_would_unpack_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1_000)
    with pytest.raises(TooLarge) as caught:
        table(Source.of("t", book([["name", "summary"], ["a", "b"]])))
    assert caught.value.problem.code == "archive_bomb"


def test_a_workbook_with_entities_or_rubbish_inside_is_refused() -> None:
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book([["name", "summary"], ["a", "b"]]))) as good,
        zipfile.ZipFile(held, "w") as bad,
    ):
        for name in good.namelist():
            data = good.read(name)
            bad.writestr(name, b"<not xml" if name.startswith("xl/worksheets") else data)
    with pytest.raises(Invalid) as caught:
        table(Source.of("t", held.getvalue()))
    assert caught.value.problem.code == "workbook_broken"


def test_html_tables_under_the_name_of_a_spreadsheet() -> None:
    page = (
        "<html><head><meta http-equiv='Content-Type' content='text/html; charset=euc-kr'></head><body><table>"
        "<tr><th>회사명</th><th>종목코드</th></tr><tr><td>한빛정밀</td><td>000001</td></tr></table></body></html>"
    )
    assert values(page.encode("cp949")) == [{"회사명": "한빛정밀", "종목코드": "000001"}]


def test_gzipped_lines() -> None:
    assert values(gzip.compress(b'{"name": "a"}\n')) == [{"name": "a"}]


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02" * 100,
        b"just a sentence\nand another\n",
        b"<a/>",
        b"%PDF-1.7 ...",
    ],
)
def test_what_is_no_table(data: bytes) -> None:
    assert table(Source.of("t", data)) is None
