"""What is kept of records between rebuilds, and that it is taken over exactly where nothing it depends on changed."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.passages import Source
from index.analyst import Analyst, Ready
from index.cache import VectorCache
from index.cache_file import checksum
from index.entries import LONGEST, Entry, EntryCache
from index.terms import DocumentTerms
from tests.fakes import HashEncoder
from tests.index.library import made_up, source

KEY, OTHER = "0" * 32, "f" * 32
DIGITS = st.text("0123456789abcdef", min_size=32, max_size=32)


def entry(number: int = 1) -> Entry:
    labels = np.array([0.25, 1], dtype=np.float16)
    return Entry(KEY, (KEY, OTHER), (OTHER, KEY), DocumentTerms(["radar", "안테나"], [number, 2**32 - 1]), labels)


def told(of: Entry) -> tuple[object, ...]:
    return of.record, of.passages, of.vectors, of.terms, of.labels.tolist()


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]))),
    st.lists(st.integers(0, 2**32 - 1)),
    st.lists(DIGITS, min_size=1),
)
def test_an_entry_is_read_as_it_was_written(words: list[str], spoken: list[int], hashes: list[str]) -> None:
    written = Entry(KEY, tuple(hashes), tuple(hashes), DocumentTerms(words, spoken), np.ones(3, dtype=np.float16))
    assert told(Entry.of_bytes(written.to_bytes())) == told(written)


def test_what_was_stored_is_found_by_its_key(tmp_path: Path) -> None:
    cache = EntryCache(tmp_path / "cache.db")
    cache.store({KEY: entry(1)}, "maker")
    assert cache.fetch([OTHER]) == {}
    cache.store({KEY: entry(2), OTHER: entry(3)}, "maker")
    found = cache.fetch([OTHER, KEY])
    assert told(found[KEY]) == told(entry(2))
    assert told(found[OTHER]) == told(entry(3))


@pytest.mark.parametrize("damage", ["value = zeroblob(9)", "checksum = checksum + 1", "hash = zeroblob(16)"])
def test_a_damaged_one_counts_as_missing(tmp_path: Path, damage: str) -> None:
    cache = EntryCache(tmp_path / "cache.db")
    cache.store({OTHER: entry()}, "maker")
    with closing(sqlite3.connect(cache.path)) as connection, connection:
        connection.execute(f"UPDATE entry SET {damage}")
    assert cache.fetch([KEY, OTHER]) == {}


class Labels:
    """Of one name, as sure of all as it was told to be."""

    names = ("area",)

    def __init__(self, key: str, confidence: float) -> None:
        self.key = key
        self.confidence = confidence

    def confidences(
        self, documents: Sequence[object], _vectors: object
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        return np.full((len(documents), 1), self.confidence, dtype=np.float32)


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path / "vectors.db")


def sources(*numbers: int, note: str = "") -> list[Source]:
    return [source(made_up("patents", number, note)) for number in numbers]


def unmade(each: Source) -> Source:
    """One whose document must not be made."""
    return replace(each, document=lambda: pytest.fail("made"))


def same(one: Sequence[Ready], other: Sequence[Ready]) -> bool:
    return all(
        told(mine) == told(theirs) and np.array_equal(vectors, others)
        for (mine, vectors), (theirs, others) in zip(one, other, strict=True)
    )


def test_a_record_of_the_same_text_is_not_read_again(cache: VectorCache) -> None:
    first = Analyst(HashEncoder(), cache, Labels("1", 0.5)).read("patents", sources(1, 2, 3))
    encoder = HashEncoder()
    again = Analyst(encoder, cache, Labels("1", 0.9)).read("patents", list(map(unmade, sources(1, 2, 3))))
    assert same(again.entries, first.entries)
    assert (again.passages, again.encoded, encoder.documents) == (first.passages, 0, 0)


def test_a_changed_record_is_read_and_stands_in_its_place(cache: VectorCache) -> None:
    analyst = Analyst(HashEncoder(), cache, None)
    analyst.read("patents", sources(1, 2, 3))
    changed = sources(2, note="changed")[0]
    first, _, third = map(unmade, sources(1, 2, 3))
    mixed = analyst.read("patents", [first, changed, third])
    anew = Analyst(HashEncoder(), VectorCache(cache.path.with_name("new.db")), None)
    assert same(mixed.entries, anew.read("patents", [sources(1)[0], changed, sources(3)[0]]).entries)


def test_what_others_made_and_what_was_not_read_is_let_go(cache: VectorCache) -> None:
    Analyst(HashEncoder(), cache, Labels("1", 0.5)).read("patents", sources(1, 2, 3))
    now = Analyst(HashEncoder(), cache, Labels("2", 0.5))
    now.read("patents", sources(1, 2))
    third = len(made_up("patents", 3).passages)
    assert now.forget_others() == 3 + third
    assert now.forget_others() == 0
    encoder = HashEncoder()
    again = Analyst(encoder, cache, Labels("2", 0.5)).read("patents", list(map(unmade, sources(1, 2))))
    assert (again.encoded, encoder.documents) == (0, 0)
    before = Analyst(encoder, cache, Labels("1", 0.5))
    assert before.read("patents", sources(1, 2, 3)).encoded == third


@pytest.mark.parametrize("other", ["labeller", "encoder", "kind", "vectors"])
def test_what_depends_on_something_else_is_made_again(cache: VectorCache, other: str) -> None:
    Analyst(HashEncoder(), cache, Labels("1", 0.5)).read("patents", sources(1))
    labeller = Labels("2" if other == "labeller" else "1", 0.75)
    encoder = HashEncoder(revision="other") if other == "encoder" else HashEncoder()
    if other == "vectors":
        with closing(sqlite3.connect(cache.path)) as connection, connection:
            connection.execute("DELETE FROM vector")
    found = Analyst(encoder, cache, labeller).read("needs" if other == "kind" else "patents", sources(1))
    assert found.entries[0][0].labels.tolist() == [0.75]


def test_one_that_unpacks_to_more_than_any_entry_counts_as_missing(tmp_path: Path) -> None:
    cache = EntryCache(tmp_path / "cache.db")
    cache.store({KEY: entry()}, "maker")
    bomb = zlib.compress(b'["' + b"a" * LONGEST + b'"]', 9)
    with closing(sqlite3.connect(cache.path)) as connection, connection:
        connection.execute("UPDATE entry SET value = ?, checksum = ?", (bomb, checksum(bytes.fromhex(KEY), bomb)))
    assert cache.fetch([KEY]) == {}
    with pytest.raises(ValueError, match="longer than any entry"):
        Entry.of_bytes(bomb)
