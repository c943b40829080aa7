"""One BM25 scale over parts of different origin: the weight of a term is that of all texts a caller sees together.

Each part was scored by the statistics of its own tier. At query time its terms are multiplied by the quotient of the
inverse document frequencies, so nothing is copied and no tier's numbers reach a caller who does not see it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.bm25 import Statistics, Term, rescaling, union
from index.fresh import FreshSegment
from index.part import Part

Weights = Mapping[Term, float] | None
"""By what a part's scores are multiplied, term by term; None where they are on the scale already."""


@dataclass(frozen=True, slots=True)
class Scale:
    """`own` are the statistics of each part, in order; `wanted` those by which all of them are to be scored."""

    own: tuple[Statistics, ...]
    wanted: Statistics

    @classmethod
    def of(
        cls, tiers: Sequence[FreshSegment], parts: Sequence[Part], statistics_of: Callable[[Part], Statistics]
    ) -> Scale:
        """Published records speak for all; where there are none at all, the fresh ones do."""
        published = [statistics_of(tier.base) for tier in tiers if tier.base is not None and tier.base.ids]
        speaking = published or [statistics_of(tier) for tier in tiers if tier.ids]
        return cls(tuple(map(statistics_of, parts)), speaking[0] if len(speaking) == 1 else union(speaking))

    def weights(self, tokens: Sequence[Term]) -> list[Weights]:
        """For each part. A tier that alone has statistics keeps its scores to the bit."""
        # A published segment and the fresh one beside it share their statistics.
        made = {
            # A part without a text has no score to be brought anywhere.
            id(own): None if own is self.wanted or not own.count else rescaling(own, self.wanted, tokens)
            for own in {id(own): own for own in self.own}.values()
        }
        return [made[id(own)] for own in self.own]
