"""Control lists in each form, and what is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from corpus.control_phrases import EntryText, phrases_of
from corpus.controls import LONGEST, ControlList, built_in_list, read_control_list
from corpus.problems import Invalid, NotFound, Refused
from corpus.wording.screening import WORDING

EU = {"category": 9, "category_name": "Kites", "regime": "Kite Regime"}
EU_ROWS = [
    {
        "code": "9A901",
        "heading": "Gyro-stabilised kites and components therefor, as follows:",
        "text": "9A901. Gyro-stabilised kites and components therefor, as follows: a. Graphene kite spars having a "
        "mass of less than 2 kg; b. Heat exchangers specially designed for kites; Note: 9A901.b. does not control "
        "zirconia tether swivels. c. 'Balloon-borne seekers' specially designed for kites;",
        **EU,
    },
    {
        "code": "9A902",
        "heading": "",
        "text": "9A902. Vapour-phase tethers, having all of the following: a. A length;",
        **EU,
    },
]


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def read(path: Path) -> ControlList:
    return read_control_list(path)


def test_the_dual_use_form(tmp_path: Path) -> None:
    found = read(written(tmp_path / "any.name", EU_ROWS))
    assert (found.id, found.name, len(found.version)) == ("eu-dual-use", "EU dual-use list", 12)
    first, second = found.entries
    assert first.regime == "Kite Regime"
    assert first.title == "Gyro-stabilised kites and components therefor"
    assert set(first.phrases) >= {"gyro-stabilised kites", "graphene kite spars", "balloon-borne seekers"}
    assert not any("exchanger" in phrase or "zirconia" in phrase for phrase in first.phrases)
    assert second.title.startswith("9A902. Vapour-phase")


def test_the_military_form_gzipped(tmp_path: Path) -> None:
    row = {
        "code": "ML99",
        "heading": "Trebuchets, as follows:",
        "text": "ML99 Trebuchets: a. Torsion trebuchet frames;",
    }
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(row).encode()))
    found = read_control_list(path, id="ml", version="2020", name="Mine")
    assert (found.id, found.version, found.name) == ("ml", "2020", "Mine")
    assert found.entries[0].phrases == ("torsion trebuchet frames",)


def test_the_own_forms_agree(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"list": "mine", "version": "7", "name": "My list", "source": "made up"},
        {"code": "K1", "title": "연 / Kites", "phrases": "stunt kite; 전투연 ;stunt kite"},
    ]
    table = tmp_path / "mine.csv"
    table.write_text('code,title,phrases\nK1,연 / Kites,"stunt kite; 전투연"\n', encoding="utf-8")
    lines = read(written(tmp_path / "x.jsonl", rows))
    assert (lines.id, lines.version, lines.name, lines.source) == ("mine", "7", "My list", "made up")
    assert lines.entries == read(table).entries
    assert lines.entries[0].phrases == ("stunt kite", "전투연")


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    one = read(written(tmp_path / "a.jsonl", [{"code": "K1", "title": "Kites", "phrases": "stunt kite"}]))
    same = read(written(tmp_path / "b.jsonl", [{"code": "K1", "title": "Kites", "phrases": "stunt kite"}]))
    other = read(written(tmp_path / "c.jsonl", [{"code": "K1", "title": "Kites", "phrases": "stunt kites"}]))
    assert one.version == same.version != other.version


GOOD: dict[str, object] = {"code": "K1", "title": "Kites", "phrases": "stunt kite"}


@pytest.mark.parametrize(
    ("second", "code", "field"),
    [
        ({**GOOD, "code": "K1"}, "control_twice", "code"),
        ({"title": "Kites", "phrases": "stunt kite"}, "control_missing", "code"),
        ({"code": "K2", "phrases": "stunt kite"}, "control_missing", "title"),
        ({"code": "K2", "title": "Kites"}, "control_missing", "phrases"),
        ({"code": "K2", "title": "Kites", "phrases": " ; "}, "control_missing", "phrases"),
        ({"code": "K2", "title": "Kites", "phrases": "ab"}, "control_short_phrase", "phrases"),
        ({"code": "K2", "title": "Kites", "phrases": "연"}, "control_short_phrase", "phrases"),
        ({"code": "K2", "title": "Kites", "phrases": [1]}, "control_no_text", "phrases"),
        ({"code": 2, "title": "Kites", "phrases": "stunt kite"}, "control_no_text", "code"),
        ({"code": "K2", "title": "x" * (LONGEST["title"] + 1), "phrases": "stunt kite"}, "control_too_long", "title"),
        ({"code": "K2", "title": "Kites", "phrases": "x" * 101}, "control_too_long", "phrases"),
        ({"code": "K2", "title": "Kites\ud800", "phrases": "stunt kite"}, "control_encoding", "title"),
        (
            {"code": "K2", "title": "Kites", "phrases": ";".join(f"kite {n}" for n in range(201))},
            "control_too_many_phrases",
            "phrases",
        ),
    ],
)
def test_a_bad_row_refuses_the_list(tmp_path: Path, second: dict[str, object], code: str, field: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(GOOD) + "\n" + json.dumps(second) + "\n", encoding="utf-8")
    refused = refusal(path)
    assert (refused.problem.code, refused.problem.field, refused.problem.facts["row"]) == (code, field, 2)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "control_form"),
        (b"a fine day", "control_form"),
        (b"title,phrases\nKites,stunt kite\n", "control_form"),
        (b"code,title,phrases\n", "control_empty"),
        (b'{"list": "mine"}\n', "control_empty"),
        (b'{"code": \n', "control_row"),
        (b"code,title,phrases\nK1,Kites,stunt kite,more\n", "control_row"),
        (b'code,title,phrases\nK1,Kites,"stunt kite\n', "control_row"),
        (b"{" * 100_000, "control_row"),
        (b"code,title,phrases\n" + b"x" * 500_000, "control_too_long"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert refusal(path).problem.code == code


def refusal(path: Path) -> Refused:
    with pytest.raises(Invalid) as caught:
        read(path)
    problem = caught.value.problem
    wording = WORDING[problem.code]
    facts = {"field": problem.field, "value": problem.value, **problem.facts}
    for template in (wording.en, wording.en_mend, wording.ko, wording.ko_mend):
        assert template.format(**facts)
    return caught.value


def test_a_missing_file_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read(tmp_path / "nowhere")
    with pytest.raises(Invalid):
        read(tmp_path)


def test_the_built_in_list_says_what_it_is() -> None:
    found = built_in_list()
    assert 40 <= len(found.entries) <= 80
    assert "not a law" in found.source
    assert "법령이나 판정이 아님" in found.source
    for entry in found.entries:
        assert any(phrase.isascii() for phrase in entry.phrases), entry.code
        assert any(not phrase.isascii() for phrase in entry.phrases), entry.code


def test_a_term_of_many_entries_marks_none() -> None:
    entries = [EntryText("", f"a. 'Kite doctrine' of {n}; b. Zephyr {name} kites;") for n, name in enumerate("abcdef")]
    found = phrases_of([*entries, EntryText('"Lone kitework spars"', "")])
    assert all("kite doctrine" not in phrases for phrases in found)
    assert found[-1] == ("lone kitework spars",)
