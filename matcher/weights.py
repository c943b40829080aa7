"""How much each view of a candidate counts, by mode; the name goes into every receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from index.encoder import EncoderInfo
from matcher.models import Models, shipped_for
from matcher.modes import Mode

A_PASSAGE: Final = "/passage"
MOST_PASSAGES: Final = 10.0


@dataclass(frozen=True, slots=True)
class Weights:
    """By name of the view (`index.searcher.Views`). `models` are what was learnt with them, None where they ship.

    A weight under a view's name with `A_PASSAGE` counts for each passage that the candidates have in the mean, of at
    most `MOST_PASSAGES`: the more the records tell, the more a whole one says beyond its best passage.
    """

    name: str
    views: Mapping[str, float]
    models: Models | None = None

    @property
    def dense(self) -> bool:
        return "best" in self.of(1.0)

    @property
    def lexical(self) -> bool:
        return "document_bm25" in self.of(1.0)

    def of(self, passages: float) -> dict[str, float]:
        """By view, in an answer whose candidates have `passages` passages in the mean."""
        return weights_of(self.views, passages)

    def models_for(self, encoder: EncoderInfo) -> Models:
        """What makes scores of their sums; the learnt ones hold in their own space only."""
        learnt = self.models
        return learnt if learnt is not None and learnt.space == encoder.space else shipped_for(self.name, encoder)


def weights_of(views: Mapping[str, float], passages: float) -> dict[str, float]:
    """See `Weights.of`."""
    found: dict[str, float] = {}
    for name, weight in views.items():
        view = name.removesuffix(A_PASSAGE)
        counted = weight if view == name else weight * min(passages, MOST_PASSAGES)
        found[view] = found.get(view, 0.0) + counted
    return found


WEIGHTS: Mapping[Mode, Weights] = {
    "dense": Weights("dense-2", {"best": 1.0}),
    "lexical": Weights("lexical-2", {"document_bm25": 1.0}),
    "hybrid": Weights("hybrid-3", {"best": 1.0, "document_bm25": 1.0}),
    "full": Weights("full-3", {"best": 1.0, "document_bm25" + A_PASSAGE: 0.3}),
}
