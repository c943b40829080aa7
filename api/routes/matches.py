"""Matches: the question in a body, or in the address."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.errors import language_of_request
from api.matching.questions import Question, Repeated, match_request, repeated_request
from api.routes.dependencies import CallerHere, ServiceHere, parameters, refusals
from api.schemas.inputs import MatchInput, RepetitionInput
from api.schemas.judgements import Reader
from api.schemas.matches import Answer
from api.service import Service
from corpus.passages import Kind
from corpus.roles import Caller
from matcher.match import MatchRequest
from matcher.programmes.verdicts import Outcome
from matcher.tracks import Track

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
    tag: Annotated[list[str] | None, Query(max_length=20, description="Areas or materials: one of them.")] = None
    track: Annotated[Track | None, Query(description="The track that a transfer must run on.")] = None
    programme: Annotated[str | None, Query(max_length=80, description="The programme that it must fall under.")] = None
    outcome: Annotated[Outcome | None, Query(description="With `programme`: its verdict, else eligible.")] = None
    sme_share: Annotated[float | None, Query(ge=0, le=1, description="Least share of SMEs among the shown.")] = None
    per_firm: Annotated[int | None, Query(ge=1, le=100, description="Most candidates of one owner.")] = None
    facets: Annotated[bool, Query(description="Whether to count how the scored candidates are spread.")] = False


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
    trl: Values = None
    owner: Values = None
    fictional: Value = None


AskedHere = Annotated[AskedParameters, Depends(parameters(AskedParameters))]
FiltersHere = Annotated[FilterParameters, Depends(parameters(FilterParameters))]


def question_of(asked: AskedParameters, filters: FilterParameters) -> Question:
    """The question that an address asks."""
    given = {name: value for name, value in asdict(filters).items() if value is not None}
    return Question(**{**asdict(asked), "tag": asked.tag or ()}, filters=given)


@router.post(
    "",
    summary="Match, with the question in the body",
    response_model=Answer,
    responses=refusals(400, 401, 404, 413, 415, 422, 503),
)
def post_match(question: MatchInput, request: Request, service: ServiceHere, caller: CallerHere) -> Response:
    """For long texts. Every record written before this request is searched."""
    asked = Question(**{name: getattr(question, name) for name in MatchInput.model_fields})
    return _answered(request, service, caller, match_request(asked))


@router.post(
    "/repetition",
    summary="Ask again from a receipt",
    response_model=Answer,
    responses=refusals(400, 401, 404, 409, 413, 415, 422, 503),
)
def repeat_match(receipt: RepetitionInput, request: Request, service: ServiceHere, caller: CallerHere) -> Response:
    """On the receipt's own generation, as long as it is kept: the same ranking with the same scores.

    Verdicts are those of today. `exact` is false where records had been written since that generation was built.
    """
    repeated = Repeated(receipt.question, receipt.generation, receipt.sequence, receipt.query_version, receipt.weights)
    return _answered(request, service, caller, repeated_request(repeated, receipt.text))


@router.get(
    "",
    summary="Match, with the question in the address",
    response_model=Answer,
    responses=refusals(401, 404, 413, 422, 503),
)
def get_match(
    *,
    request: Request,
    service: ServiceHere,
    caller: CallerHere,
    asked: AskedHere,
    filters: FiltersHere,
) -> Response:
    """Exactly one of `patent`, `company`, `need` and `text`; the other parameters narrow the search down.

    A filter may be repeated: its values are alternatives.
    """
    return _answered(request, service, caller, match_request(question_of(asked, filters)))


def _answered(request: Request, service: Service, caller: Caller, wanted: MatchRequest) -> Response:
    """Written out here: the framework would hand it to another thread first, to be checked once more."""
    found = service.match(wanted, caller)
    service.shown.note(found, caller)
    answer = Answer.of(found, Reader(language_of_request(request), found.catalogue, caller))
    # How long it took is no part of the answer: the same question has the same bytes.
    timing = {"Server-Timing": f"match;dur={found.milliseconds}"}
    return Response(answer.model_dump_json(), media_type="application/json", headers=timing)
