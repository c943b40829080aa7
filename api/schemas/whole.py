"""A record with what is known about it, as JSON."""

from __future__ import annotations

import datetime

from pydantic import Field

from api.schemas.cases import CaseRecord
from api.schemas.examples import PATENT_RECORD, shown
from api.schemas.matches import Schema
from api.schemas.records import CompanyRecord, NeedRecord, PatentRecord
from api.schemas.tags import TAG, Tag
from corpus.passages import Kind


class VersionShown(Schema):
    """A version of the record."""

    number: int
    recorded: datetime.datetime
    source: str = Field(description="The imported file that brought it; empty where it was registered one by one.")


class WholeRecord(Schema):
    """A record, its areas, its latest versions and the latest cases that the caller may see."""

    model_config = shown(
        {
            "kind": "patents",
            "record": PATENT_RECORD,
            "areas": [TAG],
            "versions": [{"number": 1, "recorded": "2026-03-02T09:00:00Z", "source": ""}],
            "cases": [],
            "all_cases": 0,
        }
    )

    kind: Kind
    record: PatentRecord | CompanyRecord | NeedRecord
    areas: list[Tag] | None = Field(description="Null where the index cannot tell at the moment.")
    versions: list[VersionShown]
    cases: list[CaseRecord] | None = Field(description="Null for a caller who sees none of this record.")
    all_cases: int | None = Field(description="How many there are; null as `cases`.")
