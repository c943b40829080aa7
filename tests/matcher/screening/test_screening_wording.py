"""A hint is nowhere called a determination, in either language."""

from __future__ import annotations

import re
from dataclasses import astuple

from corpus.controls import built_in_list
from corpus.disclosure import ControlStatus, Tier
from corpus.wording.screening import CONTROL_LABELS, FLAG_LABELS, HINT_NOTICE, TIER_LABELS, WORDING

SENTENCE = re.compile(r"(?<=[.!?:])\s+")
HINT = re.compile(r"\bhints?\b|단서", re.IGNORECASE)
DETERMINATION = re.compile(r"determin|판정", re.IGNORECASE)
APART = re.compile(r"\bno[t]?\b|with no hint|아닙니다|아님|또는", re.IGNORECASE)


def everything() -> list[str]:
    labels = [
        text
        for group in (CONTROL_LABELS, TIER_LABELS, FLAG_LABELS)
        for pair in group.values()
        for text in pair.values()
    ]
    sentences = [text for wording in WORDING.values() for text in astuple(wording)]
    return [*labels, *sentences, *HINT_NOTICE.values(), built_in_list().source]


def test_a_hint_is_never_called_a_determination() -> None:
    for text in everything():
        for sentence in SENTENCE.split(text):
            if HINT.search(sentence) and DETERMINATION.search(sentence):
                assert APART.search(sentence), sentence


def test_the_label_of_a_hint_says_that_it_awaits_review() -> None:
    assert "to be reviewed" in CONTROL_LABELS["hint"]["en"]
    assert "검토 필요" in CONTROL_LABELS["hint"]["ko"]
    assert "not a legal determination" in HINT_NOTICE["en"]
    assert "판정이 아닙니다" in HINT_NOTICE["ko"]


def test_every_state_and_tier_has_a_label() -> None:
    assert set(CONTROL_LABELS) == {status.value for status in ControlStatus}
    assert set(TIER_LABELS) == {tier.value for tier in Tier}
