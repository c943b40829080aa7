"""Encoding in bulk: what the vector cache lacks is encoded elsewhere before the build, which then finds it all there.

What comes back is stored at once, so that a rebuild that is killed, here or there, loses nothing that was stored.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

import numpy as np

from corpus.passages import Document
from corpus.problems import Unavailable
from index.cache import VectorCache
from index.encoder import Encoder, EncoderInfo, Vectors
from index.encoding import PASSAGES_A_BATCH, named_texts

PASSAGES_A_ROUND = 200_000
"""Texts that are under way at most, some 200 MB: the engine holds them, not this process."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Texts as they are encoded in the end, each under the hash by which its vector is cached."""

    hashes: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VectorBlock:
    """Rows float32[n, d] under their hashes. An empty one is a sign of life."""

    hashes: tuple[str, ...]
    vectors: Vectors


class BulkEncoder(Protocol):
    """Encodes many texts elsewhere."""

    def encode(self, info: EncoderInfo, blocks: Iterable[TextBlock]) -> Iterator[VectorBlock]:
        """The vectors that the encoder `info` would give, in any order and grouping; takes all blocks in first.

        Gives something at least every few seconds. Raises Unavailable `cluster_unavailable` where nobody encodes,
        `cluster_failed` where the encoding did not come to its end, and what the encoder itself refuses.
        """
        ...


@dataclass(frozen=True, slots=True)
class Filled:
    """Records whose passages are in the cache now, about; passages encoded since the start, and how many a second."""

    records: int
    encoded: int
    rate: float


def fill(
    batches: Iterable[list[Document]],
    encoder: Encoder,
    cache: VectorCache,
    bulk: BulkEncoder,
    told: Callable[[Filled], None],
) -> int:
    """Stores the vectors of all passages that the cache lacks, and tells how many. Raises as `BulkEncoder.encode`."""
    remaining = iter(batches)
    started, before, encoded = time.monotonic(), 0, 0
    while True:
        filling = _Round(remaining, encoder, cache, lambda: told(Filled(before, encoded, 0.0)))  # noqa: B023 - called within the round
        blocks = iter(filling)
        first = next(blocks, None)
        if first is None:
            return encoded
        for block in bulk.encode(encoder.info, chain([first], blocks)):
            encoded += filling.store(block)
            rate = encoded / max(time.monotonic() - started, 1e-9)
            told(Filled(before + filling.records_done, encoded, rate))
        filling.close()
        before += filling.records


@dataclass(slots=True)
class _Round:
    """Some of the documents: their missing texts in blocks, and what came back of them."""

    batches: Iterator[list[Document]]
    encoder: Encoder
    cache: VectorCache
    beat: Callable[[], None]
    records: int = 0
    sent: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[TextBlock]:
        """Each missing text once, until there are enough for a round."""
        pending: dict[str, str] = {}
        for documents in self.batches:
            self.beat()
            self.records += len(documents)
            texts = named_texts(documents, self.encoder).texts
            hashes = list(texts)
            missing = np.flatnonzero(~self.cache.fetch(self.encoder.info, hashes).found)
            pending.update({hashes[row]: texts[hashes[row]] for row in missing if hashes[row] not in self.sent})
            self.sent.update(pending)
            self.waiting.update(pending)
            while len(pending) >= PASSAGES_A_BATCH:
                yield _taken(pending)
            if len(self.sent) >= PASSAGES_A_ROUND:
                break
        if pending:
            yield _taken(pending)

    @property
    def records_done(self) -> int:
        """The share of the records that the stored passages are of those sent."""
        return self.records * (len(self.sent) - len(self.waiting)) // max(len(self.sent), 1)

    def store(self, block: VectorBlock) -> int:
        """How many passages were still waited for. Raises Unavailable `cluster_failed` for what was not asked for."""
        if not block.hashes:
            return 0
        shape = (len(block.hashes), self.encoder.info.dimension)
        if (
            block.vectors.shape != shape
            or not np.isfinite(block.vectors).all()
            or not self.sent.issuperset(block.hashes)
        ):
            raise _failed(f"{len(block.hashes)} vectors came back that are none of those asked for")
        self.cache.store(self.encoder.info, block.hashes, block.vectors)
        new = len(self.waiting.intersection(block.hashes))
        self.waiting.difference_update(block.hashes)
        return new

    def close(self) -> None:
        if self.waiting:
            raise _failed(f"{len(self.waiting)} of {len(self.sent)} passages did not come back")


def _taken(pending: dict[str, str]) -> TextBlock:
    hashes = tuple(pending)[:PASSAGES_A_BATCH]
    return TextBlock(hashes, tuple(pending.pop(each) for each in hashes))


def _failed(detail: str) -> Unavailable:
    return Unavailable.because("cluster_failed", detail=detail)
