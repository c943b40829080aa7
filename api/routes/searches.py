"""Searches that the caller keeps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from api.downloads import FILE
from api.errors import detail, language_of_request
from api.exporting import Form
from api.lists.columns import search_columns
from api.lists.tables import listed_in
from api.matching.questions import asked_in
from api.routes.dependencies import ServiceHere, refusals, requires
from api.schemas.bounds import LARGEST_NUMBER
from api.schemas.watching import SearchChange, SearchInput, SearchList, SearchRecord
from api.watching import searches
from api.watching.searches import SearchShown
from corpus.roles import Caller, Right
from corpus.text import Language

router = APIRouter(prefix="/searches", tags=["saved searches"])

SearchId = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Number of the search.")]
Keeper = Annotated[Caller, Depends(requires(Right.KEEP_SEARCHES))]


@router.get("", summary="List saved searches", responses=refusals(401, 403))
def list_searches(request: Request, service: ServiceHere, caller: Keeper) -> SearchList:
    """The caller's own, those with news first."""
    language = language_of_request(request)
    return SearchList(items=[_record(each, language) for each in searches.listed(service, caller)])


@router.get(
    ".{form}",
    summary="Download saved searches as a table",
    response_class=Response,
    responses=refusals(401, 403, 413, 422) | FILE,
)
def download_searches(form: Form, request: Request, service: ServiceHere, caller: Keeper) -> Response:
    """The caller's own."""
    language = language_of_request(request)
    records = [_record(each, language) for each in searches.listed(service, caller)]
    return listed_in(form, search_columns(language), records, "searches", language)


@router.post("", status_code=201, summary="Save a search", responses=refusals(400, 401, 403, 404, 409, 413, 415, 422))
def save_search(given: SearchInput, request: Request, service: ServiceHere, caller: Keeper) -> SearchRecord:
    """Asked again each morning from now on; what it finds today is what the next findings are compared with."""
    wanted = searches.request_of(asked_in(given.question))
    kept = searches.keep(service, caller, wanted, name=given.name, frequency=given.frequency, now=datetime.now(UTC))
    return _record(searches.shown(kept), language_of_request(request))


@router.get("/{search_id}", summary="Read a saved search", responses=refusals(401, 403, 404, 422))
def read_search(search_id: SearchId, request: Request, service: ServiceHere, caller: Keeper) -> SearchRecord:
    """With what is new."""
    return _record(searches.one(service, caller, search_id), language_of_request(request))


@router.patch("/{search_id}", summary="Change a saved search", responses=refusals(400, 401, 403, 404, 413, 415, 422))
def change_search(
    search_id: SearchId, given: SearchChange, request: Request, service: ServiceHere, caller: Keeper
) -> SearchRecord:
    """Its name, or how often a letter tells of it."""
    searches.change(service, caller, search_id, name=given.name, frequency=given.frequency)
    return _record(searches.one(service, caller, search_id), language_of_request(request))


@router.delete("/{search_id}", summary="Delete a saved search", responses=refusals(401, 403, 404, 422))
def delete_search(search_id: SearchId, request: Request, service: ServiceHere, caller: Keeper) -> SearchRecord:
    """Asked no more. What it told stays, and it can be restored."""
    return _record(
        searches.shown(searches.delete(service, caller, search_id, datetime.now(UTC))), language_of_request(request)
    )


@router.post(
    "/{search_id}/restoration", summary="Restore a deleted search", responses=refusals(401, 403, 404, 409, 422)
)
def restore_search(search_id: SearchId, request: Request, service: ServiceHere, caller: Keeper) -> SearchRecord:
    """Asked again from the next morning on."""
    return _record(searches.shown(searches.restore(service, caller, search_id)), language_of_request(request))


def _record(search: SearchShown, language: Language) -> SearchRecord:
    problem = None if search.problem is None else detail(search.problem, language)
    fields = {name: getattr(search, name) for name in SearchRecord.model_fields if name != "problem"}
    return SearchRecord.model_validate({**fields, "problem": problem})
