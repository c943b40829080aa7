"""Files read in a process of their own: the same rows as here, within bounds, whatever the process does."""

from __future__ import annotations

import os
import subprocess
import zipfile
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from corpus.confined import command, environment
from corpus.importers import child, process
from corpus.importers.child import Reading
from corpus.importers.detect import detect
from corpus.importers.format import Parsed, Rejected
from corpus.importers.kept import kept_cells
from corpus.importers.passing import row_line
from corpus.importers.source import sources
from corpus.problems import Refused
from tests.hostile import misbehaving
from tests.hostile.archives import packed
from tests.proof.figures import Recorder

TABLE = """회사명,주요제품,설립연도
한울세라믹스,세라믹 복합재 노즐,2009
바다식품,김 스낵 포장,열세살
"""
MANY = 2 * process.REFUSED


def here(path: Path) -> list[Parsed]:
    """As the reading process finds them, and as what becomes of them keeps their cells."""
    (source,) = sources(path)
    return [replace(row, cells=kept_cells(row)) for row in detect(source).read(source)]


def there(path: Path) -> list[Parsed]:
    rows: list[Parsed] = []
    for source in Reading(path, "auto").sources():
        source.detected()
        rows.extend(source.rows())
    return rows


def refusals(path: Path) -> list[str]:
    """The code of each file's refusal, `` for one that was read; then that of the whole, where there is one."""
    codes = []
    try:
        for source in Reading(path, "auto").sources():
            try:
                source.detected()
                list(source.rows())
                codes.append("")
            except Refused as refused:
                codes.append(refused.problem.code)
    except Refused as refused:
        codes.append(refused.problem.code)
    return codes


@pytest.mark.parametrize("kind", ["patents", "companies", "needs"])
def test_rows_are_the_same_as_here(kind: str) -> None:
    with resources.as_file(resources.files("corpus").joinpath("sample", f"{kind}.jsonl")) as path:
        assert there(path) == here(path)


def test_rejected_rows_are_the_same_as_here(tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_bytes(TABLE.encode("cp949") + b"\xff\xfe,x,y,z\n")
    rows = there(path)
    assert rows == here(path)
    assert any(isinstance(row, Rejected) for row in rows)


def test_one_file_that_takes_its_process_down_does_not_stop_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE)
    (tmp_path / "b.jsonl").write_text('{"id":"US7000001","country":"US","title":"x","trl":' + "9" * 1_000_000 + "}\n")
    (tmp_path / "c.csv").write_text(TABLE)
    assert refusals(tmp_path) == ["", "file_too_much_work", ""]


def test_one_good_file_is_found_among_many_that_are_in_no_format(tmp_path: Path) -> None:
    folder, archive = tmp_path / "in", tmp_path / "in.zip"
    folder.mkdir()
    with zipfile.ZipFile(archive, "w") as writing:
        for number in range(MANY):
            (folder / f"{number:05}.pdf").write_bytes(b"%PDF-1.4")
            writing.writestr(f"{number:05}.pdf", b"%PDF-1.4")
        (folder / "z.csv").write_text(TABLE)
        writing.writestr("z.csv", TABLE)
    for path in (folder, archive):
        assert refusals(path) == [*["unknown_format"] * MANY, ""], path


def test_an_archive_of_nothing_but_odd_files_is_given_up_and_says_so(tmp_path: Path) -> None:
    """A folder is not: whoever named it runs this machine."""
    archive = tmp_path / "in.zip"
    archive.write_bytes(packed({f"{number}.bin": b"\xff" for number in range(20_000)}, zipfile.ZIP_STORED))
    *before, last = refusals(archive)
    assert last == "none_of_many"
    assert process.REFUSED <= len(before) < 20_000


def test_pipes_and_devices_and_links_that_lead_out_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    os.mkfifo(folder / "pipe.csv")
    (folder / "passwd.csv").symlink_to("/etc/passwd")
    (folder / "up.csv").symlink_to("../../../../etc/passwd")
    (folder / "zero.csv").symlink_to("/dev/zero")
    (folder / "real.csv").write_text(TABLE)
    (folder / "same.csv").symlink_to("real.csv")
    assert sorted(refusals(folder)) == ["", "", *["link_leads_out"] * 3, "not_a_file"]
    assert refusals(folder / "pipe.csv") == ["file_not_found"]


@pytest.mark.row("files")
def test_a_process_that_was_taken_over_gets_no_further_than_its_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figure: Recorder
) -> None:
    tried = ("memory", "time", "file", "network", "program")
    for how in tried:
        call = command("tests.hostile.misbehaving", how, str(tmp_path))
        ended = subprocess.run(call, capture_output=True, env=environment(str(tmp_path)), check=False, timeout=60)
        assert ended.returncode != 0, how
        assert ended.stdout == b"", how
    assert all(path.stat().st_size <= misbehaving.MEGABYTE for path in tmp_path.iterdir())
    monkeypatch.setattr(child, "SILENCE", 1.0)
    (tmp_path / "a.jsonl").write_text("{}\n")
    said = ("silence", "noise", "line", "lies", "strangers")
    for how in said:
        monkeypatch.setattr(child, "command", lambda _module, how=how: command("tests.hostile.misbehaving", how))
        assert refusals(tmp_path / "a.jsonl")[-1] == "file_too_much_work", how
    figure(
        f"a reader that was taken over: {len(tried)} of {len(tried)} bounds held, "
        f"{len(said)} of {len(said)} false answers refused"
    )


def test_a_row_past_the_bound_is_rejected_by_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from corpus.importers import passing  # noqa: PLC0415 - to bound it lower

    path = tmp_path / "firms.csv"
    path.write_text(TABLE)
    monkeypatch.setattr(passing, "MOST_LINE", 100)
    assert b"line_too_long" in row_line(here(path)[0])
