"""Markings of secret matter are refused; texts about secrets are not."""

from __future__ import annotations

import time

import pytest

from corpus.problems import Invalid
from corpus.secrecy import Grade, marking, names_secret, refuse_secret
from corpus.wording.screening import WORDING

MARKED = [
    ("SECRET//NOFORN The seeker has two bands.", Grade.SECRET),
    ("The seeker has two bands. TOP SECRET//SI//NF", Grade.TOP_SECRET),
    ("ＳＥＣＲＥＴ／／ＮＯＦＯＲＮ two bands", Grade.SECRET),
    ("SEC\u200bRET//NOFORN two bands", Grade.SECRET),
    ("secret//noforn", Grade.SECRET),
    ("(S//NF) The gain is high.", Grade.SECRET),
    ("(TS//SI//NF) The gain is high.", Grade.TOP_SECRET),
    ("CONFIDENTIAL//REL TO USA, ROK", Grade.CONFIDENTIAL),
    ("Classification: SECRET\nThe gain is high.", Grade.SECRET),
    ("Security classification: Secret", Grade.SECRET),
    ("This document is classified SECRET.", Grade.SECRET),
    ("Declassify on: 20401231", Grade.CLASSIFIED),
    ("[SECRET] Seeker", Grade.SECRET),
    ("*** TOP SECRET *** Seeker", Grade.TOP_SECRET),
    ("Seeker\n  SECRET  \nThe gain is high.", Grade.SECRET),
    ("SECRET The gain of the seeker is high. SECRET", Grade.SECRET),
    ("NATO SECRET", Grade.CLASSIFIED),
    ("[군사 II급 비밀] 표적 자료", Grade.CLASSIFIED),
    ("【군사Ⅱ급비밀】 표적 자료", Grade.CLASSIFIED),
    ("(군사 3급 비밀) 표적 자료", Grade.CLASSIFIED),
    ("[비밀] 표적 자료", Grade.CLASSIFIED),
    ("[대외비] 시험 결과", Grade.INTERNAL),
    ("대외비\n시험 결과", Grade.INTERNAL),
    ("보안등급: 대외비", Grade.INTERNAL),
    ("비밀구분 : Ⅲ급비밀", Grade.CLASSIFIED),
    ("본 문서는 군사 2급 비밀로 지정되었다", Grade.CLASSIFIED),
    ("예고문: 2030.12.31. 일반문서로 재분류", Grade.CLASSIFIED),
    ("군사 Ⅱ급 비밀 표적 자료의 이득 군사 Ⅱ급 비밀", Grade.CLASSIFIED),
]
UNMARKED = [
    "",
    "SECRET SHARING METHOD AND DEVICE",
    "SECRET SHARING OF A SECRET",
    "A secret key is derived from a shared secret.",
    "The recipe is a trade secret of the firm.",
    "Bidders must hold a SECRET facility clearance; work may rise to TOP SECRET.",
    "UNCLASSIFIED//FOUO",
    "A device that tells whether the document is classified as secret or public",
    "Labels are: classification: secret or confidential.",
    "See Handbook of Seekers, 2015, SECRET//RD-N",
    "https://example.org/secret//us",
    "secret//private folder",
    "the (S)-enantiomer and the (TS) region",
    "Company Confidential",
    "비밀번호를 입력하고 비밀키(비밀)를 저장한다.",
    "영업비밀 보호 시스템",
    "II급 비밀취급 인가 업체",
    "군사 2급 비밀 문서 관리 시스템",
    "군사기밀 유출 방지 장치",
    "대외비 문서 관리 시스템",
    "기밀성과 무결성을 보장한다.",
]


@pytest.mark.parametrize(("text", "grade"), MARKED)
def test_a_marking_is_seen(text: str, grade: Grade) -> None:
    assert marking(text) is grade


@pytest.mark.parametrize("text", UNMARKED)
def test_a_text_about_secrets_passes(text: str) -> None:
    assert marking(text) is None


@pytest.mark.parametrize(
    "tier",
    [
        *("secret", "Top Secret", "S//NF", "TS/SCI", "confidential", "confidential (military)", "NATO Restricted"),
        *("비밀", "군사기밀", "Ⅱ급 비밀", "1급 비밀", "3급비밀", "대외비", "대 외 비", "극비"),
    ],
)
def test_a_tier_field_may_not_name_a_grade(tier: str) -> None:
    assert names_secret(tier)


@pytest.mark.parametrize("tier", ["", "public", "released", "restricted", "공개", "비공개", "제한", "unclassified"])
def test_other_tiers_are_nobodys_secret(tier: str) -> None:
    assert names_secret(tier) is None


def test_the_refusal_names_the_field_and_never_the_text() -> None:
    with pytest.raises(Invalid) as caught:
        refuse_secret([("title", "Seeker"), ("abstract", "SECRET//NOFORN two bands at 94 GHz")], "restricted")
    problem = caught.value.problem
    assert (problem.code, problem.field, problem.value) == ("secret_refused", "abstract", "")
    assert problem.facts == {"grade": "secret"}
    assert "secret_refused" in WORDING


def test_a_secret_tier_is_refused_first() -> None:
    with pytest.raises(Invalid) as caught:
        refuse_secret([], "군사 II급 비밀")
    assert (caught.value.problem.field, caught.value.problem.value) == ("tier", "")


@pytest.mark.parametrize(
    "text",
    [
        "*" * 60_000 + "secret",
        "SECRET " * 8_000,
        "군사 " * 20_000 + "밀",
        "(S//NF" * 10_000,
        "[ " * 30_000 + "secret밀",
        "\n" * 60_000 + "secret 비밀a",
        "SECRET" + "!" * 60_000 + "x SECRET a",
        "secret//" * 8_000,
        "비밀구분 :" * 8_000,
    ],
)
def test_hostile_texts_take_no_time(text: str) -> None:
    before = time.process_time()
    marking(text)
    assert time.process_time() - before < 1.0
