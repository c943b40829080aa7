"""Best passages in columns, against a plain loop over records."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.slots import Slots


@given(st.lists(st.integers(1, 7), min_size=1, max_size=9), st.integers(0, 2**32 - 1))
def test_the_best_is_that_of_each_record(unordered: list[int], seed: int) -> None:
    sizes = np.array(sorted(unordered, reverse=True), dtype=np.int64)
    chance = np.random.default_rng(seed)
    scores = [chance.standard_normal((2, size)).astype(np.float32) for size in sizes]
    slots = Slots.of(sizes)
    columns = np.zeros((2, slots.columns), dtype=np.float32)
    for record, own in enumerate(scores):
        for slot in range(own.shape[1]):
            columns[:, slots.places(np.array([record]), np.array([slot]))[0]] = own[:, slot]

    assert slots.best(columns.copy()) == pytest.approx(np.stack([own.max(axis=1) for own in scores], axis=1))


def test_columns_by_hand() -> None:
    slots = Slots.of(np.array([3, 2, 1]))
    # first passages of all three, second ones of two, the third of one
    assert (slots.begins, slots.widths, slots.records, slots.columns) == ((0, 3, 5), (3, 2, 1), 3, 6)
    assert slots.places(np.array([0, 1, 0]), np.array([0, 1, 2])).tolist() == [0, 4, 5]


def test_no_records() -> None:
    slots = Slots.of(np.zeros(0, dtype=np.int64))
    assert (slots.records, slots.columns) == (0, 0)
