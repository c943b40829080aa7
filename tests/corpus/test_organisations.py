"""Keys of organisation names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.organisations import known_owner, names_within, organisation_key, spelling_key


@pytest.mark.parametrize(
    "names",
    [
        (
            "A, Inc.",
            "주식회사 A",
            "A(주)",
            "A㈜",
            "㈜A",
            "(주) A",
            "A Co., Ltd.",
            "A Corporation",
            "A L.L.C.",
            "The A Company",
        ),
        ("한빛복합소재(주)", "주식회사 한빛복합소재", "한빛 복합소재 주식회사", "㈜한빛복합소재", "한빛복합소재(유)"),
        ("Norden GmbH & Co. KG", "NORDEN GMBH", "Norden"),
        ("Meridian S.p.A.", "MERIDIAN SPA", "Meridian, S.A."),
        ("Kabushiki Kaisha Aozora", "Aozora K.K.", "AOZORA KABUSHIKI KAISHA", "Aozora Co., Ltd."),
        ("Smith & Sons Limited", "Smith and Sons Ltd", "SMITH & SONS"),
        ("Ｗｉｄｅ Corp", "Wide"),
        ("재단법인 가람연구원", "(재)가람연구원", "가람연구원"),
    ],
)
def test_spellings_of_one_name_have_one_key(names: tuple[str, ...]) -> None:
    assert len({organisation_key(name) for name in names}) == 1, {name: organisation_key(name) for name in names}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("가람대학교", "가람대학교 산학협력단"),
        ("Norden Systems", "Norden"),
        ("United States Gypsum Company", "United States of America"),
        ("Unity Statistics Inc.", "United States of America"),
        ("ADD Inc.", "ADD"),
        ("The Limited, Inc.", "The Gap, Inc."),
    ],
)
def test_different_bodies_have_different_keys(one: str, other: str) -> None:
    assert organisation_key(one) != organisation_key(other)


@pytest.mark.parametrize(
    ("service", "names"),
    [
        (
            "us navy",
            [
                "The United States of America as represented by the Secretary of the Navy",
                "THE UNITED STATES OF AMERICA, AS REPRESENTED BY THE SECRETARY OF THE NAVY.",
                "United States of America as Represented by Secretary of Navy",
                "The United States of Americas as represented by the Secretaryof the Navy",
                "The United State of America as reprensented by the Scretary of the Navy",
                "US Government as represented by the Secretary of the Navy",
                "U.S. Navy",
                "Department of the Navy",
                "Secretary of the Navy",
                "미국 해군",
            ],
        ),
        (
            "us air force",
            ["The United Sates of America as represented by the Secretary of the Airforce", "U.S. Air Force"],
        ),
        ("us army", ["The Government of the United States, as represented by the Secretary of the Army", "US Army"]),
        ("us nasa", ["NASA", "The United States of America as represented by the Administrator of the NASA"]),
        (
            "us department of commerce",
            ["The United States of America, as represented by the Secretary of Commerce, the National Institute of X"],
        ),
        (
            "united states of america",
            ["United States of America", "The United States of America represented by the Secretary"],
        ),
    ],
)
def test_the_united_states_are_one_key_a_department(service: str, names: list[str]) -> None:
    assert {name: organisation_key(name) for name in names} == dict.fromkeys(names, service)


@pytest.mark.parametrize(
    "names",
    [
        ("국방과학연구소", "Agency for Defense Development", "AGENCY FOR DEFENCE DEVELOPMENT", "ADD"),
        ("한국과학기술원", "Korea Advanced Institute of Science and Technology", "KAIST", "카이스트"),
        ("방위사업청", "Defense Acquisition Program Administration", "DAPA", "대한민국(방위사업청장)"),
        ("한국전자통신연구원", "Electronics and Telecommunications Research Institute", "ETRI"),
    ],
)
def test_public_bodies_meet_in_korean_english_and_short(names: tuple[str, ...]) -> None:
    assert len({organisation_key(name) for name in names}) == 1
    owner = known_owner(names[0])
    assert owner is not None
    assert owner.key == organisation_key(names[-1])


@pytest.mark.parametrize("name", ["", "  ", "!!!", "—"])
def test_a_name_without_letters_has_no_key(name: str) -> None:
    assert organisation_key(name) == ""


@pytest.mark.parametrize("name", ["Inc.", "주식회사", "The", "S.A.", "(주)"])
def test_a_name_of_nothing_but_forms_does_not_break(name: str) -> None:
    assert isinstance(organisation_key(name), str)


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(name: str) -> None:
    key = spelling_key(name)
    assert spelling_key(key) == key or not key.isascii()


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("한빛복합소재(주)", ("한빛복합소재(주)",)),
        ("한빛복합소재㈜ (Hanbit Composites Co., Ltd.)", ("한빛복합소재", "Hanbit Composites Co., Ltd.")),
        ("Hanbit Composites(한빛복합소재)", ("Hanbit Composites", "한빛복합소재")),
        ("Institute for Paper Gliders (IPG)", ("Institute for Paper Gliders",)),
        ("Hanbit (Holdings)", ("Hanbit (Holdings)",)),
    ],
)
def test_one_string_may_give_two_names(written: str, names: tuple[str, ...]) -> None:
    assert names_within(written) == names


def test_words_that_are_written_in_two_ways_are_one() -> None:
    assert organisation_key("Haemu Naval Systems Lab.") == organisation_key("Haemu Naval Systems Laboratory")
    assert organisation_key("Defence Tech. Inst.") == organisation_key("Defense Technology Institute")
