"""Charts as SVG: bars with their values beside them, in the page's own colours (`docs/decisions/0012`).

What is drawn is told by place, length and words, never by colour alone: a chart has one colour, which the page's style
sheet gives it (`--bar`), so that it follows a dark theme and prints. Every text is escaped.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

LONGEST_NAME: Final = 170
"""Pixels; a longer name is cut off with dots, the table has it whole."""
WIDTHS: Final = {1: 280, 2: 200}
"""Of a panel in pixels, by how many there are."""
NARROW: Final = 134
"""Of a panel, where there are three or more."""
VALUE: Final = 54
"""Pixels of a panel that its values take beside the longest bar."""
WIDE_VALUE: Final = 118
"""The same where a chart has one panel or two: these say more."""
ROW: Final = 24
BAR: Final = 14
HEAD: Final = 20
GAP: Final = 8
COLUMN: Final = 72
COLUMNS_WIDE: Final = 528
"""Pixels from one column to the next, and of all of them, which is why many columns stand closer."""
COLUMN_HIGH: Final = 56
COLUMN_HEAD: Final = 34
FOOT: Final = 20
SIZE: Final = 12.5
SMALL: Final = 11.0
WIDE_LETTERS: Final = frozenset("WF")
"""East Asian width: a letter as wide as it is high."""
THIN: Final = frozenset(" .,:;'!|()[]fijlrtI")
BROAD: Final = frozenset("mwMWGOQ@%—")
SHARES: Final = (1.0, 0.95, 0.4, 0.65)
"""How wide letters are of their height, generously: East Asian, broad, thin, and all others."""
BESIDE: Final = Markup('<text x="{:g}" y="{:g}" font-size="{:g}">{}</text>')
BEFORE: Final = Markup('<text x="{:g}" y="{:g}" font-size="{:g}" text-anchor="end">{}</text>')
ABOVE: Final = Markup('<text x="{:g}" y="{:g}" font-size="{:g}" text-anchor="middle">{}</text>')
RECTANGLE: Final = Markup('<rect class="{}" x="{:g}" y="{:g}" width="{:g}" height="{:g}"/>')
PICTURE: Final = Markup(
    '<svg class="{}" role="img" aria-label="{}" width="{:g}" height="{:g}" viewBox="0 0 {:g} {:g}">'
    "<title>{}</title><desc>{}</desc>{}</svg>"
)


@dataclass(frozen=True, slots=True)
class Caption:
    """What a picture is, and what it shows, in a sentence."""

    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure of every row: what it is, its values, and these as they are said.

    `most` is what a bar of full length stands for, which is drawn behind each bar then; None: the largest value.
    """

    name: str
    values: tuple[float, ...]
    said: tuple[str, ...]
    most: float | None = None

    @property
    def shares(self) -> list[float]:
        """Of the longest bar, from 0 to 1."""
        whole = self.most or max(self.values, default=0) or 1
        return [min(max(value, 0) / whole, 1) for value in self.values]


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows by name, with a bar in each panel; panels stand side by side."""

    caption: Caption
    names: tuple[str, ...]
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns by name from left to right, such as months; panels stand below each other."""

    caption: Caption
    names: tuple[str, ...]
    panels: tuple[Panel, ...]


Chart = Bars | Columns


def svg(chart: Chart) -> Markup:
    """The chart as an `svg` element to be put into a page."""
    return _bars(chart) if isinstance(chart, Bars) else _columns(chart)


def fitting(text: str, pixels: float, size: float = SIZE) -> str:
    """The text, cut off with dots where it would be wider."""
    if width(text, size) <= pixels:
        return text
    kept = text
    while kept and width(f"{kept}…", size) > pixels:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def width(text: str, size: float = SIZE) -> float:
    """About how many pixels wide, rather more than less."""
    return sum(map(_share, text)) * size


def _share(letter: str) -> float:
    full, broad, thin, usual = SHARES
    if unicodedata.east_asian_width(letter) in WIDE_LETTERS:
        return full
    return broad if letter in BROAD else thin if letter in THIN else usual


def _bars(chart: Bars) -> Markup:
    names = [fitting(name, LONGEST_NAME) for name in chart.names]
    left = max(map(width, names), default=0) + GAP
    wide = WIDTHS.get(len(chart.panels), NARROW)
    parts = [BEFORE.format(left - GAP, HEAD + ROW * at + 17, SIZE, name) for at, name in enumerate(names)]
    for number, panel in enumerate(chart.panels):
        parts += _bar_panel(panel, left + number * wide, wide - (WIDE_VALUE if len(chart.panels) < 3 else VALUE))
    kind = "chart single" if len(chart.panels) == 1 else "chart"
    return _picture(kind, chart.caption, left + len(chart.panels) * wide, HEAD + ROW * len(names) + 2, parts)


def _bar_panel(panel: Panel, left: float, longest: float) -> list[Markup]:
    parts = [BESIDE.format(left, SIZE, SIZE, panel.name)]
    for at, (share, said) in enumerate(zip(panel.shares, panel.said, strict=True)):
        top, length = HEAD + ROW * at + (ROW - BAR) / 2, round(share * longest, 1)
        if panel.most is not None:
            parts.append(RECTANGLE.format("whole", left, top, longest, BAR))
        if length:
            parts.append(RECTANGLE.format("bar", left, top, length, BAR))
        end = left + (longest if panel.most is not None else length)
        parts.append(BESIDE.format(end + GAP / 2, top + 12, SIZE, said))
    return parts


def _columns(chart: Columns) -> Markup:
    step = min(COLUMN, COLUMNS_WIDE / max(len(chart.names), 1))
    wide, high = max(step * len(chart.names), 200), len(chart.panels) * (COLUMN_HIGH + COLUMN_HEAD)
    # Names and values that would run into each other are told of every second or third column only.
    widest = max(map(width, chart.names), default=0)
    every = max(1, -(-int(widest + GAP) // int(step)))
    parts = [
        ABOVE.format(step * (at + 0.5), high + FOOT - 5, SMALL, name)
        for at, name in enumerate(chart.names)
        if at % every == 0
    ]
    for number, panel in enumerate(chart.panels):
        parts += _column_panel(panel, number * (COLUMN_HIGH + COLUMN_HEAD), step)
    return _picture("chart", chart.caption, wide, high + FOOT, parts)


def _column_panel(panel: Panel, top: float, step: float) -> list[Markup]:
    foot = top + COLUMN_HIGH + COLUMN_HEAD
    parts = [BESIDE.format(0, top + SIZE, SIZE, panel.name)]
    for at, (value, share, said) in enumerate(zip(panel.values, panel.shares, panel.said, strict=True)):
        height = round(share * COLUMN_HIGH, 1)
        if height:
            parts.append(RECTANGLE.format("bar", step * (at + 0.18), foot - height, step * 0.64, height))
        if value and width(said, SMALL) <= step:
            parts.append(ABOVE.format(step * (at + 0.5), foot - height - 3, SMALL, said))
    return parts


def _picture(kind: str, caption: Caption, wide: float, high: float, parts: Sequence[Markup]) -> Markup:
    """`kind` are its classes: a single panel is made to fit a narrow screen, others are scrolled there."""
    drawn = Markup().join(parts)
    return PICTURE.format(kind, caption.title, wide, high, wide, high, caption.title, caption.description, drawn)
