"""A generation in memory: its files read and checked, its vectors opened where they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.passages import KINDS, Kind
from corpus.problems import Unavailable
from index.dense.engine import Engines, Source
from index.dense.protocol import Dense, Rows
from index.disk import checked_bytes, checked_file
from index.manifest import FILED, UNLABELLED, UNPHRASED, Manifest
from index.segment import Segment


@dataclass(frozen=True, slots=True)
class Loaded:
    """A generation in memory, every file that is in it checked."""

    manifest: Manifest
    segments: Mapping[Kind, Segment]


def load_from(
    directory: Path, manifest: Manifest, engines: Engines, threads: int = 1, *, thorough: bool = False
) -> Loaded:
    """The segments in a directory, published or still building; `thorough` as in `Source`.

    Raises as `Generations.load`.
    """
    engine, dimension = engines.named(manifest.vectors.engine), manifest.encoder.dimension

    def segment_of(kind: Kind) -> Segment:
        def read(name: str) -> bytes:
            path = f"{kind}/{name}"
            return checked_bytes(directory / path, manifest.files[path])

        scheme = None if manifest.format == UNLABELLED else manifest.labels
        phrased = manifest.format not in (UNLABELLED, UNPHRASED)
        collection = manifest.vectors.collections.get(kind, "")

        def file(name: str) -> BinaryIO:
            path = f"{kind}/{name}"
            return checked_file(directory / path, manifest.files[path])

        def opened(starts: Rows) -> Dense:
            listed = manifest.format > FILED
            return engine.open(Source(read, file, collection, starts, dimension, threads, thorough, listed))

        return Segment.load(read, dimension, scheme=scheme, phrased=phrased, opened=opened)

    segments = {kind: segment_of(kind) for kind in KINDS}
    for kind, segment in segments.items():
        counts = manifest.counts[kind]
        if (len(segment.ids), len(segment.dense)) != (counts.records, counts.passages):
            raise Unavailable.because("index_damaged", kind, manifest.name, detail="counts differ from the manifest")
    return Loaded(manifest, segments)
