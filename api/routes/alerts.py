"""What the caller's saved searches told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.accounts.authentication import checked
from api.downloads import FILE
from api.errors import language_of_request
from api.exporting import Form
from api.lists.columns import alert_columns
from api.lists.tables import BATCH, listed_in
from api.routes.dependencies import CallerHere, ServiceHere, refusals
from api.routes.searches import Keeper
from api.schemas.bounds import LARGEST_NUMBER
from api.schemas.watching import AlertList, AlertRecord, HomeRecord, ReadCount, ReadInput
from api.watching import alerts
from api.watching.home import home
from corpus.records import AlertKind
from corpus.roles import Right

router = APIRouter(tags=["alerts"])

OfKind = Annotated[AlertKind | None, Query(description="Only of this kind.")]
Unread = Annotated[bool, Query(description="Only those that are unread.")]
OfSearch = Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER, description="Only of this saved search.")]


@router.get("/alerts", summary="List alerts", responses=refusals(401, 403, 422))
def list_alerts(
    *,
    request: Request,
    service: ServiceHere,
    caller: Keeper,
    kind: OfKind = None,
    unread: Unread = False,
    search: OfSearch = None,
    after: Annotated[str, Query(max_length=40, description="The place after which the page begins.")] = "",
    limit: Annotated[int, Query(ge=1, le=200, description="How many at most.")] = 50,
) -> AlertList:
    """Unread ones first, then the latest first; in the reader's language."""
    found = alerts.page(
        service,
        caller,
        language_of_request(request),
        kind=kind,
        unread=unread,
        search_id=search,
        after=after,
        limit=limit,
    )
    return AlertList.model_validate(found)


@router.get(
    "/alerts.{form}",
    summary="Download alerts as a table",
    response_class=Response,
    responses=refusals(401, 403, 413, 422) | FILE,
)
def download_alerts(
    *,
    form: Form,
    request: Request,
    service: ServiceHere,
    caller: Keeper,
    kind: OfKind = None,
    unread: Unread = False,
    search: OfSearch = None,
) -> Response:
    """All of the list."""
    language = language_of_request(request)

    def records() -> Iterator[AlertRecord]:
        after: str | None = ""
        while after is not None:
            found = alerts.page(
                *(service, caller, language), kind=kind, unread=unread, search_id=search, after=after, limit=BATCH
            )
            yield from AlertList.model_validate(found).items
            after = found.next

    return listed_in(form, alert_columns(language), records(), "alerts", language)


@router.post("/alerts/reading", summary="Mark alerts as read", responses=refusals(400, 401, 403, 404, 413, 415, 422))
def mark_read(given: ReadInput, service: ServiceHere, caller: Keeper) -> ReadCount:
    """These, or all up to a number. Again changes nothing."""
    now = datetime.now(UTC)
    marked = alerts.read(service, caller, given.ids, now) if given.ids else 0
    if given.until is not None:
        marked += alerts.read_all(service, caller, given.until, now)
    return ReadCount(marked=marked, unread=alerts.unread(service, caller))


@router.get("/home", summary="Read the officer's day", responses=refusals(401, 403))
def read_home(request: Request, service: ServiceHere, caller: CallerHere) -> HomeRecord:
    """What is new since the last working day, what waits, and what is the caller's own."""
    checked(caller, Right.WORK_CASES)
    found = home(service, caller, language_of_request(request), datetime.now(UTC))
    return HomeRecord.model_validate(found)
