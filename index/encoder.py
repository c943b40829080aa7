"""Text to unit vectors: what every encoder offers, and what names the space its vectors live in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.text import content_hash

Vectors = NDArray[np.float32]
"""Rows of unit length, one a text: float32[n, dimension]."""
EncodeProgress = Callable[[int, int], None]
"""Called with (texts done, texts in all) after each batch."""


@dataclass(frozen=True)
class EncoderInfo:
    """What a vector depends on besides its text.

    `model` is a name (`bundled` for the one that the package carries), `revision` a commit or the hash of a
    local model's files, `precision` `float32`, `bfloat16` or `int8`. `glossary` is the version of the glossary by which
    Korean is rendered in English before it is encoded, "" where it is encoded as it stands. `scheme` names
    how numbers are rounded where the precision alone does not tell it.
    """

    model: str
    revision: str
    dimension: int
    precision: str
    query_prompt: str = ""
    document_prompt: str = ""
    glossary: str = ""
    scheme: str = ""

    @cached_property
    def key(self) -> str:
        """Names these very vectors in the cache, by the text that is encoded in the end: 32 hex digits."""
        return content_hash([self.space, self.precision, *([self.scheme] if self.scheme else [])])

    @cached_property
    def space(self) -> str:
        """Equal where vectors may be compared: precision only rounds, and a glossary changes texts, not the model."""
        return content_hash([self.model, self.revision, self.dimension, self.query_prompt, self.document_prompt])


class Encoder(Protocol):
    """Deterministic: the same text gives the same vector, whatever it is encoded beside (up to rounding)."""

    @property
    def info(self) -> EncoderInfo: ...

    def rendered(self, texts: Sequence[str]) -> list[str]:
        """The texts as they are encoded in the end: a vector is cached by this."""
        ...

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Unit rows float32[n, dimension], in the order of the texts; float32[0, dimension] for none."""
        ...

    def encode_document(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        """As `encode_query`, with the document prompt."""
        ...
