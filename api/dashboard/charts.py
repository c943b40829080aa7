"""Charts as SVG by pygal: bars with their values beside them, one picture for each measure (`docs/decisions/0012`).

pygal lays out and scales; a filter takes over its bars and texts alone, so that a picture can stand inside a page under
its policy (no style, no script, no identifier) and `dashboard.css` gives all looks: fonts, colours, dark theme, print.
What is drawn is told by place, length and words, never by colour alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import pygal
from lxml import etree
from markupsafe import Markup
from pygal.style import Style
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

WIDTHS: Final = {1: 440, 2: 540, 3: 540}
"""Pixels of all pictures of a chart beside each other, with the names once, by how many they are."""
WIDEST: Final = 1000
"""The same where there are four or more, which take the whole width of the page."""
ROOMS: Final = {"short": 60, "middle": 130, "long": 165}
"""Pixels of the names, by how much room the longest takes. `dashboard.css` says the same, and hides the names of those
pictures that stand beside a first one."""
LETTER: Final = 7.2
"""Pixels of half an East Asian letter, or of any other one, with room to spare for broad ones."""
DIGIT: Final = 6.4
"""The same in values."""
GROWTH: Final = 1.2
"""A picture that stands alone shrinks on a narrow screen, and its letters grow there by as much."""
LINE: Final = 22
"""Half East Asian letters of a name that fit beside a bar; a longer one takes two lines, and then dots."""
GAP: Final = 16
"""Pixels between a bar and its value, and behind this."""
ROW: Final = 24
TWO_LINES: Final = 34
"""Pixels of a row, and of all rows where a name takes two lines."""
BAR: Final = 14
KEPT: Final = 512
"""Pictures that are remembered: the most of a page are those of the visit before."""
UNSIZED: Final = Style(label_font_size=0, value_font_size=0)
"""pygal reserves room by 0.6 of the letters' height, which is too little for Korean. So it reserves none, and we do."""
NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no sign for."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure of every row: what it is, its values, and these as they are said.

    `most` is what a bar of full length stands for, which is drawn behind each bar then; None: the largest value.
    """

    name: str
    values: tuple[float, ...]
    said: tuple[str, ...]
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Rows by name, with a bar for each panel."""

    title: str
    names: tuple[str, ...]
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A panel as an `svg` element to be put into a page, and what it measures."""

    name: str
    svg: Markup


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart's pictures, all as high as each other, to stand side by side or below; and the room of their names."""

    room: str
    pictures: tuple[Picture, ...]


def drawn(chart: Chart) -> Drawn:
    """One picture for each panel."""
    longest = max((cell_len(line) for name in chart.names for line in lines(name)), default=0)
    room = next((room for room, wide in ROOMS.items() if longest * LETTER + 6 <= wide), "long")
    beside = len(chart.panels)
    made = (Picture(panel.name, _picture(chart.title, chart.names, panel, beside, room)) for panel in chart.panels)
    return Drawn(room, tuple(made))


def lines(name: str) -> tuple[str, ...]:
    """A name as it stands beside its bar: one line or two, cut off with dots where they do not hold it."""
    whole = " ".join(_words(name).split())
    first = Text(whole).wrap(Console(), LINE, overflow="fold")[0].plain.strip()
    rest = Text(whole[len(first) :].strip())
    rest.truncate(LINE, overflow="ellipsis")
    return (first, rest.plain.replace(" …", "…")) if rest else (first,)


@lru_cache(maxsize=KEPT)
def _picture(title: str, names: tuple[str, ...], panel: Panel, beside: int, room: str) -> Markup:
    shown = {_words(name): lines(name) for name in names}
    growth = GROWTH if beside == 1 else 1
    left = round(ROOMS[room] * growth)
    row = ROW if all(len(each) == 1 for each in shown.values()) else TWO_LINES
    settings = {
        "style": UNSIZED,
        "width": left + (WIDTHS.get(beside, WIDEST) - left) // max(beside, 1),
        "height": round(max(len(names), 1) * row * growth),
        "margin": 0,
        "spacing": 0,
        "margin_left": left,
        "margin_right": round(max(map(cell_len, panel.said), default=0) * DIGIT * growth) + GAP,
        "range": (0, _most(panel)),
        "show_legend": False,
        "no_data_text": "",
        "show_x_labels": False,
        "show_y_guides": False,
        "print_values": True,
        "print_values_position": "top",
        "explicit_size": True,
        "disable_xml_declaration": True,
        "js": [],
        "css": [],
    }
    label = f"{title}: {panel.name}"
    told = ", ".join(f"{name} {said}".strip() for name, said in zip(names, panel.said, strict=True))
    drawing = _drawing(panel, settings)
    # pygal's first row is the lowest.
    drawing.x_labels = [_words(name) for name in reversed(names)]
    drawing.add_xml_filter(lambda made: _clean(made, _words(label), _words(told), shown))
    return Markup(drawing.render(is_unicode=True))  # nosec B704  # noqa: S704 - lxml wrote it, and escaped every text


def _most(panel: Panel) -> float:
    return panel.most or max(panel.values, default=0) or 1


def _drawing(panel: Panel, settings: Mapping[str, Any]) -> Any:
    """Bars, or bars with what is left of the whole behind their end; said are the values at the end of either."""
    most = _most(panel)
    values = [min(max(value, 0), most) for value in reversed(panel.values)]
    said = [_words(each) for each in reversed(panel.said)]
    if panel.most is None:
        drawing = pygal.HorizontalBar(**settings)
        drawing.add(None, list(_speaking(values, said)))
        return drawing
    drawing = pygal.HorizontalStackedBar(**settings)
    drawing.add(None, list(_speaking(values, [""] * len(said))))
    drawing.add(None, list(_speaking([most - value for value in values], said)))
    return drawing


def _speaking(values: Sequence[float], said: Sequence[str]) -> Iterator[dict[str, Any]]:
    for value, words in zip(values, said, strict=True):
        yield {"value": value, "formatter": lambda _, words=words: words}


def _clean(made: etree._Element, label: str, told: str, names: Mapping[str, Sequence[str]]) -> etree._Element:
    """A new `svg` with the bars and texts of pygal's, and what it is in words."""
    size = {name: made.get(name, "") for name in ("width", "height", "viewBox")}
    root = etree.Element("svg", {"class": "chart", "role": "img", "aria-label": label, **size})
    etree.SubElement(root, "title").text = label
    etree.SubElement(root, "desc").text = told
    plots = [group for group in made.iter("g") if "plot" in _classes(group)]
    # Its bars, and its texts over them, lie in groups that are moved alike.
    holder = etree.SubElement(root, "g", {"transform": plots[0].get("transform", "")})
    kinds = {kind: etree.SubElement(holder, "g", {"class": kind}) for kind in ("rest", "bar", "name", "value")}
    for mark in (mark for plot in plots for mark in plot.iter("rect", "text")):
        if mark.tag == "rect":
            _bar(mark, kinds)
        elif mark.text:
            _text(mark, kinds, names)
    return root


def _bar(mark: etree._Element, kinds: Mapping[str, etree._Element]) -> None:
    """In the middle of its row, whatever that is high; none for a background, nor where there is no length."""
    if "rect" not in _classes(mark) or (long := round(float(mark.get("width", "0")), 1)) == 0:
        return
    first = any("serie-0" in _classes(group) for group in mark.iterancestors("g"))
    middle = float(mark.get("y", "0")) + float(mark.get("height", "0")) / 2
    place = {"x": _short(mark.get("x")), "y": _short(middle - BAR / 2), "width": f"{long:g}", "height": f"{BAR}"}
    etree.SubElement(kinds["bar" if first else "rest"], "rect", place)


def _text(mark: etree._Element, kinds: Mapping[str, etree._Element], names: Mapping[str, Sequence[str]]) -> None:
    text, kind = mark.text or "", "value" if "value" in _classes(mark) else "name"
    place = {"x": _short(mark.get("x")), "y": _short(mark.get("y"))}
    written = etree.SubElement(kinds[kind], "text", place)
    if kind == "value" or (shown := names[text]) == (text,):
        written.text = text
        return
    etree.SubElement(written, "title").text = text
    for number, line in enumerate(shown):
        etree.SubElement(written, "tspan", {"x": place["x"], "dy": "1.15em" if number else "-.57em"}).text = line


def _classes(node: etree._Element) -> list[str]:
    return node.get("class", "").split()


def _short(place: str | float | None) -> str:
    return f"{round(float(place or 0), 1):g}"


def _words(text: str) -> str:
    return NO_XML.sub("", text)
