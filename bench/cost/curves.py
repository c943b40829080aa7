"""Pictures of what was measured and how it is fitted: one SVG a step, both axes logarithmic, by pygal.

What pygal draws is taken over mark by mark, as in `api.dashboard.charts`: no script, no identifier of chance, no words
for a pointer, so that the same figures give the same bytes; a title and a description tell what it shows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pygal
from lxml import etree

from bench.cost.fits import Fit
from bench.cost.points import Series

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 44, 44, 106
LEGEND = 22
"""Pixels of a row of the legend, which stands below the axis."""
SECOND: Final = 0.53
"""Where its second column begins: longer labels stand in the first."""
SAMPLES: Final = 24
"""Places at which a fit is drawn, in each piece."""
COLOURS: Final = ("#1b5e9e", "#b3450c", "#2f6d3a", "#6a3d9a")
DASHES: Final = ("none", "7 4", "2 3", "10 3 2 3")
"""So that curves differ without their colours too."""
STYLE: Final = (
    "text{font:13px sans-serif;fill:#222}.title{font-size:16px;font-weight:bold}.guide{stroke:#ccc;stroke-width:1}"
    ".end{text-anchor:end}.middle{text-anchor:middle}path{fill:none;stroke-width:1.8}"
)
UNITS: Final = {"s": "s", "ms": "ms", "bytes": "MiB"}
NUMBER: Final = re.compile(r"-?\d+\.\d+")
Drawn = tuple[Series, tuple[Fit, ...]]


def picture(step: str, drawn: Sequence[Drawn]) -> bytes:
    """An SVG of the measures of one step with their fits; bytes are shown as MiB."""
    title = f"{step.capitalize()}: what it costs, by number of passages"
    across = bounds([size for measured, _ in drawn for size in measured.sizes])
    up = bounds([value for measured, _ in drawn for value in shown(measured)])
    root = etree.Element(
        "svg",
        {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "width": f"{WIDTH}", "height": f"{HEIGHT}", "role": "img"},
        nsmap={None: "http://www.w3.org/2000/svg"},  # type: ignore[dict-item]  # None is the namespace without a prefix
    )
    _put(root, "title", title)
    _put(root, "desc", told(drawn))
    _put(root, "style", STYLE)
    _put(root, "rect", width=WIDTH, height=HEIGHT, fill="#fff")
    _put(root, "text", title, {"class": "title"}, x=LEFT, y=TOP - 18)
    _guides(root, across, up)
    marks = _marks(drawn, across, up)
    plot = _put(root, "g", transform=f"translate({LEFT} {TOP})")
    for number, (measured, fits) in enumerate(drawn):
        look = {"stroke": COLOURS[number], "stroke-dasharray": DASHES[number]}
        circles, *curves = [next(marks) for _ in range(1 + len(fits))]
        for each in (mark for group in curves for mark in group if mark.tag.endswith("path")):
            _put(plot, "path", None, look, d=_shorter(each.get("d", "")))
        for each in (mark for mark in circles if mark.tag.endswith("circle")):
            place = {name: _shorter(each.get(name, "")) for name in ("cx", "cy")}
            _put(plot, "circle", None, place, r=4, fill=COLOURS[number])
        _legend(root, number, f"{measured.measure.label}, {UNITS[measured.measure.unit]}", look)
    return bytes(etree.tostring(root, encoding="utf-8")) + b"\n"


def shown(measured: Series) -> list[float]:
    """The values in the unit of the picture."""
    return [value / _scale(measured) for value in measured.values]


def curve(measured: Series, fit: Fit) -> Iterator[tuple[float, float]]:
    """Places of the fit over the sizes that it was fitted to."""
    low, high = math.log10(fit.first), math.log10(fit.last)
    for step in range(SAMPLES + 1):
        size = 10 ** (low + (high - low) * step / SAMPLES)
        yield size, fit.at(size) / _scale(measured)


def bounds(values: Sequence[float]) -> tuple[float, float]:
    """The powers of ten around them."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return 10.0**low, 10.0 ** max(high, low + 1)


def told(drawn: Sequence[Drawn]) -> str:
    """Every measured figure in words, for readers who do not see the picture."""
    return " ".join(
        f"{measured.measure.label.capitalize()} in {UNITS[measured.measure.unit]}: "
        + ", ".join(f"{value:.3g} at {size:,}" for size, value in zip(measured.sizes, shown(measured), strict=True))
        + "."
        for measured, _ in drawn
    )


def write(folder: Path, step: str, drawn: Sequence[Drawn]) -> Path:
    """The picture as `cost-STEP.svg`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"cost-{step}.svg"
    path.write_bytes(picture(step, drawn))
    return path


def _scale(measured: Series) -> float:
    return 2**20 if measured.measure.unit == "bytes" else 1


def _marks(
    drawn: Sequence[Drawn], across: tuple[float, float], up: tuple[float, float]
) -> Iterator[list[etree._Element]]:
    """What pygal draws of each measure's points, and then of each of its fits."""
    chart = pygal.XY(
        logarithmic=True,
        range=up,
        xrange=across,
        width=WIDTH,
        height=HEIGHT,
        margin_left=LEFT,
        margin_right=RIGHT,
        margin_top=TOP,
        margin_bottom=BOTTOM,
        show_legend=False,
        show_x_labels=False,
        show_y_labels=False,
        js=[],
        css=[],
    )
    count = 0
    for measured, fits in drawn:
        chart.add(None, [*zip(measured.sizes, shown(measured), strict=True)], stroke=False)
        for fit in fits:
            chart.add(None, [*curve(measured, fit)], show_dots=False)
        count += 1 + len(fits)
    groups = [group for group in etree.fromstring(chart.render()).iter("{*}g") if group.get("class")]
    for number in range(count):
        own = [group for group in groups if f"serie-{number}" in group.get("class", "").split()]
        yield [mark for group in own for mark in group.iter("{*}path", "{*}circle")]


def _guides(root: etree._Element, across: tuple[float, float], up: tuple[float, float]) -> None:
    """A line and its value at each power of ten, and what the axis across counts."""
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    for share, value in _decades(*across):
        x = round(LEFT + share * wide, 1)
        _put(root, "path", None, {"class": "guide"}, d=f"M{x} {TOP}V{TOP + high}")
        _put(root, "text", f"{value:,.0f}", {"class": "middle"}, x=x, y=TOP + high + 18)
    for share, value in _decades(*up):
        y = round(TOP + (1 - share) * high, 1)
        _put(root, "path", None, {"class": "guide"}, d=f"M{LEFT} {y}H{LEFT + wide}")
        _put(root, "text", f"{value:,.10g}", {"class": "end"}, x=LEFT - 6, y=y + 4)
    _put(root, "text", "passages", {"class": "middle"}, x=LEFT + wide / 2, y=TOP + high + 36)


def _decades(low: float, high: float) -> Iterator[tuple[float, float]]:
    """Powers of ten between the bounds, which are some, and what share of the axis lies below each."""
    first, last = round(math.log10(low)), round(math.log10(high))
    for each in range(first, last + 1):
        yield (each - first) / (last - first), 10.0**each


def _legend(root: etree._Element, number: int, label: str, look: dict[str, str]) -> None:
    """Two in a row."""
    x, y = LEFT + (number % 2) * round(SECOND * (WIDTH - LEFT)), HEIGHT - 44 + (number // 2) * LEGEND
    _put(root, "path", None, look, d=f"M{x} {y - 4}h34")
    _put(root, "circle", cx=x + 17, cy=y - 4, r=4, fill=look["stroke"])
    _put(root, "text", label, x=x + 42, y=y)


def _put(
    parent: etree._Element, name: str, text: str | None = None, told: dict[str, str] | None = None, **others: object
) -> etree._Element:
    found = etree.SubElement(parent, name, {**(told or {}), **{key: str(value) for key, value in others.items()}})
    found.text = text
    return found


def _shorter(place: str) -> str:
    """Numbers to a tenth of a pixel."""
    return NUMBER.sub(lambda found: f"{round(float(found[0]), 1):g}", place)
