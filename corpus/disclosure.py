"""What may be shown to whom: disclosure tier, control status, and the tier that follows from both."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final


class Tier(StrEnum):
    """Who may know of a record at all: everybody, verified companies, officers. Secret ones are never stored."""

    PUBLIC = "public"
    RELEASED = "released"
    RESTRICTED = "restricted"


class ControlStatus(StrEnum):
    """Where a record stands in export and secrecy control. A hint is a machine's, never a determination."""

    UNSCREENED = "unscreened"
    HINT = "hint"
    DETERMINED = "determined"
    CLEARED = "cleared"
    BLOCKED = "blocked"


TIERS: Final[tuple[Tier, ...]] = (Tier.PUBLIC, Tier.RELEASED, Tier.RESTRICTED)
"""The most open first."""

Tiers = frozenset[Tier]
EVERY_TIER: Final[Tiers] = frozenset(TIERS)


def shown_tier(tier: Tier, control: ControlStatus, expires_on: date | None, today: date) -> Tier:
    """The tier that a record is shown and indexed at.

    A blocked record, and one whose determination has expired, is for officers only, whatever its tier says.
    """
    expired = control is ControlStatus.DETERMINED and expires_on is not None and expires_on < today
    return Tier.RESTRICTED if control is ControlStatus.BLOCKED or expired else tier
