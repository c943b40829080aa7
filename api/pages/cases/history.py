"""What happened to a case, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.language import Words
from api.pages.labels import label
from api.programmes.counting import STAGE_NAMES
from api.programmes.won import number, won
from api.schemas.cases import CaseEventRecord
from corpus.wording.case_labels import REASON_LABELS, STAGE_LABELS, Labels
from matcher.programmes.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history. `shared`: the company reads it too."""

    at: datetime
    who: str
    what: str
    more: str
    text: str
    shared: bool
    by_company: bool
    action: str


def history(events: list[CaseEventRecord], words: Words, catalogue: Catalogue) -> list[Happened]:
    """The latest first."""
    return [
        Happened(
            at=each.at,
            who=each.actor,
            what=each.action_label,
            more=_more(each, words, catalogue),
            text=each.text,
            shared=each.audience == "both",
            by_company=each.by_company,
            action=each.action,
        )
        for each in reversed(events)
    ]


def _more(event: CaseEventRecord, words: Words, catalogue: Catalogue) -> str:
    told = _TOLD.get(event.action)
    return told(_Facts(event.facts, words, catalogue)) if told else ""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What an event tells, in the reader's words; "" for what it does not."""

    facts: Mapping[str, object]
    words: Words
    catalogue: Catalogue

    def plain(self, name: str, missing: str = "") -> str:
        value = self.facts.get(name)
        return missing if value is None else str(value)

    def coded(self, name: str, labels: Labels) -> str:
        code = self.plain(name)
        return labels[code][self.words.language] if code in labels else code

    def won(self, name: str) -> str:
        value = self.facts.get(name)
        return won(value, self.words.language) if isinstance(value, int | float) else ""

    def rate(self) -> str:
        value = self.facts.get("running_rate")
        return number(value) if isinstance(value, int | float) else ""

    def programme(self) -> str:
        found = self.catalogue.programmes.get(self.plain("programme"))
        return found.names.in_language(self.words.language) if found else self.plain("programme")

    def step(self) -> str:
        named = STAGE_NAMES.get(self.plain("stage"))
        return named.in_language(self.words.language) if named else ""

    def tracks(self) -> list[str]:
        found = [self.plain(name) for name in ("before", "after")]
        return [self.words(label("track", code)) if code else self.words("none yet") for code in found]


def _changed(told: _Facts) -> str:
    nothing = told.words("none yet")
    return f"{told.plain('before', nothing)} → {told.plain('after', nothing)}"


def _moved(told: _Facts) -> str:
    return " → ".join(part for part in (told.coded(name, STAGE_LABELS) for name in ("before", "after")) if part)


def _booked(told: _Facts) -> str:
    return " · ".join(part for part in (told.programme(), told.plain("year"), told.won("amount")) if part)


def _terms(told: _Facts) -> str:
    return told.words("base fee %(fee)s, running royalty %(rate)s %%", fee=told.won("base_fee"), rate=told.rate())


_TOLD: Final[Mapping[str, Callable[[_Facts], str]]] = {
    "moved": _moved,
    "reopened": _moved,
    "declined": lambda told: told.coded("reason", REASON_LABELS),
    "assigned": _changed,
    "due": _changed,
    "track": lambda told: " → ".join(told.tracks()),
    "document_added": lambda told: told.plain("name"),
    "document_withdrawn": lambda told: told.plain("name"),
    "booked": _booked,
    "booking_voided": _booked,
    "terms": _terms,
    "follow_up": lambda told: " · ".join(part for part in (told.step(), told.plain("held_on")) if part),
}
