"""How much each view of a candidate counts, by mode; the name goes into every receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Mode = Literal["dense", "lexical", "hybrid", "full"]
MODES: tuple[Mode, ...] = get_args(Mode)
MOST_PASSAGES = 10.0


@dataclass(frozen=True, slots=True)
class Weights:
    """By name of the view (`index.searcher.Views`).

    A view of `by_passages` counts that much for each passage that the candidates have in the mean, of at most
    `MOST_PASSAGES`: the more the records tell, the more a whole one says beyond its best passage.
    """

    name: str
    views: Mapping[str, float]
    by_passages: Mapping[str, float] = field(default_factory=dict)

    @property
    def dense(self) -> bool:
        return "best" in self.named

    @property
    def lexical(self) -> bool:
        return "document_bm25" in self.named

    @property
    def named(self) -> frozenset[str]:
        return frozenset(self.views) | frozenset(self.by_passages)

    def of(self, passages: float) -> dict[str, float]:
        """The weights in an answer whose candidates have `passages` passages in the mean."""
        counted = min(passages, MOST_PASSAGES)
        return {**self.views, **{name: weight * counted for name, weight in self.by_passages.items()}}


WEIGHTS: Mapping[Mode, Weights] = {
    "dense": Weights("dense-2", {"best": 1.0}),
    "lexical": Weights("lexical-2", {"document_bm25": 1.0}),
    "hybrid": Weights("hybrid-3", {"best": 1.0, "document_bm25": 1.0}),
    "full": Weights("full-3", {"best": 1.0}, by_passages={"document_bm25": 0.3}),
}
