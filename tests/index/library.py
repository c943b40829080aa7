"""A small fictional corpus and what stands in for the store: built from words, so that every test can vary it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.passages import KINDS, Document, Kind, Passage, PassageKind, Source
from corpus.text import content_hash
from index.bm25 import Parameters
from index.build import Corpus
from index.hashed import HashedBuilder
from index.lexical import LexicalIndex

SUBJECTS = ("radar antenna", "sonar array", "lithium cell", "ceramic armour", "infrared lens", "jet nozzle")
QUALITIES = ("lightweight", "cooled", "folding", "low-noise", "sealed", "printed", "tunable")


def document(kind: Kind, record_id: str, title: str, *texts: str) -> Document:
    passages = tuple(Passage(PassageKind.ABSTRACT, title, text) for text in texts or ("",))
    return Document(kind, record_id, title, passages)


def made_up(kind: Kind, number: int, note: str = "") -> Document:
    """Record `number`: one to three passages, its own mixture of words."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    quality = QUALITIES[number % len(QUALITIES)]
    texts = [
        f"{quality} {subject} part {part} of {kind} unit {number} {note}".strip() for part in range(1 + number % 3)
    ]
    return document(kind, f"{kind[0].upper()}{number:04d}", f"{quality} {subject}", *texts)


@dataclass(frozen=True, slots=True)
class Change:
    seq: int
    kind: Kind
    record_id: str
    action: str


@dataclass(slots=True)
class Library:
    """Records in memory with a change sequence: source, feed and corpus in one."""

    records: dict[Kind, dict[str, Document]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    log: list[Change] = field(default_factory=list)
    reads: int = 0

    @classmethod
    def of(cls, counts: Mapping[Kind, int]) -> Library:
        library = cls()
        for kind, count in counts.items():
            library.put(*(made_up(kind, number) for number in range(count)))
        return library

    def put(self, *documents: Document) -> None:
        for each in documents:
            self.records[each.kind][each.id] = each
            self.log.append(Change(len(self.log) + 1, each.kind, each.id, "put"))

    def withdraw(self, kind: Kind, record_id: str) -> None:
        del self.records[kind][record_id]
        self.log.append(Change(len(self.log) + 1, kind, record_id, "withdraw"))

    def last(self) -> int:
        return len(self.log)

    def since(self, seq: int, limit: int = 1_000) -> Sequence[Change]:
        latest = {(change.kind, change.record_id): change for change in self.log if change.seq > seq}
        return sorted(latest.values(), key=lambda change: change.seq)[:limit]

    def many(self, kind: Kind, record_ids: Iterable[str]) -> dict[str, Document]:
        self.reads += 1
        return {each: self.records[kind][each] for each in record_ids if each in self.records[kind]}

    def stream(self, kind: Kind) -> Iterator[Document]:
        return iter([self.records[kind][record_id] for record_id in sorted(self.records[kind])])

    def sources(self, kind: Kind) -> Iterator[Source]:
        return map(source, self.stream(kind))

    def corpus(self) -> Corpus:
        prints = {
            kind: content_hash([[each.id, each.title, [p.hash for p in each.passages]] for each in self.stream(kind)])
            for kind in KINDS
        }
        return Corpus(self.sources, prints, self.last())


def source(document: Document) -> Source:
    """A record that was read, of this document."""
    hashed = content_hash([document.title, *(passage.hash for passage in document.passages)])
    return Source(document.id, hashed, lambda: document)


def phrase_index(texts: Iterable[Sequence[int]], parameters: Parameters) -> LexicalIndex:
    """The index of each text's phrases."""
    builder = HashedBuilder(parameters)
    for found in texts:
        builder.add(found)
    return builder.build()
