"""The dashboard: figures first, then the money, how far cases come, and what is counted by what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from api.accounts.authentication import checked
from api.dashboard.charts import Drawn, drawn
from api.dashboard.figures import Dashboard
from api.dashboard.period import Period
from api.dashboard.tables import TABLES, Table, Unit
from api.errors import detail, status_of
from api.exporting import Value
from api.pages.clock import COOKIE as ZONE
from api.pages.clock import Clock
from api.pages.dashboard.drawing import Drawing, percent
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form
from api.pages.rendering import number
from api.programmes.won import won
from api.schemas.dashboard import DashboardRecord
from corpus.problems import Invalid, Refused
from corpus.roles import Right
from corpus.text import Language

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """As it is read; a `number` stands to the right."""

    text: str
    number: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A table with its chart above; `drawn` is None where there is nothing to draw."""

    code: str
    title: str
    drawn: Drawn | None
    headings: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    csv: str
    xlsx: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A period that is asked for often."""

    first: date
    last: date
    here: bool

    @property
    def address(self) -> str:
        return f"/dashboard?{urlencode({'from': self.first, 'to': self.last})}"


@router.get("/dashboard")
def dashboard_page(visit: VisitHere) -> Response:
    """`?from=2026-01-01&to=2026-12-31`, else the last twelve months; in the reader's zone."""
    checked(visit.caller, Right.READ_DASHBOARD)
    clock = Clock.of(visit.request.cookies.get(ZONE), visit.service.settings.time_zone)
    now = datetime.now(UTC)
    form, status = Form(), 200
    try:
        asked = {name: _day(name, visit.request.query_params.get(name, "")) for name in ("from", "to")}
        period = Period.of(asked["from"], asked["to"], clock.zone, now)
    except Refused as refused:
        status = status_of(refused)
        values = {name: visit.request.query_params.get(name, "") for name in ("from", "to")}
        form = Form(values, {refused.problem.field: detail(refused.problem, visit.words.language)})
        period = Period.of(None, None, clock.zone, now)
    return _page(visit, period, form, now, status)


def _page(visit: Visit, period: Period, form: Form, now: datetime, status: int) -> Response:
    language = visit.words.language
    with visit.reading() as store:
        record = Dashboard(visit.service, store, visit.caller, language, period, now).record()
    values: dict[str, object] = {
        "record": record,
        "form": form,
        "blocks": _blocks(visit, record, period),
        "choices": _choices(period, now),
        "percent": percent,
        "small": next(each for each in record.sme if each.of == "cases"),
    }
    return visit.page("dashboard/dashboard.html", values, here="dashboard", status=status)


def _blocks(visit: Visit, record: DashboardRecord, period: Period) -> dict[str, Block]:
    language = visit.words.language
    drawing, days = Drawing(record, language), f"{period.first} – {period.last}"
    query = urlencode({"from": period.first, "to": period.last, "zone": period.zone.key})
    blocks: dict[str, Block] = {}
    for code, made in TABLES.items():
        table = made(record)
        title = table.names.in_language(language)
        chart = drawing.chart(code, f"{title}, {days}")
        address = f"/api/v1/dashboard/{code}"
        files = (f"{address}.csv?{query}", f"{address}.xlsx?{query}")
        blocks[code] = Block(code, title, drawn(chart) if chart else None, *_cells(table, language), *files)
    return blocks


def _cells(table: Table, language: Language) -> tuple[tuple[Cell, ...], tuple[tuple[Cell, ...], ...]]:
    """Headings and rows, without what is for programs."""
    places = [place for place, heading in enumerate(table.headings) if heading.unit is not Unit.CODE]
    shown = [table.headings[place] for place in places]
    headings = tuple(Cell(each.names.in_language(language), each.unit is not Unit.TEXT) for each in shown)
    rows = tuple(
        tuple(
            Cell(said(row[place], heading.unit, language), heading.unit is not Unit.TEXT)
            for place, heading in zip(places, shown, strict=True)
        )
        for row in table.rows
    )
    return headings, rows


def _choices(period: Period, now: datetime) -> dict[str, Choice]:
    today = now.astimezone(period.zone).date()
    usual = Period.of(None, None, period.zone, now)
    begins = {
        "month": today.replace(day=1),
        "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "year": today.replace(month=1, day=1),
        "twelve": usual.first,
    }
    return {name: Choice(first, today, (first, today) == (period.first, period.last)) for name, first in begins.items()}


def said(value: Value, unit: Unit, language: Language) -> str:
    """A cell as a reader reads it."""
    if not isinstance(value, int | float):
        return "" if value is None else str(value)
    return {
        Unit.WON: lambda: won(value, language),
        Unit.SHARE: lambda: percent(value),
        Unit.SCORE: lambda: f"{value:.3f}",
        Unit.DAYS: lambda: f"{value:,.1f}",
        Unit.NUMBER: lambda: number(value),
    }.get(unit, lambda: str(value))()


def _day(name: str, value: str) -> date | None:
    """None where nothing is given. Raises Invalid `bad_day`."""
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Invalid.because("bad_day", name, value) from None
