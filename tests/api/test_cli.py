"""The command line: exit codes, JSON alone on standard output, refusals with a mend in the reader's language."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import api.cli
from api import service as serving
from api.environment import load
from api.language import COMMANDS, translations
from corpus.database import Database
from tests.api.records import company, company_row, need, other_company, patent

ROOT = Path(__file__).parents[2]


@pytest.fixture
def files(data_dir: Path) -> Path:
    folder = data_dir / "in"
    folder.mkdir()
    for name, rows in {
        "patents": [patent()],
        "companies": [company_row(company()), company_row(other_company()), {"id": "FICT-C3", "name": ""}],
        "needs": [need()],
    }.items():
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_import_rebuild_match_status_verify_and_roll_back(run: Any, files: Path) -> None:
    imported = run("import", "--json", str(files / "patents.jsonl"), str(files / "companies.jsonl"))
    assert imported.code == 0, imported.err
    assert [file["added"] for file in imported.document["files"]] == [1, 2]
    rejected = Path(imported.document["rejected_files"][0])
    assert "FICT-C3" in rejected.read_text(encoding="utf-8-sig")
    assert run("rebuild", "--json").document["outcome"] == "published"
    assert run("rebuild").out.startswith("unchanged")
    assert run("rebuild", "--full", "--json").document["outcome"] == "published"
    found = run("match", "--patent", "FICT-P1", "--json")
    assert found.document["matches"][0]["id"] == "FICT-C1"
    shown = run("match", "--patent", "FICT-P1", "--top", "1", "--lang", "ko")
    assert "Hanul Ceramics" in shown.out
    assert "가상" in shown.out
    status = run("index", "status", "--json").document
    assert [count["searchable"] for count in status["counts"]] == [1, 2, 0]
    assert run("index", "verify").code == 0
    assert run("index", "rollback", "--json").document["generation"] != status["generation"]
    again = run("import", str(files))
    assert "1 added" in again.out
    assert "2 unchanged" in again.out


def test_an_import_builds_no_model(run: Any, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def built(choice: object) -> None:
        raise AssertionError(choice)

    monkeypatch.setattr("index.recipe.TransformerEncoder", built)
    assert run("import", str(files)).code == 0
    assert run("rebuild").code != 0


def test_a_dry_run_writes_nothing(run: Any, files: Path) -> None:
    assert run("import", "--dry-run", "--json", str(files)).document["files"][0]["added"] > 0
    assert run("index", "status", "--json").document["counts"][0]["recorded"] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("match",), 2, "exactly one"),
        (("match", "--text", "a", "--patent", "b"), 2, "exactly one"),
        (("match", "--patent", "NOPE"), 1, "NOPE"),
        (("match", "--text", " "), 1, "no word"),
        (("match", "--text", "x" * 20_001), 1, "20,000"),
        (("match", "--text", "a", "--filter", "colour=red"), 2, "industry"),
        (("match", "--text", "a", "--filter", "country"), 2, "NAME=VALUE"),
        (("match", "--text", "a", "--top", "1000"), 2, "100"),
        (("match", "--text", "a", "--to", "ships"), 2, "companies"),
        (("import", "no-such-file.xml"), 1, "no-such-file.xml"),
        (("import",), 2, "PATH"),
        (("evaluate", "no-such-folder"), 1, "no-such-folder"),
        (("evaluate", ".", "--modes", "magic"), 2, "hybrid"),
        (("index", "verify"), 1, "matcher rebuild"),
        (("index", "rollback"), 1, "generation"),
        (("nonsense",), 2, "nonsense"),
        (("import", ""), 2, "empty"),
        (("index", "status", "--data-dir", ""), 2, "empty"),
        (("import", "--format", "word", __file__), 1, "word"),
        (("match", "--text", "caf\udce9"), 2, "UTF-8"),
        (("match", "--patent", "\udcff"), 2, "UTF-8"),
        (("match", "--text", "a", "--filter", "country=Korea", "--lang", "ko"), 2, "KR, US 같은 두 글자"),
        (("--lang", "ko", "match", "--patent", "NOPE"), 1, "없"),
        (("match", "--patent", "NOPE", "--lang", "ko"), 1, "없"),
    ],
)
def test_a_bad_call_is_refused_without_a_traceback(run: Any, arguments: tuple[str, ...], code: int, said: str) -> None:
    ended = run(*arguments)
    assert ended.code == code, ended.err
    assert said in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""


def test_bad_files_are_refused_by_name_and_the_rest_goes_on(run: Any, files: Path) -> None:
    (files / "a-broken.xml").write_bytes(b'<?xml version="1.0"?><us-patent-grant><us-bib')
    (files / "b-empty.csv").write_bytes(b"")
    (files / "c-encoded.csv").write_bytes("회사명,주요제품\n한울,세라믹\n".encode("utf-16"))
    ended = run("import", str(files))
    assert ended.code == 1
    assert "b-empty.csv" in ended.err
    assert "c-encoded.csv: plain-companies" in ended.out
    assert "patents.jsonl" in ended.out


def test_a_refusal_beside_json_is_json(run: Any) -> None:
    ended = run("match", "--patent", "NOPE", "--json")
    assert (ended.code, ended.document["error"]["code"]) == (1, "unknown_patent")
    assert ended.document["error"]["mend"]


def test_a_text_is_read_from_standard_input(run: Any, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("import", str(files))
    monkeypatch.setattr(sys, "stdin", io.StringIO("ceramic parts for exhaust gas"))
    assert run("match", "--text", "-", "--json").document["matches"][0]["id"] == "FICT-C1"


def test_a_setting_that_cannot_be_used_is_named(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_PORT", "eighty")
    ended = run("index", "status")
    assert ended.code == 2
    assert "MATCHER_PORT" in ended.err
    monkeypatch.setenv("MATCHER_PORT", "8000")
    monkeypatch.setenv("MATCHER_REBUILD_SCHEDULE", "sometimes")
    assert "MATCHER_REBUILD_SCHEDULE" in run("index", "status").err


def test_doctor_tells_what_is_there_and_changes_nothing(run: Any, files: Path, data_dir: Path) -> None:
    before = run("doctor", "--json")
    assert before.code == 0, before.out
    assert not (data_dir / "var").exists()
    run("import", str(files))
    run("rebuild")
    states = {finding["subject"]: finding["state"] for finding in run("doctor", "--json").document}
    assert (states["database"], states["index"], states["model"]) == ("good", "good", "good")


def test_formats_lists_what_can_be_read(run: Any) -> None:
    assert "plain-companies" in {each["name"] for each in run("formats", "--json").document}
    assert "plain-companies" in run("formats").out


def test_evaluate_measures_a_folder(run: Any, data_dir: Path) -> None:
    folder = data_dir / "set"
    folder.mkdir()
    texts = {"a": "ceramic nozzle for exhaust gas", "b": "seaweed snack packing", "c": "barley tea brewing"}
    corpus = [json.dumps({"_id": key, "title": "", "text": text}) for key, text in texts.items()]
    (folder / "corpus.jsonl").write_text("\n".join(corpus))
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q", "text": "nozzle of ceramic"}))
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\ta\t1\n")
    found = run("evaluate", str(folder), "--modes", "lexical,hybrid", "--json").document
    assert (found["queries"], found["corpus"], sorted(found["modes"])) == (1, 3, ["hybrid", "lexical"])
    assert found["modes"]["lexical"]["hr10"] == 1.0
    assert "nDCG@10" in run("evaluate", str(folder)).out
    # Records of nobody's do not lie among those of a tier.
    assert [path.name for path in data_dir.rglob("vectors*.db")] == ["vectors-judged.db"]


def test_demo_prints_matches_and_a_second_start_reuses(
    run: Any, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = data_dir / "sample"
    sample.mkdir()
    companies = [company_row(company()), company_row(other_company())]
    rows = {"patents": [patent(), patent("FICT-P2")], "companies": companies, "needs": [need()]}
    for name, records in rows.items():
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        (sample / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(serving, "SAMPLE", sample)
    first = run("demo", "--no-serve")
    assert first.code == 0, first.err
    assert "published" in first.out
    assert "Hanul Ceramics" in first.out
    assert "unchanged" in run("demo", "--no-serve").out
    (sample / "needs.jsonl").unlink()
    assert run("demo", "--no-serve").code == 1


def test_a_taken_port_is_refused(run: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = run("serve", "--port", str(taken.getsockname()[1]))
    assert ended.code == 1
    assert "--port" in ended.err


def test_worker_once_works_and_ends(run: Any, files: Path) -> None:
    run("import", str(files))
    assert run("worker", "--once").code == 0
    assert len(run("index", "status", "--json").document["generations"]) == 1


def variables(folder: Path) -> dict[str, str]:
    """For a process of its own, over the folder and the database that stands for it."""
    return {"MATCHER_DATA_DIR": str(folder), "MATCHER_DATABASE_URL": load(data_dir=folder).database}


def test_a_terminated_worker_stops_cleanly(tmp_path: Path) -> None:
    environment = {**os.environ, "MATCHER_REBUILD_SCHEDULE": "0 0 1 1 *", **variables(tmp_path)}
    command = [sys.executable, "-m", "api.cli", "worker"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "worker_started" in line:
                break
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_help_is_quick() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "api.cli", "--help"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "rebuild" in ended.stdout
    for heavy in ("fastapi", "sqlmodel", "numpy", "torch", "lxml", "pydantic", "rich.progress"):
        assert f" {heavy}\n" not in ended.stderr


def test_lines_are_korean_where_the_reader_is(run: Any, files: Path) -> None:
    assert "추가 2" in run("import", "--lang", "ko", str(files / "companies.jsonl")).out
    assert "세대를 게시함" in run("rebuild", "--lang", "ko").out
    status = run("index", "status", "--lang", "ko").out
    assert "검색 가능" in status
    assert "성공" in status
    assert "온전함" in run("index", "verify", "--lang", "ko").out
    assert "기업 2건" in run("doctor", "--lang", "ko").out


def test_every_line_of_the_commands_has_its_korean() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(api.cli.__file__).parent.glob("*.py"))
    said = {
        "".join(re.findall(r'"(.+?)"', found))
        for found in re.findall(r'(?:told|words\(\))\(\s*((?:"[^"]+"\s*)+)', sources)
    }
    said |= set(re.findall(r"told\('(.+?)'\)", sources))
    assert len(said) > 30
    assert sorted(said - {**translations("ko"), **translations("ko", COMMANDS)}.keys()) == []
    for english, korean in translations("ko", COMMANDS).items():
        assert sorted(re.findall(r"%\(\w+\)s", english)) == sorted(re.findall(r"%\(\w+\)s", korean))


@pytest.mark.sqlite
@pytest.mark.parametrize("content", [b"no database at all " * 500, b"SQLite format 3\0" + b"\xff" * 4_000])
def test_a_file_that_is_no_database_is_refused(run: Any, data_dir: Path, content: bytes) -> None:
    (data_dir / "var").mkdir()
    (data_dir / "var" / "matcher.db").write_bytes(content)
    calls = (("index", "status"), ("import", __file__), ("worker", "--once"), ("doctor",), ("serve", "--port", "0"))
    for arguments in calls:
        ended = run(*arguments)
        assert ended.code == 1
        assert "database cannot be reached" in ended.err + ended.out
        assert "sqlalche" not in ended.err
    assert (data_dir / "var" / "matcher.db").read_bytes() == content


def test_a_data_folder_that_is_a_file_is_refused(run: Any, data_dir: Path) -> None:
    (data_dir / "var").write_text("x")
    ended = run("index", "status")
    assert ended.code == 1
    assert str(data_dir / "var") in ended.err
    assert "→" in ended.err


def test_bytes_on_standard_input_that_are_no_text_are_refused(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for errors in ("strict", "surrogateescape"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"caf\xe9"), encoding="utf-8", errors=errors))
        ended = run("match", "--text", "-")
        assert ended.code == 2
        assert "UTF-8" in ended.err


def test_a_companion_table_is_no_failure_beside_its_main_table(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "patentsview"
    folder.mkdir()
    (folder / "g_patent.tsv").write_text("patent_id\tpatent_title\n7000001\tFolding mast\n", encoding="utf-8")
    abstracts = folder / "g_patent_abstract.tsv"
    abstracts.write_text("patent_id\tpatent_abstract\n7000001\tA mast that folds.\n", encoding="utf-8")
    assert run("import", str(folder)).code == 0
    assert run("import", str(abstracts)).code == 1


def imported(database: Database) -> int:
    with database.reading() as store:
        return store.companies.count()


def test_a_terminated_import_says_so(data_dir: Path) -> None:
    rows = (json.dumps(company_row(company(f"C{number}"))) for number in range(60_000))
    (data_dir / "many.jsonl").write_text("\n".join(rows), encoding="utf-8")
    command = [sys.executable, "-m", "api.cli", "import", str(data_dir / "many.jsonl")]
    folder = data_dir / "var"
    folder.mkdir()
    environment = {**os.environ, **variables(folder)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    database = Database(load(data_dir=folder).database)
    database.migrate()
    ends = time.monotonic() + 30
    while not imported(database) and time.monotonic() < ends:
        time.sleep(0.05)
    database.close()
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Stopped" in said
    assert "Traceback" not in said
