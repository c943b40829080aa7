"""What rules judge: the facts of a pair of records, and the circumstances of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from corpus.facts import RecordFacts
from matcher.tracks import Tracks, oriented

Role = Literal["offering", "receiving", "patent", "company", "need"]
ROLES: Final[tuple[Role, ...]] = ("offering", "receiving", "patent", "company", "need")
MoneyKey = tuple[str, str | None, int | None]
"""(programme, track or None for all, year or None for all)."""


@dataclass(frozen=True, slots=True)
class PairFacts:
    """Views of the same one or two records, whichever they are, and what was found out about the pair.

    `tracks` are those found and `open_tracks` those that a missing fact leaves open; `tracks` None: never asked.
    `areas` and `materials` None: never tagged.
    """

    offering: RecordFacts | None = None
    receiving: RecordFacts | None = None
    company: RecordFacts | None = None
    patent: RecordFacts | None = None
    need: RecordFacts | None = None
    tracks: frozenset[str] | None = None
    areas: frozenset[str] | None = None
    materials: frozenset[str] | None = None
    open_tracks: frozenset[str] = frozenset()

    @classmethod
    def between(
        cls,
        asking: RecordFacts | None,
        candidate: RecordFacts,
        tracks: Tracks | None = None,
        areas: frozenset[str] | None = None,
        materials: frozenset[str] | None = None,
    ) -> PairFacts:
        """The facts of a pair; `asking` None is a plain text, of which nothing is known but its candidate."""
        if asking is None:
            offering = candidate if candidate.kind == "patents" else None
            receiving = candidate if candidate.kind == "needs" else None
        else:
            offering, receiving = oriented(asking, candidate)
        by_kind = {record.kind: record for record in (receiving, candidate, offering) if record is not None}
        return cls(
            offering,
            receiving,
            by_kind.get("companies"),
            by_kind.get("patents"),
            by_kind.get("needs"),
            None if tracks is None else tracks.found,
            areas,
            materials,
            frozenset() if tracks is None else tracks.open,
        )

    @property
    def complete(self) -> bool:
        """Whether both records of the pair are known, so that a kind that is absent takes no part in it."""
        return self.offering is not None and self.receiving is not None

    def record(self, role: str) -> RecordFacts | None:
        """The record in a role of `ROLES`."""
        if role not in ROLES:
            raise KeyError(role)
        found: RecordFacts | None = getattr(self, role)
        return found


@dataclass(frozen=True, slots=True)
class JudgingContext:
    """The day of judging, and the won left of each ceiling; None or an absent key: not known."""

    today: date
    money_left: Mapping[MoneyKey, int | None] = field(default_factory=dict)
