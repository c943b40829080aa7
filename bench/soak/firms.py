"""Fictional firms, each with an invented word by which it alone is found."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, Final

ONSETS: Final = ("b", "d", "dr", "f", "g", "gl", "k", "kr", "l", "m", "n", "p", "r", "s", "t", "v", "z")
VOWELS: Final = ("a", "e", "i", "o", "u", "ae", "oi")
TRADES: Final = (
    "grinds sapphire windows for furnace cameras",
    "winds copper coils for small electric pumps",
    "casts aluminium housings for underwater lamps",
    "weaves glass tapes for wind turbine repair",
    "tunes quartz resonators for survey radios",
    "moulds silicone seals for chemical valves",
    "plots sea floor maps from sonar echoes",
    "builds test rigs for gearbox bearings",
    "sinters tungsten nozzles for sand blasting",
    "writes schedulers for fleets of warehouse robots",
)
PLACES: Final = ("a harbour town", "a river valley", "an island works", "a former mill", "a hillside workshop")


@dataclass(frozen=True, slots=True)
class Firm:
    """A company as one version of it says; `word` is in no other version of any."""

    id: str
    word: str
    text: str

    def body(self) -> dict[str, Any]:
        """As `POST /companies` takes it."""
        capability = {"title": f"{self.word.capitalize()} line", "text": f"The {self.word} line runs in two shifts."}
        profile = {"summary": self.text, "capabilities": [capability]}
        return {"id": self.id, "name": f"Firm {self.id}", "country": "KR", "profile": profile, "fictional": True}


class Founder:
    """Makes firms, and other versions of them, the same for the same seed and `prefix`."""

    def __init__(self, prefix: str, seed: int) -> None:
        self._prefix = prefix
        self._random = random.Random(f"{prefix} {seed}")
        self._words: set[str] = set()
        self._count = 0

    def firm(self) -> Firm:
        self._count += 1
        return self._said(f"{self._prefix}-{self._count:05d}")

    def other_version(self, firm: Firm) -> Firm:
        return self._said(firm.id)

    def _said(self, id_: str) -> Firm:
        word = self._word()
        trade, place = self._random.choice(TRADES), self._random.choice(PLACES)
        return Firm(id_, word, f"The {word} company in {place} {trade} and calls its process {word}.")

    def _word(self) -> str:
        while True:
            syllables = range(self._random.randint(3, 4))
            word = "".join(self._random.choice(ONSETS) + self._random.choice(VOWELS) for _ in syllables) + "x"
            if word not in self._words:
                self._words.add(word)
                # Visitors invent apart: what one calls its own, no other may call so too.
                return word + "".join(each for each in self._prefix.casefold() if each.isalpha())
