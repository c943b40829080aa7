"""Areas and materials of records, by phrases and by meaning together.

Each section of a record (`features.sections`) gets the log-odds bias + telling x T + weak x W + similarity x S +
classes x C of every area, where T and W are the logarithms of its counted phrases, S the mean of its nearest passage's
and its average passage's nearness to the area's prototypes, and C whether a class of the record speaks for the area. A
record is as much of an area as its most telling section.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache

import numpy as np

from corpus.passages import Document, sentences
from corpus.text import content_hash
from index.encoder import Encoder, Vectors
from matcher.areas.definition import Definition, background, shipped
from matcher.areas.features import Numbers, Prototypes, Section, phrase_counts, section_means, sections
from matcher.areas.phrases import Found, PhraseFinder
from matcher.areas.tag import AreaTag, NearestPassage, PhraseHit

HOLDS_FROM = 0.5
"""Confidence from which on a tag holds."""
FORMULA = "areas-1"
"""Changes with what is counted and how, so that tags made by another formula are made again."""
CONFIDENCE_DIGITS = 4
"""More would depend on what a record happens to be tagged beside."""
PHRASES_SHOWN = 6
SENTENCE_SHOWN = 600
"""Characters of a sentence that are shown around a phrase."""

Classes = Mapping[str, Sequence[str]]
"""IPC and CPC symbols by id of the document."""


class AreaTagger:
    """Any number of threads may tag. The first record that is tagged loads the model, for the prototypes."""

    def __init__(self, encoder: Encoder, definitions: Sequence[Definition] | None = None) -> None:
        """`definitions` in the order of the names: areas, then materials; without any, the shipped ones.

        Raises ValueError for two definitions of one id.
        """
        given = shipped() if definitions is None else definitions
        self.definitions = tuple(sorted(given, key=lambda each: each.kind == "material"))
        self.names = tuple(definition.id for definition in self.definitions)
        if len(set(self.names)) != len(self.names):
            raise ValueError("two definitions of one id")
        self.key = content_hash(
            [FORMULA, HOLDS_FROM, encoder.info.key, background(), [asdict(each) for each in self.definitions]]
        )
        self._finder = _finder(self.definitions)
        self._prototypes = Prototypes(encoder, self.definitions)
        weights = [each.weights for each in self.definitions]
        self._bias = np.array([each.bias for each in weights], dtype=np.float32)
        self._phrases = np.array([(each.telling, each.weak) for each in weights], dtype=np.float32)
        self._similarity = np.array([each.similarity for each in weights], dtype=np.float32)
        self._classes = np.array([each.classes for each in weights], dtype=np.float32)

    def confidences(
        self, documents: Sequence[Document], vectors: Sequence[Vectors], classes: Classes | None = None
    ) -> Numbers:
        """float32[n, names], 0 to 1: a tag holds from `HOLDS_FROM` on.

        `vectors` are one matrix float32[passages, d] of unit rows a document, in the order of its passages.
        """
        confidences = np.zeros((len(documents), len(self.names)), dtype=np.float32)
        if not documents or not self.names:
            return confidences
        near = self._prototypes.nearness(self._prototypes.cosines(np.concatenate(vectors)))
        first = 0
        for row, (document, matrix) in enumerate(zip(documents, vectors, strict=True)):
            if len(matrix) != len(document.passages):
                raise ValueError(f"{len(matrix)} vectors for {len(document.passages)} passages of {document.id}")
            symbols = classes.get(document.id, ()) if classes else ()
            odds = self._odds(document, sections(document), near[first : first + len(matrix)], symbols)
            confidences[row] = _confidence(odds)
            first += len(matrix)
        return confidences

    def tags(self, document: Document, vectors: Vectors, classes: Sequence[str] = ()) -> tuple[AreaTag, ...]:
        """The tags that hold, most confident first, each with its evidence. Everything quoted stands word for word
        in the record. `vectors` as one of those of `confidences`, `classes` the record's symbols."""
        cosines = self._prototypes.cosines(vectors)
        parts = sections(document)
        odds = self._odds(document, parts, self._prototypes.nearness(cosines), classes)
        confidences = _confidence(odds)
        own_classes = self._classes_of(classes)
        found = []
        for place in np.flatnonzero(confidences >= HOLDS_FROM).tolist():
            part = parts[int(odds[:, place].argmax())]
            passage, similarity = self._nearest(place, document, part, cosines)
            found.append(
                AreaTag(
                    area=self.names[place],
                    confidence=round(float(confidences[place]), CONFIDENCE_DIGITS),
                    phrases=self._hits(place, document, part),
                    similarity=similarity,
                    passage=passage,
                    classes=own_classes[place],
                )
            )
        return tuple(sorted(found, key=lambda tag: -tag.confidence))

    def _odds(self, document: Document, parts: Sequence[Section], near: Numbers, symbols: Sequence[str]) -> Numbers:
        """float32[sections, names]: log-odds."""
        counts = phrase_counts(self._finder, self.definitions, document, parts)
        odds = self._bias + (counts * self._phrases).sum(axis=2) + self._similarity * section_means(near, parts)
        if symbols:
            odds += self._classes * [bool(own) for own in self._classes_of(symbols)]
        return np.asarray(odds, dtype=np.float32)

    def _classes_of(self, symbols: Sequence[str]) -> list[tuple[str, ...]]:
        """The symbols that count for each definition: those of which it has the longest prefix of all."""
        found: list[list[str]] = [[] for _ in self.definitions]
        for symbol in symbols:
            plain = "".join(symbol.split()).upper()
            lengths = [
                max((len(prefix) for prefix in each.classes if plain.startswith(prefix)), default=0)
                for each in self.definitions
            ]
            for own, length in zip(found, lengths, strict=True):
                if length and length == max(lengths):
                    own.append(symbol)
        return [tuple(own) for own in found]

    def _nearest(self, place: int, document: Document, part: Section, cosines: Numbers) -> tuple[NearestPassage, float]:
        definition = self.definitions[place]
        start = int(self._prototypes.starts[place])
        own = cosines[part.first : part.last, start : start + len(definition.prototypes)]
        row, column = divmod(int(own.argmax()), own.shape[1])
        passage = document.passages[part.first + row]
        nearest = NearestPassage(passage.heading, passage.text, definition.prototypes[column])
        return nearest, round(float(own[row, column]), 4)

    def _hits(self, place: int, document: Document, part: Section) -> tuple[PhraseHit, ...]:
        """Each phrase once, the telling ones first, else in the order of the section."""
        phrases = self.definitions[place].phrases
        hits: dict[int, PhraseHit] = {}
        texts = (*part.headings, *(passage.text for passage in document.passages[part.first : part.last]))
        for text in texts:
            for found in self._finder.find(text):
                if found.definition == place and found.phrase not in hits:
                    hits[found.phrase] = PhraseHit(text[found.start : found.end], _sentence(text, found))
        shown = [
            hit
            for strength in ("telling", "likely", "weak")
            for phrase, hit in hits.items()
            if phrases[phrase].strength == strength
        ]
        return tuple(shown[:PHRASES_SHOWN])


@lru_cache(maxsize=2)
def _finder(definitions: tuple[Definition, ...]) -> PhraseFinder:
    """To build one takes as long as to tag dozens of records, and nearly always it is of the shipped ones."""
    return PhraseFinder(definitions)


def _confidence(odds: Numbers) -> Numbers:
    """float32[names] from log-odds float32[sections, names]: as much as the most telling section."""
    found = np.round(1 / (1 + np.exp(-odds.max(axis=0))), CONFIDENCE_DIGITS)
    return np.asarray(found, dtype=np.float32)


def _sentence(text: str, found: Found) -> str:
    """The sentence that the phrase stands in, cut to `SENTENCE_SHOWN` characters around it."""
    start = 0
    for sentence in sentences(text):
        start = text.index(sentence, start)
        if found.start < start + len(sentence) and found.end > start:
            break
        start += len(sentence)
    else:
        start, sentence = 0, text
    end = max(start + len(sentence), found.end)
    if end - start > SENTENCE_SHOWN:
        start = max(start, found.start - SENTENCE_SHOWN // 2)
        end = min(end, max(start + SENTENCE_SHOWN, found.end))
    return text[start:end]
