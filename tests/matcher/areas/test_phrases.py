"""Phrases are found as words, in both languages, in any spelling of hyphens and blanks, and never past their limits."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.areas.definition import Strength, define
from matcher.areas.folding import folded
from matcher.areas.phrases import PhraseFinder


def finder(*telling: str, **others: list[str]) -> PhraseFinder:
    phrases: dict[Strength, list[str]] = {"telling": list(telling)}
    if "guard" in others:
        phrases["guard"] = others["guard"]
    return PhraseFinder([define("thing", name_en="Thing", name_ko="것", phrases=phrases)])


def found(text: str, *telling: str) -> list[str]:
    return [text[each.start : each.end] for each in finder(*telling).find(text)]


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("A Carbon-Fiber tube", "carbon fiber", ["Carbon-Fiber"]),
        ("two drones and a drone", "drone", ["drones", "drone"]),
        ("droned on, undrone", "drone", []),
        ("two boxes", "box", ["boxes"]),
        ("Cryptographic cryptography", "cryptograph*", ["Cryptographic", "cryptography"]),
        ("the aid of AI and Ai", "AI", ["AI"]),
        ("six UAVs land", "UAV", ["UAVs"]),
        ("AI/ML for all", "AI/ML", ["AI/ML"]),
        ("a qubit", "qubit", ["qubit"]),
        ("qubit, then", "qubit", ["qubit"]),
    ],
)
def test_english_phrases_are_whole_words(text: str, phrase: str, expected: list[str]) -> None:
    assert found(text, phrase) == expected


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("무인항공기를 이용한다", "무인 항공기", ["무인항공기"]),
        ("무인 항공기는", "무인 항공기", ["무인 항공기"]),
        ("고성능무인항공기에서", "무인 항공기", ["무인항공기"]),
        ("양자를 이용하고 전양자는 아니다", "양자", ["양자"]),
        ("서비스로봇을", "*로봇", ["로봇"]),
        ("서비스로봇을", "로봇", []),
        ("탄소 섬유 강화 복합재", "탄소 섬유 강화", ["탄소 섬유 강화"]),
        ("탄소섬유 강화", "탄소 섬유 강화", ["탄소섬유 강화"]),
        ("고출력HPM을 쏜다", "HPM", ["HPM"]),
    ],
)
def test_korean_phrases_take_particles_and_blanks(text: str, phrase: str, expected: list[str]) -> None:
    assert found(text, phrase) == expected


def test_the_longest_phrase_hides_those_inside_it() -> None:
    places = finder("quantum", guard=["quantum dot"])
    text = "quantum dots are no quantum computer"
    phrases = [places.find(text)[row].phrase for row in range(2)]
    assert len(places.find(text)) == 2
    assert phrases[0] != phrases[1]


def test_a_phrase_of_several_definitions_is_found_for_each() -> None:
    phrases: dict[Strength, list[str]] = {"telling": ["plasma"]}
    both = [define(name, name_en=name, name_ko=name, phrases=phrases) for name in ("one", "two")]
    assert [each.definition for each in PhraseFinder(both).find("hot plasma")] == [0, 1]


@given(st.text())
def test_a_folded_text_is_as_long_as_the_text(text: str) -> None:
    assert len(folded(text)) == len(text)


def test_places_stay_right_behind_letters_that_grow() -> None:
    assert found("İİİ drone", "drone") == ["drone"]


def test_hostile_texts_take_little_time() -> None:
    search = finder("drone", "cryptograph*", "*로봇")
    started = time.process_time()
    assert search.find("a" * 1_000_000) == []
    assert search.find("cryptograph" + "y" * 1_000_000)[0].end == 1_000_011
    assert len(search.find("drone " * 200_000)) <= 5_000
    assert [each.start for each in search.find("\x00drone\x00")] == [1]
    assert search.find("") == []
    assert time.process_time() - started < 5


def test_without_definitions_nothing_is_found() -> None:
    assert PhraseFinder([]).find("a drone") == []
