"""Rank metrics over graded judgements.

nDCG with gain = grade: Järvelin, K. and Kekäläinen, J. (2002): Cumulated gain-based evaluation of IR techniques.
ACM Transactions on Information Systems 20(4), 422-446.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
