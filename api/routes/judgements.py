"""Judgements of relevance: what officials think of matches."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.downloads import FILE, download
from api.errors import language_of_request
from api.exporting import Form
from api.matching.judgement_tables import cells, columns
from api.matching.questions import Question, match_request
from api.matching.relevance import Grading, judge, titles_of
from api.reading import reader_of
from api.routes.dependencies import JudgeHere, Limit, ServiceHere, refusals
from api.schemas.bounds import LARGEST_NUMBER
from api.schemas.comparisons import JudgedInput, JudgedList, JudgedRecord
from api.schemas.ledger import KeptEntry
from corpus.records import RelevanceGrade

router = APIRouter(tags=["judgements"])

Mine = Annotated[bool, Query(description="Only the caller's own; else those of all officials.")]
OfGrade = Annotated[RelevanceGrade | None, Query(description="Of one grade only.")]
Before = Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER, description="The one before which the page begins.")]


@router.post(
    "/judgements",
    status_code=201,
    summary="Judge a candidate",
    responses=refusals(400, 401, 403, 404, 409, 413, 415, 422),
)
def judge_candidate(judged: JudgedInput, service: ServiceHere, caller: JudgeHere) -> KeptEntry:
    """The latest judgement of an account and pair counts; each is kept with the receipt of the match."""
    asked = Question(**{name: getattr(judged, name) for name in ("patent", "company", "need", "text", "to")})
    grading = Grading(judged.grade.value if judged.grade else None, judged.reason and judged.reason.value, judged.note)
    number = judge(service, caller, match_request(asked), judged.candidate, grading, datetime.now(UTC))
    return KeptEntry(id=number)


@router.get("/judgements", summary="List judgements", responses=refusals(401, 403))
def list_judgements(
    *,
    service: ServiceHere,
    caller: JudgeHere,
    mine: Mine = False,
    grade: OfGrade = None,
    before: Before = None,
    limit: Limit = 100,
) -> JudgedList:
    """Those that stand, the latest first."""
    with service.reading(caller) as store:
        rows = store.judgements.page(caller.account if mine else None, grade=grade, before_id=before, limit=limit)
        items = [JudgedRecord.model_validate(row) for row in rows]
    return JudgedList(items=items, next=items[-1].id if len(items) == limit else None)


@router.get(
    "/judgements.{form}",
    summary="Download judgements as a table",
    response_class=Response,
    responses=refusals(401, 403, 413) | FILE,
)
def download_judgements(
    *, form: Form, request: Request, service: ServiceHere, caller: JudgeHere, mine: Mine = False
) -> Response:
    """Those that stand, the latest first, with the titles of both sides."""
    language = language_of_request(request)
    with service.reading(caller) as store:
        rows = [row for row in store.judgements.standing() if not mine or row.account == caller.account]
        titles = titles_of(store, rows)
    table = (cells(row, titles) for row in rows)
    return download(form, columns(reader_of(service, language, caller)), table, "judgements", language)
