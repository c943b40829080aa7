"""The dashboard: everything at once, or one of its tables as a file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.dashboard.figures import Dashboard
from api.dashboard.period import Period
from api.dashboard.tables import table_of
from api.downloads import FILE, download
from api.errors import language_of_request
from api.exporting import Form
from api.routes.dependencies import ServiceHere, refusals, requires
from api.schemas.dashboard import DashboardRecord
from api.service import Service
from corpus.problems import Invalid
from corpus.roles import Caller, Right

router = APIRouter(prefix="/dashboard", tags=["dashboard"])

First = Annotated[date | None, Query(alias="from", description="The first day; else twelve months back.")]
Last = Annotated[date | None, Query(alias="to", description="The last day, included; else today.")]
Zone = Annotated[str | None, Query(max_length=60, description="Whose days and months are meant (IANA name).")]
Viewer = Annotated[Caller, Depends(requires(Right.READ_DASHBOARD))]


def period_of(service: ServiceHere, *, first: First = None, last: Last = None, zone: Zone = None) -> Period:
    """Raises Invalid `unknown_zone`, and as `Period.of`."""
    name = zone or service.settings.time_zone
    if name not in available_timezones():
        raise Invalid.because("unknown_zone", "zone", name)
    return Period.of(first, last, ZoneInfo(name), datetime.now(UTC))


PeriodAsked = Annotated[Period, Depends(period_of)]


@router.get("", summary="Read the dashboard", responses=refusals(401, 403))
def read_dashboard(request: Request, service: ServiceHere, caller: Viewer, period: PeriodAsked) -> DashboardRecord:
    """Matches, cases, licences and commitments by track, programme, area, region and month; money against its
    ceilings; the funnel of cases; SME share; the index; quality by language. For officials.
    """
    return _record(request, service, caller, period)


@router.get(
    "/{table}.{form}",
    summary="Download a table of the dashboard",
    response_class=Response,
    responses=refusals(401, 403, 404) | FILE,
)
def download_table(
    *,
    table: Annotated[str, Path(max_length=40, description="Its code, such as `tracks` or `funnel`.")],
    form: Form,
    request: Request,
    service: ServiceHere,
    caller: Viewer,
    period: PeriodAsked,
) -> Response:
    """`csv` and `xlsx` for a spreadsheet, in the reader's words; `jsonl` for programs."""
    found = table_of(_record(request, service, caller, period), table)
    language = language_of_request(request)
    stem = f"dashboard-{table}-{period.first}-{period.last}"
    return download(form, found.columns(language), found.cells(), stem, language)


def _record(request: Request, service: Service, caller: Caller, period: Period) -> DashboardRecord:
    language = language_of_request(request)
    with service.reading(caller) as store:
        return Dashboard(service, store, caller, language, period, datetime.now(UTC)).record()
