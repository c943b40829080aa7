"""Matches: the question in a body, or in the address."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.questions import Question, match_request
from api.routes.dependencies import ServiceHere, refusals
from api.schemas.inputs import MatchInput
from api.schemas.matches import Answer
from corpus.passages import Kind

router = APIRouter(prefix="/matches", tags=["matches"])

Values = Annotated[list[str] | None, Query(max_length=50)]
Value = Annotated[str | None, Query(max_length=300)]


@dataclass(frozen=True, slots=True)
class AskedParameters:
    """The question, as parameters of an address."""

    patent: Annotated[str | None, Query(description="Id of a patent on record.", max_length=80)] = None
    company: Annotated[str | None, Query(description="Id of a company on record.", max_length=80)] = None
    need: Annotated[str | None, Query(description="Id of a need on record.", max_length=80)] = None
    text: Annotated[str | None, Query(description="Plain words, Korean or English.", examples=["방탄 세라믹"])] = None
    to: Annotated[Kind | None, Query(description="What to look for; companies, but for a company patents.")] = None
    top: Annotated[int, Query(ge=1, le=100, description="How many matches.")] = 10
    evidence: Annotated[bool, Query(description="Whether to show the passages behind each match.")] = True


@dataclass(frozen=True, slots=True)
class FilterParameters:
    """The conditions of `corpus.filters`, as parameters of an address; a repeated one lists alternatives."""

    country: Values = None
    region: Values = None
    size: Values = None
    filed_from: Value = None
    filed_to: Value = None
    classes: Values = None
    area: Values = None
    industry: Values = None
    language: Values = None
    legal_status: Values = None
    owner: Values = None
    fictional: Value = None


@router.post("", summary="Match, with the question in the body", responses=refusals(400, 404, 413, 415, 422, 503))
def post_match(question: MatchInput, service: ServiceHere) -> Answer:
    """For long texts. Every record written before this request is searched."""
    asked = Question(**{name: getattr(question, name) for name in MatchInput.model_fields})
    return Answer.model_validate(service.matchmaker.match(match_request(asked)))


@router.get("", summary="Match, with the question in the address", responses=refusals(404, 413, 422, 503))
def get_match(
    service: ServiceHere,
    asked: Annotated[AskedParameters, Depends()],
    filters: Annotated[FilterParameters, Depends()],
) -> Answer:
    """Exactly one of `patent`, `company`, `need` and `text`; the other parameters narrow the search down.

    A filter may be repeated: its values are alternatives.
    """
    given = {name: value for name, value in asdict(filters).items() if value is not None}
    question = Question(**asdict(asked), filters=given)
    return Answer.model_validate(service.matchmaker.match(match_request(question)))
