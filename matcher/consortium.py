"""Who together covers what no single company does.

The smallest set of companies that covers most elements is a set cover, NP-hard in general (Karp, R. M. (1972):
Reducibility among combinatorial problems, in Complexity of Computer Computations, 85-103). A query has at most twelve
elements, so the best set is found exactly, by dynamic programming over the 4,096 sets of elements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ELEMENTS = 12
"""The most elements for which the best set is looked for."""
COMPANIES = 200
"""The most companies that are considered: of those that cover anything, the best scored."""
LIMIT = 4

Coverage = NDArray[np.bool_]
Masks = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Member:
    """A company, the elements that it covers, and those that no other member covers (ascending indexes)."""

    id: str
    covers: tuple[int, ...]
    alone: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Consortium:
    """Members, best score first, and the elements that nobody among them covers."""

    members: tuple[Member, ...]
    uncovered: tuple[int, ...]


def consortium(ids: Sequence[str], coverage: Coverage, scores: Sequence[float], limit: int = LIMIT) -> Consortium:
    """At most `limit` companies that cover the most elements; of such sets a smallest, of these the best scored.

    `coverage` is bool[elements, companies]; scores are not negative. The order of the companies does not matter.
    Raises ValueError for more than `ELEMENTS` elements or arguments that do not fit each other.
    """
    elements = len(coverage)
    if elements > ELEMENTS or coverage.shape[1:] != (len(ids),) or len(scores) != len(ids) or limit < 1:
        raise ValueError(f"coverage {coverage.shape}, {len(ids)} companies, {len(scores)} scores, limit {limit}")
    masks = (coverage * (1 << np.arange(elements))[:, np.newaxis]).sum(axis=0)
    order = sorted(range(len(ids)), key=lambda place: (-scores[place], ids[place]))
    considered = [place for place in order if masks[place]][:COMPANIES]
    kept = _undominated(considered, masks)
    chosen = _best(kept, masks, scores, elements, limit)
    return _told([(ids[place], int(masks[place])) for place in sorted(chosen, key=order.index)], elements)


def _undominated(order: Sequence[int], masks: Masks) -> list[int]:
    """Leaves out whoever covers nothing that a company before it, which scores no less, does not cover as well.

    In a best set that company can stand in its place, or stands there already and makes it needless.
    """
    kept: list[int] = []
    for place in order:
        if all(masks[place] & ~masks[better] for better in kept):
            kept.append(place)
    return kept


def _best(companies: Sequence[int], masks: Masks, scores: Sequence[float], elements: int, limit: int) -> list[int]:
    """The best set by growing sets company by company: of each union of elements the best score is kept.

    A company could enter twice, but what it then covers was covered by fewer before: such a set is never the smallest.
    """
    best = np.full(1 << elements, -np.inf)
    best[0] = 0
    sizes = np.array([mask.bit_count() for mask in range(1 << elements)])
    layers: list[tuple[Masks, Masks]] = []
    answer = (0, 0, 0.0)
    end = 0
    for size in range(1, limit + 1):
        best, last, before = _grown(best, companies, masks, scores)
        layers.append((last, before))
        reached = np.flatnonzero(best > -np.inf)
        if not len(reached):
            break
        widest = int(sizes[reached].max())
        if widest > answer[0]:
            ends = reached[sizes[reached] == widest]
            end = int(ends[np.argmax(best[ends])])
            answer = (widest, size, float(best[end]))
    chosen: list[int] = []
    for last, before in reversed(layers[: answer[1]]):
        chosen.append(int(last[end]))
        end = int(before[end])
    return chosen


def _grown(
    best: NDArray[np.float64], companies: Sequence[int], masks: Masks, scores: Sequence[float]
) -> tuple[NDArray[np.float64], Masks, Masks]:
    """Every union with one company more: its best score, the company that came last, and the union before it."""
    grown = np.full_like(best, -np.inf)
    last, before = np.full(len(best), -1), np.full(len(best), -1)
    reached = np.flatnonzero(best > -np.inf)
    for company in companies:
        unions, sums = reached | masks[company], best[reached] + scores[company]
        # Of several ways to one union the last assignment holds: the best.
        order = np.argsort(sums, kind="stable")
        order = order[sums[order] > grown[unions[order]]]
        grown[unions[order]] = sums[order]
        last[unions[order]], before[unions[order]] = company, reached[order]
    return grown, last, before


def _told(chosen: Sequence[tuple[str, int]], elements: int) -> Consortium:
    members = []
    for record_id, mask in chosen:
        others = 0
        for other_id, other in chosen:
            others |= other if other_id != record_id else 0
        members.append(Member(record_id, _indexes(mask, elements), _indexes(mask & ~others, elements)))
    reached = {element for member in members for element in member.covers}
    return Consortium(tuple(members), tuple(element for element in range(elements) if element not in reached))


def _indexes(mask: int, elements: int) -> tuple[int, ...]:
    return tuple(element for element in range(elements) if mask >> element & 1)
