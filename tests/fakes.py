"""Stand-ins that behave: deterministic, small, and without files of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Document
from index.encoder import EncodeProgress, EncoderInfo, Vectors


class HashEncoder:
    """Words hashed to directions and added up: texts that share words are near, always in the same way.

    Counts what it encodes, so that tests can tell what came from a cache.
    """

    def __init__(self, dimension: int = 64, revision: str = "1") -> None:
        self._info = EncoderInfo("hash", revision, dimension, "float32")
        self.queries = 0
        self.documents = 0

    @property
    def info(self) -> EncoderInfo:
        return self._info

    def rendered(self, texts: Sequence[str]) -> list[str]:
        return list(texts)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        self.queries += len(texts)
        return self._encode(texts)

    def encode_document(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        self.documents += len(texts)
        if progress is not None:
            progress(len(texts), len(texts))
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._info.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.casefold().split() or [""]:
                seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())
                vectors[row] += np.random.default_rng(seed).standard_normal(self._info.dimension, dtype=np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


class HashLabeller:
    """As sure of a name as the name, the key and the record's text happen to hash to."""

    def __init__(self, key: str = "1", names: tuple[str, ...] = ("red", "green", "blue")) -> None:
        self.key = key
        self.names = names
        self.records = 0

    def confidences(self, documents: Sequence[Document], vectors: Sequence[Vectors]) -> NDArray[np.float32]:
        self.records += len(documents)
        drawn = [[self._drawn(document.text, name) for name in self.names] for document in documents]
        return np.array(drawn, dtype=np.float32).reshape(len(documents), len(self.names))

    def _drawn(self, text: str, name: str) -> float:
        digest = hashlib.blake2b(f"{self.key} {name} {text}".encode(), digest_size=4).digest()
        return int.from_bytes(digest) / 2**32
