"""Batches of texts that belong together: questions, the text that answers each, and texts that do not.

Four tasks by turns: another project of the same firm (the nearer the likelier), the company that owns a patent, the
profile that a stretch of words was cut out of (inverse cloze task: Lee, Chang and Toutanova, ACL 2019), the text under
a title. Hard negatives are what the model without an adapter takes for near.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.adapter.texts import Texts

SHARES = (0.35, 0.40, 0.15, 0.10)
"""How often each task has its turn: projects, patents, stretches, titles."""
SIZE = 384
"""Questions of a batch; half as many patents, which have two texts against them."""
NEAR_PROJECTS = (10, 80)
"""Between which places of the nearest passages of other firms one is drawn: the first may well be right."""
NEAR_COMPANIES = 400
SHARPNESS = 0.1
EVENING = -0.7
"""To what power of its number of patents a company's patents are drawn."""
STRETCH = (6, 32)
"""Words of a stretch; no more than a third of its text."""
CUT_OUT = 0.9

Numbers = NDArray[np.int64]
Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Batch:
    """`answers[i]` belongs to `questions[i]`, `others` to nobody. Texts of equal `labels` (int64[answers and others])
    are not held against each other."""

    questions: list[str]
    answers: list[str]
    others: list[str]
    labels: Numbers


class Batches:
    """Draws them; the same seed draws the same."""

    def __init__(self, texts: Texts, encode: Encode, seed: int, size: int = SIZE) -> None:
        self._size = size
        self._chance = np.random.default_rng(seed)
        self._texts = texts
        self._tasks = (self._projects, self._patents, self._stretches, self._titles)
        self._prepare_projects(encode)
        self._prepare_patents(encode)

    def draw(self) -> Batch:
        return self._tasks[self._chance.choice(len(self._tasks), p=SHARES)]()

    def _prepare_projects(self, encode: Encode) -> None:
        projects = self._texts.projects
        firms = {firm: number for number, firm in enumerate(dict.fromkeys(each.firm for each in projects))}
        self._passages = [passage for each in projects for passage in each.passages]
        self._project = np.repeat(np.arange(len(projects)), [len(each.passages) for each in projects])
        self._firm = np.array([firms[projects[number].firm] for number in self._project.tolist()])
        vectors = self._project_vectors = encode(self._passages)
        self._members = [np.flatnonzero(self._firm == number) for number in range(len(firms))]
        self._several = [number for number, rows in enumerate(self._members) if len(set(self._project[rows])) > 1]
        self._near = nearest(vectors, vectors, NEAR_PROJECTS[1], self._firm)

    def _projects(self) -> Batch:
        questions, answers, others, labels = [], [], [], []
        for firm in self._chance.choice(self._several, min(self._size, len(self._several)), replace=False):
            rows = self._members[firm]
            project = self._chance.choice(np.unique(self._project[rows]))
            asked = rows[self._project[rows] == project][0]
            rest = rows[self._project[rows] != project]
            odds = np.exp(self._project_vectors[rest] @ self._project_vectors[asked] / SHARPNESS)
            near = self._near[asked][self._firm[self._near[asked]] != firm]
            other = near[self._chance.integers(min(NEAR_PROJECTS[0], len(near) - 1), len(near))]
            questions.append(self._passages[asked])
            answers.append(self._passages[self._chance.choice(rest, p=odds / odds.sum())])
            others.append(self._passages[other])
            labels.append((firm, self._firm[other]))
        return Batch(questions, answers, others, np.array(labels).T.ravel())

    def _prepare_patents(self, encode: Encode) -> None:
        companies = {company: number for number, company in enumerate(self._texts.profiles)}
        self._profiles = [list(each) for each in self._texts.profiles.values()]
        self._all = [passage for each in self._profiles for passage in each]
        self._company = np.repeat(np.arange(len(self._profiles)), [len(each) for each in self._profiles])
        self._owners = np.array([companies[owner] for _, owner in self._texts.patents])
        counts = Counter(self._owners.tolist())
        weights = np.array([counts[owner] ** EVENING for owner in self._owners.tolist()])
        self._drawn = weights / weights.sum()
        asked = encode([text for text, _ in self._texts.patents])
        self._near_companies = nearest(asked, encode(self._all), NEAR_COMPANIES)

    def _patents(self) -> Batch:
        rows = self._chance.choice(len(self._owners), self._size // 2, p=self._drawn)
        owners = self._owners[rows]
        near = self._near_companies[np.repeat(rows, 2)]
        hard = near[np.arange(len(near)), self._chance.integers(near.shape[1], size=len(near))]
        others = np.where(
            self._chance.random(len(near)) < 0.5, hard, self._chance.integers(len(self._all), size=len(near))
        )
        return Batch(
            [self._texts.patents[row][0] for row in rows],
            [str(self._chance.choice(self._profiles[owner])) for owner in owners],
            [self._all[other] for other in others],
            np.concatenate([owners, self._company[others]]),
        )

    def _stretches(self) -> Batch:
        rows = self._chance.integers(len(self._all), size=self._size)
        questions, answers = [], []
        for row in rows:
            words = self._all[row].split()
            length = min(int(self._chance.integers(*STRETCH)), max(3, len(words) // 3))
            start = int(self._chance.integers(max(1, len(words) - length)))
            rest = words[:start] + words[start + length :]
            questions.append(" ".join(words[start : start + length]))
            answers.append(" ".join(rest) if rest and self._chance.random() < CUT_OUT else self._all[row])
        return Batch(questions, answers, [], self._company[rows])

    def _titles(self) -> Batch:
        rows = self._chance.choice(len(self._texts.titled), min(self._size, len(self._texts.titled)), replace=False)
        titled = [self._texts.titled[row] for row in rows]
        return Batch([title for title, _ in titled], [text for _, text in titled], [], rows)


def nearest(asked: Vectors, vectors: Vectors, most: int, groups: Numbers | None = None) -> Numbers:
    """The rows nearest each, int64[n, most], nearest first; with `groups` of both only rows of another group."""
    most = min(most, len(vectors) - 1)
    found = np.empty((len(asked), most), dtype=np.int64)
    for start in range(0, len(asked), 1_024):
        cosines = asked[start : start + 1_024] @ vectors.T
        if groups is not None:
            cosines[groups[start : start + 1_024, None] == groups[None, :]] = -2
        best = np.argpartition(-cosines, most - 1, axis=1)[:, :most]
        order = np.argsort(-np.take_along_axis(cosines, best, axis=1), axis=1)
        found[start : start + 1_024] = np.take_along_axis(best, order, axis=1)
    return found
