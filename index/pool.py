"""All records of one kind, published and fresh, searched as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.problems import NotFound
from index.encoder import Vectors
from index.fresh import FreshSegment
from index.part import Mask, Part, Scored, Scores, best_of_each, mean_of_best, rows_of

BEST_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found by one retriever. `rank` starts at 1; equal scores are ordered by id."""

    id: str
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Views:
    """How one query sees each given record; row i of every array belongs to `ids[i]`. All float32[n].

    `best` is the best cosine of any passage with any query vector; `mean_top3` the mean of the three best
    passages (of as many as there are), each by its nearest query vector; `passage_bm25` the best passage's BM25,
    `document_bm25` the whole record's.
    """

    ids: tuple[str, ...]
    best: NDArray[np.float32]
    mean_top3: NDArray[np.float32]
    passage_bm25: NDArray[np.float32]
    document_bm25: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Restriction:
    """Who takes part: those of `allowed` (None: all) that are not `excluded`."""

    allowed: frozenset[str] | None = None
    excluded: frozenset[str] = frozenset()

    def mask(self, part: Part, visible: Mask | None) -> Mask | None:
        """bool[records], None where every record takes part."""
        if self.allowed is None:
            if not self.excluded:
                return visible
            mask = np.ones(len(part.ids), dtype=np.bool_) if visible is None else visible.copy()
        else:
            mask = np.zeros(len(part.ids), dtype=np.bool_)
            numbers = part.numbers
            mask[[numbers[record_id] for record_id in self.allowed if record_id in numbers]] = True
            if visible is not None:
                mask &= visible
        mask[[part.numbers[record_id] for record_id in self.excluded if record_id in part.numbers]] = False
        return mask


class Pool:
    """A generation's segment (None before the first) and the fresh segment that was made for it."""

    def __init__(self, fresh: FreshSegment) -> None:
        self.fresh = fresh
        visible = fresh.visible()
        self._parts: list[tuple[Part, Mask | None]] = [] if fresh.base is None else [(fresh.base, visible)]
        self._parts.append((fresh, None))
        hidden = 0 if visible is None else int(len(visible) - visible.sum())
        self.count = sum(len(part.ids) for part, _ in self._parts) - hidden

    def dense(self, vectors: Vectors, depth: int, who: Restriction) -> list[Hit]:
        return self._best(depth, who, lambda part, mask: part.nearest(vectors, depth, mask))

    def lexical(self, tokens: Sequence[str], depth: int, who: Restriction) -> list[Hit]:
        def scored(part: Part, mask: Mask | None) -> Scored:
            return _positive(best_of_each(part.passage_scores(tokens), part.starts[:-1]), mask)

        return self._best(depth, who, scored)

    def lexical_documents(self, tokens: Sequence[str], depth: int, who: Restriction) -> list[Hit]:
        return self._best(depth, who, lambda part, mask: _positive(part.document_scores(tokens), mask))

    def _best(self, depth: int, who: Restriction, scored: Callable[[Part, Mask | None], Scored]) -> list[Hit]:
        found: list[tuple[float, str]] = []
        if depth > 0:
            for part, visible in self._parts:
                if part.ids:
                    top = _top(scored(part, who.mask(part, visible)), depth)
                    ids = part.ids
                    found += [
                        (-score, ids[number])
                        for number, score in zip(top.numbers.tolist(), top.scores.tolist(), strict=True)
                    ]
        found.sort()
        return [Hit(record_id, -score, rank) for rank, (score, record_id) in enumerate(found[:depth], start=1)]

    def views(self, ids: Sequence[str], vectors: Vectors, tokens: Sequence[str]) -> Views:
        places: list[list[int]] = [[] for _ in self._parts]
        numbers: list[list[int]] = [[] for _ in self._parts]
        for place, record_id in enumerate(ids):
            part, number = self._find(record_id)
            places[part].append(place)
            numbers[part].append(number)
        views = Views(tuple(ids), *(np.zeros(len(ids), dtype=np.float32) for _ in range(4)))
        for (part_, _), where, which in zip(self._parts, places, numbers, strict=True):
            if not where:
                continue
            chosen = np.array(which, dtype=np.int64)
            rows, begins = rows_of(part_.starts, chosen)
            if len(vectors):
                cosines = (part_.vectors[rows] @ vectors.T).max(axis=1)
                views.best[where] = best_of_each(cosines, begins)
                views.mean_top3[where] = mean_of_best(cosines, begins, BEST_PASSAGES)
            if tokens:
                views.passage_bm25[where] = best_of_each(part_.passage_scores(tokens)[rows], begins)
                views.document_bm25[where] = part_.document_scores(tokens)[chosen]
        return views

    def passage_vectors(self, record_id: str) -> Vectors:
        place, number = self._find(record_id)
        part = self._parts[place][0]
        return part.vectors[part.starts[number] : part.starts[number + 1]].copy()

    def passage_hashes(self, record_id: str) -> tuple[str, ...]:
        place, number = self._find(record_id)
        return self._parts[place][0].passage_hashes(number)

    def contains(self, record_id: str) -> bool:
        return self._place(record_id) is not None

    def ids(self) -> frozenset[str]:
        return frozenset(
            record_id
            for part, visible in self._parts
            for number, record_id in enumerate(part.ids)
            if visible is None or visible[number]
        )

    def _place(self, record_id: str) -> tuple[int, int] | None:
        """Which part has the record, and its number there."""
        for place, (part, visible) in enumerate(self._parts):
            number = part.numbers.get(record_id)
            if number is not None and (visible is None or visible[number]):
                return place, number
        return None

    def _find(self, record_id: str) -> tuple[int, int]:
        found = self._place(record_id)
        if found is None:
            raise NotFound.because("not_indexed", "id", record_id)
        return found


def _positive(scores: Scores, mask: Mask | None) -> Scored:
    takes_part = scores > 0 if mask is None else (scores > 0) & mask
    numbers = np.flatnonzero(takes_part)
    return Scored(numbers, scores[numbers])


def _top(scored: Scored, depth: int) -> Scored:
    """At least the `depth` best: with all that tie with the last, so that the order of rows decides nothing."""
    if len(scored.scores) <= depth:
        return scored
    last = np.partition(scored.scores, len(scored.scores) - depth)[-depth]
    kept = scored.scores >= last
    return Scored(scored.numbers[kept], scored.scores[kept])
