"""One build of a generation: segments of all kinds, written from the corpus into a directory that nobody reads yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Literal, TypeVar

from corpus.passages import KINDS, Kind, Source
from index.analyst import Analyst
from index.bm25 import Tuning
from index.bulk import BulkEncoder, Filled, fill
from index.cache import VectorCache
from index.dense.engine import Kept, Place
from index.disk import sha256_of
from index.encoder import Encoder
from index.encoding import Encoded
from index.generation import BUILDING, Generations
from index.labels import Labeller, scheme_of
from index.manifest import Counts, Manifest, files_of
from index.segment import SegmentWriter
from index.tokens import analysis_version

T = TypeVar("T")

RECORDS_A_BATCH = 2_048
"""So many that the few new ones among them fill batches of the encoder."""
SENT_A_BATCH = 256
"""Records whose texts are sent elsewhere together: after each batch it is told that the rebuild lives."""


@dataclass(frozen=True, slots=True)
class RebuildProgress:
    """Records and passages done of this kind; passages encoded since the start, of all kinds; how many a second.

    `encoding` is the step ahead of the build that encodes in bulk; no passage is indexed in it.
    """

    kind: Kind
    records: int
    passages: int
    encoded: int
    rate: float
    step: Literal["encoding", "indexing"] = "indexing"


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is indexed: `sources` streams one kind's records in constant memory, at change number `sequence`.

    A fingerprint is equal where the records are. `sequence` must be read before the documents: what changes
    meanwhile is then found again as fresh.
    """

    sources: Callable[[Kind], Iterator[Source]]
    fingerprints: Mapping[Kind, str]
    sequence: int


class Build:
    """One run: writes the segments of all kinds into a directory."""

    def __init__(
        self,
        generations: Generations,
        corpus: Corpus,
        *,
        encoder: Encoder,
        cache: VectorCache,
        labeller: Labeller | None,
        tuning: Tuning,
        progress: Callable[[RebuildProgress], None] | None,
    ) -> None:
        self.directory = generations.begin()
        self.name = self.directory.name.removeprefix(BUILDING)
        self._tuning = tuning
        self.encoded = 0
        self.reused = 0
        self._tier = generations.directory.name
        self._engine = generations.engines.chosen
        self._corpus = corpus
        self._encoder = encoder
        self._cache = cache
        self._analyst = Analyst(encoder, cache, labeller)
        self._scheme = scheme_of(labeller)
        self._progress = progress
        self._rate = 0.0

    def encode_in_bulk(self, bulk: BulkEncoder) -> None:
        """Ahead of `run`: afterwards the cache has every passage."""
        for kind in KINDS:
            before = self.encoded

            def tell(done: Filled, kind: Kind = kind, before: int = before) -> None:
                self._report(RebuildProgress(kind, done.records, 0, before + done.encoded, done.rate, "encoding"))

            documents = (source.document() for source in self._corpus.sources(kind))
            batches = _batches(documents, SENT_A_BATCH)
            self.encoded += fill(batches, self._encoder, self._cache, bulk, tell)
        self.reused -= self.encoded

    def run(self) -> Manifest:
        """The manifest of what was written, without quality."""
        counts = {kind: self._segment(kind) for kind in KINDS}
        self._analyst.forget_others()
        return Manifest(
            name=self.name,
            created=datetime.now(UTC).isoformat(timespec="milliseconds"),
            encoder=self._encoder.info,
            tuning=self._tuning,
            sequence=self._corpus.sequence,
            counts=counts,
            fingerprints={kind: self._corpus.fingerprints[kind] for kind in KINDS},
            files={name: sha256_of(self.directory / name) for name in sorted(files_of(self._engine.name))},
            analysis=analysis_version(),
            labels=self._scheme,
            vectors=Kept(self._engine.name, self._engine.collections(self._tier, self.name)),
            encoded=self.encoded,
        )

    def _segment(self, kind: Kind) -> Counts:
        dimension, labels_each = self._encoder.info.dimension, len(self._scheme.names)
        place = Place(self._tier, self.name, kind, self.directory / kind)
        with SegmentWriter(
            *(place.directory, dimension, self._tuning, labels_each),
            vectors=lambda: self._engine.writer(place, dimension),
        ) as writer:
            for sources in _batches(self._corpus.sources(kind), RECORDS_A_BATCH):
                before = self.encoded

                def report(done: Encoded, before: int = before) -> None:
                    self.encoded, self._rate = before + done.encoded, done.rate
                    self._tell(kind, writer)

                read = self._analyst.read(kind, sources, report)
                for source, (entry, vectors) in zip(sources, read.entries, strict=True):
                    writer.add(source.id, entry, vectors)
                self.encoded = before + read.encoded
                self.reused += read.passages - read.encoded
                self._tell(kind, writer)
        return Counts(writer.records, writer.passages)

    def _tell(self, kind: Kind, writer: SegmentWriter) -> None:
        self._report(RebuildProgress(kind, writer.records, writer.passages, self.encoded, self._rate))

    def _report(self, done: RebuildProgress) -> None:
        if self._progress is not None:
            self._progress(done)


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
