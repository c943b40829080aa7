"""A document's terms: of each passage, and of the whole record with every heading counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.passages import Document, Passage
from index.phrases import phrases
from index.tokens import tokens_many


@dataclass(frozen=True, slots=True)
class DocumentTerms:
    """`passages` in the document's order; a passage's terms are those of its heading and its text.

    `phrases` are those of the whole record; none reaches from one line into the next.
    """

    passages: tuple[list[str], ...]
    whole: list[str]
    phrases: list[int]


def terms_of(documents: Sequence[Document]) -> list[DocumentTerms]:
    """Every heading and text is tokenised once, however often it stands in the documents."""
    lines = [document.text.split("\n") for document in documents]
    parts = {line for found in lines for line in found}
    parts.update(part for document in documents for passage in document.passages for part in _parts_of(passage))
    ordered = sorted(parts)
    terms = dict(zip(ordered, tokens_many(ordered), strict=True))
    return [
        DocumentTerms(
            tuple([term for part in _parts_of(passage) for term in terms[part]] for passage in document.passages),
            [term for line in found for term in terms[line]],
            [phrase for line in found for phrase in phrases(terms[line])],
        )
        for document, found in zip(documents, lines, strict=True)
    ]


def _parts_of(passage: Passage) -> tuple[str, str]:
    return passage.heading, passage.text
