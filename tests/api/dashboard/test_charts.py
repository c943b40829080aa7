"""Charts: lengths that tell the values, words that stay words, and nothing that a page's policy forbids."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from rich.cells import cell_len

from api.dashboard.charts import LINE, ROOMS, WIDTHS, Chart, Panel, Picture, drawn, lines
from api.pages.rendering import STATIC

HOSTILE = (
    "<script>alert(1)</script>",
    '" onload="alert(1)',
    "]]>&lt;",
    "a\nb",
    "{0} {name}",
    "%s",
    "대전\u202e",
    "{{ x }}",
)
LONG = "국내 연구개발센터를 둔 외국기업과의 기술협력 사업"


def panel(*values: float, most: float | None = None, name: str = "Matches") -> Panel:
    return Panel(name, values, tuple(f"{value:g}" for value in values), most)


def chart(*panels: Panel, names: tuple[str, ...] | None = None) -> Chart:
    return Chart("트랙별, 2026", names or tuple("abcdefghijkl"[: len(panels[0].values)]), panels)


def parsed(picture: Picture) -> etree._Element:
    """As a browser's XML parser would."""
    return etree.fromstring(str(picture.svg).encode())


def only(made: Chart) -> etree._Element:
    (picture,) = drawn(made).pictures
    return parsed(picture)


def kind_of(mark: etree._Element) -> str:
    """What it is drawn for: the class of its group."""
    group = mark.getparent()
    return "" if group is None else group.get("class", "")


def bars(root: etree._Element, kind: str = "bar") -> dict[float, tuple[float, float]]:
    """Where each begins and how long it is, by its height on the picture from the top."""
    found = {}
    for each in root.iter("rect"):
        if kind_of(each) == kind:
            x, y, width = (float(each.get(name, "")) for name in ("x", "y", "width"))
            found[y] = (x, width)
    return dict(sorted(found.items()))


def texts(root: etree._Element, kind: str) -> list[str]:
    """From the top."""
    found = [each for each in root.iter("text") if kind_of(each) == kind]
    return ["".join(each.itertext()) for each in sorted(found, key=lambda each: float(each.get("y", "")))]


def test_a_bar_is_as_long_as_its_value_and_stands_beside_its_name() -> None:
    root = only(chart(panel(8, 4, 0, 1)))
    lengths = [width for _, width in bars(root).values()]
    assert lengths == pytest.approx([lengths[0], lengths[0] / 2, lengths[0] / 8], abs=0.11)
    assert texts(root, "name") == ["a", "b", "c", "d"]
    assert texts(root, "value") == ["8", "4", "0", "1"]
    rows = sorted(float(each.get("y", "")) for each in root.iter("text") if kind_of(each) == "name")
    assert [top + 7 for top in bars(root)] == pytest.approx([rows[0], rows[1], rows[3]], abs=0.11)


def test_a_value_stands_at_the_end_of_its_bar() -> None:
    root = only(chart(panel(8, 4)))
    places = sorted(float(each.get("x", "")) for each in root.iter("text") if kind_of(each) == "value")
    assert places == pytest.approx(sorted(x + width for x, width in bars(root).values()), abs=0.11)


def test_what_is_left_of_the_whole_lies_behind_each_bar() -> None:
    root = only(chart(panel(0.25, 7, 0, most=1)))
    found, rest = list(bars(root).values()), list(bars(root, "rest").values())
    assert [width for _, width in rest] == pytest.approx([found[1][1] * 0.75, found[1][1]], abs=0.11)
    assert rest[0][0] == pytest.approx(sum(found[0]), abs=0.11)
    assert texts(root, "value") == ["0.25", "7", "0"]


def test_pictures_of_a_chart_stand_in_one_line_each_with_the_names() -> None:
    made = drawn(chart(panel(1, 2), panel(0, 3, name="Cases"), panel(5, 1, name="Won")))
    roots = [parsed(each) for each in made.pictures]
    assert [each.name for each in made.pictures] == ["Matches", "Cases", "Won"]
    assert len({(root.get("width"), root.get("height")) for root in roots}) == 1
    assert all(texts(root, "name") == ["a", "b"] for root in roots)
    wide = sum(int(root.get("width", "")) for root in roots) - 2 * ROOMS[made.room]
    assert WIDTHS[3] - 3 < wide <= WIDTHS[3]


def test_the_style_sheet_knows_the_room_of_the_names() -> None:
    """It hides the names of a second picture, so it must know where they end."""
    css = (STATIC / "dashboard.css").read_text("utf-8")
    told = {name: int(wide) for name, wide in re.findall(r"^\.(\w+) \{ --names: (\d+)px; \}", css, re.MULTILINE)}
    assert told == ROOMS
    for name, wide in ROOMS.items():
        made = drawn(
            chart(panel(1), panel(2), names=({"short": "2026-05", "middle": "경상남도 창원"}.get(name, LONG),))
        )
        assert made.room == name
        assert f"translate({wide}, 0)" in made.pictures[0].svg


def test_names_stay_within_their_room_and_off_each_other() -> None:
    names = (LONG, "짧은 이름", "Machinery, aviation, materials, parts and equipment workforce")
    root = only(chart(panel(3, 2, 1), names=names))
    written = [float(each.get("y", "")) for each in root.iter("text") if kind_of(each) == "name"]
    assert all(abs(one - other) >= 2 * 12.5 * 1.15 for one, other in pairwise(sorted(written)))
    assert [each.findtext("title") for each in root.iter("text") if each.find("title") is not None] == [
        names[2],
        names[0],
    ]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("most", [None, 1])
def test_hostile_words_stay_words(hostile: str, most: float | None) -> None:
    root = only(Chart(hostile, (hostile,), (Panel(hostile, (1,), (hostile,), most),)))
    assert {each.tag for each in root.iter()} <= {"svg", "g", "title", "desc", "rect", "text", "tspan"}
    assert {str(name) for each in root.iter() for name in each.attrib} <= {
        *("class", "role", "aria-label", "width", "height", "viewBox", "x", "y", "dy", "transform")
    }
    assert root.findtext("title") == f"{hostile}: {hostile}"
    assert texts(root, "value") == [hostile]
    assert " ".join(hostile.split()) in " ".join(texts(root, "name")[0].split())


def test_it_is_one_picture_with_a_name_and_nothing_that_the_policy_forbids() -> None:
    text = str(drawn(chart(panel(1, 2))).pictures[0].svg)
    assert text.startswith('<svg class="chart" role="img" aria-label="트랙별, 2026: Matches"')
    assert "<title>트랙별, 2026: Matches</title><desc>a 1, b 2</desc>" in text
    assert not re.search(r"style|script|http|xmlns| id=|<!--|pygal", text)


def test_the_same_figures_give_the_same_picture() -> None:
    """Drawn anew, under another title: nothing in it is drawn by lot or tells the time."""
    first = drawn(chart(panel(1, 2), panel(2, 1, most=4)))
    other = drawn(Chart("b", ("a", "b"), (panel(1, 2), panel(2, 1, most=4))))
    again = [each.svg.replace("b: Matches", "트랙별, 2026: Matches") for each in other.pictures]
    assert again == [each.svg for each in first.pictures]


def test_nothing_and_zero_are_drawn_too() -> None:
    root = only(chart(panel(0, 0)))
    assert bars(root) == {}
    assert texts(root, "value") == ["0", "0"]
    assert texts(only(Chart("t", (), (panel(),))), "name") == []


def test_a_chart_is_light() -> None:
    names = tuple(f"국내 연구개발센터를 둔 외국기업 {number}" for number in range(12))
    made = drawn(chart(panel(*range(12)), panel(*range(12)), panel(*range(12)), names=names))
    assert sum(len(each.svg) for each in made.pictures) < 16_000


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_a_name_fits_on_two_lines_and_is_a_beginning_of_itself(name: str) -> None:
    shown = lines(name)
    assert len(shown) in {1, 2}
    assert all(cell_len(each) <= LINE for each in shown)


@given(st.text(st.characters(whitelist_categories=("L", "Nd", "Zs")), max_size=80))
@settings(max_examples=200, deadline=None)
def test_what_is_shown_of_a_name_begins_it(name: str) -> None:
    whole, shown = "".join(name.split()), "".join("".join(lines(name)).split())
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]))


@given(st.text(max_size=40), st.text(max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_words_can_be_drawn(name: str, said: str) -> None:
    only(Chart(name, (name, "a"), (Panel(name, (1, 0), (said, "")),)))


@given(st.lists(st.floats(0, 1e15).map(lambda figure: round(figure, 3)), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_longer_bars_are_larger_values(values: list[float]) -> None:
    root = only(chart(panel(*values)))
    rows = sorted(float(each.get("y", "")) for each in root.iter("text") if kind_of(each) == "name")
    found = {rows.index(pytest.approx(top + 7, abs=0.11)): width for top, (_, width) in bars(root).items()}
    most, longest = max(values) or 1, max(found.values(), default=0)
    for row, value in enumerate(values):
        assert found.get(row, 0) == pytest.approx(longest * value / most, abs=0.11)
