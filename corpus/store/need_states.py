"""Where a need stands that was registered on the pages, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from corpus.records import Need, NeedKeeping

EXPIRED: Final = "need_expired"
BY_HOLDER: Final = "need_withdrawn_by_holder"
UNVERIFIED: Final = "company_not_verified"
"""Why a kept need is out of sight: codes, kept as the record's `withdrawn_reason`."""
REMINDED_BEFORE: Final = timedelta(days=14)
"""How long before its end a need counts as expiring soon, and its holder is reminded."""


class NeedState(StrEnum):
    """Where a kept need stands; a waiting one becomes open once its company is verified."""

    OPEN = "open"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class KeptNeed:
    need: Need
    keeping: NeedKeeping

    def state(self, today: date) -> NeedState:
        """Where it stands on that day."""
        if self.need.withdrawn_at is None:
            if self.keeping.expires_on < today:
                return NeedState.EXPIRED
            soon = self.keeping.expires_on <= today + REMINDED_BEFORE
            return NeedState.EXPIRING if soon else NeedState.OPEN
        if self.need.withdrawn_reason == UNVERIFIED:
            return NeedState.WAITING
        return NeedState.EXPIRED if self.need.withdrawn_reason == EXPIRED else NeedState.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Holding:
    """Whose needs: of a company (`company_id`), or of defence offices (None); of one account where it is given."""

    company_id: str | None = None
    account: str | None = None


def in_state(state: NeedState, today: date) -> ColumnElement[bool]:
    """Whether a need stands so, as `KeptNeed.state` says it of one."""
    out, reason, end = col(Need.withdrawn_at).is_not(None), col(Need.withdrawn_reason), col(NeedKeeping.expires_on)
    soon = today + REMINDED_BEFORE
    conditions: dict[NeedState, ColumnElement[bool]] = {
        NeedState.OPEN: and_(~out, end > soon),
        NeedState.EXPIRING: and_(~out, end >= today, end <= soon),
        NeedState.EXPIRED: or_(and_(out, reason == EXPIRED), and_(~out, end < today)),
        NeedState.WAITING: and_(out, reason == UNVERIFIED),
        NeedState.WITHDRAWN: and_(out, reason.not_in([EXPIRED, UNVERIFIED])),
    }
    return conditions[state]
