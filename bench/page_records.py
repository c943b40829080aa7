"""Fictional records of many words in both languages, the same at each call: a corpus for `bench/pages.py`."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft
from tests.api.records import company, need, patent

AT_ONCE: Final = 1_000
NOUNS: Final = [
    "nozzle",
    "antenna",
    "array",
    "battery",
    "cell",
    "armour",
    "plate",
    "sensor",
    "lens",
    "fibre",
    "composite",
    "valve",
    "pump",
    "radar",
    "drone",
]
MADE: Final = [
    "ceramic",
    "silicon",
    "carbide",
    "titanium",
    "optical",
    "infrared",
    "hydraulic",
    "lithium",
    "carbon",
    "phased",
    "low-power",
    "sealed",
]
KOREAN: Final = [
    "세라믹",
    "노즐",
    "안테나",
    "배열",
    "배터리",
    "방탄",
    "센서",
    "렌즈",
    "복합재",
    "밸브",
    "펌프",
    "레이더",
    "무인기",
    "광학",
    "적외선",
    "유압",
    "탄소섬유",
]
REGIONS: Final = ("서울특별시", "대전광역시", "경기도", "경상남도", "부산광역시", "충청남도")
SIZES: Final = ("micro", "small", "medium", "mid-size", "large")


def text(chance: random.Random, words: int) -> str:
    """Words of both languages."""
    return " ".join(chance.choice((NOUNS, MADE, KOREAN)[chance.randrange(3)]) for _ in range(words))


def drafts(companies: int) -> Iterator[tuple[str, list[CompanyDraft | PatentDraft | NeedDraft]]]:
    """In batches, by kind."""
    chance = random.Random(20260501)
    for start in range(0, companies, AT_ONCE):
        rows = []
        for number in range(start, min(start + AT_ONCE, companies)):
            profile = {
                "summary": text(chance, 24),
                "capabilities": [{"title": text(chance, 3), "text": text(chance, 30)} for _ in range(2)],
                "trl": chance.randrange(2, 10),
            }
            facts = {"region": chance.choice(REGIONS), "size": chance.choice(SIZES)}
            told = company(f"B-C{number}", name=f"가상기업 {number}", profile=profile, **facts)
            rows.append(CompanyDraft.model_validate(told))
        yield "companies", rows
    for start in range(0, companies // 10, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, companies // 10))
        yield "patents", [PatentDraft.model_validate(_patent(chance, number)) for number in numbers]
    numbers = range(companies // 20)
    yield (
        "needs",
        [
            NeedDraft.model_validate(need(f"B-N{number}", title=text(chance, 5), description=text(chance, 40)))
            for number in numbers
        ],
    )


def _patent(chance: random.Random, number: int) -> dict[str, object]:
    owner = "국방과학연구소" if number % 2 else f"가상전자 {number % 200}"
    told = {"title": text(chance, 5), "abstract": text(chance, 60), "claims": [f"1. {text(chance, 40)}"]}
    return patent(f"B-P{number}", owners=[{"name": owner, "country": "KR"}], trl=chance.randrange(2, 10), **told)
