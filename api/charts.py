"""Charts as SVG, drawn on the server by Vega-Lite: bars with their values beside them, in the page's own colours.

What is drawn is told by place, length and words, never by colour alone: a chart has one colour, which the page's style
sheet gives it (`--bar`), so that it follows a dark theme and prints. Each is cached by the hash of what it shows.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from api.svg import Caption, lean
from corpus.text import content_hash

KEPT: Final = 256
"""Charts of some 4 kB each that a process remembers."""
VALUES_BESIDE: Final = 0.6
"""Of a panel's width the longest bar takes this share, its value the rest."""
LONGEST_NAME: Final = 170
"""Pixels; a longer name is cut off with dots, the table has it whole."""
PANEL: Final = 132
ROW: Final = 24
BAR: Final = 14
MONTHS_WIDE: Final = 500
MONTHS_HIGH: Final = 64
MEASURED_WITH: Final = "Noto Sans CJK KR, Noto Sans KR, Malgun Gothic, sans-serif"
"""By which the widths of words are told; shown they are in the font of the page."""
INK: Final = "currentColor"
FILL: Final = "var(--bar)"
TRACK: Final = "var(--track)"


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure of every row: what it is, its values, and these as they are said."""

    name: str
    values: tuple[float, ...]
    said: tuple[str, ...]
    most: float | None = None
    """What a bar of full length stands for: drawn behind each bar. None: the largest value."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows by name, with a bar in each panel."""

    caption: Caption
    names: tuple[str, ...]
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns by name from left to right, such as months, with a panel below each other."""

    caption: Caption
    names: tuple[str, ...]
    panels: tuple[Panel, ...]


Chart = Bars | Columns


class Charts:
    """Draws charts and remembers them. The library is loaded by the first; safe in any number of threads."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()
        self._drawing = threading.Lock()

    def svg(self, chart: Chart) -> str:
        """The chart as an `svg` element to be put into a page."""
        key = content_hash([type(chart).__name__, asdict(chart)])
        with self._lock:
            if key in self._drawn:
                self._drawn.move_to_end(key)
                return self._drawn[key]
        drawn = lean(self._draw(chart), chart.caption)
        with self._lock:
            self._drawn[key] = drawn
            while len(self._drawn) > KEPT:
                self._drawn.popitem(last=False)
        return drawn

    def warm(self) -> None:
        """Loads the library ahead of the first chart."""
        self.svg(Bars(Caption("", ""), ("",), (Panel("", (1,), ("1",)),)))

    def _draw(self, chart: Chart) -> str:
        # Together some 100 MB and a second: only a process that draws pays for them.
        import vl_convert  # noqa: PLC0415

        spec = _bars(chart) if isinstance(chart, Bars) else _columns(chart)
        with self._drawing:
            drawn: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
        return drawn


def _bars(chart: Bars) -> Mapping[str, Any]:
    import altair  # noqa: PLC0415 - as above

    panels = [_bar_panel(altair, chart.names, panel, first=place == 0) for place, panel in enumerate(chart.panels)]
    return _finished(altair.hconcat(*panels, spacing=6))


def _bar_panel(altair: Any, names: Sequence[str], panel: Panel, *, first: bool) -> Any:
    rows = [
        {"row": place, "name": name, "value": value, "said": said}
        for place, (name, value, said) in enumerate(zip(names, panel.values, panel.said, strict=True))
    ]
    most = panel.most or max(panel.values, default=0) or 1
    # The names may repeat, their places do not: names are put on by an expression over the places.
    labels = f"{json.dumps(list(names))}[datum.value]"
    axis = altair.Axis(labelExpr=labels, labelLimit=LONGEST_NAME, title=None, labelPadding=6) if first else None
    base = altair.Chart(altair.Data(values=rows)).encode(
        y=altair.Y("row:O", axis=axis, scale=altair.Scale(paddingInner=0.3, paddingOuter=0.2)),
        x=altair.X("value:Q", axis=None, scale=altair.Scale(domain=[0, most / VALUES_BESIDE])),
    )
    text = base.mark_text(align="left", baseline="middle", dx=5, color=INK, fontSize=12.5).encode(text="said:N")
    bars = base.mark_bar(color=FILL, height=BAR)
    layers = [bars, text]
    if panel.most is not None:
        whole = altair.Chart(altair.Data(values=[{"row": place, "whole": most} for place in range(len(names))]))
        layers = [
            whole.mark_bar(color=TRACK, height=BAR).encode(y="row:O", x=altair.X("whole:Q", axis=None)),
            bars,
            text.encode(x=altair.value(PANEL * VALUES_BESIDE)),
        ]
    title = _title(altair, panel.name, 4)
    return altair.layer(*layers).properties(width=PANEL, height=altair.Step(ROW), title=title)


def _columns(chart: Columns) -> Mapping[str, Any]:
    import altair  # noqa: PLC0415 - as above

    last = len(chart.panels) - 1
    panels = [_column_panel(altair, chart.names, panel, last=place == last) for place, panel in enumerate(chart.panels)]
    return _finished(altair.vconcat(*panels, spacing=14))


def _column_panel(altair: Any, names: Sequence[str], panel: Panel, *, last: bool) -> Any:
    rows = [
        {"column": place, "value": value, "said": said if value else ""}
        for place, (value, said) in enumerate(zip(panel.values, panel.said, strict=True))
    ]
    most = panel.most or max(panel.values, default=0) or 1
    labels = f"{json.dumps(list(names))}[datum.value]"
    axis = altair.Axis(labelExpr=labels, labelAngle=0, labelOverlap=True, title=None) if last else None
    base = altair.Chart(altair.Data(values=rows)).encode(
        x=altair.X("column:O", axis=axis, scale=altair.Scale(paddingInner=0.35, paddingOuter=0.2)),
        y=altair.Y("value:Q", axis=None, scale=altair.Scale(domain=[0, most * 1.25])),
    )
    bars = base.mark_bar(color=FILL)
    text = base.mark_text(baseline="bottom", dy=-2, color=INK, fontSize=11).encode(text="said:N")
    title = _title(altair, panel.name, 2)
    return altair.layer(bars, text).properties(width=MONTHS_WIDE, height=MONTHS_HIGH, title=title)


def _title(altair: Any, text: str, offset: int) -> Any:
    return altair.Title(
        text, anchor="start", frame="group", fontSize=12.5, fontWeight="normal", color=INK, offset=offset
    )


def _finished(chart: Any) -> Mapping[str, Any]:
    drawn: Mapping[str, Any] = (
        chart.configure(background="transparent", font=MEASURED_WITH, padding=2)
        .configure_view(stroke=None)
        .configure_axis(labelColor=INK, labelFontSize=12.5, domain=False, ticks=False, grid=False)
        .to_dict()
    )
    return drawn
