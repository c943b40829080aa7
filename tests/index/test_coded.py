"""Search through codes: the same as looking at every vector, whatever the vectors and the filter are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.dense.coded import CodedIndex, Codes
from index.dense.flat import FlatIndex
from index.dense.protocol import Mask
from index.encoder import Vectors

ROWS, DIMENSION = 6_000, 48


def unit(chance: np.random.Generator, count: int) -> Vectors:
    """In heaps, as texts lie, and of dimensions that differ in size."""
    heaps = chance.standard_normal((40, DIMENSION)) * chance.uniform(0.1, 3, DIMENSION)
    rows = heaps[chance.integers(len(heaps), size=count)] + chance.standard_normal((count, DIMENSION))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="module")
def flat() -> FlatIndex:
    return FlatIndex(unit(np.random.default_rng(1), ROWS))


@pytest.fixture(scope="module")
def index(flat: FlatIndex) -> CodedIndex:
    return CodedIndex(flat)


@pytest.fixture(scope="module")
def questions() -> Vectors:
    return unit(np.random.default_rng(2), 12)


def share(kept: float) -> Mask:
    return np.random.default_rng(3).random(ROWS) < kept


def assert_same(index: CodedIndex, flat: FlatIndex, questions: Vectors, k: int, allowed: Mask | None) -> None:
    """But for the order of rows whose cosines differ by rounding alone."""
    ours, theirs = index.search(questions, k, allowed), flat.search(questions, k, allowed)
    np.testing.assert_allclose(ours.scores, theirs.scores, atol=1e-6)
    np.testing.assert_allclose(ours.scores, np.einsum("md,mkd->mk", questions, flat.whole[ours.rows]), atol=1e-6)
    assert all(len(set(rows)) == len(rows) for rows in ours.rows.tolist())
    assert allowed is None or allowed[ours.rows].all()


@pytest.mark.parametrize("k", [1, 10, 400, 2_500, ROWS, 2 * ROWS])
@pytest.mark.parametrize("kept", [None, 0.9, 0.3, 0.02, 0.0])
def test_it_finds_what_a_look_at_every_vector_finds(
    index: CodedIndex, flat: FlatIndex, questions: Vectors, k: int, kept: float | None
) -> None:
    assert_same(index, flat, questions, k, None if kept is None else share(kept))


def test_codes_are_compared_and_not_all_vectors(
    flat: FlatIndex, questions: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[int] = []
    scored = FlatIndex.scored

    def noted(self: FlatIndex, query: Vectors, rows: np.ndarray) -> np.ndarray:
        looked_at.append(len(rows))
        return scored(self, query, rows)

    monkeypatch.setattr(FlatIndex, "scored", noted)
    monkeypatch.setattr(FlatIndex, "search", None)
    CodedIndex(flat).search(questions, 100)
    assert len(looked_at) < 2 * len(questions)
    assert sum(looked_at) < len(questions) * ROWS / 10


@pytest.mark.parametrize("k", range(280, 480, 20))
def test_a_sample_that_tells_too_high_a_cosine(
    flat: FlatIndex, questions: Vectors, k: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then what is above it is too little, and what is found besides is not all that comes next."""
    for query in questions[:, None]:
        index = CodedIndex(flat)
        last = flat.search(query, 300).rows[0, -1]
        monkeypatch.setattr(index, "_sample", np.tile(flat.whole[last], (ROWS, 1)))
        monkeypatch.setattr(index, "_sampled", np.arange(ROWS))
        assert_same(index, flat, query, k, None)
    monkeypatch.setattr(index, "_sample", np.concatenate([questions] * 40))
    monkeypatch.setattr(index, "_sampled", np.zeros(480, dtype=np.int64))
    assert_same(index, flat, questions, k, None)


NUMBERS = st.floats(-1, 1, width=32) | st.sampled_from([0.0, 1e-30, 1.0, -1.0])


@given(st.integers(1, 5).flatmap(lambda width: arrays(np.float32, (12, width), elements=NUMBERS)))
def test_no_row_that_is_near_enough_is_left_out(vectors: Vectors) -> None:
    """The last of them asks."""
    query = vectors[-1]
    exact = vectors.astype(np.float64) @ query.astype(np.float64)
    codes = Codes(vectors[:-1])
    for row, least in enumerate(exact[:-1].tolist()):
        assert row in codes.above(query, least, None)


def test_codes_leave_out_what_is_far(flat: FlatIndex, questions: Vectors) -> None:
    codes = Codes(flat.whole)
    for query in questions:
        exact = flat.whole @ query
        least = float(np.sort(exact)[-200])
        assert len(codes.above(query, least, None)) < 400


def test_equal_vectors_are_in_the_order_of_their_rows() -> None:
    flat = FlatIndex(np.tile(unit(np.random.default_rng(4), 4), (500, 1)))
    found = CodedIndex(flat).search(flat.whole[:1], 20)
    assert found.rows[0].tolist() == list(range(0, 80, 4))


def test_filters_of_other_threads_do_not_leak(index: CodedIndex, questions: Vectors) -> None:
    def only(number: int) -> bool:
        allowed = np.arange(ROWS) % 8 == number % 8
        found = [index.search(questions[turn : turn + 1], 20, allowed) for turn in range(len(questions))]
        return all((each.rows % 8 == number % 8).all() for each in found)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(only, range(16)))


def test_it_is_what_it_was_made_of(index: CodedIndex, flat: FlatIndex) -> None:
    assert (len(index), index.dimension, index.whole, index.exact) == (ROWS, DIMENSION, None, True)
    rows = np.array([5, 1, 5], dtype=np.int64)
    assert (index.rows(rows) == flat.whole[rows]).all()
    assert (np.concatenate([block for _, block in index.blocks()]) == flat.whole).all()
