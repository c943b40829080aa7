"""The best candidates of every asking record, in one pass over the index.

The ranking is that of `matcher.retrieval.rank`, view by view and fused by the same function, but organised for
throughput: one matrix product gives the cosines of a block of queries with every passage (blocked as in the exact
search of Johnson, J., Douze, M. and Jégou, H. (2019): Billion-scale similarity search with GPUs, IEEE Transactions
on Big Data 7(3)), one sparse product BM25, and so every view of every record is at hand without looking anything up.
Blocks are worked on in threads while what was found before is taken. Scores differ from those of `rank` by rounding
only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Kind
from corpus.problems import Invalid
from index.bm25 import Term
from index.encoder import Vectors
from index.phrases import phrases
from index.products import blas_of_one
from index.searcher import NOBODY, Searcher
from matcher.columns import Columns, Numbers
from matcher.fusion import Scores
from matcher.grouped import fuse_grouped
from matcher.retrieval import DEPTH, LOOKED_AT, Changed, Found
from matcher.signals import Signals
from matcher.weights import WEIGHTS, Weights

MOST = 50
"""The most candidates that are kept of one asking record."""
BLOCK = 256
"""Query vectors whose cosines a thread holds at once: 1 KiB a passage, and enough to keep the product busy."""
CHUNK = 32
"""Questions of a block that are looked at together."""
AHEAD = 3
"""Blocks that are worked on, or done, before the first of them is taken."""
GROUP = 8
"""Records whose largest score is looked at first where the largest of many are wanted."""
LOWEST, LEAST = np.finfo(np.float32).min, np.finfo(np.float32).smallest_subnormal
"""From where a cosine is one, not the -inf of those who are no candidates, and from where a BM25 is above 0."""

NONE: Numbers = np.zeros(0, dtype=np.int64)
NOT_COUNTED = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `vectors` float32[m, d] unit rows, m between 1 and `BLOCK`; `excluded` are no candidates."""

    id: str
    vectors: Vectors
    tokens: Sequence[str]
    excluded: frozenset[str] = NOBODY


@dataclass(frozen=True, slots=True)
class Candidate:
    """`score` is 0 to 1 and `views` the raw scores behind it, as in `matcher.match.Match`."""

    id: str
    score: float
    views: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Swept:
    """The candidates of one asking record, best first, level ones by id; `credible` as in `retrieval.Ranked`."""

    id: str
    candidates: tuple[Candidate, ...]
    credible: bool = False


Anew = Callable[[Question, Mapping[str, int]], Changed]
"""What some of a question's first `LOOKED_AT` candidates are seen as instead, see `matcher.copies`; told of each how
many of the question's phrases it has."""


class Sweep:
    """Everything that may be a candidate, laid out for questions in bulk. Holds a copy of its vectors and postings.

    Memory beside the searcher's: 4 d bytes a passage, 8 a posting of records, and the cosines of a block a thread.
    """

    def __init__(
        self,
        searcher: Searcher,
        kind: Kind,
        weights: Weights = WEIGHTS["full"],
        *,
        allowed: frozenset[str] | None = None,
        depth: int = DEPTH,
        threads: int = 2,
        anew: Anew | None = None,
    ) -> None:
        """`allowed` are the records that may be candidates (None: all), `depth` is as in `rank`.

        `anew` is called in the thread that takes what `run` gives.
        """
        self._anew = anew
        self._weights = weights
        self._depth = depth
        self._threads = threads
        self._dimension = searcher.encoder.dimension
        self._models = weights.models_for(searcher.encoder)
        self._reach = partial(searcher.reach, kind)
        self._columns = Columns.of(searcher, kind, allowed)

    def run(self, asking: Iterable[Question], top: int = 10) -> Iterator[Swept]:
        """The `top` candidates of each, in the order of asking; `asking` is read some blocks ahead.

        Raises Invalid `bad_top` past `MOST`, ValueError for vectors of another shape than promised.
        """
        if not 1 <= top <= MOST:
            raise Invalid.because("bad_top", "top", top, limit=MOST)
        return self._run(asking, top)

    def _run(self, asking: Iterable[Question], top: int) -> Iterator[Swept]:
        if not len(self._columns.ids):
            yield from (Swept(each.id, ()) for each in asking)
            return
        ahead: deque[Future[list[_Seen]]] = deque()
        with blas_of_one(), ThreadPoolExecutor(self._threads, thread_name_prefix="sweep") as pool:
            try:
                for block in _blocks(asking, self._dimension):
                    ahead.append(pool.submit(self._seen, block))
                    if len(ahead) > AHEAD:
                        yield from self._told(ahead.popleft().result(), top)
                while ahead:
                    yield from self._told(ahead.popleft().result(), top)
            finally:
                pool.shutdown(cancel_futures=True)

    def _cosines(self, block: Sequence[Question]) -> Scores:
        """Of each question with each passage by its nearest vector, float32[questions, columns]."""
        vectors = np.concatenate([each.vectors for each in block])
        cosines: Scores = vectors @ self._columns.vectors.T
        if len(vectors) == len(block):
            return cosines
        begins = np.cumsum([0, *(len(each.vectors) for each in block[:-1])])
        nearest: Scores = np.maximum.reduceat(cosines, begins, axis=0)
        return nearest

    def _seen(self, block: Sequence[Question]) -> list[_Seen]:
        """What a thread does at a time."""
        cosines = self._cosines(block)
        chunks = [slice(start, start + CHUNK) for start in range(0, len(block), CHUNK)]
        return [seen for each in chunks for seen in self._looked_at(block[each], cosines[each])]

    def _looked_at(self, asking: Sequence[Question], cosines: Scores) -> list[_Seen]:
        """Works on whole matrices, float32[asking, records]: so threads seldom wait for the interpreter."""
        columns = self._columns
        spoken = [phrases(each.tokens) for each in asking]
        terms: list[list[Term]] = [[*each.tokens, *found] for each, found in zip(asking, spoken, strict=True)]
        documents = columns.postings.scores(terms)
        best = columns.slots.best(cosines)
        for row, each in enumerate(asking):
            hidden = [columns.numbers[record_id] for record_id in each.excluded if record_id in columns.numbers]
            best[row, hidden], documents[row, hidden] = -np.inf, 0
        chosen = [self._chosen(*scores) for scores in zip(best, documents, strict=True)]
        shared = [
            columns.postings.occurring(set(said))[numbers] if self._anew else NOT_COUNTED
            for said, numbers in zip(spoken, chosen, strict=True)
        ]
        return [_Seen(*each) for each in zip(asking, self._fused(chosen, best, documents), shared, strict=True)]

    def _fused(self, chosen: Sequence[Numbers], best: Scores, documents: Scores) -> list[Found]:
        """The candidates of each question, by both views."""
        columns = self._columns
        sizes = np.array([len(each) for each in chosen])
        rows, numbers = np.repeat(np.arange(len(chosen)), sizes), np.concatenate(chosen)
        views = {"best": best[rows, numbers], "document_bm25": documents[rows, numbers]}
        passages = [float(columns.sizes[each].mean()) if len(each) else 0.0 for each in chosen]
        counted = [self._weights.of(each) for each in passages]
        given = [by for by, size in zip(counted, sizes.tolist(), strict=True) if size]
        named = {name: np.array([by[name] for by in given], dtype=np.float32) for name in self._weights.of(1.0)}
        fused = fuse_grouped(views, named, sizes[sizes > 0])
        stretches = (slice(*each) for each in pairwise(np.concatenate(([0], np.cumsum(sizes))).tolist()))
        return [
            Found(
                tuple(columns.ids[own].tolist()),
                fused[stretch],
                {name: values[stretch] for name, values in views.items()},
                mean,
                by,
            )
            for own, stretch, mean, by in zip(chosen, stretches, passages, counted, strict=True)
        ]

    def _chosen(self, best: Scores, documents: Scores) -> Numbers:
        """The records among the first `depth` of a retriever, of one question, in the order of their ids."""
        columns, places = self._columns, [NONE]
        if self._weights.dense:
            places.append(_first(best, self._depth, LOWEST, columns.by_id))
        if self._weights.lexical:
            places.append(_first(documents, self._depth, LEAST, columns.by_id))
        # Faster than numpy.unique, by far.
        found = np.sort(np.concatenate(places))
        return columns.in_order[found[np.diff(found, prepend=-1) > 0]]

    def _told(self, seen: Iterable[_Seen], top: int) -> Iterator[Swept]:
        """What each question is told."""
        return (self._swept(each.question, each.found, each.shared, top) for each in seen)

    def _swept(self, asked: Question, found: Found, shared: NDArray[np.int32], top: int) -> Swept:
        if not found.ids:
            return Swept(asked.id, ())
        if self._anew is not None:
            first = found.first_rows(LOOKED_AT)
            told = {found.ids[row]: count for row, count in zip(first.tolist(), shared[first].tolist(), strict=True)}
            found = found.changed(self._anew(asked, told))
        # One more than is told: the one behind counts for the last one's score.
        rows = found.first_rows(top + 1)
        scored = self._models.told(Signals(found.fused, found.views, self._reach(asked.tokens)), rows, asked.vectors)
        candidates = tuple(
            Candidate(found.ids[row], score, {name: float(values[row]) for name, values in found.views.items()})
            for row, score in zip(rows[:top].tolist(), scored.scores.tolist(), strict=False)
        )
        return Swept(asked.id, candidates, scored.credible)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found for a question; `shared` int32[found] is how many of its phrases each has, if anybody asks."""

    question: Question
    found: Found
    shared: NDArray[np.int32]


def _blocks(asking: Iterable[Question], dimension: int) -> Iterator[list[Question]]:
    """As many questions at a time as their vectors allow."""
    block: list[Question] = []
    rows = 0
    for each in asking:
        asked = len(each.vectors)
        if not 1 <= asked <= BLOCK or each.vectors.shape[1:] != (dimension,):
            raise ValueError(f"{each.id}: vectors {each.vectors.shape}, not float32[1 to {BLOCK}, {dimension}]")
        if rows + asked > BLOCK:
            yield block
            block, rows = [], 0
        block.append(each)
        rows += asked
    if block:
        yield block


def _first(scores: Scores, depth: int, least: np.float32, by_id: Numbers) -> Numbers:
    """The places in the order of ids of the `depth` largest of those from `least`; of equal ones the first.

    Among the `depth` largest of the groups' largest there are `depth` scores: so none below these need be looked at.
    """
    groups = len(scores) // GROUP
    bound = least
    if groups >= depth:
        bound = max(_nth(scores[: groups * GROUP].reshape(GROUP, groups).max(axis=0), depth), least)
    near = np.flatnonzero(scores >= bound)
    if len(near) > depth:
        near = near[scores[near] >= _nth(scores[near], depth)]
    places: Numbers = by_id[near]
    if len(near) > depth:
        places = places[np.lexsort((places, -scores[near]))[:depth]]
    return places


def _nth(scores: Scores, n: int) -> np.float32:
    """The n-th largest, the smallest where there are fewer."""
    place = max(len(scores) - n, 0)
    value: np.float32 = np.partition(scores, place)[place]
    return value
