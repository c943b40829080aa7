"""One kind's records in rows: what the published segment and the fresh one both are, and the sums over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Statistics, Term, Tuning
from index.encoder import Vectors
from index.labels import Halves, LabelScheme
from index.products import products

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]


SINGLY = 4
"""Up to so many queries, as many products with one vector are faster than one with all of them."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Record numbers int64[n] and their scores float32[n], in no order.

    `final`: they were compared with every passage of each record, so that no score is less than it should be.
    """

    numbers: Rows
    scores: Scores
    final: bool = False


NONE: Final = Scored(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))


class Part(Protocol):
    """Record i is `ids[i]`; its passages are the rows `starts[i]:starts[i + 1]`. Never changed once built."""

    @property
    def ids(self) -> tuple[str, ...]: ...
    @property
    def numbers(self) -> Mapping[str, int]: ...
    @property
    def starts(self) -> Rows: ...
    @property
    def scheme(self) -> LabelScheme:
        """By which the records were labelled."""
        ...

    @property
    def labels(self) -> Halves:
        """float16[records, names of the scheme]."""
        ...

    @property
    def tuning(self) -> Tuning: ...
    @property
    def document_statistics(self) -> Statistics:
        """By which `document_scores` weighs terms."""
        ...

    @property
    def phrase_statistics(self) -> Statistics:
        """By which `phrase_scores` weighs phrases."""
        ...

    def passage_hashes(self, number: int) -> tuple[str, ...]:
        """`Passage.hash` of each of the record's passages."""
        ...

    def rows(self, numbers: Rows) -> Vectors:
        """The vectors of these passage rows in this order, float32[len(numbers), d]."""
        ...

    def blocks(self) -> Iterator[tuple[int, Vectors]]:
        """All vectors in the order of rows: the number of the first row of a block, and the block float32[b, d]."""
        ...

    def nearest(self, queries: Vectors, depth: int, mask: Mask | None) -> Scored:
        """At least the `depth` records whose best passage is nearest to any query float32[m, d]; mask bool[records]."""
        ...

    def document_scores(self, tokens: Sequence[str], weights: Mapping[Term, float] | None = None) -> Scores:
        """BM25 of every whole record, float32[records]; the share of a term is multiplied by its weight, if any."""
        ...

    def phrase_scores(self, phrases: Sequence[int], weights: Mapping[Term, float] | None = None) -> Scores:
        """As `document_scores`, by phrases (`index.phrases`)."""
        ...

    def shared_phrases(self, phrases: Iterable[int]) -> NDArray[np.int32]:
        """How many of the phrases, which are distinct, every record has, int32[records]."""
        ...


def best_of_each(values: Scores, starts: Rows) -> Scores:
    """The largest value of each group; the last group ends with the values. No group may be empty."""
    if not len(starts):
        return np.zeros(0, dtype=np.float32)
    best: Scores = np.maximum.reduceat(values, starts)
    return best


def nearest_of(vectors: Vectors, starts: Rows, queries: Vectors, mask: Mask | None) -> Scored:
    """Every record that takes part, by its passage nearest to any query float32[m, d]: all cosines are made."""
    if not len(queries):
        return NONE
    if len(queries) <= SINGLY:
        cosines = products(vectors, queries[0])
        for query in queries[1:]:
            np.maximum(cosines, products(vectors, query), out=cosines)
    else:
        cosines = (vectors @ queries.T).max(axis=1)
    best = best_of_each(cosines, starts[:-1])
    numbers = np.arange(len(best)) if mask is None else np.flatnonzero(mask)
    return Scored(numbers, best[numbers], final=True)


def rows_of(starts: Rows, numbers: Rows) -> tuple[Rows, Rows]:
    """The passage rows of the given records one after another, and where each record's begin among them."""
    sizes = starts[numbers + 1] - starts[numbers]
    begins = np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int64)
    rows = np.arange(int(sizes.sum())) + np.repeat(starts[numbers] - begins, sizes)
    return rows, begins
