"""Vectors and questions in whole numbers of one byte, which processors compare several times as fast as float32."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import faiss
import numpy as np

from index.encoder import Vectors

STEPS: Final = 127
"""The largest code, and the smallest negated."""
SMALLEST: Final = np.float32(1e-12)
"""Step: what is smaller counts as nothing."""


@dataclass(frozen=True)
class Coding:
    """`step` float32[d]: what one stands for in each dimension of a code."""

    step: Vectors

    @classmethod
    def of(cls, vectors: Vectors) -> Self:
        """By the largest value of each dimension of float32[n, d], at least one row."""
        peak = np.maximum(vectors.max(axis=0), -vectors.min(axis=0))
        return cls(np.maximum(peak / STEPS, SMALLEST))

    def codes(self, vectors: Vectors) -> Vectors:
        """Whole numbers, float32[n, d]; what is larger than any by which this was made is cut off."""
        found: Vectors = np.rint(vectors / self.step)
        return np.clip(found, -STEPS, STEPS, out=found)

    def asked(self, queries: Vectors) -> tuple[Vectors, Vectors]:
        """Whole numbers float32[m, d] and units float32[m, 1]: a row's product with codes times its unit is the cosine.

        Nearly: `left` is what is lost of the question.
        """
        weighed = queries * self.step
        unit = np.maximum(np.abs(weighed).max(axis=1, keepdims=True) / STEPS, SMALLEST)
        return np.rint(weighed / unit), unit

    def left(self, queries: Vectors, asked: Vectors, unit: Vectors) -> Vectors:
        """What the questions are beyond those of whole numbers, float32[m, d]."""
        return queries - asked * unit / self.step

    def lists(self, centroids: Vectors) -> faiss.IndexIVFScalarQuantizer:
        """Empty lists of codes, one about each of the centroids float32[lists, d], for questions of whole numbers.

        FAISS compares codes with these in integers, and those of its indexes that have lists stop at a threshold too.
        """
        quantiser = faiss.IndexFlatIP(centroids.shape[1])
        quantiser.add(np.ascontiguousarray(centroids / self.step))
        index = faiss.IndexIVFScalarQuantizer(
            *(quantiser, centroids.shape[1], len(centroids)),
            *(faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT, False),
        )
        index.train(centroids)
        return index
