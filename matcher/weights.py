"""How much each view of a candidate counts, by mode; the name goes into every receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Mode = Literal["dense", "lexical", "hybrid", "full"]
MODES: tuple[Mode, ...] = get_args(Mode)


@dataclass(frozen=True, slots=True)
class Weights:
    """By name of the view (`index.searcher.Views`)."""

    name: str
    views: Mapping[str, float]

    @property
    def dense(self) -> bool:
        return bool(self.views.keys() & {"best", "mean_top3"})

    @property
    def lexical(self) -> bool:
        return bool(self.views.keys() & {"passage_bm25", "document_bm25"})


WEIGHTS: Mapping[Mode, Weights] = {
    "dense": Weights("dense-1", {"best": 1.0, "mean_top3": 0.5}),
    "lexical": Weights("lexical-2", {"document_bm25": 1.0}),
    "hybrid": Weights("hybrid-2", {"best": 1.0, "document_bm25": 2.0}),
    "full": Weights("full-2", {"best": 1.0, "mean_top3": 0.5, "passage_bm25": 0.5, "document_bm25": 2.0}),
}
