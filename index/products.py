"""Inner products of many rows with one vector, shared among threads of our own.

The threads of OpenBLAS spin for a while after each product, waiting for the next: where requests come one after another
that takes a processor from whoever else answers. These sleep.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
import threadpoolctl
from numpy.typing import NDArray

Scores = NDArray[np.float32]

WORTH_SHARING: Final = 2_000_000
"""Values, 8 MB: fewer are multiplied before another thread has woken up."""
MOST: Final = 4
"""Threads: reading from memory is what takes time, and more read no faster."""


def rest_blas() -> None:
    """Keeps BLAS to one thread in this process, for those that answer many requests."""
    threadpoolctl.threadpool_limits(1, user_api="blas")


def blas_of_one() -> AbstractContextManager[object]:
    """As `rest_blas` for a while, for those who run several products at a time."""
    limit: AbstractContextManager[object] = threadpoolctl.threadpool_limits(1, user_api="blas")
    return limit


def products(rows: NDArray[np.float32], vector: NDArray[np.float32]) -> Scores:
    """Of each row of float32[n, d] with float32[d], float32[n]."""
    shares = min(MOST, os.cpu_count() or 1)
    if rows.size < WORTH_SHARING or shares == 1:
        whole: Scores = rows @ vector
        return whole
    found = np.empty(len(rows), dtype=np.float32)
    bounds = np.linspace(0, len(rows), shares + 1).astype(int).tolist()
    parts = [slice(first, last) for first, last in pairwise(bounds)]
    helped = [_helpers().submit(np.dot, rows[part], vector, found[part]) for part in parts[1:]]
    np.dot(rows[parts[0]], vector, found[parts[0]])
    for each in helped:
        each.result()
    return found


@cache
def _helpers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(MOST - 1, thread_name_prefix="products")
