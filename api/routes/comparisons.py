"""Candidates beside each other, and why one is not among the shown."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.errors import language_of_request
from api.matching.questions import match_request
from api.reading import reader_of
from api.routes.dependencies import CallerHere, ServiceHere, refusals
from api.routes.matches import AskedHere, FiltersHere, question_of
from api.schemas.comparisons import ComparisonShown, WhyNotShown

router = APIRouter(prefix="/matches", tags=["matches"])

Candidates = Annotated[
    list[str], Query(alias="with", min_length=1, max_length=20, description="Ids of one to four candidates.")
]
WithNeighbours = Annotated[
    bool, Query(description="Whether to rank the question: each candidate's place, the next best, similar records.")
]
Named = Annotated[str, Query(alias="with", min_length=1, max_length=80, description="Id of the record in question.")]


@router.get("/comparison", summary="Compare candidates of a question", responses=refusals(401, 404, 413, 422, 503))
def compare_candidates(
    *,
    request: Request,
    service: ServiceHere,
    caller: CallerHere,
    asked: AskedHere,
    filters: FiltersHere,
    candidates: Candidates,
    neighbours: WithNeighbours = False,
) -> ComparisonShown:
    """The question is that of GET /matches; its filters exclude no candidate that is named here."""
    wanted = match_request(question_of(asked, filters))
    found = service.compare(wanted, candidates, caller, neighbours=neighbours)
    return ComparisonShown.of(found, reader_of(service, language_of_request(request), caller))


@router.get("/why-not", summary="Why a record is not shown", responses=refusals(401, 404, 413, 422, 503))
def explain_absence(
    *,
    request: Request,
    service: ServiceHere,
    caller: CallerHere,
    asked: AskedHere,
    filters: FiltersHere,
    named: Named,
) -> WhyNotShown:
    """Runs the search of GET /matches once more with an eye on one record: its rank, filters, verdicts, evidence."""
    found = service.why_not(match_request(question_of(asked, filters)), named, caller)
    return WhyNotShown.of(found, reader_of(service, language_of_request(request), caller))
