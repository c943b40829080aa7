"""What the store answers with, beside rows and documents."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from corpus.disclosure import Tier
from corpus.passages import Kind
from corpus.records import Action
from corpus.text import Language

Put = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one draft. `row_index` counts from 0 within what was put."""

    row_index: int
    record_id: str
    change: Put


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner as the patent names it, and the organisation that it is."""

    name: str
    organisation_id: str


@dataclass(frozen=True, slots=True)
class Changed:
    """The latest change of one record within a tier; `seq` is its number there."""

    seq: int
    kind: Kind
    record_id: str
    action: Action


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """What a list shows of a record. What a kind does not have is None or empty.

    `owner` is a patent's first owner; `organisation` that of a need or company; `organisation_id` goes with either.
    `date` is a patent's filing date (else publication), a need's opening; `classes` are symbols without blanks.
    """

    id: str
    kind: Kind
    title: str
    language: Language
    version: int
    content_hash: str
    tier: Tier = Tier.PUBLIC
    fictional: bool = False
    title_en: str | None = None
    owner: str | None = None
    organisation: str | None = None
    organisation_id: str | None = None
    country: str | None = None
    region: str | None = None
    year: int | None = None
    date: datetime.date | None = None
    family_id: str | None = None
    legal_status: str | None = None
    classes: tuple[str, ...] = ()
    size: str | None = None
    employees: int | None = None
    industry: str | None = None
    trl: int | None = None
