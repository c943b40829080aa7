"""What the store says of where records stand in disclosure and control, and takes from a scan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from corpus.disclosure import ControlStatus, Tier
from corpus.passages import Kind
from corpus.records import Clearance, ControlHint


class Attention(StrEnum):
    """Why a reviewer should look at a record. A ready one is decided and still for officials only: it may be shown."""

    HINT = "hint"
    STALE = "stale"
    LAPSED = "lapsed"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Sought:
    """Which records of the queue are looked for: for one reason, of one kind, with a hint of one list, and with a text
    in their title, id or hints, in any case."""

    attention: Attention | None = None
    kind: Kind | None = None
    list_id: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class DecisionsSought:
    """Which decisions are looked for: of one action, person or kind, of a time (`until` not included), with a text in
    their reason, reference or the record's id. With `by_people` none that the service noted by itself."""

    action: str | None = None
    actor: str | None = None
    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    by_people: bool = True


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
    """How many live records stand where; `stale`, `lapsed` and `ready` ones are counted under their status too."""

    by_status: Mapping[ControlStatus, int]
    stale: int
    lapsed: int
    ready: int = 0
