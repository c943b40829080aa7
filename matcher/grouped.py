"""`matcher.fusion.fuse` for the candidates of many queries that stand in one list."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.fusion import FLAT, Scores


def fuse_grouped(views: Mapping[str, Scores], weights: Mapping[str, Scores], sizes: NDArray[np.int64]) -> Scores:
    """Weighted mean of the views' z-scores, each over its own query's candidates, float32[sum of sizes].

    The first `sizes[0]` candidates are those of the first query, and so on; no size is 0. `weights` float32[queries] of
    each view. A view that is flat for a query takes no part in it.
    """
    begins = np.cumsum(sizes) - sizes
    total = np.zeros(int(sizes.sum()), dtype=np.float32)
    mass = np.zeros(len(sizes), dtype=np.float32)
    for name, own in weights.items():
        weight = own.astype(np.float32)
        centred = views[name] - np.repeat(_means(views[name], begins, sizes), sizes)
        deviations = np.sqrt(_means(centred * centred, begins, sizes))
        telling = deviations > FLAT
        factors = np.where(telling, weight / np.where(telling, deviations, 1), 0)
        total += centred * np.repeat(factors.astype(np.float32), sizes)
        mass += weight * telling
    fused: Scores = total / np.repeat(np.where(mass > 0, mass, 1), sizes)
    return fused


def _means(values: Scores, begins: NDArray[np.int64], sizes: NDArray[np.int64]) -> Scores:
    """Summed in double precision: reduceat adds one after another."""
    means: Scores = (np.add.reduceat(values, begins, dtype=np.float64) / sizes).astype(np.float32)
    return means
