"""What is seen of an area in one record: phrases counted, and how near its passages are to the prototypes.

A record is read in sections: a project of a firm, or everything else that a record says. One section on the area is
enough, however many others the record has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Document, Passage, PassageKind
from index.encoder import Encoder, Vectors
from matcher.areas.definition import Definition, Strength, background
from matcher.areas.phrases import PhraseFinder

Numbers = NDArray[np.float32]

REPEATED = 0.5
"""What the second and third occurrence of one phrase count, of the first's share."""
MOST_OCCURRENCES = 3
IN_HEADING, IN_LEAD, IN_CLAIM, LATER = 2.0, 1.0, 0.7, 0.35
"""Shares by place: a section's heading and its first words say what it is about, the rest what it touches."""
LEAD = 400
"""Characters of the first passage that count as its lead."""
MOST_COUNTED = 8.0
"""Counts are read as log(1 + count), and from here on as no more."""
COUNTED: Mapping[Strength, tuple[int, float]] = {"telling": (0, 1.0), "likely": (0, 0.5), "weak": (1, 1.0)}
"""The column that a phrase counts in, and how much of it: a likely one is half a telling one."""
COLUMNS = 2
LEAST_DEVIATION = np.float32(1e-3)
"""Of cosines: below it an encoder tells nothing apart."""


@dataclass(frozen=True, slots=True)
class Section:
    """Passages `first` to `last` (exclusive) of a document, and the headings they stand under, each once."""

    headings: tuple[str, ...]
    first: int
    last: int


def sections(document: Document) -> list[Section]:
    """Each project of a company for itself, and the rest of a record together: it is about one thing, or one firm."""
    passages = document.passages
    found = []
    for heading, group in groupby(range(len(passages)), key=lambda place: _project(passages[place])):
        places = list(group)
        own = passages[places[0] : places[-1] + 1]
        headings = (heading,) if heading is not None else tuple(dict.fromkeys(passage.heading for passage in own))
        found.append(Section(headings, places[0], places[-1] + 1))
    return found


def _project(passage: Passage) -> str | None:
    return passage.heading if passage.kind == PassageKind.PROJECT else None


def phrase_counts(
    finder: PhraseFinder, definitions: Sequence[Definition], document: Document, parts: Sequence[Section]
) -> Numbers:
    """float32[sections, definitions, 2]: telling and weak phrases as logarithms of their counts. An occurrence counts
    by its place and by how often the phrase was there before.
    """
    counts = np.zeros((len(parts), len(definitions), COLUMNS), dtype=np.float32)
    for row, part in enumerate(parts):
        seen: dict[tuple[int, int], int] = {}
        for text, lead, share in _texts(document, part):
            for found in finder.find(text):
                key = (found.definition, found.phrase)
                times = seen[key] = seen.get(key, 0) + 1
                strength = definitions[found.definition].phrases[found.phrase].strength
                if strength == "guard" or times > MOST_OCCURRENCES:
                    continue
                column, worth = COUNTED[strength]
                worth *= share if found.start <= lead else LATER
                counts[row, found.definition, column] += worth if times == 1 else REPEATED * worth
    return np.log1p(np.minimum(counts, MOST_COUNTED))


def _texts(document: Document, part: Section) -> Iterator[tuple[str, int, float]]:
    """The section's texts, up to which character each is its lead, and the share of what stands there."""
    for heading in part.headings:
        yield heading, len(heading), IN_HEADING
    before: str | None = None
    for passage in document.passages[part.first : part.last]:
        if passage.kind == PassageKind.CLAIM:
            yield passage.text, len(passage.text), IN_CLAIM
        else:
            yield passage.text, LEAD if passage.heading != before else -1, IN_LEAD
        before = passage.heading


def section_means(near: Numbers, parts: Sequence[Section]) -> Numbers:
    """float32[sections, definitions] from float32[passages, definitions]: the mean of the nearest passage's and
    of the average one's. One passage on the area counts, and more the more of the section is like it."""
    own = (near[part.first : part.last] for part in parts)
    return np.stack([(rows.max(axis=0) + rows.mean(axis=0)) / 2 for rows in own])


class Prototypes:
    """The prototype sentences of all definitions, encoded when the first passage is compared with them."""

    def __init__(self, encoder: Encoder, definitions: Sequence[Definition]) -> None:
        self._encoder = encoder
        self._sentences = tuple(sentence for each in definitions for sentence in each.prototypes)
        lengths = np.array([len(each.prototypes) for each in definitions], dtype=np.intp)
        self.starts = np.cumsum(lengths) - lengths

    def cosines(self, vectors: Vectors) -> Numbers:
        """float32[p, sentences], for passages float32[p, d] of unit length."""
        return np.asarray(vectors @ self._vectors.T, dtype=np.float32)

    def nearness(self, cosines: Numbers) -> Numbers:
        """float32[p, definitions]: the cosine of each definition's nearest prototype, as so many standard deviations
        above those of the background sentences. So it means the same for any encoder and any number of prototypes."""
        mean, deviation = self._background
        return np.asarray((self._nearest(cosines) - mean) / deviation, dtype=np.float32)

    def _nearest(self, cosines: Numbers) -> Numbers:
        return np.maximum.reduceat(cosines, self.starts, axis=1)

    @cached_property
    def _vectors(self) -> Vectors:
        return self._encoder.encode_document(self._sentences)

    @cached_property
    def _background(self) -> tuple[Numbers, Numbers]:
        """float32[definitions] each: mean and standard deviation."""
        nearest = self._nearest(self.cosines(self._encoder.encode_document(background())))
        return nearest.mean(axis=0), np.maximum(nearest.std(axis=0), LEAST_DEVIATION)
