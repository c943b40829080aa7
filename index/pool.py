"""All records of one kind, published and fresh, searched as one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corpus.problems import NotFound
from index.bm25 import Reach, Term, reach
from index.dense.protocol import counted
from index.encoder import Vectors
from index.fresh import FreshSegment
from index.labels import LabelScheme, halves
from index.part import NONE, Mask, Part, Rows, Scored, Scores, best_of_each, rows_of
from index.phrases import SHARE, phrases
from index.scale import Scale, Weights
from index.visible import Restriction, visible_parts

VIEWS: Final = ("best", "document_bm25")
"""The names of the scores that `Views` holds."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found by one retriever. `rank` starts at 1; equal scores are ordered by id."""

    id: str
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Views:
    """How one query sees each given record; row i of every array belongs to `ids[i]`. All scores are float32[n].

    `best` is the best cosine of any passage with any query vector; `document_bm25` the whole record's BM25, of its
    words and its phrases. `passages` int64[n] is how many passages each record has.
    """

    ids: tuple[str, ...]
    best: NDArray[np.float32]
    document_bm25: NDArray[np.float32]
    passages: NDArray[np.int64]

    @property
    def named(self) -> dict[str, NDArray[np.float32]]:
        """Each view's scores by its name."""
        return {name: getattr(self, name) for name in VIEWS}


@dataclass(frozen=True, slots=True)
class PartWeights:
    """What brings one part's document and phrase scores onto the scale of all, see `index.scale`."""

    documents: Weights
    phrases: Weights


@dataclass(frozen=True, slots=True)
class Depths:
    """How many records each retriever finds at most."""

    dense: int
    lexical: int


class Pool:
    """What the tiers hold: of each, a generation's segment (None before the first) and the fresh segment made for it.

    A record that stands in several tiers counts in the last of these only.
    """

    def __init__(self, *tiers: FreshSegment) -> None:
        """The most open tier first."""
        self.tiers = tiers
        self.parts = tuple(visible_parts(tiers))
        self.count = sum(counted(len(part.ids), visible) for part, visible in self.parts)
        parts = [part for part, _ in self.parts]
        self._documents = Scale.of(tiers, parts, lambda part: part.document_statistics)
        self._phrases = Scale.of(tiers, parts, lambda part: part.phrase_statistics)

    def dense(self, vectors: Vectors, depth: int, who: Restriction) -> list[Hit]:
        return self._hits(self._first(self._nearest(vectors, depth, who), depth))

    def lexical_documents(self, tokens: Sequence[str], depth: int, who: Restriction) -> list[Hit]:
        return self._hits(self._first(self._by_words(self._whole(tokens), depth, who), depth))

    def found(self, vectors: Vectors, tokens: Sequence[str], depths: Depths, who: Restriction) -> Views:
        """What each retriever finds, by id, seen by every view: as `views` of what `dense` and the other say."""
        whole = self._whole(tokens)
        nearest = self._nearest(vectors, depths.dense, who)
        by_words = self._by_words(whole, depths.lexical, who)
        chosen = [
            np.union1d(near.numbers, worded.numbers)
            for near, worded in zip(
                self._first(nearest, depths.dense), self._first(by_words, depths.lexical), strict=True
            )
        ]
        ids = [
            part.ids[number]
            for (part, _), numbers in zip(self.parts, chosen, strict=True)
            for number in numbers.tolist()
        ]
        order = sorted(range(len(ids)), key=ids.__getitem__)
        where = np.empty(len(ids), dtype=np.int64)
        where[order] = np.arange(len(ids))
        ends = np.cumsum([len(numbers) for numbers in chosen])
        placed = zip(itertools.count(), np.split(where, ends[:-1]), chosen)
        return self._views([ids[row] for row in order], placed, vectors, whole, nearest)

    def weights(self, tokens: Sequence[Term], found: Sequence[Term]) -> list[PartWeights]:
        """By words and by phrases."""
        by = (self._documents.weights(tokens), self._phrases.weights(found))
        return [PartWeights(*each) for each in zip(*by, strict=True)]

    def reach(self, tokens: Sequence[Term]) -> Reach:
        """Of a query's words among whole records."""
        return reach(self._documents.wanted, tokens)

    def _nearest(self, vectors: Vectors, depth: int, who: Restriction) -> list[Scored]:
        """Of each part, at least its `depth` nearest records."""
        return [
            part.nearest(vectors, depth, who.mask(part, visible)) if part.ids and depth > 0 else NONE
            for part, visible in self.parts
        ]

    def _by_words(self, whole: Sequence[Scores], depth: int, who: Restriction) -> list[Scored]:
        """Of each part, its records that share a word."""
        return [
            _positive(scores, who.mask(part, visible)) if part.ids and depth > 0 else NONE
            for scores, (part, visible) in zip(whole, self.parts, strict=True)
        ]

    def _first(self, scored: Sequence[Scored], depth: int) -> list[Scored]:
        """Of each part, its share of the `depth` best of all; level ones by id."""
        scores = np.concatenate([each.scores for each in scored])
        if len(scores) <= depth:
            return list(scored)
        last = np.partition(scores, len(scores) - depth)[-depth]
        level = sorted(
            (self.parts[place][0].ids[number], place, number)
            for place, each in enumerate(scored)
            for number in each.numbers[each.scores == last].tolist()
        )
        admitted: list[list[int]] = [[] for _ in scored]
        for _, place, number in level[: depth - int((scores > last).sum())]:
            admitted[place].append(number)
        return [_those(each, last, numbers) for each, numbers in zip(scored, admitted, strict=True)]

    def _hits(self, scored: Sequence[Scored]) -> list[Hit]:
        found = sorted(
            (-score, part.ids[number])
            for (part, _), each in zip(self.parts, scored, strict=True)
            for number, score in zip(each.numbers.tolist(), each.scores.tolist(), strict=True)
        )
        return [Hit(record_id, -score, rank) for rank, (score, record_id) in enumerate(found, start=1)]

    def views(self, ids: Sequence[str], vectors: Vectors, tokens: Sequence[str]) -> Views:
        return self._views(ids, self._placed(ids), vectors, self._whole(tokens), [NONE] * len(self.parts))

    def _whole(self, tokens: Sequence[str]) -> list[Scores]:
        """BM25 of every record of each part: of its words, and of its phrases by their share."""
        found = phrases(tokens)
        scores = []
        for (part, _), by in zip(self.parts, self.weights(tokens, found), strict=True):
            words = part.document_scores(tokens, by.documents)
            words += np.float32(SHARE) * part.phrase_scores(found, by.phrases)
            scores.append(words)
        return scores

    def _views(
        self,
        ids: Sequence[str],
        placed: Iterable[tuple[int, Rows, Rows]],
        vectors: Vectors,
        whole: Sequence[Scores],
        nearest: Sequence[Scored],
    ) -> Views:
        """`placed` as of `_placed`; of records with a final score in `nearest` no cosine is made again."""
        best, documents = np.zeros((2, len(ids)), dtype=np.float32)
        views = Views(tuple(ids), best, documents, np.zeros(len(ids), dtype=np.int64))
        for place, where, chosen in placed:
            part = self.parts[place][0]
            views.passages[where] = np.diff(part.starts)[chosen]
            views.document_bm25[where] = whole[place][chosen]
            if len(vectors):
                views.best[where] = _cosines(part, chosen, vectors, nearest[place])
        return views

    def passage_vectors(self, record_id: str) -> Vectors:
        place, number = self._find(record_id)
        part = self.parts[place][0]
        return part.rows(np.arange(part.starts[number], part.starts[number + 1]))

    def passage_hashes(self, record_id: str) -> tuple[str, ...]:
        place, number = self._find(record_id)
        return self.parts[place][0].passage_hashes(number)

    def labels(self, ids: Sequence[str], scheme: LabelScheme) -> NDArray[np.float32]:
        found = np.full((len(ids), len(scheme.names)), np.nan, dtype=np.float32)
        for place, where, chosen in self._placed(ids):
            part = self.parts[place][0]
            if part.scheme == scheme:
                found[where] = part.labels[chosen]
        return found

    def labelled(self, name: str, at_least: float, scheme: LabelScheme) -> frozenset[str]:
        column = scheme.names.index(name)
        threshold = halves(np.array([at_least], dtype=np.float32))
        found: list[str] = []
        for part, visible in self.parts:
            if part.scheme == scheme:
                chosen = part.labels[:, column] >= threshold
                numbers = np.flatnonzero(chosen if visible is None else chosen & visible)
                found += [part.ids[number] for number in numbers]
        return frozenset(found)

    def contains(self, record_id: str) -> bool:
        return self._place(record_id) is not None

    def ids(self) -> frozenset[str]:
        return frozenset(
            record_id
            for part, visible in self.parts
            for number, record_id in enumerate(part.ids)
            if visible is None or visible[number]
        )

    def _placed(self, ids: Sequence[str]) -> Iterator[tuple[int, Rows, Rows]]:
        """Of each part that has some of the records: its place, where they stand in `ids`, their numbers there."""
        places: list[list[int]] = [[] for _ in self.parts]
        numbers: list[list[int]] = [[] for _ in self.parts]
        for where, record_id in enumerate(ids):
            place, number = self._find(record_id)
            places[place].append(where)
            numbers[place].append(number)
        for place, where_ in enumerate(places):
            if where_:
                yield place, np.array(where_, dtype=np.int64), np.array(numbers[place], dtype=np.int64)

    def part_of(self, record_id: str) -> tuple[int, Part, int]:
        """The place of the part that has the record, the part, its number there. Raises NotFound `not_indexed`."""
        place, number = self._find(record_id)
        return place, self.parts[place][0], number

    def _place(self, record_id: str) -> tuple[int, int] | None:
        """Which part has the record, and its number there."""
        for place, (part, visible) in enumerate(self.parts):
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


def _those(scored: Scored, last: float, level: Sequence[int]) -> Scored:
    """Those above the last score, and these of the ones at it."""
    kept = scored.scores > last
    if level:
        kept |= np.isin(scored.numbers, level)
    return Scored(scored.numbers[kept], scored.scores[kept])


def _cosines(part: Part, chosen: Rows, vectors: Vectors, known: Scored) -> Scores:
    """Of the records, the best cosine of any passage with any of the vectors, float32[len(chosen)]."""
    best = np.full(len(part.ids), np.nan, dtype=np.float32)
    if known.final:
        best[known.numbers] = known.scores
    found: Scores = best[chosen]
    missing = np.flatnonzero(np.isnan(found))
    if len(missing):
        rows, begins = rows_of(part.starts, chosen[missing])
        found[missing] = best_of_each((part.rows(rows) @ vectors.T).max(axis=1), begins)
    return found
