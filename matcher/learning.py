"""What judged questions teach: calibration and credibility, and how well they hold where nothing was learnt.

Held-out figures come from cross-validation: questions of one group (those about one record, or made up in one manner)
are always left out together, so that nothing is told about a record that was learnt from.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from corpus.passages import Kind
from index.encoder import Vectors
from index.searcher import Searcher
from matcher.calibration import Calibration
from matcher.credibility import Credibility
from matcher.logistic import Figures, fitted
from matcher.metrics import Grades
from matcher.retrieval import Ranked, rank
from matcher.signals import FIRST, OF_ANSWERS, OF_CANDIDATES, Signals
from matcher.weights import Weights

FOLDS: Final = 5
SEED: Final = 7
BY_ENCODER: Final = ("cosine", "cosine_lead", "head_cosine")
"""Figures of candidates that mean another thing with another encoder."""
CALIBRATION_PENALTY: Final = 1e-3
CREDIBILITY_PENALTY: Final = 1e-2


@dataclass(frozen=True, slots=True)
class Question:
    """`vectors` float32[m, d] and terms to be ranked by; those of a `group` are left out together.

    `grades` are what is known of records, None where nobody judged; a record that is not among them is not relevant, or
    unknown with `judged_only`. `answerable` says whether there is anything to find.
    """

    kind: Kind
    vectors: Vectors
    tokens: Sequence[str]
    group: str
    grades: Grades | None = None
    answerable: bool = True
    judged_only: bool = False

    @property
    def fold(self) -> int:
        return zlib.crc32(f"{SEED} {self.group}".encode()) % FOLDS


@dataclass(frozen=True, slots=True)
class Seen:
    """One question and what was found. `figures` float64[n, OF_CANDIDATES] of the `FIRST` best of which something is
    known, `truths` float64[n] whether each is relevant; `answer` float64[OF_ANSWERS].
    """

    question: Question
    figures: Figures
    truths: Figures
    answer: Figures


def seen(searcher: Searcher, question: Question, weights: Weights) -> Seen | None:
    """Asks as a request does; None where nothing at all is found."""
    ranked = rank(searcher, question.kind, question.vectors, question.tokens, weights)
    return seen_in(ranked, searcher, question) if len(ranked) else None


def seen_in(ranked: Ranked, searcher: Searcher, question: Question) -> Seen:
    """As `seen`, of an answer that is at hand."""
    reach = searcher.reach(question.kind, question.tokens)
    signals = Signals(ranked.fused, ranked.views, reach)
    grades = question.grades or {}
    rows = [row for row, each in enumerate(ranked.ids) if not question.judged_only or each in grades][:FIRST]
    return Seen(
        question,
        signals.candidates(np.arange(len(ranked)))[rows],
        np.array([grades.get(ranked.ids[row], 0) > 0 for row in rows], dtype=np.float64),
        np.array([signals.answer[name] for name in OF_ANSWERS]),
    )


def calibration_of(sets: Mapping[str, Sequence[Seen]], left_out: Sequence[str] = ()) -> Calibration:
    """From judged questions; each set counts the same. Raises ValueError where there is nothing to learn from."""
    judged = {
        name: [each for each in asked if each.question.grades is not None and len(each.truths)]
        for name, asked in sets.items()
    }
    given = {name: asked for name, asked in judged.items() if asked}
    if not given:
        raise ValueError("no judged question")
    figures = np.concatenate([each.figures for asked in given.values() for each in asked])
    truths = np.concatenate([each.truths for asked in given.values() for each in asked])
    sizes = [sum(len(each.truths) for each in asked) for asked in given.values()]
    weights = np.concatenate([np.full(size, 1 / size) for size in sizes])
    return Calibration(fitted(OF_CANDIDATES, figures, truths, weights, penalty=CALIBRATION_PENALTY, left_out=left_out))


def credibility_of(sets: Mapping[str, Sequence[Seen]], threshold: float) -> Credibility:
    """Answerable and unanswerable questions count the same in all, and so does each set on its side.

    Raises ValueError where there are not both.
    """
    asked = [each for questions in sets.values() for each in questions]
    if not asked:
        raise ValueError("no question")
    named = [name for name, questions in sets.items() for _ in questions]
    sides = [(name, each.question.answerable) for name, each in zip(named, asked, strict=True)]
    size = {side: sides.count(side) for side in set(sides)}
    of_side = {answerable: sum(1 for _, side in size if side == answerable) for answerable in (True, False)}
    weights = np.array([1 / (of_side[side[1]] * size[side]) for side in sides])
    figures = np.array([np.concatenate((each.answer, centre(each.question.vectors))) for each in asked])
    truths = np.array([float(each.question.answerable) for each in asked])
    dimension = figures.shape[1] - len(OF_ANSWERS)
    names = (*OF_ANSWERS, *(f"axis {axis}" for axis in range(dimension)))
    found = fitted(names, figures, truths, weights, penalty=CREDIBILITY_PENALTY)
    split = len(OF_ANSWERS)
    answerable = type(found)(OF_ANSWERS, found.coefficients[:split], found.intercept)
    return Credibility(answerable, np.array(found.coefficients[split:], dtype=np.float32), threshold)


def centre(vectors: Vectors) -> Figures:
    """The direction of a question, float64[d] of unit length."""
    mean = vectors.mean(axis=0, dtype=np.float64)
    direction: Figures = mean / max(float(np.linalg.norm(mean)), np.finfo(np.float32).eps)
    return direction


Sets = Mapping[str, Sequence[Seen]]


@dataclass(frozen=True, slots=True)
class Learnt:
    """What tells a question: scores of its first candidates and whether it can be answered at all."""

    calibration: Calibration
    credibility: Credibility | None = None

    def confidence(self, each: Seen) -> float:
        return self.credibility.of_figures(each.answer, each.question.vectors) if self.credibility else 1.0

    def scores(self, each: Seen) -> Figures:
        """As a request shows them, float64[n]."""
        return self.calibration.of_figures(each.figures).astype(np.float64) * self.confidence(each)


def held_out(sets: Sets, learn: Callable[[Sets], Learnt]) -> dict[str, list[Learnt]]:
    """By set, for each question in order, what was learnt from those of other groups."""
    folds = [
        learn({name: [each for each in asked if each.question.fold != fold] for name, asked in sets.items()})
        for fold in range(FOLDS)
    ]
    return {name: [folds[each.question.fold] for each in asked] for name, asked in sets.items()}
