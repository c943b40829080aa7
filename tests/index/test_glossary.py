"""Korean terms in English: entries, compounds, the encoder that reads through them."""

from __future__ import annotations

from importlib import resources

import pytest

from index.glossary import Glossary, Morpheme, shipped_glossary
from index.glossed import GlossedEncoder
from index.korean import analysed
from index.tokens import tokens
from tests.fakes import HashEncoder


def english(text: str) -> str:
    (morphemes,) = analysed([text])
    return shipped_glossary().english(text, morphemes)


def test_the_glossary_is_well_formed() -> None:
    lines = resources.files("index").joinpath("data/glossary.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    assert len(rows) >= 4_000
    assert all(len(row) == 3 and all(cell == cell.strip() and cell for cell in row) for row in rows)
    assert len({korean for korean, _, _ in rows}) == len(rows)
    assert all(" " not in korean and word.isascii() for korean, word, _ in rows)


@pytest.mark.parametrize(
    ("korean", "words"),
    [
        ("함정용 복합재 추진축", "shipborne composite material propulsion shaft"),
        (
            "능동위상배열레이더 송수신모듈용 GaN 전력증폭기",
            "active phased array radar transmit-receive module GaN power amplifier",
        ),
        ("수소 연료 전지를 이용한 무인 잠수정", "hydrogen fuel cell unmanned underwater vehicle"),
    ],
)
def test_technical_phrases_are_rendered_term_by_term(korean: str, words: str) -> None:
    assert english(korean) == words


def test_the_division_covers_as_much_as_it_can() -> None:
    glossary = Glossary({"탄소": "carbon", "탄소섬유": "carbon fiber", "섬유": "fiber", "복합재": "composite"})
    assert glossary.rendered("탄소섬유복합재", frozenset({0, 2, 4, 7})) == ["carbon fiber", "composite"]
    assert glossary.rendered("가나탄소", frozenset({0, 2, 4})) == ["carbon"]


def test_one_syllable_counts_only_as_a_morpheme_of_its_own() -> None:
    glossary = Glossary({"납": "lead"})
    assert glossary.rendered("납품", frozenset({0, 2})) == []
    assert glossary.rendered("납품", frozenset({0, 1, 2})) == ["lead"]


def test_latin_words_and_figures_stay_and_sentences_stay_apart() -> None:
    glossary = Glossary({"센서": "sensor", "펌프": "pump"})
    text = "GaN 센서. 펌프"
    morphemes = [
        Morpheme("GaN", "SL", 0, 3),
        Morpheme("센서", "NNG", 4, 6),
        Morpheme(".", "SF", 6, 7),
        Morpheme("펌프", "NNG", 8, 10),
    ]
    assert glossary.english(text, morphemes) == "GaN sensor. pump"


def test_a_korean_text_shares_terms_with_an_english_one() -> None:
    assert set(tokens("탄소섬유 동체")) & set(tokens("carbon fiber fuselage")) >= {"carbon", "fiber"}


def test_the_glossed_encoder_brings_both_languages_together() -> None:
    plain = HashEncoder()
    encoder = GlossedEncoder(plain, Glossary({"탄소": "carbon", "섬유": "fiber"}))
    korean, written = encoder.encode_query(["탄소섬유", "carbon fiber"])
    assert korean @ written == pytest.approx(1)
    assert encoder.info.glossary
    assert not plain.info.glossary
    assert encoder.info.key == plain.info.key, "English vectors are shared with the plain encoder"


def test_what_the_glossary_does_not_know_is_encoded_as_it_stands() -> None:
    encoder = GlossedEncoder(HashEncoder(), Glossary({}))
    assert encoder.rendered(["탄소섬유", "carbon"]) == ["탄소섬유", "carbon"]


def test_verbs_and_adjectives_are_rendered_by_their_dictionary_form() -> None:
    assert english("얇은 막을 빠르게 쌓는다") == "thin membrane fast stack"
    glossary = Glossary({"감": "feeling", "감싸다": "wrap"})
    (morphemes,) = analysed(["판을 감싸고 감는다"])
    assert glossary.english("판을 감싸고 감는다", morphemes) == "wrap", "no part of a verb is an entry"


def test_what_no_entry_is_part_of_is_unknown() -> None:
    glossary = Glossary({"온도": "temperature"})
    text = "온도계와 카르다노, GaN"
    (morphemes,) = analysed([text])
    assert glossary.unknown(text, morphemes) == ["카르다노"]
