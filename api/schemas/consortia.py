"""A consortium as JSON."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field
from pydantic.config import JsonDict

from api.schemas.examples import ANSWER, JUDGEMENT, SUMMARY, shown
from api.schemas.judgements import Reader, TracksShown
from api.schemas.matches import EvidencePair, Match, QueryAsked, Receipt, Summary
from matcher.partners import Partner, Partners

MATCHES: Any = ANSWER["matches"]
QUERY: Any = ANSWER["query"]
CONSORTIUM: JsonDict = {
    "query": {**QUERY, "kind": "need", "id": "thermal-shield"},
    "considered": 60,
    "members": [
        {
            "record": SUMMARY,
            "score": 0.81,
            "covers": [{"pair": MATCHES[0]["evidence"]["pairs"][0], "alone": True}],
            "tracks": JUDGEMENT["tracks"],
            "receipt": MATCHES[0]["receipt"],
        }
    ],
    "uncovered": [],
    "spin_up": False,
    "credible": True,
}


class CoveredElement(BaseModel):
    """An element of the question beside the member's sentence that answers it."""

    pair: EvidencePair
    alone: bool = Field(description="Whether no other member covers it.")


class ConsortiumMember(BaseModel):
    """One company of the set."""

    record: Summary
    score: float
    covers: list[CoveredElement]
    tracks: TracksShown
    receipt: Receipt

    @classmethod
    def of(cls, partner: Partner, reader: Reader) -> ConsortiumMember:
        match = Match.model_validate(partner.match, context=reader)
        covers = [
            CoveredElement(pair=EvidencePair.model_validate(each.pair), alone=each.alone) for each in partner.covers
        ]
        return cls(
            record=match.record,
            score=match.score,
            covers=covers,
            tracks=match.judgement.tracks,
            receipt=match.receipt,
        )


class Consortium(BaseModel):
    """The smallest set of companies that together covers most elements of a patent or need."""

    model_config = shown(CONSORTIUM)

    query: QueryAsked
    considered: int = Field(description="The best matches, from whom the members were chosen.")
    members: list[ConsortiumMember] = Field(description="The best scored first.")
    uncovered: list[str] = Field(description="Elements that no member covers.")
    spin_up: bool = Field(description="Whether a joint development (spin-up) is found with a member.")
    credible: bool = Field(description="False where no match is credible: the members are merely the nearest.")

    @classmethod
    def of(cls, partners: Partners, reader: Reader) -> Consortium:
        return cls(
            query=QueryAsked.model_validate(partners.answer.query),
            considered=len(partners.answer.matches),
            members=[ConsortiumMember.of(each, reader) for each in partners.members],
            uncovered=list(partners.uncovered),
            spin_up=partners.spin_up,
            credible=partners.answer.credible,
        )
