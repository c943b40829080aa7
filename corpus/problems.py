"""A refusal in the words of the domain: what is wrong, where, and how to mend it.

A problem carries a code and the facts of the case; `corpus.wording` turns both into a sentence in the
reader's language. Nothing here knows HTTP: `api.errors` maps each class to a status.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

VALUE_SHOWN = 200
"""How many characters of a refused value are repeated back."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One refused value. `field` is the name that the sender used; `value` is cut to `VALUE_SHOWN`."""

    code: str
    field: str = ""
    value: str = ""
    facts: Mapping[str, str | int | float] = dataclasses.field(default_factory=dict)

    @staticmethod
    def of(code: str, field: str = "", value: object = "", **facts: str | int | float) -> Problem:
        shown = "" if value is None else str(value)
        if len(shown) > VALUE_SHOWN:
            shown = shown[:VALUE_SHOWN] + "…"
        return Problem(code, field, shown, facts)


class Refused(Exception):
    """Base of every refusal; raised by all rooms, worded by `corpus.wording`, mapped by `api.errors`.

    `others` are refused together with the first, where one has to know of all of them to mend anything.
    """

    def __init__(self, problem: Problem, *others: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.others = others

    @classmethod
    def because(cls, code: str, field: str = "", value: object = "", **facts: str | int | float) -> Self:
        return cls(Problem.of(code, field, value, **facts))


class NotFound(Refused):
    """The named thing is not there (or not for this caller)."""


class Invalid(Refused):
    """The input is not acceptable."""


class Unauthorised(Refused):
    """Nobody can tell who calls: the token is not known, not valid any more, or was taken back."""


class Forbidden(Refused):
    """The caller's role may not do this, however well formed the request is."""


class TooLarge(Refused):
    """The input is larger than the stated bound."""


class Conflict(Refused):
    """The input contradicts what is already there."""


class TooOften(Refused):
    """The same was tried too often in a short time."""


class Unavailable(Refused):
    """Something the answer needs is not ready: no index yet, an engine down."""
