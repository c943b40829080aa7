"""Areas and materials of a record with what they rest on, as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.pages.marking import mark
from api.schemas.judgements import Reader
from api.service import Service
from corpus.passages import Document
from index.encoder import Vectors
from matcher.areas.tag import AreaTag

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
    return areas_shown(service.tagger.tags(document, vectors), reader)


def areas_shown(tags: Sequence[AreaTag], reader: Reader) -> list[AreaShown]:
    """Tags in the reader's words, in their order."""
    shown: list[AreaShown] = []
    for tag in tags:
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
