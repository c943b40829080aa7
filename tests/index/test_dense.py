"""Exact search, its filter, and its use by many threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.dense.flat import FlatIndex
from index.encoder import Vectors


def unit(count: int, dimension: int = 16, seed: int = 1) -> Vectors:
    rows = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize("k", [1, 7, 300, 999])
def test_as_numpy(k: int) -> None:
    vectors, queries = unit(300), unit(5, seed=2)
    found = FlatIndex(vectors).search(queries, k)
    order = np.argsort(-(queries @ vectors.T), axis=1)[:, :k]
    assert found.rows.tolist() == order.tolist()
    assert found.scores == pytest.approx(np.take_along_axis(queries @ vectors.T, order, axis=1), abs=1e-6)


def test_filter_comes_before_the_search() -> None:
    vectors = unit(200)
    allowed = np.zeros(200, dtype=np.bool_)
    allowed[[3, 150, 199]] = True
    found = FlatIndex(vectors).search(vectors[:2], 50, allowed)
    assert sorted(found.rows[0].tolist()) == [3, 150, 199]
    assert FlatIndex(vectors).search(vectors[:2], 50, np.zeros(200, dtype=np.bool_)).rows.shape == (2, 0)


def test_vectors_are_the_same_bits_and_read_only() -> None:
    vectors = unit(50)
    index = FlatIndex(vectors)
    assert (index.whole == vectors).all()
    with pytest.raises(ValueError, match="read-only"):
        index.whole[0, 0] = 1


def test_empty() -> None:
    index = FlatIndex(unit(0))
    assert len(index) == 0
    assert index.whole.shape == (0, 16)
    assert index.search(unit(2), 5).rows.shape == (2, 0)


def test_filters_of_other_threads_do_not_leak() -> None:
    index = FlatIndex(unit(500))

    def only(number: int) -> bool:
        allowed = np.arange(500) % 8 == number % 8
        return all((index.search(unit(1, seed=turn), 20, allowed).rows % 8 == number % 8).all() for turn in range(30))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(only, range(16)))
