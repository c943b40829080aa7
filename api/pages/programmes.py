"""The pages of the programmes: what each is, its money and figures, what is unknown of it, and its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.pages.dependencies import Visit, VisitHere
from api.pages.navigation import Crumb
from api.programmes.counting import STAGE_NAMES
from api.programmes.reading import ProgrammeView
from corpus.roles import OFFICIALS
from corpus.store import Store
from matcher.programmes.editing import changes_of_programme

router = APIRouter(include_in_schema=False)

Version = Annotated[int | None, Query(ge=1, le=1_000_000)]
ENTRIES = 20


@router.get("/programmes")
def programmes_page(visit: VisitHere) -> Response:
    """All programmes, one below the other."""
    with visit.reading() as store:
        view = _view(visit, store)
        values = {"programmes": view.programmes(), "facets": view.facets()}
    return _page(visit, "programmes.html", values, view)


@router.get("/programmes/{programme_id}")
def programme_page(programme_id: str, visit: VisitHere, version: Version = None) -> Response:
    """One programme in full, as it is or as a version had it; for officials its books too."""
    official = visit.caller.role in OFFICIALS
    with visit.reading() as store:
        view = _view(visit, store)
        programme = view.programme(programme_id, version)
        values: dict[str, object] = {
            "programme": programme,
            "changes": changes_of_programme(store, programme_id),
            "official": official,
            "entries": store.ledger.entries(programme_id, limit=ENTRIES) if official else [],
            "steps": store.ledger.follow_ups.page(programme_id=programme_id, limit=ENTRIES) if official else [],
        }
        return _page(visit, "programme.html", values, view, [Crumb(programme.name)])


def _view(visit: Visit, store: Store) -> ProgrammeView:
    return ProgrammeView.of(visit.service, store, visit.caller, visit.words.language)


def _page(
    visit: Visit, template: str, values: dict[str, object], view: ProgrammeView, crumbs: Sequence[Crumb] = ()
) -> Response:
    language = view.language
    words = {
        "named": view.named,
        "stage": lambda code: STAGE_NAMES[code].in_language(language),
    }
    return visit.page(template, {**values, **words}, here="programmes", crumbs=crumbs)
