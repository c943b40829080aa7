"""Brochures and what they propose, as JSON."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.schemas.examples import shown
from api.schemas.matches import Schema
from corpus.brochures.block import PlaceKind
from corpus.brochures.proposal import ProposalKind, ProposalState

PROPOSAL: JsonDict = {
    "number": 0,
    "kind": "capability",
    "title": "Chemical vapour infiltration",
    "text": "Two furnaces of 1.2 m bore infiltrate SiC fibre preforms.",
    "year": None,
    "agency": "",
    "place": {"kind": "page", "number": 2, "sheet": ""},
    "source": "Chemical vapour infiltration: Two furnaces of 1.2 m bore infiltrate SiC fibre preforms.",
    "state": "open",
}
BROCHURE: JsonDict = {
    "number": 3,
    "name": "hanul.pdf",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "size": 482133,
    "uploaded_at": "2026-05-04T01:20:00Z",
    "settled_at": None,
    "proposals": [PROPOSAL],
}


class PlaceShown(Schema):
    kind: PlaceKind
    number: int
    sheet: str


class ProposalShown(Schema):
    """What a brochure proposes; nothing of it is in a profile before it is confirmed."""

    number: int
    kind: ProposalKind
    title: str
    text: str
    year: int | None
    agency: str
    place: PlaceShown
    source: str = Field(description="The sentence of the file that it rests on.")
    state: ProposalState


class BrochureShown(Schema):
    """A file that was read, with what it proposes. The file itself is not kept."""

    model_config = shown(BROCHURE)

    number: int
    name: str
    sha256: str
    size: int
    uploaded_at: datetime.datetime
    settled_at: datetime.datetime | None
    proposals: list[ProposalShown]


class BrochureListing(Schema):
    """A company's brochures, the latest first."""

    model_config = shown({"items": [BROCHURE]})

    items: list[BrochureShown]


class ConfirmedInput(BaseModel):
    """A proposal as its company words it; what is left out stays as it was proposed."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(ge=0, le=10_000)
    title: str | None = Field(default=None, max_length=300)
    text: str | None = Field(default=None, max_length=4_000)
    year: int | None = Field(default=None, ge=1800, le=2100)
    agency: str | None = Field(default=None, max_length=300)


class ConfirmationInput(BaseModel):
    """The proposals that are taken into the draft; all others are left out."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"take": [{"number": 0}]}]})

    take: list[ConfirmedInput] = Field(max_length=1_000)


class ConfirmationShown(Schema):
    """How many entries the draft gained, and its version."""

    model_config = shown({"added": 4, "version": 2})

    added: int
    version: int | None
