"""Which records of a part take part: in what stands for the record now, and in one search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.fresh import FreshSegment
from index.part import Mask, Part


@dataclass(frozen=True, slots=True)
class Restriction:
    """Who takes part: those of `allowed` (None: all) that are not `excluded`."""

    allowed: frozenset[str] | None = None
    excluded: frozenset[str] = frozenset()

    def mask(self, part: Part, visible: Mask | None) -> Mask | None:
        """bool[records], None where every record takes part."""
        if self.allowed is None:
            if not self.excluded:
                return visible
            mask = np.ones(len(part.ids), dtype=np.bool_) if visible is None else visible.copy()
        else:
            mask = np.zeros(len(part.ids), dtype=np.bool_)
            numbers = part.numbers
            mask[[numbers[record_id] for record_id in self.allowed if record_id in numbers]] = True
            if visible is not None:
                mask &= visible
        mask[[part.numbers[record_id] for record_id in self.excluded if record_id in part.numbers]] = False
        return mask


def visible_parts(tiers: Sequence[FreshSegment]) -> Iterator[tuple[Part, Mask | None]]:
    """Each tier's parts, and which of their records count (None: all)."""
    own: list[list[tuple[Part, Mask | None]]] = []
    for tier in tiers:
        fresh: tuple[Part, Mask | None] = (tier, None)
        own.append([fresh] if tier.base is None else [(tier.base, tier.visible()), fresh])
    for place, parts in enumerate(own):
        later = [each for tier in own[place + 1 :] for each in tier]
        for part, visible in parts:
            yield part, _without(part, visible, later)


def _without(part: Part, visible: Mask | None, others: Sequence[tuple[Part, Mask | None]]) -> Mask | None:
    """The mask less the records that count in another part."""
    doubled = [
        part.numbers[record_id]
        for other, seen in others
        for record_id in part.numbers.keys() & other.numbers.keys()
        if seen is None or seen[other.numbers[record_id]]
    ]
    mask = visible
    if doubled:
        mask = np.ones(len(part.ids), dtype=np.bool_) if visible is None else visible.copy()
        mask[doubled] = False
    if mask is not None:
        mask.flags.writeable = False
    return mask
