"""One judged set, every system on it, every figure query by query."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Literal

import numpy as np

from bench.quality import ours, peers, txtai_hybrid
from bench.quality.ours import FULL, Cost
from bench.quality.peers import Rankings
from bench.quality.texts import Encode, texts_of
from index.cache import VectorCache
from matcher.bootstrap import SEED, Interval, Values, interval, paired
from matcher.evaluation import Progress
from matcher.judged import JudgedSet
from matcher.metrics import Grades, quality, relevant_of

Group = Literal["peer", "mode", "ablation"]
METRICS = ("ndcg10", "hr10", "mrr", "r100")
"""Fields of `matcher.metrics.Quality`, in the order of the tables."""


@dataclass(frozen=True, slots=True)
class System:
    """`values` float64[queries] by metric, in the order of the set's queries; None where it could not run."""

    group: Group
    name: str
    values: Mapping[str, Values] | None

    def interval(self, metric: str) -> Interval | None:
        return None if self.values is None else interval(self.values[metric])


@dataclass(frozen=True, slots=True)
class Measured:
    """One set: `queries` are the ids of those that have a relevant record."""

    set: str
    queries: tuple[str, ...]
    records: int
    systems: tuple[System, ...]
    cost: Cost

    def against_full(self, system: System) -> Interval | None:
        """The difference of nDCG@10 to `full`, query by query; None for `full` itself and what could not run."""
        full = next(each for each in self.systems if each.group == "mode" and each.name == FULL)
        if system is full or system.values is None or full.values is None:
            return None
        return paired(system.values["ndcg10"], full.values["ndcg10"])

    def as_json(self) -> dict[str, object]:
        return {
            "set": self.set,
            "records": self.records,
            "queries": list(self.queries),
            "milliseconds": asdict(self.cost),
            "systems": [
                {
                    "group": system.group,
                    "name": system.name,
                    "intervals": {metric: _json(system.interval(metric)) for metric in METRICS},
                    "ndcg10_against_full": _json(self.against_full(system)),
                    "values": system.values and {name: column.tolist() for name, column in system.values.items()},
                }
                for system in self.systems
            ],
        }


def measure(
    judged: JudgedSet, *, encoders: ours.Encoders, encode: Encode, cache: VectorCache, report: Progress
) -> Measured:
    """`encode` encodes the peers' queries; their records are encoded by the model alone."""
    asked = {query_id: grades for query_id, grades in judged.grades.items() if relevant_of(grades)}
    judged = replace(judged, grades=asked)
    own = ours.rankings(judged, encoders, cache, report)
    texts = texts_of(judged, encoders.bare, encode, cache, report)
    beside: dict[str, Rankings | None] = {
        **peers.rankings(texts, report),
        txtai_hybrid.NAME: txtai_hybrid.rankings(texts, report),
    }
    groups: tuple[tuple[Group, Mapping[str, Rankings | None]], ...] = (
        ("peer", beside),
        ("mode", own.modes),
        ("ablation", own.ablations),
    )
    systems = [
        System(group, name, None if found is None else by_query(found, asked))
        for group, rankings in groups
        for name, found in rankings.items()
    ]
    return Measured(judged.name, tuple(asked), len(judged.documents), tuple(systems), own.cost)


def sampled(judged: JudgedSet, limit: int | None) -> JudgedSet:
    """The set with at most that many of its judged queries, drawn in the same way each time."""
    known = [query_id for query_id, grades in judged.grades.items() if relevant_of(grades)]
    if limit is None or limit >= len(known):
        return judged
    drawn = set(random.Random(SEED).sample(known, limit))
    return replace(judged, grades={query_id: judged.grades[query_id] for query_id in known if query_id in drawn})


def by_query(rankings: Rankings, grades: Mapping[str, Grades]) -> dict[str, Values]:
    """Each metric of each query, float64[queries] in the order of `grades`."""
    found = [quality({query_id: rankings[query_id]}, {query_id: wanted}) for query_id, wanted in grades.items()]
    return {metric: np.array([getattr(each, metric) for each in found], dtype=np.float64) for metric in METRICS}


def _json(found: Interval | None) -> dict[str, float] | None:
    return None if found is None else asdict(found)
