"""What the store says of where records stand in disclosure and control, and takes from a scan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from corpus.disclosure import ControlStatus, Tier
from corpus.records import Clearance, ControlHint


class Attention(StrEnum):
    """Why a reviewer should look at a record."""

    HINT = "hint"
    STALE = "stale"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a record stands; what the fields mean says `Clearance`."""

    tier: Tier
    control: ControlStatus = ControlStatus.UNSCREENED
    reference: str | None = None
    expires_on: date | None = None
    lapsed: bool = False
    stale: bool = False

    @classmethod
    def of(cls, row: Clearance) -> Standing:
        """What a clearance says."""
        return cls(Tier(row.tier), ControlStatus(row.control), row.reference, row.expires_on, row.lapsed, row.stale)

    def mapping(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "tier": self.tier.value,
            "control": self.control.value,
            "reference": self.reference,
            "expires_on": self.expires_on.isoformat() if self.expires_on else None,
            "lapsed": self.lapsed,
            "stale": self.stale,
        }


@dataclass(frozen=True, slots=True)
class FoundHint:
    """A phrase of a list, and the sentence of the record in which it stands."""

    list_id: str
    list_version: str
    code: str
    title: str
    phrase: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """One record's scan: the hash of the content that was read, and what was found in it."""

    record_id: str
    content_hash: str
    hints: tuple[FoundHint, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A record that waits for a reviewer, with its hints."""

    clearance: Clearance
    hints: tuple[ControlHint, ...]


@dataclass(frozen=True, slots=True)
class ClearanceCounts:
    """How many live records stand where; `stale` and `lapsed` ones are counted under their status too."""

    by_status: Mapping[ControlStatus, int]
    stale: int
    lapsed: int
