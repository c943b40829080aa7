"""Fusion by hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.fusion import fuse, z_scores


def row(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_z_scores_have_mean_zero_and_deviation_one() -> None:
    # mean 2, population deviation sqrt(2/3)
    assert z_scores(row(1, 2, 3)) == pytest.approx([-1.2247449, 0, 1.2247449])


def test_a_flat_view_says_nothing() -> None:
    assert z_scores(row(5, 5, 5)).tolist() == [0, 0, 0]
    assert z_scores(row()).tolist() == []


def test_fused_scores_are_the_weighted_mean_of_z_scores() -> None:
    fused = fuse({"a": row(1, 2, 3), "b": row(30, 20, 10)}, {"a": 3.0, "b": 1.0})
    # (3 * z - 1 * z) / 4 = z / 2
    assert fused == pytest.approx([-0.6123724, 0, 0.6123724])


def test_a_flat_view_does_not_dilute_the_others() -> None:
    alone = fuse({"a": row(1, 2, 3)}, {"a": 1.0})
    beside = fuse({"a": row(1, 2, 3), "b": row(0, 0, 0)}, {"a": 1.0, "b": 4.0})
    assert beside == pytest.approx(alone)


def test_views_without_weight_take_no_part() -> None:
    assert fuse({"a": row(1, 2), "b": row(9, 0)}, {"a": 1.0}) == pytest.approx([-1, 1])


def test_nothing_to_fuse() -> None:
    assert fuse({}, {}).tolist() == []
