"""Generations on disk: published whole, believed only if unharmed, rolled back, pruned."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.passages import KINDS
from corpus.problems import Conflict, Invalid, NotFound, Unavailable
from index.cache import VectorCache
from index.generation import BUILDING, CURRENT, Generations
from index.manifest import FILES, MANIFEST, manifest_from
from index.rebuild import RebuildSettings, rebuild
from tests.fakes import HashEncoder
from tests.index.library import Library, made_up

FULL = RebuildSettings(full=True, keep=10)


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "index", "open")


@pytest.fixture
def library() -> Library:
    return Library.of({"patents": 12, "companies": 7})


def published(generations: Generations, library: Library, settings: RebuildSettings = FULL) -> str:
    cache = VectorCache(generations.directory.parent / "cache.sqlite")
    return rebuild(library.corpus(), HashEncoder(), cache, generations, settings=settings).generation


def test_layout(generations: Generations, library: Library) -> None:
    name = published(generations, library)
    root = generations.directory / name
    files = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert files == {*FILES, MANIFEST}
    assert generations.current() == name
    manifest = generations.verify(name)
    assert {kind: manifest.counts[kind].records for kind in KINDS} == {"patents": 12, "companies": 7, "needs": 0}
    assert manifest.sequence == 19
    assert manifest.encoder == HashEncoder().info
    assert manifest_from(manifest.content(), name) == manifest


def test_nothing_yet(generations: Generations) -> None:
    assert generations.current() is None
    assert generations.stamp() is None
    assert not generations.names()
    assert not generations.entries()
    assert not generations.sweep()
    with pytest.raises(NotFound):
        generations.roll_back()


@pytest.mark.parametrize("file", sorted({*FILES, MANIFEST}))
def test_a_flipped_bit_or_a_cut_in_any_file_is_noticed(generations: Generations, library: Library, file: str) -> None:
    name = published(generations, library)
    path = generations.directory / name / file
    sound = path.read_bytes()
    places = range(0, len(sound), max(len(sound) // 12, 1))
    for place in places:
        path.write_bytes(sound[:place] + bytes([sound[place] ^ (1 << place % 8)]) + sound[place + 1 :])
        with pytest.raises(Unavailable):
            generations.verify(name)
    for content in (sound[:-1], sound + b"\0", b""):
        path.write_bytes(content)
        with pytest.raises(Unavailable):
            generations.verify(name)
    path.unlink()
    with pytest.raises(Unavailable):
        generations.verify(name)
    path.write_bytes(sound)
    assert generations.verify(name).name == name


@pytest.mark.parametrize(
    "name", ["../../etc", "/etc/passwd", "", ".", "..", "20250101T000000.000Z-abcdef/..", "x\ny", "ÿ", "CURRENT"]
)
def test_names_lead_nowhere_else(generations: Generations, library: Library, name: str) -> None:
    published(generations, library)
    with pytest.raises(NotFound):
        generations.verify(name)
    with pytest.raises(NotFound):
        generations.roll_back(name)
    (generations.directory / CURRENT).write_text(name, encoding="utf-8")
    with pytest.raises(Unavailable):
        generations.current()


def test_a_link_is_no_generation(generations: Generations, library: Library, tmp_path: Path) -> None:
    name = published(generations, library)
    elsewhere = tmp_path / "elsewhere"
    (generations.directory / name).rename(elsewhere)
    (generations.directory / name).symlink_to(elsewhere)
    with pytest.raises(NotFound):
        generations.verify(name)


def test_a_manifest_cannot_name_other_files(generations: Generations, library: Library) -> None:
    name = published(generations, library)
    manifest = generations.manifest(name)
    other = {**manifest.files, "../outside": "0" * 64}
    facts = json.loads(manifest.content()) | {"files": other}
    with pytest.raises(Unavailable):
        manifest_from(json.dumps(facts).encode(), name)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b'{"seal": 1}', b"\xff", b"[" * 50_000])
def test_any_other_manifest_is_refused(content: bytes) -> None:
    with pytest.raises(Unavailable):
        manifest_from(content, "20250101T000000.000Z-abcdef")


@pytest.mark.parametrize("name", ["", "..", "a/b", "A", "-x", "x" * 42, "a\n"])
def test_collections_are_plain_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid):
        Generations(tmp_path, name)


def test_roll_back_and_forth(generations: Generations, library: Library) -> None:
    names = [published(generations, library) for _ in range(3)]
    assert generations.names() == names
    assert generations.roll_back() == names[1] == generations.current()
    assert generations.roll_back() == names[0]
    with pytest.raises(NotFound):
        generations.roll_back()
    assert generations.roll_back(names[2]) == names[2]
    assert [entry.current for entry in generations.entries()] == [False, False, True]


def test_roll_back_passes_over_what_is_damaged(generations: Generations, library: Library) -> None:
    names = [published(generations, library) for _ in range(3)]
    (generations.directory / names[1] / "patents" / "vectors.npy").write_bytes(b"")
    assert generations.roll_back() == names[0]
    with pytest.raises(Unavailable):
        generations.roll_back(names[1])
    assert generations.current() == names[0]
    (generations.directory / CURRENT).write_text("gone", encoding="utf-8")
    assert generations.roll_back() == names[2]


def test_a_listing_survives_a_damaged_manifest(generations: Generations, library: Library) -> None:
    names = [published(generations, library) for _ in range(2)]
    (generations.directory / names[0] / MANIFEST).write_text("{}", encoding="utf-8")
    first, second = generations.entries()
    assert (first.manifest, first.problem) == (None, "index_damaged")
    assert second.manifest is not None


def test_a_pointer_to_nothing_is_refused_but_listed(generations: Generations, library: Library) -> None:
    name = published(generations, library)
    (generations.directory / CURRENT).write_text("20250101T000000.000Z-abcdef\n", encoding="utf-8")
    with pytest.raises(Unavailable):
        generations.current()
    assert [(entry.name, entry.current) for entry in generations.entries()] == [(name, False)]
    assert generations.roll_back() == name


def test_pruning_keeps_the_newest_and_the_current(generations: Generations, library: Library) -> None:
    names = [published(generations, library) for _ in range(4)]
    generations.roll_back(names[0])
    with generations.lock():
        assert generations.prune(2) == [names[1]]
        assert generations.prune(0) == [names[2]]
    assert generations.names() == [names[0], names[3]]
    assert published(generations, library, RebuildSettings(full=True, keep=1)) in generations.names()
    assert len(generations.names()) == 1


def test_names_grow_even_if_the_clock_was_set_back(generations: Generations, library: Library) -> None:
    name = published(generations, library)
    later = "29990101T000000.999Z-000000"
    (generations.directory / name).rename(generations.directory / later)
    assert published(generations, library)[:20] == "29990101T000001.000Z"


def test_one_builds_at_a_time(generations: Generations, library: Library) -> None:
    with generations.lock(), pytest.raises(Conflict):
        published(generations, library)
    assert generations.current() is None


def test_what_killed_builds_left_is_swept(generations: Generations, library: Library) -> None:
    generations.directory.mkdir(parents=True)
    left = generations.directory / f"{BUILDING}20250101T000000.000Z-abcdef"
    (left / "patents").mkdir(parents=True)
    (left / "patents" / "vectors.npy").write_bytes(b"half")
    (generations.directory / ".CURRENT-1-1").write_text("half", encoding="utf-8")
    published(generations, library)
    assert not left.exists()
    assert not list(generations.directory.glob(".CURRENT-*"))


def test_the_same_corpus_gives_the_same_bytes(generations: Generations, library: Library) -> None:
    one, two = (generations.manifest(published(generations, library)) for _ in range(2))
    assert one.files == two.files
    library.put(made_up("patents", 3, "changed"))
    assert generations.manifest(published(generations, library)).files != one.files
