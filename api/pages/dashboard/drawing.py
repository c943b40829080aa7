"""Which chart stands over which table of the dashboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from api.dashboard.charts import Chart, Panel
from api.dashboard.tables import AMOUNT, CASES, LICENCES, MATCHES
from api.pages.rendering import number
from api.programmes.won import about
from api.schemas.dashboard import DashboardRecord, Line
from corpus.text import Language
from matcher.reasons import Label

MOST_ROWS: Final = 12
"""A longer chart is a list: the table has the rest."""
BOOKED: Final = Label("한도 대비 약정", "Booked of the ceiling")
CAME: Final = Label("도달한 사례", "Came this far")
DAYS: Final = Label("머문 기간(중앙값)", "Median days here")
SHARE: Final = Label("중소기업 비율", "Share of SMEs")
QUALITY: Final = Label("게시 검사 품질", "Quality at the gate")
RELEVANT: Final = Label("적합 판단", "Judged relevant")


class Drawing:
    """Draws in the reader's language. A table without anything to draw has no chart."""

    def __init__(self, record: DashboardRecord, language: Language) -> None:
        self._record = record
        self._language = language

    def chart(self, code: str, title: str) -> Chart | None:
        """The chart over a table; None where there is none, or nothing in it."""
        draw = DRAWN.get(code)
        return draw(self, title) if draw else None

    def ceilings(self, title: str) -> Chart | None:
        lines = [each for each in self._record.ceilings if each.share is not None]
        said = tuple(f"{percent(each.share or 0)} · {about(each.booked, self._language)}" for each in lines)
        panel = Panel(self._named(BOOKED), tuple(min(each.share or 0, 1) for each in lines), said, most=1)
        return self._bars(title, [each.name for each in lines], [panel])

    def years(self, title: str) -> Chart | None:
        lines = self._record.years
        return self._bars(title, [str(each.year) for each in lines], [self._money([each.amount for each in lines])])

    def funnel(self, title: str) -> Chart | None:
        lines = self._record.funnel
        came = tuple(f"{number(each.cases)} ({percent(each.share or 0)})" for each in lines)
        stayed = tuple("" if each.days is None else f"{each.days:,.1f}" for each in lines)
        panels = [
            Panel(self._named(CAME), tuple(each.cases for each in lines), came),
            Panel(self._named(DAYS), tuple(each.days or 0 for each in lines), stayed),
        ]
        return self._bars(title, [each.name for each in lines], panels)

    def declined(self, title: str) -> Chart | None:
        lines = self._record.declined[:MOST_ROWS]
        said = tuple(f"{number(each.cases)} ({percent(each.share)})" for each in lines)
        panel = Panel(self._named(CASES), tuple(each.cases for each in lines), said)
        return self._bars(title, [each.name for each in lines], [panel])

    def tracks(self, title: str) -> Chart | None:
        return self._lines(title, self._record.tracks)

    def programmes(self, title: str) -> Chart | None:
        return self._lines(title, self._record.programmes)

    def areas(self, title: str) -> Chart | None:
        return self._lines(title, self._record.areas)

    def regions(self, title: str) -> Chart | None:
        return self._lines(title, self._record.regions)

    def months(self, title: str) -> Chart | None:
        lines = self._record.months
        panels = [
            self._counted(MATCHES, [each.matches for each in lines]),
            self._counted(CASES, [each.cases for each in lines]),
            self._counted(LICENCES, [each.licences for each in lines]),
            self._money([each.amount for each in lines]),
        ]
        return self._bars(title, [each.name for each in lines], panels)

    def sme(self, title: str) -> Chart | None:
        lines = self._record.sme
        said = tuple(
            "" if each.share is None else f"{percent(each.share)} ({number(each.small)}/{number(each.known)})"
            for each in lines
        )
        panel = Panel(self._named(SHARE), tuple(each.share or 0 for each in lines), said, most=1)
        return self._bars(title, [each.name for each in lines], [panel])

    def languages(self, title: str) -> Chart | None:
        lines = self._record.languages
        quality = tuple("" if each.quality is None else f"{each.quality:.3f}" for each in lines)
        share = tuple("" if each.share is None else f"{percent(each.share)} ({number(each.judged)})" for each in lines)
        panels = [
            Panel(self._named(QUALITY), tuple(each.quality or 0 for each in lines), quality, most=1),
            Panel(self._named(RELEVANT), tuple(each.share or 0 for each in lines), share, most=1),
        ]
        return self._bars(title, [each.name for each in lines], panels)

    def _lines(self, title: str, lines: Sequence[Line]) -> Chart | None:
        shown = lines[:MOST_ROWS]
        panels = [
            self._counted(MATCHES, [each.matches for each in shown]),
            self._counted(CASES, [each.cases for each in shown]),
            self._money([each.amount for each in shown]),
        ]
        return self._bars(title, [each.name for each in shown], panels)

    def _bars(self, title: str, names: Sequence[str], panels: Sequence[Panel]) -> Chart | None:
        if not any(any(panel.values) for panel in panels):
            return None
        return Chart(title, tuple(names), tuple(panels))

    def _counted(self, name: Label, values: Sequence[int]) -> Panel:
        return Panel(self._named(name), tuple(values), tuple(map(number, values)))

    def _money(self, values: Sequence[int]) -> Panel:
        said = tuple(about(each, self._language) for each in values)
        return Panel(self._named(AMOUNT), tuple(values), said)

    def _named(self, name: Label) -> str:
        return name.in_language(self._language)


DRAWN: Final[Mapping[str, Callable[[Drawing, str], Chart | None]]] = {
    "ceilings": Drawing.ceilings,
    "years": Drawing.years,
    "funnel": Drawing.funnel,
    "declined": Drawing.declined,
    "tracks": Drawing.tracks,
    "programmes": Drawing.programmes,
    "areas": Drawing.areas,
    "regions": Drawing.regions,
    "months": Drawing.months,
    "sme": Drawing.sme,
    "languages": Drawing.languages,
}


def percent(share: float) -> str:
    """To a tenth of a percent."""
    return f"{share:.1%}"
