from __future__ import annotations

import gzip
import io
import shutil
import zipfile
from pathlib import Path

import pytest

from corpus.importers import source as source_module
from corpus.importers.encoding import encoding_of
from corpus.importers.source import Source, sources
from corpus.problems import Invalid, NotFound, TooLarge


def zipped(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def test_plain_gzip_and_zip_are_told_by_their_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"plain")
    (tmp_path / "b.txt").write_bytes(gzip.compress(b"packed"))
    (tmp_path / "c.csv").write_bytes(zipped({"in/one.csv": b"1", "in/two.gz": gzip.compress(b"2"), "in/": b""}))
    found = {source.name: source.head for source in sources(tmp_path)}
    assert found == {"a.bin": b"plain", "b.txt": b"packed", "c.csv!in/one.csv": b"1", "c.csv!in/two.gz": b"2"}


def test_folders_are_walked_without_clutter(tmp_path: Path) -> None:
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    (tmp_path / "deep" / "deeper" / "x").write_bytes(b"x")
    (tmp_path / ".hidden").write_bytes(b"no")
    (tmp_path / "z.zip").write_bytes(zipped({"__MACOSX/._x": b"no", "y": b"y"}))
    assert [source.name for source in sources(tmp_path)] == ["z.zip!y", "x"] or [
        source.name for source in sources(tmp_path)
    ] == ["x", "z.zip!y"]


def test_a_workbook_is_not_unpacked(tmp_path: Path) -> None:
    (tmp_path / "book").write_bytes(zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}))
    (only,) = sources(tmp_path / "book")
    assert only.name == "book"
    assert only.head.startswith(b"PK")


def test_a_path_that_is_not_there() -> None:
    with pytest.raises(NotFound) as refusal:
        list(sources(Path("/nowhere/at/all")))
    assert refusal.value.problem.code == "file_not_found"


def test_a_truncated_gzip_is_refused_when_read(tmp_path: Path) -> None:
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b"text " * 1000)[:-20])
    (only,) = sources(tmp_path / "cut.gz")
    with pytest.raises(Invalid) as refusal, only.open() as stream:
        stream.read()
    assert refusal.value.problem.code == "archive_broken"


def test_a_damaged_zip_spoils_only_itself(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and nothing else")
    (tmp_path / "b.txt").write_bytes(b"fine")
    broken, fine = sources(tmp_path)
    with pytest.raises(Invalid) as refusal:
        _ = broken.head
    assert refusal.value.problem.code == "archive_broken"
    assert fine.head == b"fine"


def test_a_flipped_byte_in_a_zip_member_is_found(tmp_path: Path) -> None:
    data = bytearray(zipped({"a": b"some text that is long enough " * 200}))
    data[60] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(bytes(data))
    (only,) = sources(tmp_path / "a.zip")
    with pytest.raises(Invalid), only.open() as stream:
        stream.read()


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"a": b"secret"}))
    data[6] |= 1  # the flag in the local header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    (tmp_path / "a.zip").write_bytes(bytes(data))
    (only,) = sources(tmp_path / "a.zip")
    with pytest.raises(Invalid) as refusal:
        _ = only.head
    assert refusal.value.problem.code == "archive_encrypted"


def test_bombs_stop_at_the_ratio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "RATIO_FROM", 1024 * 1024)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(bytes(8 * 1024 * 1024)))
    (tmp_path / "bomb.zip").write_bytes(zipped({"a": bytes(8 * 1024 * 1024)}))
    for bomb in sources(tmp_path):
        with pytest.raises(TooLarge) as refusal, bomb.open() as stream:
            shutil.copyfileobj(stream, io.BytesIO())
        assert refusal.value.problem.code == "archive_bomb"


def test_the_size_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "MAX_BYTES", 10)
    with pytest.raises(TooLarge) as refusal, Source.of("big", b"x" * 50).open() as stream:
        stream.read()
    assert refusal.value.problem.code == "file_too_large"


@pytest.mark.parametrize(
    ("text", "codec", "expected"),
    [
        ("회사명,업종\n한빛정밀,금속 가공\n", "cp949", "cp949"),
        ("회사명,업종\n", "utf-8", "utf-8"),
        ("회사명,업종\n", "utf-8-sig", "utf-8-sig"),
        ("회사명,업종\n", "utf-16", "utf-16"),
        ("name;city\nHanbit;Busan\n", "utf-16-le", "utf-16-le"),
        ("name;city\nHanbit;Busan\n", "utf-16-be", "utf-16-be"),
        ("Générateur à fenêtres, Müller\n", "cp1252", "cp1252"),
        ("plain\n", "ascii", "utf-8"),
    ],
)
def test_encodings(text: str, codec: str, expected: str) -> None:
    assert encoding_of(text.encode(codec)) == expected
    with Source.of("t", text.encode(codec)).text() as stream:
        assert stream.read().replace("\r\n", "\n") == text


def test_a_character_cut_by_the_head_does_not_mislead() -> None:
    assert encoding_of("가나다".encode()[:-1]) == "utf-8"
    assert encoding_of("가나다라".encode("cp949")[:-1]) == "cp949"


def test_korean_far_behind_an_ascii_head_is_found() -> None:
    data = b"name,city\n" + b"Hanbit,Busan\n" * 10_000 + "한빛정밀,부산\n".encode("cp949")
    assert Source.of("late.csv", data).encoding == "cp949"


def test_siblings_are_the_files_of_the_same_folder_or_archive(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"one": b"1", "two": b"2"}))
    first, _ = sources(tmp_path / "a.zip")
    assert [source.name for source in first.siblings()] == ["a.zip!one", "a.zip!two"]
    assert list(Source.of("alone", b"").siblings()) == []
