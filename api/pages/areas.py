"""Areas and materials of a record with what they rest on, and the vectors that they are read from."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from api.pages.marking import mark
from api.schemas.judgements import Reader
from api.wiring import Service
from corpus.passages import Document
from index.encoder import Vectors
from index.searcher import Searcher

SENTENCES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class AreaShown:
    """`sentences` have the telling phrases marked; `nearest` is the passage that is closest in meaning to
    `prototype`, a sentence that says what the area is about; `similarity` their cosine."""

    id: str
    name: str
    confidence: float
    sentences: tuple[Markup, ...]
    nearest: str
    prototype: str
    similarity: float


def areas_of(service: Service, document: Document, vectors: Vectors, reader: Reader) -> list[AreaShown]:
    """The tags that hold, most confident first; `vectors` are those of the document's passages."""
    shown: list[AreaShown] = []
    for tag in service.tagger.tags(document, vectors):
        phrases: dict[str, list[str]] = {}
        for hit in tag.phrases:
            phrases.setdefault(hit.sentence, []).append(hit.phrase)
        shown.append(
            AreaShown(
                id=tag.area,
                name=reader.name(tag.area),
                confidence=tag.confidence,
                sentences=tuple(mark(sentence, found) for sentence, found in phrases.items())[:SENTENCES_SHOWN],
                nearest=tag.passage.text or tag.passage.heading,
                prototype=tag.passage.prototype,
                similarity=tag.similarity,
            )
        )
    return shown


def vectors_of(service: Service, searcher: Searcher, document: Document) -> Vectors:
    """The index's where it has the record's present text; else the passages are encoded here."""
    hashes = tuple(passage.hash for passage in document.passages)
    kind, record_id = document.kind, document.id
    if searcher.contains(kind, record_id) and searcher.passage_hashes(kind, record_id) == hashes:
        return searcher.passage_vectors(kind, record_id)
    return service.encoder.encode_document([passage.searchable for passage in document.passages])
