"""One kind's records of a generation: vectors, terms, ids. Written as a stream, loaded from checked bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.problems import Conflict, Invalid, Unavailable
from index.arrays import array_bytes, array_from
from index.bm25 import Statistics, Term, Tuning
from index.dense.engine import VectorWriter
from index.dense.files import VECTORS, FileWriter
from index.dense.flat import FlatIndex
from index.dense.protocol import Dense, counted
from index.encoder import Vectors
from index.entries import Entry
from index.hashed import HashedBuilder
from index.labels import NO_LABELS, Halves, LabelScheme
from index.lexical import LexicalBuilder, LexicalIndex
from index.part import Mask, Rows, Scored, Scores, nearest_of

IDS, STARTS, HASHES, RECORD_HASHES = "ids.json", "starts.npy", "hashes.npy", "record-hashes.npy"
LABELS = "labels.npy"
RECORDS, PHRASES = "records", "phrases"
HASH_BYTES = 16
FEWEST_ROWS = 64
MARGIN = 1.25
"""How many times the passages that the wanted records have in the mean are taken at first: near ones crowd."""
SCANNED = 8_000_000
"""Cosines of which all are made, 32 MB: a product takes a quarter of the time of a search for the best thousands."""


@dataclass(frozen=True, repr=False)
class Segment:
    """A `Part` (see `index.part`). `hashes` uint8[passages, 16] and `record_hashes` uint8[records, 16]."""

    ids: tuple[str, ...]
    starts: Rows
    hashes: NDArray[np.uint8]
    record_hashes: NDArray[np.uint8]
    dense: Dense
    records: LexicalIndex
    phrases: LexicalIndex
    labels: Halves
    scheme: LabelScheme

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        return {record_id: number for number, record_id in enumerate(self.ids)}

    @property
    def tuning(self) -> Tuning:
        return Tuning(self.records.parameters, self.phrases.parameters)

    @property
    def document_statistics(self) -> Statistics:
        return self.records.statistics

    @property
    def phrase_statistics(self) -> Statistics:
        return self.phrases.statistics

    @property
    def phrased(self) -> bool:
        """Whether phrases were kept: not by an earlier release."""
        return len(self.phrases.terms) > 0

    @cached_property
    def _owners(self) -> NDArray[np.int32]:
        """Of each passage, the number of its record."""
        return np.repeat(np.arange(len(self.ids), dtype=np.int32), np.diff(self.starts))

    def passage_hashes(self, number: int) -> tuple[str, ...]:
        return tuple(bytes(row).hex() for row in self.hashes[self.starts[number] : self.starts[number + 1]])

    def record_hash(self, number: int) -> str:
        return bytes(self.record_hashes[number]).hex()

    def rows(self, numbers: Rows) -> Vectors:
        """See `Part`."""
        return self.dense.rows(numbers)

    def blocks(self) -> Iterator[tuple[int, Vectors]]:
        """See `Part`."""
        return self.dense.blocks()

    def nearest(self, queries: Vectors, depth: int, mask: Mask | None) -> Scored:
        """See `Part`: all of them while these are few and at hand, else those among the nearest passages.

        More passages are then taken until no record outside them can belong to the best.
        """
        whole = self.dense.whole
        if whole is not None and len(queries) * len(whole) <= SCANNED:
            return nearest_of(whole, self.starts, queries, mask)
        allowed = None if mask is None else mask[self._owners]
        total = counted(len(self.dense), allowed)
        best = np.full(len(self.ids), -np.inf, dtype=np.float32)
        records = counted(len(self.ids), mask)
        outside = -np.inf
        k = min(total, max(int(MARGIN * depth * total / max(records, 1)), FEWEST_ROWS))
        while k:
            found = self.dense.search(queries, k, allowed)
            np.maximum.at(best, self._owners[found.rows.ravel()], found.scores.ravel())
            outside = -np.inf if k == total else float(found.scores[:, -1].max())
            if np.count_nonzero(best > outside) >= depth or k == total:
                break
            k = min(total, 2 * k)
        numbers = np.flatnonzero(best > outside)
        return Scored(numbers, best[numbers], final=self.dense.exact)

    def document_scores(self, tokens: Sequence[str], weights: Mapping[Term, float] | None = None) -> Scores:
        return self.records.scores(tokens, weights)

    def phrase_scores(self, phrases: Sequence[int], weights: Mapping[Term, float] | None = None) -> Scores:
        return self.phrases.scores(phrases, weights)

    def shared_phrases(self, phrases: Iterable[int]) -> NDArray[np.int32]:
        return self.phrases.occurring(phrases)

    @staticmethod
    def load(
        read: Callable[[str], bytes],
        dimension: int,
        threads: int = 1,
        *,
        scheme: LabelScheme | None = NO_LABELS,
        phrased: bool = True,
        opened: Callable[[Rows], Dense] | None = None,
    ) -> Segment:
        """From the bytes that `read` returns for a file name. Raises Unavailable `index_damaged`.

        `opened` gives the vectors to the `starts`; None: they are in a file like all else. `scheme` is what the records
        were labelled by; None where they are of a time before there were labels. `phrased` False: they are of a time
        before phrases were kept.
        """
        try:
            ids = tuple(str(record_id) for record_id in json.loads(read(IDS)))
        except (ValueError, TypeError) as error:
            raise Unavailable.because("index_damaged", IDS, detail="not what was written") from error
        starts = array_from(read(STARTS), "i8", 1, STARTS)
        hashes = array_from(read(HASHES), "u1", 2, HASHES)
        record_hashes = array_from(read(RECORD_HASHES), "u1", 2, RECORD_HASHES)
        known = scheme or NO_LABELS
        labels = np.zeros((len(ids), 0), np.float16) if scheme is None else array_from(read(LABELS), "f2", 2, LABELS)
        records = LexicalIndex.load(lambda name: read(f"{RECORDS}/{name}"))
        phrases = (
            LexicalIndex.load(lambda name: read(f"{PHRASES}/{name}"), hashed=True)
            if phrased
            else LexicalIndex.build([()] * len(ids))
        )
        fits = (
            len(set(ids)) == len(ids) == len(starts) - 1 == len(record_hashes) == records.count == phrases.count
            and len(hashes) == starts[-1]
            and starts[0] == 0
            and bool((np.diff(starts) > 0).all())
            and hashes.shape[1] == record_hashes.shape[1] == HASH_BYTES
            and labels.shape == (len(ids), len(known.names))
        )
        if not fits:
            raise Unavailable.because("index_damaged", IDS, detail="files do not fit each other")
        dense = opened(starts) if opened else FlatIndex(array_from(read(VECTORS), "f4", 2, VECTORS), threads)
        if (len(dense), dense.dimension) != (starts[-1], dimension):
            raise Unavailable.because("index_damaged", VECTORS, detail="files do not fit each other")
        return Segment(ids, starts, hashes, record_hashes, dense, records, phrases, labels, known)


class SegmentWriter:
    """Writes a segment's files into a directory, vectors as they come: memory holds terms and hashes only.

    A context: the files are complete when it is left without an exception.
    """

    def __init__(
        self,
        directory: Path,
        dimension: int,
        tuning: Tuning,
        labels: int = 0,
        vectors: Callable[[], VectorWriter] | None = None,
    ) -> None:
        """`labels` are how many each record has; `vectors`, called once, makes what keeps these (None: a file)."""
        directory.mkdir(parents=True)
        self._vectors = vectors() if vectors else FileWriter(directory / VECTORS, dimension)
        self._directory = directory
        self._dimension = dimension
        self._ids: dict[str, None] = {}
        self._starts = [0]
        self._hashes = bytearray()
        self._record_hashes = bytearray()
        self._labels = bytearray()
        self._labels_each = labels
        self._records = LexicalBuilder(tuning.records)
        self._phrases = HashedBuilder(tuning.phrases)

    def add(self, record_id: str, entry: Entry, vectors: Vectors) -> None:
        """`vectors` float32[passages, dimension]. Raises Conflict `duplicate_document`, Invalid `empty_document`."""
        if record_id in self._ids:
            raise Conflict.because("duplicate_document", "id", record_id)
        if not entry.passages:
            raise Invalid.because("empty_document", "id", record_id)
        if vectors.shape != (len(entry.passages), self._dimension):
            raise ValueError(f"{record_id}: {len(entry.passages)} passages, vectors {vectors.shape}")
        if len(entry.labels) != self._labels_each:
            raise ValueError(f"{record_id}: not {self._labels_each} labels")
        self._ids[record_id] = None
        self._starts.append(self._starts[-1] + len(vectors))
        self._hashes += bytes.fromhex("".join(entry.passages))
        self._record_hashes += bytes.fromhex(entry.record)
        self._labels += entry.labels.astype("<f2").tobytes()
        self._vectors.add(vectors, len(self._ids) - 1)
        self._records.add(entry.terms.whole)
        self._phrases.add(entry.terms.phrases)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Completes the files unless something went wrong."""
        if kind is None:
            self.close()
        else:
            self._vectors.abandon()

    def close(self) -> None:
        """Writes what remains. Files are not synced: that is for whoever publishes them."""
        self._vectors.close()
        files = {
            IDS: json.dumps(list(self._ids), ensure_ascii=False).encode(),
            STARTS: array_bytes(np.array(self._starts, dtype=np.int64)),
            HASHES: array_bytes(np.frombuffer(self._hashes, dtype=np.uint8).reshape(-1, HASH_BYTES)),
            RECORD_HASHES: array_bytes(np.frombuffer(self._record_hashes, dtype=np.uint8).reshape(-1, HASH_BYTES)),
            LABELS: array_bytes(np.frombuffer(self._labels, dtype="<f2").reshape(self.records, self._labels_each)),
        }
        rooms = {
            RECORDS: self._records.build().files(),
            PHRASES: self._phrases.build().files(),
        }
        for room, written in rooms.items():
            (self._directory / room).mkdir()
            files |= {f"{room}/{name}": content for name, content in written.items()}
        for name, content in files.items():
            (self._directory / name).write_bytes(content)

    @property
    def records(self) -> int:
        return len(self._ids)

    @property
    def passages(self) -> int:
        return self._starts[-1]
