"""Rank metrics over graded judgements, and how far probabilities are from what happens.

nDCG with gain = grade: Järvelin, K. and Kekäläinen, J. (2002): Cumulated gain-based evaluation of IR techniques.
ACM Transactions on Information Systems 20(4), 422-446.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CUT = 10
RECALL_CUT = 100

Grades = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over the queries that have a relevant record.

    `hr10` hit rate at 10, `mrr` mean reciprocal rank (of the first 100), `ndcg10` nDCG at 10 with gain = grade,
    `r100` recall at 100.
    """

    hr10: float
    mrr: float
    ndcg10: float
    r100: float


def quality(rankings: Mapping[str, Sequence[str]], grades: Mapping[str, Grades]) -> Quality:
    """Scores rankings (ids, best first) against grades above zero; a judged query without ranking scores 0."""
    hits = reciprocal = gain = recall = 0.0
    judged = {query: relevant for query, found in grades.items() if (relevant := relevant_of(found))}
    for query, relevant in judged.items():
        ranking = rankings.get(query, ())
        ranks = [rank for rank, found in enumerate(ranking, start=1) if found in relevant]
        hits += bool(ranks) and ranks[0] <= CUT
        reciprocal += 1 / ranks[0] if ranks and ranks[0] <= RECALL_CUT else 0
        ideal = sorted(relevant.values(), reverse=True)[:CUT]
        gain += _discounted([relevant.get(found, 0) for found in ranking[:CUT]]) / _discounted(ideal)
        recall += sum(rank <= RECALL_CUT for rank in ranks) / len(relevant)
    n = len(judged) or 1
    return Quality(hits / n, reciprocal / n, gain / n, recall / n)


def relevant_of(grades: Grades) -> dict[str, int]:
    """The records with a grade above zero."""
    return {record: grade for record, grade in grades.items() if grade > 0}


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def calibration_error(probabilities: NDArray[np.float64], truths: NDArray[np.float64], bins: int) -> float:
    """Expected calibration error: over bins of as many predictions each, how far their mean is from the share that came
    true, float64[n] each. 0 without predictions.

    Naeini, M. P., Cooper, G. F. and Hauskrecht, M. (2015): Obtaining well calibrated probabilities using Bayesian
    binning, AAAI; bins of equal size as in Nguyen, K. and O'Connor, B. (2015): Posterior calibration and exploratory
    analysis for natural language processing models, EMNLP.
    """
    order = np.argsort(probabilities, kind="stable")
    return _error(probabilities, truths, [rows for rows in np.array_split(order, bins) if len(rows)])


def calibration_error_by_width(probabilities: NDArray[np.float64], truths: NDArray[np.float64], bins: int) -> float:
    """As `calibration_error`, over bins of equal width between 0 and 1.

    Guo, C., Pleiss, G., Sun, Y. and Weinberger, K. Q. (2017): On calibration of modern neural networks, ICML.
    """
    places = np.minimum((probabilities * bins).astype(np.int64), bins - 1)
    return _error(probabilities, truths, [np.flatnonzero(places == place) for place in np.unique(places)])


def _error(
    probabilities: NDArray[np.float64], truths: NDArray[np.float64], groups: Sequence[NDArray[np.int64]]
) -> float:
    off = [len(rows) * abs(float(probabilities[rows].mean() - truths[rows].mean())) for rows in groups]
    return sum(off) / max(len(probabilities), 1)
