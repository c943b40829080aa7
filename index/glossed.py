"""An encoder that reads Korean through the glossary: for models that know English only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from corpus.text import language_of
from index.encoder import EncodeProgress, Encoder, EncoderInfo, Vectors
from index.glossary import Glossary
from index.korean import analysed


class GlossedEncoder:
    """Renders Korean texts in English words and hands everything to another encoder."""

    def __init__(self, encoder: Encoder, glossary: Glossary) -> None:
        self._encoder = encoder
        self._glossary = glossary

    @cached_property
    def info(self) -> EncoderInfo:
        return replace(self._encoder.info, glossary=self._glossary.version)

    def rendered(self, texts: Sequence[str]) -> list[str]:
        """Korean texts in English words; one of which the glossary knows nothing stays as it is."""
        found = self._encoder.rendered(texts)
        korean = [row for row, text in enumerate(found) if language_of(text) == "ko"]
        for row, morphemes in zip(korean, analysed([found[row] for row in korean]), strict=True):
            found[row] = self._glossary.english(found[row], morphemes) or found[row]
        return found

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_query(self.rendered(texts))

    def encode_document(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        return self._encoder.encode_document(self.rendered(texts), progress)
