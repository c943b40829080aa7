"""Fusion of many queries' candidates at once: the same as one query at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.fusion import fuse
from matcher.grouped import fuse_grouped

WEIGHTS = [{"a": 1.0, "b": 0.5, "c": 1.5}, {"a": 2.0, "b": 0.0, "c": 0.25}]
SCORES = st.lists(st.tuples(*[st.sampled_from([0.0, 0.25, 0.5, 3.0, 40.0])] * 3), min_size=1, max_size=7)


@given(st.lists(SCORES, min_size=1, max_size=5))
def test_each_group_is_fused_as_if_alone(groups: list[list[tuple[float, float, float]]]) -> None:
    together = np.array([row for group in groups for row in group], dtype=np.float32)
    views = {name: together[:, place] for place, name in enumerate("abc")}
    weights = [WEIGHTS[number % 2] for number in range(len(groups))]
    given = {name: np.array([each[name] for each in weights], dtype=np.float32) for name in "abc"}
    fused = fuse_grouped(views, given, np.array([len(group) for group in groups]))
    alone = [
        fuse({name: np.array(group, dtype=np.float32)[:, place] for place, name in enumerate("abc")}, own)
        for group, own in zip(groups, weights, strict=True)
    ]
    assert fused == pytest.approx(np.concatenate(alone), abs=1e-4)


def test_no_candidates() -> None:
    empty = np.zeros(0, dtype=np.float32)
    assert len(fuse_grouped({"a": empty}, {"a": empty}, np.zeros(0, dtype=np.int64))) == 0
