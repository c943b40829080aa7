"""The public page of the index: what is searched, and how fresh it is."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from api.operating.index_status import index_status
from api.pages.dependencies import VisitHere
from api.pages.navigation import Crumb
from api.pages.operating.branches import INDEX
from api.pages.operating.history import problem_in_words

router = APIRouter(include_in_schema=False)


@router.get("/index")
def status_page(visit: VisitHere) -> Response:
    """Of what the reader may know of; whoever works with it is led to the page of operation."""
    language = visit.words.language
    index = index_status(visit.service, visit.caller.tiers, language)
    serving = [row for row in index.generations if row.current]
    values = {
        "index": index,
        "serving": serving,
        "problem": problem_in_words(index.problem.code, "", language) if index.problem else None,
        "may_more": any(visit.caller.may(right) for right in INDEX.rights),
    }
    # Whoever is signed in has this page in no menu.
    crumbs = [Crumb(visit.words("Index and imports"))] if visit.caller.account else []
    return visit.page("operating/status.html", values, here="index", crumbs=crumbs)
