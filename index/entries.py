"""What a segment keeps of a record beside its vectors, and a cache of it: most records are the same next time.

Reading a record's texts into terms and labels takes a millisecond, finding what came out last time a twentieth of it.
"""

from __future__ import annotations

import logging
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import orjson

from corpus.passages import Document
from corpus.text import content_hash
from index.cache_file import ROWS_A_QUERY, CacheFile, checksum, is_sound
from index.labels import Halves
from index.terms import DocumentTerms

log = logging.getLogger(__name__)

TABLES = """
CREATE TABLE IF NOT EXISTS entry (
    hash BLOB PRIMARY KEY, maker TEXT NOT NULL, checksum INTEGER NOT NULL, value BLOB NOT NULL
);
"""
UNLABELLED: Final = np.zeros(0, dtype=np.float16)
LEVEL = 1
"""Of compression: the quickest halves the size."""
LONGEST = 64 << 20
"""Bytes of an entry when it is unpacked: the longest patents come to a hundredth."""


def record_hash(document: Document) -> str:
    """32 hex digits that change with the title or any passage: tells whether the index has this very text."""
    return content_hash([document.title, *(passage.hash for passage in document.passages)])


@dataclass(frozen=True, slots=True)
class Entry:
    """`record` is the record's hash and `passages` those of its passages (32 hex digits), `vectors` the names under
    which the vectors of these are cached; `labels` float16[names]."""

    record: str
    passages: tuple[str, ...]
    vectors: tuple[str, ...]
    terms: DocumentTerms
    labels: Halves

    @classmethod
    def of(
        cls, document: Document, terms: DocumentTerms, labels: Halves = UNLABELLED, vectors: Sequence[str] = ()
    ) -> Entry:
        hashes = tuple(passage.hash for passage in document.passages)
        return cls(record_hash(document), hashes, tuple(vectors), terms, labels)

    def to_bytes(self) -> bytes:
        told = [
            *(self.record, self.passages, self.vectors, self.terms.whole),
            *(array("I", self.terms.phrases).tobytes().hex(), self.labels.astype("<f2").tobytes().hex()),
        ]
        return zlib.compress(orjson.dumps(told), LEVEL)

    @classmethod
    def of_bytes(cls, content: bytes) -> Entry:
        """Raises ValueError, TypeError or zlib.error for what `to_bytes` does not write."""
        unpacking = zlib.decompressobj()
        told = unpacking.decompress(content, LONGEST)
        if not unpacking.eof or unpacking.unused_data:
            raise ValueError("cut off, or longer than any entry")
        record, passages, vectors, whole, phrases, labels = orjson.loads(told)
        spoken = array("I", bytes.fromhex(phrases)).tolist()
        halves = np.frombuffer(bytes.fromhex(labels), dtype="<f2")
        return cls(record, tuple(passages), tuple(vectors), DocumentTerms(whole, spoken), halves)


class EntryCache(CacheFile):
    """Entries by a key of 32 hex digits, which tells everything that they depend on; the maker is told once more."""

    tables = TABLES

    def fetch(self, keys: Sequence[str]) -> dict[str, Entry]:
        """Those that there are, by key."""
        wanted = {bytes.fromhex(key): key for key in keys}
        found = self.retried(lambda: self._read(list(wanted)))
        return {wanted[key]: entry for key, entry in found.items()}

    def store(self, entries: Mapping[str, Entry], maker: str) -> None:
        """Commits them before it returns."""
        rows = [
            (key, maker, checksum(key, value), value)
            for key, value in ((bytes.fromhex(key), entry.to_bytes()) for key, entry in entries.items())
        ]
        if rows:
            self.retried(lambda: self._write(rows))

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, Entry]:
        found: dict[bytes, Entry] = {}
        with self.opened() as connection:
            for start in range(0, len(keys), ROWS_A_QUERY):
                part = keys[start : start + ROWS_A_QUERY]
                marks = ",".join("?" * len(part))
                query = f"SELECT hash, checksum, value FROM entry WHERE hash IN ({marks})"  # nosec B608  # noqa: S608 - question marks
                for key, kept, value in connection.execute(query, part):
                    entry = _checked(key, kept, value)
                    if entry is not None:
                        found[key] = entry
        return found

    def _write(self, rows: Sequence[tuple[bytes, str, int, bytes]]) -> None:
        with self.opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT INTO entry VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE "
                "SET maker = excluded.maker, checksum = excluded.checksum, value = excluded.value",
                rows,
            )
            connection.execute("COMMIT")


def _checked(key: bytes, kept: object, value: bytes) -> Entry | None:
    """None for a damaged one, which is made again."""
    if is_sound(key, kept, value):
        try:
            return Entry.of_bytes(value)
        except (ValueError, TypeError, zlib.error) as error:
            log.warning("cache: an entry cannot be read (%s)", type(error).__name__)
    return None
