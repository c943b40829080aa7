"""Vectors for documents: from the cache where it has them, encoded and cached where not."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.passages import Document, Passage
from corpus.text import content_hash
from index.cache import VectorCache
from index.encoder import Encoder, Vectors

PASSAGES_A_BATCH = 512
"""Encoded between two commits to the cache: what a kill may lose, some seconds of work."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """How far a batch is: passages in all, of those `done`, of those newly `encoded`, and how fast (a second)."""

    passages: int
    done: int
    encoded: int
    rate: float


EncodedProgress = Callable[[Encoded], None]


@dataclass(frozen=True, slots=True)
class NamedTexts:
    """`texts` are what is encoded, by the hash under which the vector is cached; `names` tells a passage's."""

    names: dict[str, str]
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class DocumentVectors:
    """One matrix float32[passages, d] a document, in their order, and under what its passages' vectors are cached; how
    many passages had to be encoded."""

    matrices: list[Vectors]
    names: list[tuple[str, ...]]
    encoded: int


def vectors_for(
    documents: Sequence[Document],
    encoder: Encoder,
    cache: VectorCache,
    progress: EncodedProgress | None = None,
) -> DocumentVectors:
    """Each distinct passage is encoded once. What a killed call had encoded, the next one finds in the cache."""
    named = named_texts(documents, encoder)
    names, texts = named.names, named.texts
    hashes = list(texts)
    fetched = cache.fetch(encoder.info, hashes)
    vectors = fetched.vectors
    missing = np.flatnonzero(~fetched.found)
    known = len(hashes) - len(missing)
    started = time.monotonic()
    for start in range(0, len(missing), PASSAGES_A_BATCH):
        rows = missing[start : start + PASSAGES_A_BATCH]
        wanted = [hashes[row] for row in rows]
        vectors[rows] = encoder.encode_document([texts[digits] for digits in wanted])
        cache.store(encoder.info, wanted, vectors[rows])
        if progress is not None:
            encoded = start + len(rows)
            rate = encoded / max(time.monotonic() - started, 1e-9)
            progress(Encoded(len(hashes), known + encoded, encoded, rate))
    places = {digits: row for row, digits in enumerate(hashes)}
    called = [tuple(names[passage.hash] for passage in document.passages) for document in documents]
    return DocumentVectors([vectors[[places[name] for name in own]] for own in called], called, len(missing))


def named_texts(documents: Sequence[Document], encoder: Encoder) -> NamedTexts:
    """Each distinct text of these documents once."""
    passages = {passage.hash: passage for document in documents for passage in document.passages}
    rendered = encoder.rendered([passage.searchable for passage in passages.values()])
    names = dict(zip(passages, map(_name, passages.values(), rendered), strict=True))
    return NamedTexts(names, dict(zip(names.values(), rendered, strict=True)))


def _name(passage: Passage, rendered: str) -> str:
    """Under what a passage's vector is cached: its own hash, or that of what is encoded in its place."""
    return passage.hash if rendered == passage.searchable else content_hash(rendered)
