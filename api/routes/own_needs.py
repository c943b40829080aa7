"""Needs that the caller keeps: an officer those of defence offices, a company's member those of the company."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request, Response

from api.downloads import FILE
from api.errors import language_of_request
from api.exporting import Form
from api.lists.columns import own_need_columns
from api.lists.tables import listed_in
from api.routes.dependencies import CallerHere, ServiceHere, refusals
from api.schemas.own_needs import OwnNeedInput, OwnNeedList, OwnNeedRecord, RenewalInput
from api.watching import own_needs
from corpus.store.need_states import NeedState

router = APIRouter(prefix="/own-needs", tags=["own needs"])

State = Annotated[NeedState | None, Query(description="Only those that stand so.")]
Mine = Annotated[bool, Query(description="Only those that this account registered.")]
NeedId = Annotated[str, Path(max_length=80, description="Id of the need.")]


@router.get("", summary="List own needs", responses=refusals(401, 403, 422))
def list_own_needs(
    *,
    service: ServiceHere,
    caller: CallerHere,
    state: State = None,
    mine: Mine = False,
    after: Annotated[str, Query(max_length=80, description="The need after which the page begins.")] = "",
    limit: Annotated[int, Query(ge=1, le=200, description="How many at most.")] = 50,
) -> OwnNeedList:
    """The latest first."""
    found = own_needs.listed(service, caller, _now(), state=state, mine=mine, after=after, limit=limit)
    return OwnNeedList.model_validate(found)


@router.get(
    ".{form}",
    summary="Download own needs as a table",
    response_class=Response,
    responses=refusals(401, 403, 413, 422) | FILE,
)
def download_own_needs(
    *,
    form: Form,
    request: Request,
    service: ServiceHere,
    caller: CallerHere,
    state: State = None,
    mine: Mine = False,
) -> Response:
    """All of the list."""
    language = language_of_request(request)
    found = own_needs.every(service, caller, _now(), state=state, mine=mine)
    records = (OwnNeedRecord.model_validate(each) for each in found)
    return listed_in(form, own_need_columns(language), records, "own-needs", language)


@router.post("", status_code=201, summary="Register an own need", responses=refusals(400, 401, 403, 413, 415, 422))
def register_own_need(given: OwnNeedInput, service: ServiceHere, caller: CallerHere) -> OwnNeedRecord:
    """Searchable from the next request on; that of a company that was not verified waits until it is."""
    return OwnNeedRecord.model_validate(own_needs.register(service, caller, given, _now()))


@router.get("/{need_id}", summary="Read an own need", responses=refusals(401, 403, 404))
def read_own_need(need_id: NeedId, service: ServiceHere, caller: CallerHere) -> OwnNeedRecord:
    """Also one that has expired or was withdrawn."""
    return OwnNeedRecord.model_validate(own_needs.one(service, caller, need_id, _now()))


@router.put("/{need_id}", summary="Change an own need", responses=refusals(400, 401, 403, 404, 413, 415, 422))
def change_own_need(need_id: NeedId, given: OwnNeedInput, service: ServiceHere, caller: CallerHere) -> OwnNeedRecord:
    """Keeps the former text as a version. One that is out of sight stays so."""
    return OwnNeedRecord.model_validate(own_needs.edit(service, caller, need_id, given, _now()))


@router.post("/{need_id}/renewal", summary="Renew an own need", responses=refusals(400, 401, 403, 404, 415, 422))
def renew_own_need(
    need_id: NeedId,
    service: ServiceHere,
    caller: CallerHere,
    given: RenewalInput = Body(default=RenewalInput()),  # noqa: B008 - FastAPI's form
) -> OwnNeedRecord:
    """For 12 months more, or until a day; one that has expired is found again."""
    return OwnNeedRecord.model_validate(own_needs.renew(service, caller, need_id, _now(), given.until))


@router.post("/{need_id}/withdrawal", summary="Withdraw an own need", responses=refusals(401, 403, 404))
def withdraw_own_need(need_id: NeedId, service: ServiceHere, caller: CallerHere) -> OwnNeedRecord:
    """Gone from every answer at once; its history stays."""
    return OwnNeedRecord.model_validate(own_needs.withdraw(service, caller, need_id, _now()))


@router.post("/{need_id}/restoration", summary="Restore an own need", responses=refusals(401, 403, 404, 409))
def restore_own_need(need_id: NeedId, service: ServiceHere, caller: CallerHere) -> OwnNeedRecord:
    """Brings back what its holder withdrew; what has expired is renewed instead."""
    return OwnNeedRecord.model_validate(own_needs.restore(service, caller, need_id, _now()))


def _now() -> datetime:
    return datetime.now(UTC)
