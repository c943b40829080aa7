"""The vector cache: exact, shared, resumable, and suspicious of its own file."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from corpus.problems import Unavailable
from corpus.text import content_hash
from index.cache import VectorCache
from index.encoder import EncoderInfo
from index.encoding import Encoded, vectors_for
from tests.fakes import HashEncoder
from tests.index.library import document, made_up

INFO = EncoderInfo("m", "1", 8, "float32")
HASHES = [content_hash(number) for number in range(40)]
VECTORS = np.random.default_rng(3).standard_normal((40, 8)).astype(np.float32)


def test_the_same_bits_come_back(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "deep" / "cache.sqlite")
    cache.store(INFO, HASHES[:30], VECTORS[:30])
    found = cache.fetch(INFO, [*HASHES, HASHES[0]])
    assert found.found.tolist() == [True] * 30 + [False] * 10 + [True]
    assert (found.vectors[:30] == VECTORS[:30]).all()
    assert not found.vectors[30:40].any()
    assert cache.count(INFO) == 30


def test_encoders_are_kept_apart(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "cache.sqlite")
    cache.store(INFO, HASHES, VECTORS)
    for other in (
        EncoderInfo("m", "2", 8, "float32"),
        EncoderInfo("m", "1", 8, "bfloat16"),
        EncoderInfo("m", "1", 8, "float32", document_prompt="passage: "),
    ):
        assert not cache.fetch(other, HASHES).found.any()


def test_more_than_one_query_can_hold(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "cache.sqlite")
    hashes = [content_hash(number) for number in range(2_345)]
    vectors = np.random.default_rng(4).standard_normal((2_345, 8)).astype(np.float32)
    cache.store(INFO, hashes, vectors)
    assert (cache.fetch(INFO, hashes).vectors == vectors).all()


@pytest.mark.parametrize("damage", ["checksum", "length", "swapped"])
def test_a_damaged_row_counts_as_missing(tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    cache = VectorCache(tmp_path / "cache.sqlite")
    cache.store(INFO, HASHES, VECTORS)
    with sqlite3.connect(cache.path) as connection:
        value = VECTORS[1].tobytes() if damage == "swapped" else b"\x01" * (32 if damage == "checksum" else 7)
        connection.execute("UPDATE vector SET value = ? WHERE hash = ?", (value, bytes.fromhex(HASHES[0])))
    connection.close()
    found = cache.fetch(INFO, HASHES)
    assert found.found.tolist() == [False] + [True] * 39
    assert "1 damaged" in caplog.text
    cache.store(INFO, HASHES[:1], VECTORS[:1])
    assert (cache.fetch(INFO, HASHES).vectors == VECTORS).all()


@pytest.mark.parametrize("content", [b"no database" * 1_000, b"SQLite format 3\x00" + b"\xff" * 5_000])
def test_a_file_that_is_no_database_is_moved_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_bytes(content)
    cache = VectorCache(path)
    assert not cache.fetch(INFO, HASHES).found.any()
    cache.store(INFO, HASHES, VECTORS)
    assert cache.fetch(INFO, HASHES).found.all()
    assert [aside.read_bytes() for aside in tmp_path.glob("cache.sqlite.damaged-*")] == [content]


def test_flipped_bits_never_give_a_wrong_vector(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    cache = VectorCache(path)
    cache.store(INFO, HASHES, VECTORS)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    sound = path.read_bytes()
    for place in range(0, len(sound), len(sound) // 120):
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 0x10]) + sound[place + 1 :])
        try:
            found = cache.fetch(INFO, HASHES)
        except Unavailable:
            continue
        assert (found.vectors[found.found] == VECTORS[found.found]).all()


def test_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        VectorCache(tmp_path).fetch(INFO, HASHES)
    assert refused.value.problem.code == "cache_unavailable"


def _store_part(path: Path, part: int) -> None:
    cache = VectorCache(path)
    for start in range(part * 10, part * 10 + 10):
        cache.store(INFO, HASHES[start : start + 1], VECTORS[start : start + 1])


def test_processes_write_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        list(pool.map(_store_part, [path] * 4, range(4)))
    assert (VectorCache(path).fetch(INFO, HASHES).vectors == VECTORS).all()


def test_only_what_is_missing_is_encoded(tmp_path: Path) -> None:
    encoder, cache = HashEncoder(), VectorCache(tmp_path / "cache.sqlite")
    documents = [made_up("patents", number) for number in range(6)]
    passages = sum(len(each.passages) for each in documents)
    seen: list[Encoded] = []
    first = vectors_for(documents, encoder, cache, seen.append)
    assert (first.encoded, encoder.documents) == (passages, passages)
    assert (seen[-1].done, seen[-1].encoded, seen[-1].passages) == (passages, passages, passages)
    again = vectors_for([*documents, document("patents", "new", "mast", "a mast", "a mast")], encoder, cache)
    assert (again.encoded, encoder.documents) == (1, passages + 1)
    assert [each.shape[0] for each in again.matrices] == [*(len(each.passages) for each in documents), 2]
    assert all((one == two).all() for one, two in zip(first.matrices, again.matrices, strict=False))
    assert vectors_for([], encoder, cache).matrices == []


def test_a_private_file_is_its_owners_alone(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "cache" / "private.sqlite", private=True)
    cache.store(HashEncoder().info, ["0" * 32], HashEncoder().encode_document(["radar"]))
    assert cache.count(HashEncoder().info) == 1
    found = list(cache.path.parent.iterdir())
    assert found
    assert {path.stat().st_mode & 0o077 for path in found} == {0}
