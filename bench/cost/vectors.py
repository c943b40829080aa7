"""An encoder that costs next to nothing: a text's vector is the sum of its words' directions.

Words of one field (`bench.cost.records`) point about the same way, so vectors crowd as those of a model do: inverted
lists over pure noise would tell nothing.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cached_property
from typing import Final

import numpy as np
from scipy import sparse

from bench.cost.records import COMMON, SEED, fields, words
from index.encoder import EncodeProgress, EncoderInfo, Vectors

DIMENSION: Final = 384
SHARED: Final = 0.45
"""Of a word's direction, what is its field's."""


class WordEncoder:
    """See `Encoder`; common words, and those that it does not know, count for nothing. `seconds` is what it took."""

    def __init__(self) -> None:
        self.info = EncoderInfo("words", "1", DIMENSION, "float32")
        self.seconds = 0.0

    def rendered(self, texts: Sequence[str]) -> list[str]:
        return list(texts)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self.encode_document(texts)

    def encode_document(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        started = time.perf_counter()
        found = [[self._numbers.get(word, 0) for word in text.lower().replace(".", "").split()] for text in texts]
        starts = np.cumsum([0, *map(len, found)])
        columns = np.fromiter((number for each in found for number in each), dtype=np.int64, count=int(starts[-1]))
        counts = sparse.csr_matrix(
            (np.ones(len(columns), dtype=np.float32), columns, starts), shape=(len(texts), len(self._directions))
        )
        vectors = np.asarray(counts @ self._directions, dtype=np.float32)
        # The first direction, which is of no word, stands for a text without any.
        vectors[~vectors.any(axis=1), 0] = 1
        if progress is not None:
            progress(len(texts), len(texts))
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        self.seconds += time.perf_counter() - started
        return unit

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """Rows of `_directions`; 0 for what does not count."""
        return {word: number for number, word in enumerate(words()) if number >= COMMON}

    @cached_property
    def _directions(self) -> Vectors:
        """float32[words, DIMENSION]."""
        chance = np.random.default_rng([SEED, 3])
        directions = chance.standard_normal((len(words()), DIMENSION), dtype=np.float32) * np.float32(1 - SHARED)
        for members in fields():
            directions[members] += SHARED * chance.standard_normal(DIMENSION, dtype=np.float32)
        directions /= np.float32(np.sqrt(DIMENSION))
        directions[:COMMON] = 0
        return directions
