"""The machine's clock, put wrong for everything that this project's modules ask it."""

from __future__ import annotations

import datetime as standard
import sys
from datetime import timedelta, tzinfo
from typing import Any

import pytest

ROOMS = ("api", "matcher", "index", "corpus")


class WrongClock:
    """`ahead` of the right one by so much, behind it where that is negative."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.ahead = timedelta()
        shown = _shown_by(self)
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] in ROOMS and getattr(module, "datetime", None) is standard.datetime:
                patch.setattr(module, "datetime", shown)

    def now(self) -> standard.datetime:
        return standard.datetime.now(standard.UTC) + self.ahead


def _shown_by(clock: WrongClock) -> type[standard.datetime]:
    class Kind(type):
        def __instancecheck__(cls, instance: Any) -> bool:
            return isinstance(instance, standard.datetime)

    class Shown(standard.datetime, metaclass=Kind):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> standard.datetime:  # type: ignore[override]
            return standard.datetime.now(tz) + clock.ahead

    return Shown
