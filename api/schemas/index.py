"""The index's state as JSON."""

from __future__ import annotations

import datetime

from pydantic import Field

from api.errors import ErrorDetail
from api.schemas.examples import DAY, GENERATION, INDEX, shown
from api.schemas.matches import Schema
from corpus.disclosure import Tier
from corpus.passages import Kind


class KindCount(Schema):
    """Records of one kind."""

    kind: Kind
    recorded: int
    searchable: int


class GenerationRecord(Schema):
    """One published generation of a disclosure tier."""

    tier: Tier
    name: str
    created: datetime.datetime
    current: bool
    model: str
    revision: str
    precision: str
    records: int
    sequence: int
    quality: float | None = Field(description="nDCG@10 at the gate, 0 to 1; null where it was not measured.")
    bytes: int = Field(description="Size on the disk.")


class IndexStatus(Schema):
    """What is searched."""

    model_config = shown(INDEX)

    generation: str = Field(description="The serving generation; `none`: fresh records only.")
    sequence: int
    counts: list[KindCount]
    pending: int = Field(description="Written records that wait for the next rebuild.")
    problem: ErrorDetail | None = Field(default=None, description="Why a newer generation could not be loaded.")
    generations: list[GenerationRecord]


class Verification(Schema):
    """Whether a generation's files are what was published."""

    model_config = shown({"tier": "public", "generation": GENERATION, "sound": True, "problem": None})

    tier: Tier
    generation: str
    sound: bool
    problem: ErrorDetail | None = None


class Verifications(Schema):
    """The serving generation of each tier."""

    model_config = shown({"items": [{"tier": "public", "generation": GENERATION, "sound": True, "problem": None}]})

    items: list[Verification]


class Queued(Schema):
    """A rebuild that the worker will take up."""

    model_config = shown({"job": "rebuild", "requested_at": DAY})

    job: str
    requested_at: datetime.datetime


class Rolled(Schema):
    """Which generation serves now."""

    model_config = shown({"tier": "public", "generation": GENERATION})

    tier: Tier
    generation: str


class Alive(Schema):
    """The process answers."""

    model_config = shown({"status": "alive", "version": "0.2.0"})

    status: str
    version: str


class Ready(Schema):
    """Whether requests can be answered."""

    model_config = shown({"ready": True, "database": True, "generation": GENERATION, "reason": ""})

    ready: bool
    database: bool
    generation: str = Field(description="The serving generation; `none`: fresh records only.")
    reason: str = Field(default="", description="Why not, where it is not ready.")
