"""How much each view of a candidate counts, by mode; the name goes into every receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from index.encoder import EncoderInfo
from matcher.models import Models, shipped_for

Mode = Literal["dense", "lexical", "hybrid", "full"]
MODES: tuple[Mode, ...] = get_args(Mode)


@dataclass(frozen=True, slots=True)
class Weights:
    """By name of the view (`index.searcher.Views`). `models` are what was learnt with them, None where they ship."""

    name: str
    views: Mapping[str, float]
    models: Models | None = None

    @property
    def dense(self) -> bool:
        return bool(self.views.keys() & {"best", "mean_top3"})

    @property
    def lexical(self) -> bool:
        return bool(self.views.keys() & {"passage_bm25", "document_bm25"})

    def models_for(self, encoder: EncoderInfo) -> Models:
        """What makes scores of their sums; the learnt ones hold in their own space only."""
        learnt = self.models
        return learnt if learnt is not None and learnt.space == encoder.space else shipped_for(self.name, encoder)


WEIGHTS: Mapping[Mode, Weights] = {
    "dense": Weights("dense-1", {"best": 1.0, "mean_top3": 0.5}),
    "lexical": Weights("lexical-2", {"document_bm25": 1.0}),
    "hybrid": Weights("hybrid-2", {"best": 1.0, "document_bm25": 2.0}),
    "full": Weights("full-2", {"best": 1.0, "mean_top3": 0.5, "passage_bm25": 0.5, "document_bm25": 2.0}),
}
