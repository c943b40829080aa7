"""Numbers for terms, handed out as terms are first met and never taken back."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Term


@dataclass(frozen=True, slots=True)
class TermCounts:
    """One text's terms: their numbers int32[n] and how often each occurs int32[n]; `length` counts repetitions."""

    numbers: NDArray[np.int32]
    counts: NDArray[np.int32]
    length: int


NOTHING = TermCounts(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), 0)
"""A text without any."""


class Vocabulary:
    """Grows only, so that texts counted early and late agree. One lock for writers; readers need none."""

    def __init__(self) -> None:
        self._numbers: dict[Term, int] = {}
        self._terms: list[Term] = []
        self._growing = threading.Lock()

    def __len__(self) -> int:
        return len(self._terms)

    def number(self, term: Term) -> int | None:
        return self._numbers.get(term)

    def term(self, number: int) -> Term:
        return self._terms[number]

    def counted(self, tokens: Sequence[Term]) -> TermCounts:
        """The tokens as counts; unknown terms are numbered."""
        counts = Counter(tokens)
        with self._growing:
            for term in counts:
                if term not in self._numbers:
                    self._terms.append(term)
                    self._numbers[term] = len(self._terms) - 1
        numbers = np.fromiter((self._numbers[term] for term in counts), dtype=np.int32, count=len(counts))
        return TermCounts(numbers, np.fromiter(counts.values(), dtype=np.int32, count=len(counts)), len(tokens))
