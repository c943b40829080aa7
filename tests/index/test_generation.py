"""Generations on disk: published whole, believed only if unharmed, rolled back, pruned."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.disclosure import TIERS, Tier
from corpus.passages import KINDS
from corpus.problems import Conflict, Invalid, NotFound, Unavailable
from index.cache import VectorCache
from index.disk import sha256_of
from index.generation import BUILDING, CURRENT, Generations
from index.live import LiveIndex
from index.manifest import (
    FILED,
    FILES,
    FILES_BY_FORMAT,
    FORMAT,
    MANIFEST,
    PASSAGED,
    PASSAGES,
    UNLABELLED,
    UNPHRASED,
    manifest_from,
)
from index.rebuild import RebuildSettings, rebuild
from index.tokens import tokens
from tests.fakes import HashEncoder, HashLabeller
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


def test_a_manifest_from_before_languages_were_told_is_read(generations: Generations, library: Library) -> None:
    name = published(generations, library)
    facts = json.loads(generations.manifest(name).content())
    for unknown in ("languages", "seal"):
        facts.pop(unknown)
    seal = hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    assert manifest_from(json.dumps({**facts, "seal": seal}).encode(), name) == generations.manifest(name)


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


@pytest.fixture
def _plain_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.parametrize("collection", ["open", *TIERS])
@pytest.mark.usefixtures("_plain_umask")
def test_only_the_public_may_be_read_by_others(tmp_path: Path, library: Library, collection: str) -> None:
    generations = Generations(tmp_path / "index", collection)
    name = published(generations, library)
    published(generations, library)
    generations.roll_back(name)
    found = [generations.directory, *generations.directory.rglob("*")]
    modes = {path.stat().st_mode & 0o077 for path in found}
    assert len(found) > 2 * len(FILES)
    assert modes == {0} if collection in (Tier.RELEASED, Tier.RESTRICTED) else 0 not in modes
    assert generations.verify(name).counts["patents"].records == 12


def test_a_private_build_is_closed_from_its_first_moment(tmp_path: Path) -> None:
    generations = Generations(tmp_path, Tier.RESTRICTED)
    tmp_path.joinpath(Tier.RESTRICTED).mkdir(mode=0o755)
    with generations.lock():
        assert {path.stat().st_mode & 0o077 for path in (generations.directory, generations.begin())} == {0}


def aged(generations: Generations, name: str, to: int) -> None:
    """The generation as a version with that format would have written it."""
    facts = json.loads(generations.manifest(name).content()) | {"format": to}
    del facts["seal"]
    if to <= FILED:
        del facts["vectors"]
    if to == UNLABELLED:
        del facts["labels"]
    if to == PASSAGED:
        facts["tuning"][PASSAGES] = {"k1": 0.9, "b": 0.4}
    elif to < PASSAGED:
        facts["parameters"] = facts.pop("tuning")["records"]
    folder, files = generations.directory / name, FILES_BY_FORMAT.get(to, FILES)
    for file in FILES - files:
        del facts["files"][file]
        (folder / file).unlink()
    for file in files - FILES:
        path = folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"what {file} had", encoding="utf-8")
        facts["files"][file] = sha256_of(path)
    seal = hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps({**facts, "seal": seal}), encoding="utf-8")


def test_a_generation_of_a_time_before_labels_serves_until_it_is_rebuilt(
    generations: Generations, library: Library, tmp_path: Path
) -> None:
    name = published(generations, library)
    aged(generations, name, UNLABELLED)
    cache, labeller = VectorCache(tmp_path / "cache.sqlite"), HashLabeller()
    searcher = LiveIndex(generations, HashEncoder(), cache, labeller=labeller).current(library, library)
    assert (searcher.generation, searcher.count("patents")) == (name, 12)
    assert np.isnan(searcher.labels("patents", ["P0001"])).all()
    assert LiveIndex(generations, HashEncoder(), cache).current(library, library).generation == name
    assert rebuild(library.corpus(), HashEncoder(), cache, generations).outcome == "published"


def test_a_generation_of_a_time_before_phrases_serves_until_it_is_rebuilt(
    generations: Generations, library: Library, tmp_path: Path
) -> None:
    name = published(generations, library)
    cache = VectorCache(tmp_path / "cache.sqlite")
    words = tokens(made_up("patents", 3).text)

    def scored() -> list[float]:
        library.put(made_up("patents", 80))
        live = LiveIndex(generations, HashEncoder(), cache)
        searcher = live.current(library, library)
        live.settle()
        searcher = live.current(library, library)
        ids = ["P0003", "P0080"]
        return searcher.views("patents", ids, HashEncoder().encode_query([]), words).document_bm25.tolist()

    now = scored()
    aged(generations, name, UNPHRASED)
    then = scored()
    assert 0 < then[0] < now[0]
    # What is fresh has no phrases either, or it would outrank what is published.
    assert 0 < then[1] < now[1]
    assert rebuild(library.corpus(), HashEncoder(), cache, generations).outcome == "published"
    assert scored()[0] > then[0]


def test_a_generation_with_bm25_of_passages_serves_until_it_is_rebuilt(
    generations: Generations, library: Library, tmp_path: Path
) -> None:
    name = published(generations, library)
    cache = VectorCache(tmp_path / "cache.sqlite")
    assert rebuild(library.corpus(), HashEncoder(), cache, generations).outcome == "unchanged"
    words, vectors = tokens(made_up("patents", 3).text), HashEncoder().encode_query(["radar antenna"])

    def seen() -> dict[str, list[float]]:
        searcher = LiveIndex(generations, HashEncoder(), cache).current(library, library)
        views = searcher.views("patents", sorted(searcher.ids("patents")), vectors, words)
        return {view: scores.tolist() for view, scores in views.named.items()}

    now, tuning = seen(), generations.manifest(name).tuning
    aged(generations, name, PASSAGED)
    assert generations.verify(name).tuning == tuning
    assert seen() == now
    report = rebuild(library.corpus(), HashEncoder(), cache, generations)
    assert (report.outcome, report.counts["patents"].records) == ("published", 12)
    manifest = generations.verify(report.generation)
    assert (manifest.format, manifest.files.keys()) == (FORMAT, FILES)
    assert seen() == now


def test_a_generation_of_a_time_when_vectors_were_in_files_only_serves_until_it_is_rebuilt(
    generations: Generations, library: Library, tmp_path: Path
) -> None:
    name = published(generations, library)
    cache = VectorCache(tmp_path / "cache.sqlite")
    aged(generations, name, FILED)
    assert generations.verify(name).vectors.engine == "files"
    searcher = LiveIndex(generations, HashEncoder(), cache).current(library, library)
    assert (searcher.generation, searcher.count("patents")) == (name, 12)
    assert rebuild(library.corpus(), HashEncoder(), cache, generations).outcome == "published"


@pytest.mark.parametrize(
    "vectors",
    [
        None,
        {"engine": "elsewhere", "collections": {}},
        {"engine": "files", "collections": {"patents": "one"}},
        {"engine": "milvus", "collections": {}},
    ],
)
def test_a_manifest_names_engines_that_there_are_and_all_kinds(
    generations: Generations, library: Library, vectors: object
) -> None:
    name = published(generations, library)
    facts = json.loads(generations.manifest(name).content()) | {"vectors": vectors}
    del facts["seal"]
    seal = hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    with pytest.raises(Unavailable) as refused:
        manifest_from(json.dumps({**facts, "seal": seal}).encode(), name)
    assert refused.value.problem.code == "index_damaged"


@pytest.mark.parametrize("to", [UNLABELLED, UNPHRASED, PASSAGED])
def test_files_of_an_earlier_format_are_checked_though_not_loaded(
    generations: Generations, library: Library, to: int
) -> None:
    name = published(generations, library)
    aged(generations, name, to)
    unread = sorted(generations.verify(name).files.keys() - FILES)
    assert unread
    for file in unread:
        path = generations.directory / name / file
        sound = path.read_bytes()
        path.write_bytes(sound[:-1])
        with pytest.raises(Unavailable):
            generations.verify(name)
        assert generations.load(name).manifest.format == to
        path.write_bytes(sound)


def test_a_generation_of_another_time_is_refused(generations: Generations, library: Library) -> None:
    name = published(generations, library)
    aged(generations, name, 99)
    with pytest.raises(Unavailable) as refused:
        generations.verify(name)
    assert refused.value.problem.code == "index_format"
