"""A document's terms: those of the whole record, with every heading counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.passages import Document
from index.phrases import phrases
from index.tokens import tokens_many


@dataclass(frozen=True, slots=True)
class DocumentTerms:
    """`whole` are the words of the record, `phrases` its phrases; none reaches from one line into the next."""

    whole: list[str]
    phrases: list[int]


def terms_of(documents: Sequence[Document]) -> list[DocumentTerms]:
    """Every line is tokenised once, however often it stands in the documents."""
    lines = [document.text.split("\n") for document in documents]
    ordered = sorted({line for found in lines for line in found})
    terms = dict(zip(ordered, tokens_many(ordered), strict=True))
    return [
        DocumentTerms(
            [term for line in found for term in terms[line]],
            [phrase for line in found for phrase in phrases(terms[line])],
        )
        for found in lines
    ]
