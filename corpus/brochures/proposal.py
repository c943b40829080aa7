"""What a brochure proposes for a profile, with the sentence and the place that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from corpus.brochures.block import Place, PlaceKind


class ProposalKind(StrEnum):
    SUMMARY = "summary"
    CAPABILITY = "capability"
    PROJECT = "project"
    CERTIFICATE = "certificate"
    FACILITY = "facility"
    KEYWORD = "keyword"
    TRL = "trl"


class ProposalState(StrEnum):
    """Nothing but a confirmed one enters a profile."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class Proposal:
    """`title` is a capability's or project's name, and the whole of a certificate, facility, keyword or level.

    `source` stands word for word in the file, but for line ends.
    """

    kind: ProposalKind
    title: str
    text: str
    place: Place
    source: str
    year: int | None = None
    agency: str = ""
    state: ProposalState = ProposalState.OPEN

    def mapping(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Proposal:
        """From JSON. Raises KeyError, ValueError or TypeError for what is none."""
        place = kept["place"]
        year = kept.get("year")
        return cls(
            kind=ProposalKind(kept["kind"]),
            title=str(kept["title"]),
            text=str(kept["text"]),
            place=Place(PlaceKind(place["kind"]), int(place["number"]), str(place["sheet"])),
            source=str(kept["source"]),
            year=None if year is None else int(year),
            agency=str(kept.get("agency", "")),
            state=ProposalState(kept.get("state", ProposalState.OPEN)),
        )
