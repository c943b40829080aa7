"""Judgements of relevance: sent from an answer or a pair, listed for who made them, taken away as a table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from api.accounts.authentication import checked
from api.errors import detail, status_of
from api.matching.questions import match_request
from api.matching.relevance import Grading, judge, judged_by, titles_of
from api.pages.asking import SearchForm, form_of, question_of
from api.pages.comparing import JudgementTried, With, comparison
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import SentForm
from api.pages.navigation import Crumb
from api.pages.rendering import notice
from api.pages.search import FRAGMENT
from api.schemas.bounds import LARGEST_NUMBER
from corpus.problems import Conflict, Invalid
from corpus.records import RelevanceGrade, RelevanceJudgement
from corpus.roles import Right
from corpus.store.judgements import GRADES, REASONS, TEXT
from matcher.match import KIND_OF

router = APIRouter(include_in_schema=False)

PAGE: Final = 50
SOURCES: Final = {plural: singular for singular, plural in KIND_OF.items()}
Grade = Annotated[RelevanceGrade | None, Query()]
Before = Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER)]


@router.post("/judgements")
def send_judgement(visit: VisitHere, sent: SentForm, candidate: With = "") -> Response:
    """The pair is that of the address. Leads back to the answer where it came with a `rank`, else to the pair."""
    checked(visit.caller, Right.JUDGE_MATCHES)
    form = form_of(visit.request.query_params)
    grading = Grading(sent.text("grade") or None, sent.text("reason") or None, sent.text("note"))
    if grading.grade == RelevanceGrade.RELEVANT:
        # The reason's field stands beside every button; beside this one it means nothing.
        grading = Grading(grading.grade, None, grading.note)
    rank = sent.text("rank") if sent.text("rank").isdecimal() else ""
    try:
        request = match_request(question_of(form))
        judge(visit.service, visit.caller, request, candidate, grading, datetime.now(UTC))
    except (Invalid, Conflict) as refused:
        error = detail(refused.problem, visit.words.language)
        tried = JudgementTried(grading.reason or "", grading.note, error)
        if FRAGMENT in visit.request.headers:
            return _fragment(visit, form, candidate, rank, tried, status_of(refused))
        return comparison(visit, form, candidate, status=status_of(refused), tried=tried)
    if FRAGMENT in visit.request.headers:
        return _fragment(visit, form, candidate, rank)
    back = f"{form.address}#match-{rank}" if rank else form.compare(candidate)
    return visit.onward(back, notice("Your judgement is kept.") if grading.grade else notice("It is taken back."))


@router.get("/judgements")
def list_judgements(visit: VisitHere, candidate: With = "", grade: Grade = None, before: Before = None) -> Response:
    """What the reader judged, the latest first. With a candidate it is a reload of a refused form: the pair."""
    if candidate:
        return RedirectResponse(form_of(visit.request.query_params).compare(candidate), status_code=303)
    caller = checked(visit.caller, Right.JUDGE_MATCHES)
    with visit.reading() as store:
        rows = store.judgements.page(caller.account, grade=grade, before_id=before, limit=PAGE)
        titles = titles_of(store, rows)
        counts = store.judgements.counts(caller.account)
    chosen = f"grade={grade.value}&" if grade else ""
    values = {
        "rows": rows,
        "titles": titles,
        "counts": counts,
        "grades": GRADES,
        "grade": grade.value if grade else "",
        "pairs": {row.id: _pair_of(row) for row in rows},
        "following": f"/judgements?{chosen}before={rows[-1].id}" if len(rows) == PAGE else "",
        "first": f"/judgements?{chosen}".rstrip("?&") if before else "",
    }
    crumbs = [Crumb(visit.words("Your judgements"))]
    return visit.page("matching/judgements.html", values, here="search", crumbs=crumbs)


def _pair_of(row: RelevanceJudgement) -> str:
    """Where the pair stands side by side; "" for a text that is too long for an address."""
    text = row.text or ""
    asked = SearchForm(text=text) if row.kind == TEXT else SearchForm(source=SOURCES[row.kind], id=row.record_id)  # type: ignore[index]  # written as a Kind
    to = row.other_kind
    form = SearchForm(text=asked.text, source=asked.source, id=asked.id, to=to)  # type: ignore[arg-type]  # as above
    return form.compare(row.other_id) if form.has_address else ""


def _fragment(  # noqa: PLR0917 - the pair, its place, and what was refused
    visit: Visit,
    form: SearchForm,
    candidate: str,
    rank: str,
    tried: JudgementTried | None = None,
    status: int = 200,
) -> Response:
    request = match_request(question_of(form))
    with visit.reading() as store:
        mine = judged_by(store, visit.caller, request, [candidate]).get(candidate)
    values = {
        "form": form,
        "id": candidate,
        "mine": mine,
        "rank": rank or None,
        "attempt": tried,
        "grade_reasons": REASONS,
    }
    return visit.page("matching/judged.html", values, here="search", status=status)
