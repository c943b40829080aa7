"""Filters from a request's text."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.filters import MOST_VALUES, Filters, parse_filters
from corpus.passages import Kind
from corpus.problems import Invalid
from corpus.regions import region_spellings
from corpus.wording import sentence


def test_every_patent_filter_is_read() -> None:
    assert parse_filters(
        "patents",
        {
            "country": "kr, us",
            "filed_from": "2010",
            "filed_to": "2012-06-30",
            "classes": ["G01S 13/90", "f41h"],
            "area": "sonar",
            "language": "KO",
            "legal_status": "granted,pending",
            "trl": ["6", "7,8"],
            "owner": "Norden Systems, Inc.",
            "fictional": "false",
        },
    ) == Filters(
        country=("KR", "US"),
        filed_from=date(2010, 1, 1),
        filed_to=date(2012, 6, 30),
        classes=("G01S13/90", "F41H"),
        area=("sonar",),
        language=("ko",),
        legal_status=("granted", "pending"),
        trl=(6, 7, 8),
        owner=("Norden Systems, Inc.",),
        fictional=False,
    )


def test_company_filters_are_read() -> None:
    filters = parse_filters("companies", {"region": ["경남", ""], "size": "small,MID-SIZE", "industry": "항공"})
    assert filters == Filters(region=("경남",), size=("small", "mid-size"), industry=("항공",))


def test_a_year_ends_on_its_last_day() -> None:
    assert parse_filters("patents", {"filed_to": "2012"}).filed_to == date(2012, 12, 31)


@pytest.mark.parametrize("given", [{}, {"country": ""}, {"country": [" ", ","]}, {"fictional": ""}])
def test_blank_values_ask_nothing(given: dict[str, str | list[str]]) -> None:
    assert parse_filters("patents", given).empty


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("patents", "country", "Korea"),
        ("patents", "classes", "G01S-13"),
        ("patents", "classes", "Z99"),
        ("patents", "filed_from", "2010-13-01"),
        ("patents", "filed_from", ["2010", "2011"]),
        ("patents", "legal_status", "sleeping"),
        ("needs", "trl", "10"),
        ("companies", "trl", "٣"),
        ("patents", "language", "de"),
        ("patents", "fictional", "maybe"),
        ("patents", "owner", "x" * 301),
        ("companies", "size", "huge"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(kind: Kind, name: str, value: str | list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        parse_filters(kind, {name: value})
    assert refused.value.problem.code == "bad_filter_value"
    assert refused.value.problem.field == name
    assert sentence(refused.value.problem, "ko").mend


def test_dates_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(Invalid, match="bad_filter_value"):
        parse_filters("patents", {"filed_from": "2012", "filed_to": "2010"})


@pytest.mark.parametrize(("kind", "name"), [("patents", "size"), ("companies", "filed_from"), ("needs", "clases")])
def test_an_unknown_filter_names_the_known_ones(kind: Kind, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_filters(kind, {name: "x"})
    assert refused.value.problem.code == "unknown_filter"
    assert "country" in sentence(refused.value.problem).mend


def test_the_number_of_values_is_bounded() -> None:
    with pytest.raises(Invalid, match="too_many_filter_values"):
        parse_filters("companies", {"region": [f"r{n}" for n in range(MOST_VALUES + 1)]})


def test_a_province_is_found_under_each_name() -> None:
    assert region_spellings("gyeongsangnam-do") == region_spellings("경남") == region_spellings(" 경상남도 ")
    assert region_spellings("Bavaria") == ("Bavaria",)
