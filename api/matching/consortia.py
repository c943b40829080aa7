"""Which companies together cover what a patent or need asks for, with the evidence behind each element."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from api.service import Service
from corpus.problems import Invalid
from corpus.roles import Caller
from matcher.consortium import ELEMENTS, LIMIT
from matcher.match import MatchRequest
from matcher.partners import Partners, partners_among

CONSIDERED = 60
"""The best matches among whom partners are looked for."""
Source = Literal["patent", "need"]


@dataclass(frozen=True, slots=True)
class PartnersRequest:
    """Exactly one of the two sources should be given.

    Raises Invalid: `patent_or_need` where it is not so, `bad_top` for a limit that is none of 1 to `ELEMENTS`.
    """

    patent: str | None = None
    need: str | None = None
    limit: int = LIMIT

    def __post_init__(self) -> None:
        if (self.patent is None) == (self.need is None):
            raise Invalid.because("patent_or_need", "query")
        if not 1 <= self.limit <= ELEMENTS:
            raise Invalid.because("bad_top", "limit", self.limit, limit=ELEMENTS)

    @property
    def question(self) -> MatchRequest:
        kind: Source = "need" if self.patent is None else "patent"
        return MatchRequest(kind, "companies", id=self.patent or self.need, top=CONSIDERED, pairs=ELEMENTS)


def partners_for(service: Service, request: PartnersRequest, caller: Caller) -> Partners:
    """The smallest set that covers most, of companies that the caller may know of. Raises as `Service.match`."""
    return partners_among(service.match(request.question, caller), request.limit)
