"""Peers by their own libraries: BM25 of bm25s, sentence-transformers vectors, and the usual ways to join the two.

Records are found by their best passage. Fusions see the best `DEPTH` records of each retriever, as this project does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

from bench.quality.texts import Texts
from matcher.evaluation import Progress
from matcher.metrics import RECALL_CUT

DEPTH = 1_000
RRF_K = 60
BATCH = 64
MIX = {"dense": 1.0, "mean": 0.5, "stems": 0.5, "whole": 1.5}
"""Weights of the hand-made mix, picked by hand on `award_to_firm`; they stay whatever this project's become."""

Scores = NDArray[np.float32]
Rows = NDArray[np.int64]
Rankings = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Seen:
    """One query's scores of every record, each float32[records].

    `dense` and `mean`: cosine of the best passage, mean cosine of all; `words` and `stems`: BM25 of the best passage
    without and with stemming; `whole`: stemmed BM25 of the whole record.
    """

    dense: Scores
    mean: Scores
    words: Scores
    stems: Scores
    whole: Scores


class Bm25:
    """bm25s as it comes: its tokenizer, its English stop words, its parameters."""

    def __init__(self, texts: Sequence[str], stemmer: Stemmer.Stemmer | None = None) -> None:
        self._tokens = partial(bm25s.tokenize, stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False)
        self._index = bm25s.BM25()
        # The library sets its logger to tell everything.
        logging.getLogger("bm25s").setLevel(logging.WARNING)
        self._index.index(self._tokens(list(texts)), show_progress=False)

    def scores(self, query: str) -> Scores:
        """float32[texts]; 0 where no token is shared."""
        tokens = self._tokens([query])[0]
        scores = self._index.get_scores(tokens) if tokens else np.zeros(self._index.scores["num_docs"])
        return np.asarray(scores, dtype=np.float32)


def rankings(texts: Texts, report: Progress) -> dict[str, Rankings]:
    """The first `RECALL_CUT` ids of every query, by peer."""
    found: dict[str, Rankings] = {name: {} for name in PLAIN}
    for number, seen in enumerate(_seen(texts)):
        for name, peer in PLAIN.items():
            found[name][texts.query_ids[number]] = [texts.ids[row] for row in peer(seen)[:RECALL_CUT].tolist()]
        if (number + 1) % BATCH == 0 or number + 1 == len(texts.queries):
            report("peers", number + 1, len(texts.queries))
    return found


def _seen(texts: Texts) -> Iterator[Seen]:
    """Query by query, in the order of `query_ids`."""
    english = Stemmer.Stemmer("english")
    words, stems, whole = Bm25(texts.passages), Bm25(texts.passages, english), Bm25(texts.wholes, english)
    begins: Rows = texts.starts[:-1]
    sizes: Scores = np.diff(texts.starts).astype(np.float32)
    for start in range(0, len(texts.queries), BATCH):
        cosines = texts.vectors @ texts.asked[start : start + BATCH].T
        best = np.maximum.reduceat(cosines, begins)
        mean = np.asarray(np.add.reduceat(cosines, begins) / sizes[:, None], dtype=np.float32)
        for row, query in enumerate(texts.queries[start : start + BATCH]):
            yield Seen(
                dense=best[:, row],
                mean=mean[:, row],
                words=np.maximum.reduceat(words.scores(query), begins),
                stems=np.maximum.reduceat(stems.scores(query), begins),
                whole=whole.scores(query),
            )


def nearest(scores: Scores) -> Rows:
    """The `DEPTH` best, ties by row."""
    return np.argsort(-scores, kind="stable")[:DEPTH]


def sharing(scores: Scores) -> Rows:
    """As `nearest`, of those that share a word with the query at all."""
    rows = nearest(scores)
    return rows[scores[rows] > 0]


def reciprocal_rank_fusion(lists: Sequence[Rows]) -> Rows:
    """Sum of 1 / (k + rank), ties by row.

    Cormack, G. V., Clarke, C. L. A. and Büttcher, S. (2009): Reciprocal rank fusion outperforms Condorcet and
    individual rank learning methods. SIGIR 2009; k = 60 is theirs.
    """
    scores: dict[int, float] = {}
    for rows in lists:
        for rank, row in enumerate(rows.tolist(), start=1):
            scores[row] = scores.get(row, 0.0) + 1 / (RRF_K + rank)
    return np.array(sorted(scores, key=lambda row: (-scores[row], row)), dtype=np.int64)


def z_score_fusion(lists: Sequence[Rows], views: Sequence[tuple[Scores, float]]) -> Rows:
    """The listed records by the weighted sum of their z-scores over the listed, ties by row.

    Montague, M. and Aslam, J. (2001): Relevance score normalization for metasearch. CIKM 2001.
    """
    rows = np.unique(np.concatenate(lists))
    total = np.zeros(len(rows), dtype=np.float64)
    for scores, weight in views:
        listed = scores[rows].astype(np.float64)
        total += weight * (listed - listed.mean()) / (listed.std() or 1.0)
    return rows[np.argsort(-total, kind="stable")]


def _reciprocal(seen: Seen) -> Rows:
    return reciprocal_rank_fusion([nearest(seen.dense), sharing(seen.words)])


def _equal(seen: Seen) -> Rows:
    return z_score_fusion([nearest(seen.dense), sharing(seen.words)], [(seen.dense, 1.0), (seen.words, 1.0)])


def _mix(seen: Seen) -> Rows:
    views = [(getattr(seen, view), weight) for view, weight in MIX.items()]
    return z_score_fusion([nearest(seen.dense), sharing(seen.whole)], views)


PLAIN: Mapping[str, Callable[[Seen], Rows]] = {
    "BM25 (bm25s)": lambda seen: sharing(seen.words),
    "dense (sentence-transformers)": lambda seen: nearest(seen.dense),
    "reciprocal rank fusion of both, k = 60": _reciprocal,
    "equal z-scores of both": _equal,
    "hand-made mix": _mix,
}
