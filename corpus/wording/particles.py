"""Korean particles that follow a value known only when the sentence is made: `{value}이(가)` -> `특허가`."""

from __future__ import annotations

import re

PARTICLE = re.compile(r"(\w)([^\w\s]*?)(이\(가\)|을\(를\)|은\(는\)|과\(와\)|와\(과\))")
AFTER_CONSONANT = {"이(가)": "이", "을(를)": "을", "은(는)": "은", "과(와)": "과", "와(과)": "과"}
AFTER_VOWEL = {"이(가)": "가", "을(를)": "를", "은(는)": "는", "과(와)": "와", "와(과)": "와"}
FIRST_SYLLABLE, LAST_SYLLABLE, FINALS = "가", "힣", 28
CONSONANT_ENDINGS = frozenset("013678lmnLMNrR")
"""Figures and letters whose Korean names or readings end in a consonant: 영, 일, 삼, 육, 칠, 팔, 엘, 엠, 엔, 알."""


def settled(text: str) -> str:
    """The sentence with the fitting particle after each word; signs such as quotation marks are looked through."""
    return PARTICLE.sub(_settled, text)


def _settled(found: re.Match[str]) -> str:
    letter, signs, particle = found.groups()
    chosen = AFTER_CONSONANT if _ends_in_consonant(letter) else AFTER_VOWEL
    return f"{letter}{signs}{chosen[particle]}"


def _ends_in_consonant(letter: str) -> bool:
    if FIRST_SYLLABLE <= letter <= LAST_SYLLABLE:
        return (ord(letter) - ord(FIRST_SYLLABLE)) % FINALS != 0
    return letter in CONSONANT_ENDINGS
