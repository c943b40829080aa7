"""Needs that somebody keeps, as bodies and as JSON."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from api.schemas.examples import DAY, shown
from api.schemas.matches import Schema
from corpus.disclosure import Tier
from corpus.drafts import Body, Draft, Short, StatedTier, Title, Trl
from corpus.store.need_states import KeptNeed, NeedState

GIVEN: JsonDict = {
    "title": "정찰차량용 저소음 하이브리드 동력장치",
    "description": "6톤급 차량이 50 m 거리에서 60 dB(A) 이하로 10 km를 주행하게 하는 하이브리드 동력장치가 필요합니다.",
    "requirements": ["50 m 거리에서 60 dB(A) 이하", "배터리만으로 10 km 주행"],
    "organisation": "가상육군 차량사령부",
    "required_trl": 6,
    "required_certificates": ["AS9100D"],
    "required_facilities": ["무향실"],
    "keywords": ["하이브리드", "저소음"],
}
NEED: JsonDict = {
    "id": "NEED-2026-7KQ4ZT",
    **GIVEN,
    "kind": "defence",
    "tier": "public",
    "state": "open",
    "expires_on": "2027-05-04",
    "renewals": 0,
    "account": "officer.kim",
    "version": 1,
    "created_at": DAY,
    "updated_at": DAY,
}


@dataclass(frozen=True, slots=True)
class OwnNeed:
    """A kept need as its holder sees it."""

    kept: KeptNeed
    state: NeedState


def _filled(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Without empty rows, which a form sends for fields that were left empty."""
    return tuple(text for text in texts if text)


Rows = Annotated[tuple[Short, ...], Field(max_length=100), AfterValidator(_filled)]


class OwnNeedInput(Draft):
    """A need to be registered or changed. Without an end it stands for 12 months, or as long as it did."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**GIVEN, "expires_on": "2027-05-04", "tier": "public"}]})

    title: Title
    description: Body = ""
    requirements: Annotated[tuple[Body, ...], Field(max_length=200), AfterValidator(_filled)] = ()
    organisation: Short | None = Field(
        default=None, description="The defence office that needs it; a company's need names the company itself."
    )
    required_trl: Trl | None = None
    required_certificates: Rows = ()
    required_facilities: Rows = ()
    keywords: Rows = ()
    expires_on: datetime.date | None = Field(default=None, description="Its last day, at most 24 months ahead.")
    tier: StatedTier = None


class RenewalInput(Schema):
    """Until when a need is renewed; left out: for 12 months more."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"until": "2028-05-04"}]})

    until: datetime.date | None = None


class OwnNeedRecord(Schema):
    """A need that the caller keeps."""

    model_config = shown(NEED)

    @model_validator(mode="before")
    @classmethod
    def _of_kept(cls, given: object) -> object:
        """From what `api.watching.own_needs` gives: a need, how it is kept, and where it stands."""
        if not isinstance(given, OwnNeed):
            return given
        need, keeping = given.kept.need, given.kept.keeping
        shared = need.model_dump(include=set(cls.model_fields))
        own = {"state": given.state, "expires_on": keeping.expires_on, "renewals": keeping.renewals}
        return {**shared, **own, "account": keeping.account, "updated_at": max(need.updated_at, keeping.updated_at)}

    id: str
    title: str
    description: str
    requirements: list[str]
    organisation: str | None
    required_trl: int | None
    required_certificates: list[str]
    required_facilities: list[str]
    keywords: list[str]
    kind: str | None
    tier: Tier
    state: NeedState = Field(
        description="`expiring`: ends within 14 days; `waiting`: found once its company is verified."
    )
    expires_on: datetime.date
    renewals: int
    account: str = Field(description="Who registered it.")
    version: int
    created_at: datetime.datetime
    updated_at: datetime.datetime


class OwnNeedList(Schema):
    """One page, the latest first; `counts` are over all, by state."""

    model_config = shown(
        {
            "items": [NEED],
            "next": None,
            "counts": {"open": 1, "expiring": 0, "expired": 0, "withdrawn": 0, "waiting": 0},
        }
    )

    items: list[OwnNeedRecord]
    next: str | None = Field(description="Ask on with `after` set to this; null at the end.")
    counts: dict[NeedState, int]
