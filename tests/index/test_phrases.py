"""Phrases: which a text has, and that their index scores them as the library of BM25 does."""

from __future__ import annotations

import random
import zlib

import bm25s
import numpy as np
import pytest

from corpus.problems import Unavailable
from index.arrays import array_bytes
from index.bm25 import Parameters
from index.lexical import HASHED_FILES, HASHES, LexicalIndex
from index.phrases import phrases
from tests.index.library import phrase_index


def number(one: str, other: str) -> int:
    return zlib.crc32(f"{one} {other}".encode())


def built(texts: list[list[int]], parameters: Parameters | None = None) -> LexicalIndex:
    return phrase_index(texts, parameters or Parameters())


def made_up(count: int, seed: int = 3) -> list[list[int]]:
    chance = random.Random(seed)
    return [[int(chance.paretovariate(0.7)) % 200 for _ in range(chance.randint(0, 30))] for _ in range(count)]


def test_neighbours_make_a_phrase() -> None:
    assert phrases(["phased", "array", "radar"]) == [number("phased", "array"), number("array", "radar")]
    assert phrases(["radar"]) == phrases([]) == []


def test_of_a_korean_text_only_korean_terms_make_phrases() -> None:
    """The glossary's English stands behind the Korean, in no order of its own."""
    assert phrases(["uav", "위상", "배열", "phase", "array"]) == [number("위상", "배열")]


@pytest.mark.parametrize("parameters", [Parameters(), Parameters(2.0, 0.95)])
def test_as_bm25s(parameters: Parameters) -> None:
    texts = made_up(120)
    reference = bm25s.BM25(k1=parameters.k1, b=parameters.b, method="lucene")
    reference.index([list(map(str, text)) for text in texts], show_progress=False)
    index = built(texts, parameters)
    for query in made_up(20, seed=8):
        known = [phrase for phrase in sorted(set(query)) if index.frequency(phrase)]
        expected = reference.get_scores(list(map(str, known))) if known else np.zeros(len(texts))
        np.testing.assert_allclose(index.scores(sorted(set(query))), expected, rtol=1e-5, atol=1e-6)


def test_files_give_the_index_again() -> None:
    index = built(made_up(40))
    files = index.files()
    assert files.keys() == set(HASHED_FILES)
    again = LexicalIndex.load(files.__getitem__, hashed=True)
    assert again.files() == files
    query = made_up(1, seed=9)[0]
    np.testing.assert_array_equal(again.scores(query), index.scores(query))
    assert [again.frequency(phrase) for phrase in range(20)] == [index.frequency(phrase) for phrase in range(20)]


def test_hashes_that_do_not_fit_are_damage() -> None:
    files = built(made_up(40)).files() | {HASHES: built([[1]]).files()[HASHES]}
    with pytest.raises(Unavailable):
        LexicalIndex.load(files.__getitem__, hashed=True)


def test_hashes_out_of_order_are_damage() -> None:
    files = built([[1, 2, 3]]).files()
    backwards = np.array([3, 2, 1], dtype=np.uint32)
    with pytest.raises(Unavailable):
        LexicalIndex.load((files | {HASHES: array_bytes(backwards)}).__getitem__, hashed=True)


def test_nothing_is_an_index_too() -> None:
    for texts in ([], [[]], [[], []]):
        index = built(texts)
        assert index.scores([1, 2]).tolist() == [0.0] * len(texts)
