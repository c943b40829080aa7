"""The settings as they are in force, what runs, and whether everything is in place."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from api.language import COMMANDS, Words
from api.operating.configuration import settings_in_force
from api.operating.diagnosis import diagnosis
from api.pages.dependencies import VisitHere
from api.pages.navigation import Crumb
from api.pages.operating.branches import SETTINGS, entered, shared

router = APIRouter(include_in_schema=False)


@router.get("/operation/settings")
def settings_page(visit: VisitHere, checks: str = "") -> Response:
    """With `checks=all` also those findings that take seconds. Raises Unauthorised, Forbidden."""
    entered(visit, SETTINGS)
    told = Words(visit.words.language, COMMANDS)
    info = visit.service.encoder.info
    values = {
        **shared(visit, SETTINGS),
        "listing": settings_in_force(visit.service.settings),
        "findings": diagnosis(visit.service, told, thorough=checks == "all"),
        "thorough": checks == "all",
        "model": info,
    }
    return visit.page("operating/settings.html", values, here="operation", crumbs=[Crumb(visit.words("Settings"))])
