"""`matcher programmes`, `ledger`, `figures` and `followups`: exit codes, JSON, forms as files."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from api.cli.forms import LARGEST, read_form, written_form
from corpus.problems import Invalid
from matcher.programmes.catalogue import shipped
from matcher.programmes.facets import Facet
from matcher.programmes.programme import Programme


def test_all_nine_in_both_languages(run: Any) -> None:
    listed = run("programmes", "--lang", "ko")
    assert listed.code == 0, listed.err
    for programme in shipped().programmes.values():
        assert f"{programme.id}  {programme.names.ko}" in listed.out
        assert all(unknown.ko in listed.out for unknown in programme.unknowns)
    assert "한도 1조 원 이상, 2027년까지; 잔액 1조 원 이상" in listed.out
    assert listed.out.count("출처: ") == 9
    assert len(run("programmes", "--json").document["items"]) == 9
    assert "Any of: spin-off, spin-on, spin-up" in run("programmes", "show", "civmil-cooperation").out
    assert "인공지능" in run("programmes", "show", "game-changers", "--lang", "ko").out


def test_a_form_is_exported_edited_and_put_in_force(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "manpower.toml"
    file.write_text(run("programmes", "export", "manpower").out.replace("3300", "3400"), encoding="utf-8")
    edited = run("programmes", "edit", "manpower", str(file), "--note", "정정 공고", "--lang", "ko")
    assert (edited.code, edited.out) == (0, "manpower: 버전 2 시행\n")
    again = run("programmes", "edit", "manpower", str(file), "--note", "또")
    assert again.code == 1
    assert "version 2 is in force" in again.err
    figures = run("programmes", "show", "manpower", "--json").document["figures"]
    assert [each["amount"] for each in figures] == [50_000_000_000, 3_400]
    past = run("programmes", "show", "manpower", "--version", "1", "--json").document
    assert (past["figures"][1]["amount"], past["in_force"]) == (3_300, False)
    history = run("programmes", "history", "manpower", "--json").document
    assert [(each["version"], each["note"]) for each in history] == [(2, "정정 공고"), (1, "")]
    assert history[0]["by"].startswith("command:")

    other = tmp_path / "list.json"
    form = run("programmes", "export", "facet-materials", "--json").document
    form["members"].append({"id": "quiet-propellers", "names": {"ko": "저소음 추진기", "en": "quiet propellers"}})
    other.write_text(json.dumps(form), encoding="utf-8")
    kept = run("programmes", "edit", "facet-materials", str(other), "--note", "x", "--json")
    assert kept.document == {"id": "facet-materials", "version": 2}
    assert "저소음 추진기 0" in run("programmes", "--lang", "ko").out


def test_money_is_booked_voided_and_totalled(run: Any) -> None:
    book = ("ledger", "book", "civmil-cooperation", "--year", "2026", "--case", "가상-1", "--track", "spin-on")
    number = run(*book, "--amount", "1200000000", "--jobs-expected", "12", "--json").document["id"]
    assert run(*book, "--amount", "300000000").code == 0
    totals = run("ledger", "totals", "--lang", "ko").out
    assert "15억 원  사례 1건  예상 일자리 12" in totals
    assert run("ledger", "void", str(number), "--reason", "두 번 기록함").code == 0
    assert run("ledger", "void", str(number), "--reason", "또").code == 1
    assert run("ledger", "totals", "--json").document[0]["amount"] == 300_000_000
    listed = run("ledger", "list", "--programme", "civmil-cooperation", "--json").document
    assert [each["voids"] for each in listed] == [number, None, None]
    refused = run("ledger", "book", "innovation-100", "--year", "2026", "--case", "x", "--amount", "120000000001")
    assert refused.code == 1
    assert "120,000,000,000 won that are left" in refused.err
    assert run("ledger", "book", "nobody", "--year", "2026", "--case", "x", "--amount", "1").code == 1
    assert run("ledger", "book", "innovation-100", "--year", "soon", "--case", "x", "--amount", "1").code == 2


def test_figures_and_steps(run: Any) -> None:
    enter = ("figures", "enter", "export-drive", "--name", "점유율", "--unit", "%", "--year", "2025")
    assert run(*enter, "--value", "2.4", "--source", "지어낸 연감", "--source-date", "2026-03-02").code == 0
    assert run(*enter, "--value", "2.5", "--source", "지어낸 연감").code == 0
    assert [each["value"] for each in run("figures", "list", "--json").document] == [2.5]
    assert "점유율 (2025): 2.5 %" in run("figures", "list", "--programme", "export-drive").out
    assert run(*enter, "--value", "nan", "--source", "x").code == 1
    add = ("followups", "add", "civmil-cooperation", "--case", "가상-1", "--party", "가상 정비창")
    assert run(*add, "--stage", "trial-run", "--date", "2026-09-14").code == 0
    assert run(*add, "--stage", "party", "--date", "2026-09-14").code == 1
    assert run(*add, "--stage", "trial-run", "--date", "tomorrow").code == 2
    assert "장비 시범 운용" in run("followups", "list", "--case", "가상-1", "--lang", "ko").out
    assert run("followups", "list", "--json").document[0]["party"] == "가상 정비창"


def test_bad_calls(run: Any, tmp_path: Path) -> None:
    assert run("programmes", "show", "nobody").code == 1
    assert run("programmes", "edit", "manpower", str(tmp_path / "absent.toml"), "--note", "x").code == 2
    assert run("programmes", "--data-dir", str(tmp_path), "history", "manpower").code == 2


@pytest.mark.parametrize("programme", shipped().programmes.values(), ids=str)
def test_a_programme_comes_back_from_its_file(programme: Programme) -> None:
    written = written_form(programme.to_mapping())
    assert Programme.from_mapping(tomllib.loads(written)) == programme


def test_odd_texts_come_back_from_a_file() -> None:
    names = {"ko": '따옴표 " 역사선 \\', "en": "\x7f tab\t line\n '''"}
    form: dict[str, object] = {
        "id": "areas",
        "names": names,
        "members": [],
        "empty": None,
        "codes": ["a"],
        "flag": True,
    }
    assert tomllib.loads(written_form(form)) == {name: value for name, value in form.items() if value is not None}
    for facet in shipped().facets.values():
        assert Facet.from_mapping(tomllib.loads(written_form(facet.to_mapping()))) == facet


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"[1]"),
        ("a.json", b'{"a": '),
        ("a.toml", b"a = "),
        ("a.toml", b"\xff\xfe"),
        ("a.txt", b'{"a":' * 100_00),
        ("a.json", b"[" * 150_000),
        ("a.toml", b"#" * (LARGEST + 1)),
    ],
)
def test_a_file_that_is_no_form_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Invalid) as refused:
        read_form(tmp_path / name)
    assert refused.value.problem.code == "form_unreadable"
