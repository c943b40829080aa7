"""Particles that fit the word before them."""

from __future__ import annotations

import pytest

from corpus.problems import Problem
from corpus.wording import sentence
from corpus.wording.particles import settled


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("특허이(가) 없습니다", "특허가 없습니다"),
        ("기업이(가) 없습니다", "기업이 없습니다"),
        ("“수요”을(를) 읽고", "“수요”를 읽고"),
        ("FICT-C-01은(는) 없고", "FICT-C-01은 없고"),
        ("FICT-C-02은(는) 없고", "FICT-C-02는 없고"),
        ("corpus.jsonl을(를) 넣고", "corpus.jsonl을 넣고"),
        ("이름와(과) 번호", "이름과 번호"),
        ("괄호(그대로)", "괄호(그대로)"),
    ],
)
def test_the_particle_follows_the_sound(written: str, read: str) -> None:
    assert settled(written) == read


def test_sentences_are_read_with_settled_particles() -> None:
    told = sentence(Problem.of("evaluation_file_missing", "qrels.tsv", "시험"), "ko")
    assert told.reason == "폴더 시험에 qrels.tsv가 없습니다."
