"""Weights of the views from judged questions: coordinate search for nDCG@10, kept only where it holds elsewhere.

Metzler, D. and Croft, W. B. (2007): Linear feature-based models for information retrieval, Information Retrieval 10(3)
(coordinate ascent on the measure itself). A part of the questions is never searched on; the new weights are taken where
their gain on these is more than the choice of questions explains (`matcher.bootstrap`).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.encoder import EncoderInfo
from index.searcher import Searcher
from matcher.bootstrap import Interval, paired
from matcher.fusion import Scores, z_scores
from matcher.learning import Question, Seen, calibration_of, seen
from matcher.metrics import CUT, quality
from matcher.models import Models
from matcher.retrieval import find
from matcher.weights import Weights, weights_of

SEED: Final = 11
TRAIN: Final = 0.7
FEWEST: Final = 40
"""Judged questions below which nothing is learnt: the held-out ones would tell nothing."""
FACTORS: Final = (0.0, 0.5, 0.8, 1.25, 2.0)
"""By what one weight is multiplied at a time."""
FRESH: Final = 0.5
"""What a view without weight is tried with, as a share of the mean weight."""
ROUNDS: Final = 4
DEPTH: Final = 200
"""Candidates of each question that weights are searched on: those that a retriever named and the present weights put
first, and all that are judged."""
LEAST_GAIN: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Case:
    """One question as weights are searched on: of each candidate its id and z-score by view, float32[candidates].

    `passages` is how many the candidates have in the mean.

    What is unknown is left out of the measure (condensed lists: Sakai, T. (2007): Alternatives to bpref, SIGIR).
    """

    set: str
    question: Question
    ids: tuple[str, ...]
    views: Mapping[str, Scores] = field(repr=False)
    passages: float
    searcher: Searcher = field(repr=False)

    @property
    def trains(self) -> bool:
        """Whether it is searched on; the same for all questions of its group."""
        return zlib.crc32(f"{SEED} {self.question.group}".encode()) % 1_000 < 1_000 * TRAIN

    def gain(self, weights: Mapping[str, float]) -> float:
        """nDCG at `CUT`."""
        grades = self.question.grades or {}
        order = np.argsort(-fused(self.views, weights_of(weights, self.passages)), kind="stable").tolist()
        ranking = [self.ids[place] for place in order]
        if self.question.judged_only:
            ranking = [each for each in ranking if each in grades]
        return quality({"": ranking[:CUT]}, {"": grades}).ndcg10


@dataclass(frozen=True, slots=True)
class Tuned:
    """What came of it. `before` and `after` are nDCG@10 on the held-out questions, `difference` of the two, query by
    query; `weights` are the new ones, None where the old are kept."""

    questions: int
    held_out: int
    before: float
    after: float
    difference: Interval
    views: Mapping[str, float]
    weights: Weights | None


def case_of(set_name: str, searcher: Searcher, question: Question, weights: Weights) -> Case | None:
    """Asks one question; None where none of its relevant records is found."""
    grades = question.grades or {}
    found = find(searcher, question.kind, question.vectors, question.tokens, weights)
    first = set(found.first(DEPTH))
    rows = [row for row, each in enumerate(found.ids) if each in first or each in grades]
    if not any(grades.get(found.ids[row], 0) > 0 for row in rows):
        return None
    views = {name: z_scores(scores)[rows] for name, scores in found.views.items()}
    return Case(set_name, question, tuple(found.ids[row] for row in rows), views, found.passages, searcher)


def tuned(cases: Sequence[Case], weights: Weights, encoder: EncoderInfo) -> Tuned | None:
    """Learns from the training part, judges by the rest; None where there are too few questions. Deterministic."""
    train = [each for each in cases if each.trains]
    rest = [each for each in cases if not each.trains]
    if len(cases) < FEWEST or not train or not rest:
        return None
    views = searched(train, weights.views)
    before, after = (np.array([case.gain(by) for case in rest]) for by in (weights.views, views))
    difference = paired(after, before)
    learnt = None
    if difference.low > 0:
        learnt = Weights("", views, _models(train, views, weights, encoder))
    return Tuned(len(cases), len(rest), float(before.mean()), float(after.mean()), difference, views, learnt)


def searched(cases: Sequence[Case], start: Mapping[str, float]) -> dict[str, float]:
    """The best weights found by changing one at a time; each set counts the same. They add up as those at the start."""
    names = sorted({name for case in cases for name in case.views} | start.keys())
    best = {name: start.get(name, 0.0) for name in names}
    total = sum(best.values())
    sets = {name: [case for case in cases if case.set == name] for name in sorted({case.set for case in cases})}

    def measured(views: Mapping[str, float]) -> float:
        return float(np.mean([np.mean([case.gain(views) for case in of_set]) for of_set in sets.values()]))

    reached = measured(best)
    for _ in range(ROUNDS):
        earlier = reached
        for name in names:
            for value in _tried(best, name):
                changed = {**best, name: value}
                if any(changed.values()) and (found := measured(changed)) > reached + LEAST_GAIN:
                    best, reached = changed, found
        if reached <= earlier:
            break
    scale = total / sum(best.values())
    return {name: round(weight * scale, 4) for name, weight in best.items() if weight}


def fused(views: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """As `matcher.fusion.fuse`, of z-scores: those of a flat view are all zero."""
    told = {name: weight for name, weight in weights.items() if views[name].any()}
    total: Scores = sum((np.float32(weight) * views[name] for name, weight in told.items()), start=_nothing(views))
    return total / np.float32(sum(told.values()) or 1)


def _models(cases: Sequence[Case], views: Mapping[str, float], old: Weights, encoder: EncoderInfo) -> Models:
    """Scores are calibrated anew, on the training part; what is credible stays as it was told."""
    sets: dict[str, list[Seen]] = {}
    for case in cases:
        met = seen(case.searcher, case.question, Weights("", views))
        if met is not None:
            sets.setdefault(case.set, []).append(met)
    return replace(old.models_for(encoder), space=encoder.space, calibration=calibration_of(sets))


def _tried(weights: Mapping[str, float], name: str) -> Iterator[float]:
    if weights[name]:
        yield from (weights[name] * factor for factor in FACTORS)
    else:
        yield FRESH * float(np.mean([weight for weight in weights.values() if weight]))


def _nothing(views: Mapping[str, Scores]) -> NDArray[np.float32]:
    return np.zeros(len(next(iter(views.values()))), dtype=np.float32)
