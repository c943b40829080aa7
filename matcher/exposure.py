"""Who is shown: a share for small and medium enterprises and a cap for each firm, over a ranked list.

The share holds for every beginning of the list, as in FA*IR (Zehlike, M., Bonchi, F., Castillo, C., Hajian, S.,
Megahed, M. and Baeza-Yates, R. (2017): FA*IR: A Fair Top-k Ranking Algorithm, CIKM 2017), here as a plain proportion
rather than a statistical test: among the first k stand at least floor(share * k). Everything else keeps the order
of scores, and each change is told with its reason.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

ROUNDING = 1e-9
"""A share of 0.3 of ten is three, whatever the binary fraction says."""


class Because(StrEnum):
    """Why a candidate stands elsewhere than its score says."""

    SME_SHARE = "sme-share"
    """Brought forward, so that the share is reached."""
    FIRM_CAP = "firm-cap"
    """Left out: its firm has its places."""
    MADE_ROOM = "made-room"
    """Pushed back or out by one that was brought forward."""
    MOVED_UP = "moved-up"
    """Took a place that another's leaving freed."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`firm` names who stands behind it; `is_sme` None: the size is not known, and does not count as small."""

    id: str
    score: float
    firm: str
    is_sme: bool | None


@dataclass(frozen=True, slots=True)
class Change:
    """Ranks start at 1; None is outside the list."""

    id: str
    from_rank: int | None
    to_rank: int | None
    because: Because


@dataclass(frozen=True, slots=True)
class Arranged:
    """`order` are ids, `changes` stand in the order of new ranks, then of old ones.

    `shortfall` is how many small or medium enterprises the share still lacks: there were no more, and nobody else
    was counted in their stead.
    """

    order: tuple[str, ...]
    changes: tuple[Change, ...]
    shortfall: int


def arranged(
    candidates: Sequence[Candidate], top: int, sme_share: float | None = None, per_firm: int | None = None
) -> Arranged:
    """The first `top` by score, then id, inside the constraints; the same for any order of `candidates`.

    Of the whole list the share is rounded up. Raises ValueError for a share outside 0 to 1, a cap or top below 1.
    """
    if not 0 <= (sme_share or 0) <= 1 or top < 1 or (per_firm is not None and per_firm < 1):
        raise ValueError(f"top {top}, share {sme_share}, cap {per_firm}")
    ranked = sorted(candidates, key=lambda each: (-each.score, each.id))
    able = _capped(ranked, per_firm)
    length = min(top, len(able))
    wanted = math.ceil((sme_share or 0) * length - ROUNDING)
    small = [each for each in able if each.is_sme]
    others = [each for each in able if not each.is_sme]
    order: list[Candidate] = []
    forward: set[str] = set()
    placed = 0
    for rank in range(1, length + 1):
        due = max(math.floor((sme_share or 0) * rank + ROUNDING), wanted - (length - rank))
        first = _is_before(small, others)
        if small and (first or placed < due):
            if not first:
                forward.add(small[0].id)
            placed += 1
            order.append(small.pop(0))
        else:
            order.append(others.pop(0))
    return Arranged(
        tuple(each.id for each in order),
        _changes(ranked[:top], order, forward, {each.id for each in able}),
        max(wanted - placed, 0),
    )


def _capped(ranked: Sequence[Candidate], per_firm: int | None) -> list[Candidate]:
    """Of each firm the best ones only."""
    seen: Counter[str] = Counter()
    kept: list[Candidate] = []
    for each in ranked:
        seen[each.firm] += 1
        if per_firm is None or seen[each.firm] <= per_firm:
            kept.append(each)
    return kept


def _is_before(small: Sequence[Candidate], others: Sequence[Candidate]) -> bool:
    """Whether the best small one stands before the best other by score as well."""
    if not small or not others:
        return bool(small)
    return (-small[0].score, small[0].id) < (-others[0].score, others[0].id)


def _changes(
    plain: Sequence[Candidate], order: Sequence[Candidate], forward: set[str], able: set[str]
) -> tuple[Change, ...]:
    """What stands elsewhere than in the plain order."""
    before = {each.id: rank for rank, each in enumerate(plain, start=1)}
    after = {each.id: rank for rank, each in enumerate(order, start=1)}
    changes: list[Change] = []
    for record_id in [*after, *(each for each in before if each not in after)]:
        old, new = before.get(record_id), after.get(record_id)
        if old == new:
            continue
        if record_id not in able:
            because = Because.FIRM_CAP
        elif new is None or (old is not None and new > old):
            because = Because.MADE_ROOM
        else:
            because = Because.SME_SHARE if record_id in forward else Because.MOVED_UP
        changes.append(Change(record_id, old, new, because))
    return tuple(changes)
