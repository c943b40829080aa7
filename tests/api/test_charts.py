"""Charts: lengths that tell the values, words that stay words, whatever they are."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from api.dashboard.charts import LONGEST_NAME, Bars, Caption, Chart, Columns, Panel, fitting, svg, width

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ("<script>alert(1)</script>", '" onload="alert(1)', "]]>&lt;", "a\nb", "{0} {name}", "%s", "대전\u202e")
CAPTION = Caption("트랙별, 2026", "매칭: 스핀오프 12")


def panel(*values: float, most: float | None = None, name: str = "Matches") -> Panel:
    return Panel(name, values, tuple(f"{value:g}" for value in values), most)


def drawn(chart: Chart) -> etree._Element:
    """Parsed as a browser's XML parser would."""
    text = str(svg(chart))
    return etree.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode())


def bars(root: etree._Element, kind: str = "bar") -> list[etree._Element]:
    return [each for each in root.iter(f"{SVG}rect") if each.get("class") == kind]


def texts(root: etree._Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def test_a_bar_is_as_long_as_its_value() -> None:
    root = drawn(Bars(CAPTION, ("a", "b", "c", "d"), (panel(8, 4, 0, 1),)))
    lengths = [float(each.get("width", "")) for each in bars(root)]
    assert lengths == pytest.approx([lengths[0], lengths[0] / 2, lengths[0] / 8], abs=0.06)
    assert texts(root) == ["a", "b", "c", "d", "Matches", "8", "4", "0", "1"]


def test_a_whole_lies_behind_each_bar_and_holds_it() -> None:
    root = drawn(Bars(CAPTION, ("a", "b"), (panel(0.25, 7, most=1),)))
    behind, found = bars(root, "whole"), bars(root)
    assert float(found[0].get("width", "")) == pytest.approx(float(behind[0].get("width", "")) / 4, abs=0.06)
    assert found[1].get("width") == behind[1].get("width")


def test_columns_stand_on_the_foot_of_their_panel() -> None:
    root = drawn(Columns(CAPTION, ("2026-04", "05", "06"), (panel(1, 2, 4), panel(0, 0, 3, name="Cases"))))
    found = [(float(each.get("y", "")), float(each.get("height", ""))) for each in bars(root)]
    assert len({round(top + high, 1) for top, high in found[:3]}) == 1
    assert [high for _, high in found[:3]] == pytest.approx([found[2][1] / 4, found[2][1] / 2, found[2][1]])
    assert len(found) == 4


def test_names_of_many_columns_do_not_run_into_each_other() -> None:
    names = tuple(f"20{year}-{month:02}" for year in range(21, 26) for month in range(1, 13))
    root = drawn(Columns(CAPTION, names, (panel(*range(60)),)))
    places = sorted(float(each.get("x", "")) for each in root.iter(f"{SVG}text") if (each.text or "") in names)
    assert len(places) > 5
    assert all(right - left >= width("2026-05", 11) for left, right in pairwise(places))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words(hostile: str) -> None:
    caption = Caption(hostile, hostile)
    for chart in (
        Bars(caption, (hostile,), (Panel(hostile, (1,), (hostile,)),)),
        Columns(caption, (hostile[:4],), (Panel(hostile, (1,), (hostile[:2],)),)),
    ):
        root = drawn(chart)
        assert {each.tag for each in root.iter(etree.Element)} <= {
            f"{SVG}{name}" for name in ("svg", "title", "desc", "rect", "text")
        }
        assert {str(name) for each in root.iter(etree.Element) for name in each.attrib} <= {
            *("class", "role", "aria-label", "width", "height", "viewBox", "x", "y", "font-size", "text-anchor")
        }
        assert root.findtext(f"{SVG}title") == hostile
        assert hostile in "".join(root.itertext())


def test_it_is_one_picture_with_a_name_and_nothing_that_the_policy_forbids() -> None:
    text = str(svg(Bars(CAPTION, ("a",), (panel(1),))))
    assert text.startswith('<svg class="chart single" role="img" aria-label="트랙별, 2026"')
    assert "<title>트랙별, 2026</title><desc>매칭: 스핀오프 12</desc>" in text
    assert "style" not in text
    assert "http" not in text


def test_nothing_and_zero_are_drawn_too() -> None:
    assert bars(drawn(Bars(CAPTION, ("a", "b"), (panel(0, 0),)))) == []
    assert bars(drawn(Bars(CAPTION, (), (panel(),)))) == []
    assert bars(drawn(Columns(CAPTION, (), (panel(),)))) == []


def test_a_chart_is_light() -> None:
    names = tuple(f"국내 연구개발센터를 둔 외국기업 {number}" for number in range(12))
    assert len(svg(Bars(CAPTION, names, (panel(*range(12)), panel(*range(12)), panel(*range(12)))))) < 7_000


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=80))
@settings(max_examples=300, deadline=None)
def test_a_name_fits_and_is_a_beginning_of_itself(name: str) -> None:
    shown = fitting(name, LONGEST_NAME)
    assert width(shown) <= LONGEST_NAME
    assert shown == name or (shown.endswith("…") and name.startswith(shown[:-1]))


@given(st.lists(st.floats(0, 1e15), min_size=1, max_size=20))
@settings(max_examples=200, deadline=None)
def test_longer_bars_are_larger_values(values: list[float]) -> None:
    shares = panel(*values).shares
    assert all(0 <= share <= 1 for share in shares)
    for one, other in zip(range(len(values)), range(1, len(values)), strict=False):
        assert (values[one] <= values[other]) == (shares[one] <= shares[other]) or shares[one] == shares[other]
