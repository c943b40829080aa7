"""Vectors of what records ask with: from the cache where it has them, encoded and cached where not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from corpus.passages import Document
from corpus.text import content_hash
from index.cache import VectorCache
from index.encoder import Encoder, EncoderInfo, Vectors
from index.entries import record_hash

TEXTS_A_BATCH = 512
"""Encoded between two commits to the cache: what a kill may lose, some seconds of work."""

NOBODY: Final = "0" * 32
"""In place of the hash of a record."""


@dataclass(frozen=True, slots=True)
class AskedVectors:
    """`vectors` float32[texts, d] in the order of the texts; how many of them had to be `encoded`."""

    vectors: Vectors
    encoded: int


def asked_vectors(
    texts: Sequence[str], encoder: Encoder, cache: VectorCache, askers: Sequence[Document] | None = None
) -> AskedVectors:
    """As `encoder.encode_query`, but each distinct text is encoded once, and kept as long as the record that asks with
    it (`askers`, one a text) stands in the tier; without askers, until the tier's next rebuild.

    The cache must be that of the tier whose records ask. Raises Unavailable `cache_unavailable`.
    """
    names = [_name(encoder.info, text) for text in encoder.rendered(texts)]
    by_name = dict(zip(names, texts, strict=True))
    hashes = list(by_name)
    by_asker = {} if askers is None else dict(zip(names, askers, strict=True))
    fetched = cache.fetch_asked(encoder.info, hashes)
    vectors, missing = fetched.vectors, np.flatnonzero(~fetched.found)
    for start in range(0, len(missing), TEXTS_A_BATCH):
        rows = missing[start : start + TEXTS_A_BATCH]
        wanted = [hashes[row] for row in rows]
        vectors[rows] = encoder.encode_query([by_name[name] for name in wanted])
        records = [record_hash(by_asker[name]) if by_asker else NOBODY for name in wanted]
        cache.store_asked(encoder.info, wanted, vectors[rows], records)
    places = {name: row for row, name in enumerate(hashes)}
    return AskedVectors(vectors[[places[name] for name in names]], len(missing))


def _name(info: EncoderInfo, text: str) -> str:
    """Under what a text is cached: as a passage is (`index.encoding`), unless the model reads queries otherwise."""
    return content_hash(text if info.query_prompt == info.document_prompt else ["query", text])
