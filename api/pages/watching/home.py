"""The officer's home: what is new, what waits, what is the officer's own. Others are sent to where their day begins."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from api.pages.cases.labels import case_words
from api.pages.clock import COOKIE as ZONE
from api.pages.clock import Clock
from api.pages.dependencies import VisitHere
from api.pages.navigation import HOME, home_of
from api.watching.home import LINES, OWN_STAGES, home
from corpus.records import AlertKind
from corpus.roles import Role

router = APIRouter(include_in_schema=False)


@router.get("/home")
def home_page(visit: VisitHere) -> Response:
    """An officer's day. A company's member, a reviewer and an administrator go on to theirs, nobody to sign in."""
    if visit.caller.role is Role.ANONYMOUS:
        return RedirectResponse("/sign-in?next=/home", status_code=303)
    if home_of(visit.caller) != HOME.url:
        return RedirectResponse(home_of(visit.caller), status_code=303)
    clock = Clock.of(visit.request.cookies.get(ZONE), visit.service.settings.time_zone)
    found = home(visit.service, visit.caller, visit.words.language, datetime.now(UTC), zone=clock.zone)
    others = [kind for kind in AlertKind if kind is not AlertKind.NEW]
    values = {
        **case_words(visit.words.language),
        "day_of": found,
        "lines": LINES,
        "stages": OWN_STAGES,
        "other_kinds": others,
    }
    return visit.page("watching/home.html", values, here="home")
