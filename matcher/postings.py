"""BM25 of every record at once, for some queries at a time.

The columns of the lexical indexes stand as one sparse matrix, texts by terms; a query adds up those of its terms
in compiled code that other threads may run beside. The figures are those of `index.lexical`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Term, emphasis
from index.fresh import FreshLexical
from index.lexical import NO_ROWS, LexicalIndex, occurring
from index.scale import Weights

Scores = NDArray[np.float32]
NOWHERE = -1
"""The place of a text that takes no part."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One lexical index and where each of its texts stands among all, int64[texts]; `NOWHERE`: nowhere.

    The scores of a term are multiplied by its weight, if it has one, see `index.scale`, and by `share`.
    """

    index: LexicalIndex | FreshLexical
    places: NDArray[np.int64]
    weights: Weights
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Postings:
    """Those of term t stand at `starts[t]:starts[t + 1]` in `data` (score) and `rows` (text)."""

    terms: dict[Term, int]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    data: Scores
    count: int

    @classmethod
    def of(cls, indexes: Iterable[Placed], count: int) -> Self:
        """`count` texts; of two indexes that place the same one no term is in both."""
        terms: dict[Term, int] = {}
        entries = [_entries(placed, terms) for placed in indexes]
        numbers = np.concatenate([NO_ROWS, *(each.terms for each in entries)])
        rows = np.concatenate([NO_ROWS, *(each.rows for each in entries)])
        data = np.concatenate([np.zeros(0, dtype=np.float32), *(each.data for each in entries)])
        from scipy.sparse import coo_array  # noqa: PLC0415 - a quarter of a second, for those who sweep only

        matrix = coo_array((data, (rows, numbers)), shape=(count, len(terms))).tocsc()
        starts = matrix.indptr.astype(np.int64)
        return cls(terms, starts, matrix.indices.astype(np.int32, copy=False), matrix.data, count)

    def scores(self, queries: Sequence[Sequence[Term]]) -> Scores:
        """BM25 of every text by each query's tokens, float32[queries, count]; repeated tokens by their `emphasis`.

        All in one product: the columns of query q, moved down by q * count.
        """
        from scipy.sparse import csc_array  # noqa: PLC0415 - as above

        counted = [Counter(tokens) for tokens in queries]
        held = [
            [(self.terms[term], emphasis(times)) for term, times in each.items() if term in self.terms]
            for each in counted
        ]
        sizes = np.array([len(each) for each in held])
        if not sizes.sum():
            return np.zeros((len(queries), self.count), dtype=np.float32)
        numbers, factors = (np.array(each) for each in zip(*chain.from_iterable(held), strict=True))
        begins, ends = self.starts[numbers], self.starts[numbers + 1]
        stretches = [slice(begin, end) for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
        data = np.concatenate([self.data[stretch] for stretch in stretches])
        rows = np.concatenate([self.rows[stretch] for stretch in stretches])
        starts = np.concatenate(([0], np.cumsum(ends - begins))).astype(np.int32)
        limits = starts[np.concatenate(([0], np.cumsum(sizes)))].tolist()
        for place, (begin, end) in enumerate(pairwise(limits)):
            rows[begin:end] += np.int32(place * self.count)
        columns = csc_array((data, rows, starts), shape=(len(queries) * self.count, len(numbers)))
        found: Scores = (columns @ factors.astype(np.float32)).reshape(len(queries), self.count)
        return found

    def occurring(self, terms: Iterable[Term]) -> NDArray[np.int32]:
        """How many of the terms, which are distinct, occur in each text, int32[count]."""
        numbers = [number for term in terms if (number := self.terms.get(term)) is not None]
        return occurring(numbers, self.starts, self.rows, self.count)


@dataclass(frozen=True, slots=True)
class _Entries:
    """Entry j says that term `terms[j]` int32 adds `data[j]` to text `rows[j]` int32."""

    terms: NDArray[np.int32]
    rows: NDArray[np.int32]
    data: Scores


def _entries(placed: Placed, terms: dict[Term, int]) -> _Entries:
    """Those of one index, by the numbers of `terms`, which grows; texts that are nowhere are left out."""
    index, names = placed.index, terms_of(placed.index)
    if isinstance(index, LexicalIndex):
        own = np.repeat(np.arange(len(names)), np.diff(index.starts))
    else:
        own = np.unique(index.terms, return_inverse=True)[1]
    numbers = np.array([terms.setdefault(name, len(terms)) for name in names], dtype=np.int32)
    rows = placed.places[index.rows]
    kept = rows != NOWHERE
    own, data = own[kept], index.data[kept] * np.float32(placed.share)
    if placed.weights is not None:
        data *= np.array([placed.weights.get(name, 1.0) for name in names], dtype=np.float32)[own]
    return _Entries(numbers[own], rows[kept].astype(np.int32), data)


def terms_of(index: LexicalIndex | FreshLexical) -> list[Term]:
    """The terms of an index in the order of their numbers; of a fresh one those that occur."""
    if isinstance(index, LexicalIndex):
        return list(index.terms)
    return [index.vocabulary.term(int(number)) for number in np.unique(index.terms)]
