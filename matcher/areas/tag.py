"""One tag of a record, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """`phrase` as it is written in the record, in the sentence `sentence`; both stand there word for word."""

    phrase: str
    sentence: str


@dataclass(frozen=True, slots=True)
class NearestPassage:
    """The passage nearest to the area's prototypes, word for word, and which prototype that is."""

    heading: str
    text: str
    prototype: str


@dataclass(frozen=True, slots=True)
class AreaTag:
    """`confidence` is 0.5 to 1; `similarity` the cosine of `passage` and its prototype; `classes` the record's
    symbols that count for the area."""

    area: str
    confidence: float
    phrases: tuple[PhraseHit, ...]
    similarity: float
    passage: NearestPassage
    classes: tuple[str, ...] = ()
