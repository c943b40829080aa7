"""BM25 as Lucene computes it, for one term in one text.

Robertson, S. and Zaragoza, H. (2009): The Probabilistic Relevance Framework: BM25 and Beyond. Foundations and
Trends in Information Retrieval 3(4), 333-389. The variant ("accurate" Lucene) is that of Kamphuis, C., de Vries,
A. P., Boytsov, L. and Lin, J. (2020): Which BM25 Do You Mean? ECIR 2020, and the one that bm25s builds with.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Term = str | int
"""A word by its name, a phrase by its number, see `index.phrases`."""
METHOD = "lucene"
"""bm25s's name of the variant."""


K3 = 1.0
"""Bends how a term counts that the query itself repeats (0: once, without end: as often)."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """`k1` bends how repetition counts (0: not at all), `b` how far length is evened out (0: not, 1: fully)."""

    k1: float = 1.2
    b: float = 0.75


@dataclass(frozen=True, slots=True)
class Tuning:
    """The parameters of each index.

    Records are a paragraph or eight projects, and what one repeats over several tells what it does.
    """

    records: Parameters = Parameters(2.0, 0.95)
    phrases: Parameters = Parameters(2.0, 0.95)


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a collection tells about terms: texts, their mean length in terms, texts that hold a given term."""

    count: int
    mean_length: float
    frequency: Callable[[Term], int]


def union(collections: Sequence[Statistics]) -> Statistics:
    """Collections without a text in common, as one."""
    count = sum(each.count for each in collections)
    total = sum(each.count * each.mean_length for each in collections)
    return Statistics(
        count, total / count if count else 0.0, lambda term: sum(each.frequency(term) for each in collections)
    )


def idf(frequency: int, count: int) -> float:
    """Of a term that `frequency` of `count` texts hold; 0 <= frequency <= count."""
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def rescaling(own: Statistics, wanted: Statistics, terms: Iterable[Term]) -> dict[Term, float]:
    """What turns each term's contributions, made with the idf of `own`, into those that `wanted` would have made.

    Exact for idf; the mean length stays that of `own`.
    """
    return {
        term: idf(wanted.frequency(term), wanted.count) / idf(own.frequency(term), own.count) for term in set(terms)
    }


def emphasis(times: int) -> float:
    """By what a term's score is multiplied where the query has the term so many times."""
    return (K3 + 1) * times / (K3 + times)


def contributions(
    counts: NDArray[Any], idfs: NDArray[Any], lengths: NDArray[Any], mean_length: float, parameters: Parameters
) -> NDArray[np.float32]:
    """What each term adds to its text's score, float32[n].

    `counts` are occurrences in the text, `lengths` of the text in terms, `idfs` of the term, all of length n.
    """
    occurrences = counts.astype(np.float32)
    evened = (1 - parameters.b) + parameters.b * lengths / max(mean_length, 1e-9)
    return (idfs.astype(np.float32) * (occurrences / (parameters.k1 * evened + occurrences))).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a collection could make of a query at most.

    `terms` are its distinct terms, `known` those of them that occur in the collection. `most` is the BM25 that no text
    reaches: that of one full of every term, those that occur nowhere too; `known_most` without these.
    """

    terms: int
    known: int
    most: float
    known_most: float


def reach(collection: Statistics, terms: Iterable[Term]) -> Reach:
    """Of a query's terms, repeated as often as they stand in it. O(distinct terms)."""
    known, most, known_most = 0, 0.0, 0.0
    counted = Counter(terms)
    for term, times in counted.items():
        frequency = collection.frequency(term)
        share = idf(frequency, collection.count) * emphasis(times)
        most += share
        if frequency:
            known += 1
            known_most += share
    return Reach(len(counted), known, most, known_most)
