"""What reviewers decided, on any record: searched, paged, taken away as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.accounts.authentication import checked
from api.days import day_of, span
from api.errors import detail
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form
from api.pages.navigation import Crumb
from api.pages.operating.screening import screening_url
from api.schemas.bounds import LARGEST_NUMBER
from api.screening.queue import history
from corpus.passages import KINDS
from corpus.problems import Refused
from corpus.roles import Right
from corpus.store.standing import DecisionsSought
from corpus.wording.screening import CONTROL_LABELS, TIER_LABELS

router = APIRouter(include_in_schema=False)

A_PAGE: Final = 50
ACTIONS: Final = ("determine", "clear", "block", "reopen", "settier", "scanned", "expired")
Before = Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER)]
Text = Annotated[str, Query(max_length=200)]


@router.get("/screening/history")
def history_page(
    visit: VisitHere,
    *,
    action: Text = "",
    actor: Text = "",
    kind: Text = "",
    since: Text = "",
    until: Text = "",
    text: Text = "",
    machine: Text = "",
    before: Before = None,
) -> Response:
    """The latest first. Raises Unauthorised, Forbidden for all but officials."""
    checked(visit.caller, Right.READ_SCREENING)
    given = {
        "action": action,
        "actor": actor,
        "kind": kind,
        "since": since,
        "until": until,
        "text": text,
        "machine": "true" if machine else "",
    }
    asked = {name: value.strip() for name, value in given.items() if value.strip()}
    form, status, sought = Form(dict(asked)), 200, DecisionsSought()
    try:
        sought = _sought(visit, asked)
    except Refused as refused:
        problem = refused.problem
        form, status = Form(dict(asked), {problem.field: detail(problem, visit.words.language)}), 422
    with visit.reading() as store:
        found = history(store, sought, before=before, limit=A_PAGE)
        deciders = store.screening.deciders()
    language = visit.words.language
    query = urlencode(asked)
    values = {
        "form": form,
        "decisions": found.items,
        "deciders": deciders,
        "actions": ACTIONS,
        "kinds": KINDS,
        "query": query,
        "screening_url": screening_url,
        "control_labels": {status: said[language] for status, said in CONTROL_LABELS.items()},
        "tier_labels": {tier: said[language] for tier, said in TIER_LABELS.items()},
        "following": f"/screening/history?{urlencode({**asked, 'before': str(found.next)})}" if found.next else "",
        "first": f"/screening/history?{query}" if before else "",
    }
    crumbs = [Crumb(visit.words("What was decided"))]
    return visit.page("operating/history.html", values, here="screening", status=status, crumbs=crumbs)


def _sought(visit: Visit, asked: Mapping[str, str]) -> DecisionsSought:
    """Days are those of the reader's zone. Raises Invalid `bad_day`."""
    first, last = day_of(asked.get("since", ""), "since"), day_of(asked.get("until", ""), "until")
    days = span(first, last, visit.zone)
    kind = next((each for each in KINDS if each == asked.get("kind")), None)
    return DecisionsSought(
        asked.get("action"),
        asked.get("actor"),
        kind,
        days.since,
        days.until,
        asked.get("text", ""),
        by_people="machine" not in asked,
    )
