"""Products of rows with a vector, shared among threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import threadpoolctl

from index import products
from index.products import MOST, rest_blas
from index.products import products as products_of


@pytest.mark.parametrize("count", [0, 1, 2, 7, 1_001])
def test_shares_make_what_one_product_makes(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "WORTH_SHARING", 0)
    monkeypatch.setattr(products.os, "cpu_count", lambda: MOST + 3)
    chance = np.random.default_rng(count)
    rows, vector = chance.random((count, 24), dtype=np.float32), chance.random(24, dtype=np.float32)
    found = products_of(rows, vector)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, rows @ vector, rtol=1e-6)


def test_many_threads_may_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "WORTH_SHARING", 0)
    rows = np.random.default_rng(0).random((5_000, 24), dtype=np.float32)
    with ThreadPoolExecutor(8) as asking:
        for number, found in enumerate(asking.map(lambda number: products_of(rows, rows[number]), range(40))):
            np.testing.assert_allclose(found, rows @ rows[number], rtol=1e-6)


def test_blas_rests_with_one_thread() -> None:
    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        rest_blas()
        assert {pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"} == {1}
