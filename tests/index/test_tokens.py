"""What counts as a term, in English, Korean and both at once."""

from __future__ import annotations

import threading

import pytest

from index.tokens import CHARACTERS_AT_ONCE, LONGEST_TERM, question_terms, question_terms_many, tokens, tokens_many


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The antennas of the radars", ["antenna", "radar"]),
        ("Phased-Array", ["phase", "array", "phasedarray"]),
        ("F-35", ["f-35", "f35"]),
        ("10kV and 10 kV", ["10kv", "10kv"]),
        ("3.5 GHz, 1,000 units", ["3.5ghz", "1000", "unit"]),
        ("IEEE 802.11b", ["ieee", "802.11b"]),
        ("the vessel's hull", ["vessel", "hull"]),
        ("a b c", []),
        ("", []),
        ("   \n\t", []),
        ("snake_case", ["snake", "case"]),
        ("Überwachung naïve", ["überwachung", "naïv"]),
    ],
)
def test_latin_words(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_a_number_and_its_unit_match_however_they_are_written() -> None:
    assert tokens("94 GHz") == tokens("94GHz") == tokens("94 ㎓") == ["94ghz"]


def test_words_are_counted_as_often_as_they_occur() -> None:
    assert tokens("radar radar antenna").count("radar") == 2


def test_a_few_hangul_words_in_english_give_bigrams_without_kiwi() -> None:
    assert tokens("radar (레이더) for the very small unmanned aerial vehicles of ports") == [
        *["radar", "small", "unman", "aerial", "vehicl", "port"],
        *["레이", "이더"],
    ]


def test_korean_gives_morphemes_bigrams_and_its_latin_words() -> None:
    found = tokens("F-35용 레이더의 저잡음 증폭기를 개발하였다")
    assert {"f-35", "f35", "레이더", "레이", "증폭", "증폭기", "폭기", "개발"} <= set(found)
    assert not {"의", "를", "하", "었"} & set(found)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("신호 처리", "레이더 신호처리장치"),
        ("전원장치", "고전압 전원 장치"),
        ("탐지하는", "무인기를 탐지한다"),
    ],
)
def test_spacing_and_endings_do_not_keep_korean_apart(query: str, text: str) -> None:
    assert set(tokens(query)) & set(tokens(text))


def test_many_is_each() -> None:
    texts = ["radar antenna", "레이더 안테나를 설계한다", "", "저잡음 low-noise 증폭기", "무인기 탐지"]
    assert tokens_many(texts) == [tokens(text) for text in texts]


def test_long_texts_lose_nothing() -> None:
    text = " ".join(f"word{number}" for number in range(CHARACTERS_AT_ONCE // 4))
    assert len(text) > CHARACTERS_AT_ONCE
    assert tokens(text) == [f"word{number}" for number in range(CHARACTERS_AT_ONCE // 4)]


def test_unbroken_runs_make_no_terms() -> None:
    assert tokens("x" * 100_000) == []
    assert all(len(term) <= LONGEST_TERM for term in tokens("가" * 3_000 + " " + "9" * 3_000))


def test_text_that_is_not_unicode_is_no_error() -> None:
    assert "radar" in tokens("radar \ud800 안테나를 설계한다")


def test_threads_agree() -> None:
    texts = ["레이더 안테나를 설계한다", "phased-array antennas"] * 20
    expected = tokens_many(texts)
    found: list[list[list[str]]] = []
    threads = [threading.Thread(target=lambda: found.append(tokens_many(texts))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_a_korean_question_counts_a_known_word_by_morpheme_and_english_alone() -> None:
    found = question_terms("가스의 온도를 재는 레이저")
    assert sorted(found) == sorted(["가스", "온도", "재", "레이저", "gas", "temperatur", "measur", "laser"])
    assert {"레이", "이저"} <= set(tokens("가스의 온도를 재는 레이저"))


def test_an_unknown_noun_asks_by_its_bigrams_too() -> None:
    found = question_terms("카르다노를 위한 온도")
    assert {"카르", "르다", "다노", "온도"} <= set(found)
    assert found.count("온도") == 1


def test_a_question_in_english_asks_with_all_its_terms() -> None:
    text = "radar (레이더) for very small unmanned vehicles of ports"
    assert question_terms(text) == tokens(text)


def test_many_questions_are_each() -> None:
    texts = ["레이저 온도계", "", "laser", "카르다노"]
    assert question_terms_many(texts) == [question_terms(text) for text in texts]
