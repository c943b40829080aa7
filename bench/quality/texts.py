"""What peers are given of a judged set: its texts as they stand, and the model's own vectors of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.cache import VectorCache
from index.encoder import Encoder, Vectors
from index.encoding import vectors_for
from matcher.evaluation import DOCUMENTS_AT_ONCE, Progress
from matcher.judged import JudgedSet

Encode = Callable[[Sequence[str]], Vectors]
"""Texts to unit rows float32[n, d], in their order."""


@dataclass(frozen=True, slots=True)
class Texts:
    """`passages` and rows of `vectors` float32[passages, d] `starts[i]:starts[i + 1]` are of the record `ids[i]`.

    `wholes` are the records' whole texts; `queries` and rows of `asked` float32[queries, d] belong to `query_ids`.
    """

    ids: tuple[str, ...]
    passages: tuple[str, ...]
    starts: NDArray[np.int64]
    vectors: Vectors
    wholes: tuple[str, ...]
    query_ids: tuple[str, ...]
    queries: tuple[str, ...]
    asked: Vectors

    @property
    def owners(self) -> NDArray[np.int64]:
        """The number of each passage's record, int64[passages]."""
        return np.repeat(np.arange(len(self.ids)), np.diff(self.starts))


def texts_of(judged: JudgedSet, encoder: Encoder, encode: Encode, cache: VectorCache, report: Progress) -> Texts:
    """`encoder` is one without a glossary, whose cached vectors are the model's own; `encode` encodes the queries."""
    documents = judged.documents
    matrices: list[Vectors] = []
    for start in range(0, len(documents), DOCUMENTS_AT_ONCE):
        matrices += vectors_for(documents[start : start + DOCUMENTS_AT_ONCE], encoder, cache).matrices
        report("vectors for peers", len(matrices), len(documents))
    queries = tuple(judged.queries[query_id].text for query_id in judged.grades)
    report("queries for peers", 0, len(queries))
    return Texts(
        ids=tuple(document.id for document in documents),
        passages=tuple(passage.searchable for document in documents for passage in document.passages),
        starts=np.cumsum([0, *(len(document.passages) for document in documents)], dtype=np.int64),
        vectors=np.concatenate(matrices),
        wholes=tuple(document.text for document in documents),
        query_ids=tuple(judged.grades),
        queries=queries,
        asked=encode(queries),
    )
