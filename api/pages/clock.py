"""Times and days as the reader's clock has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from markupsafe import Markup

from api.cookies import ZONE

COOKIE: Final = ZONE.name
"""Set by the page's script or with the account's settings: an IANA name."""
ZONES: Final = frozenset(available_timezones())


@dataclass(frozen=True, slots=True)
class Clock:
    """A reader's zone."""

    zone: ZoneInfo

    @classmethod
    def of(cls, wanted: str | None, usual: str) -> Clock:
        """In the wanted zone if there is one of that name, else in the usual one."""
        return cls(ZoneInfo(wanted if wanted in ZONES else usual))

    def moment(self, value: datetime | None) -> Markup:
        """A time to the minute, marked up with the moment it stands for; "" for None."""
        if value is None:
            return Markup()
        stands_for = value.astimezone(self.zone).isoformat(timespec="seconds")
        return Markup('<time datetime="{}">{}</time>').format(stands_for, self.minute(value))

    def minute(self, value: datetime | None) -> str:
        """A time to the minute as plain text; "" for None."""
        return f"{value.astimezone(self.zone):%Y-%m-%d %H:%M}" if value else ""

    def day(self, value: date | datetime | None) -> str:
        """The day it is or was, in this zone; "" for None."""
        if isinstance(value, datetime):
            value = value.astimezone(self.zone).date()
        return value.isoformat() if value else ""

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()
