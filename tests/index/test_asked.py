"""Query vectors from the cache: each text once, shared with passages only where the model reads both alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from corpus.passages import Document, Passage, PassageKind
from index.asked import asked_vectors
from index.cache import VectorCache
from index.encoder import EncoderInfo
from index.encoding import vectors_for
from tests.fakes import HashEncoder

TEXTS = ["ceramic nozzle", "radar antenna", "ceramic nozzle"]


class Prompted(HashEncoder):
    """Reads queries otherwise than passages."""

    @property
    def info(self) -> EncoderInfo:
        return replace(super().info, query_prompt="query: ")


def test_each_text_is_encoded_once_and_for_all(tmp_path: Path) -> None:
    encoder, cache = HashEncoder(), VectorCache(tmp_path / "v.db")
    first, second = (asked_vectors(TEXTS, encoder, cache) for _ in range(2))
    assert (first.encoded, second.encoded, encoder.queries) == (2, 0, 2)
    assert np.array_equal(first.vectors, HashEncoder().encode_query(TEXTS))
    assert np.array_equal(second.vectors, first.vectors)
    assert asked_vectors([], encoder, cache).vectors.shape == (0, 64)


def test_a_passage_that_was_encoded_serves_as_a_query(tmp_path: Path) -> None:
    document = Document("patents", "P1", "A", (Passage(PassageKind.ABSTRACT, "", TEXTS[0]),))
    for encoder, encoded in ((HashEncoder(), 1), (Prompted(), 2)):
        cache = VectorCache(tmp_path / f"{encoded}.db")
        vectors_for([document], encoder, cache)
        assert asked_vectors(TEXTS, encoder, cache).encoded == encoded
