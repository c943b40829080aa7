"""Partners among the matches of one question: who covers which element together, with the evidence behind each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.consortium import consortium
from matcher.match import Answer, EvidencePair, Match
from matcher.tracks import Track


@dataclass(frozen=True, slots=True)
class Covered:
    """An element that a member covers, the pair of passages that shows it, and whether nobody else covers it."""

    pair: EvidencePair
    alone: bool


@dataclass(frozen=True, slots=True)
class Partner:
    """A member as the match that it is, and what it covers, in the order of the elements."""

    match: Match
    covers: tuple[Covered, ...]


@dataclass(frozen=True, slots=True)
class Partners:
    """Members, best score first, and the elements that none of them covers. `answer` is whom they were chosen from."""

    answer: Answer
    members: tuple[Partner, ...]
    uncovered: tuple[str, ...]

    @property
    def spin_up(self) -> bool:
        """Whether a joint development is found with any member."""
        return any(Track.SPIN_UP in each.match.judgement.tracks.found for each in self.members)


def partners_among(answer: Answer, limit: int) -> Partners:
    """The smallest set that covers most, of an answer with evidence for every element."""
    elements = answer.query.elements
    by_id = {match.id: match for match in answer.matches}
    pairs = {match.id: _pairs(match) for match in answer.matches}
    coverage = np.array(
        [[element in pairs[each] for each in by_id] for element in range(len(elements))], dtype=np.bool_
    ).reshape(len(elements), len(by_id))
    found = consortium(list(by_id), coverage, [match.score for match in by_id.values()], limit)
    members = tuple(
        Partner(by_id[each.id], _covered(each.covers, each.alone, pairs[each.id])) for each in found.members
    )
    return Partners(answer, members, tuple(elements[place] for place in found.uncovered))


def _pairs(match: Match) -> dict[int, EvidencePair]:
    """By element: those that the evidence counts as covered."""
    return {pair.element: pair for pair in match.evidence.pairs} if match.evidence else {}


def _covered(covers: Sequence[int], alone: Sequence[int], pairs: Mapping[int, EvidencePair]) -> tuple[Covered, ...]:
    return tuple(Covered(pairs[element], element in alone) for element in covers)
