"""Facts that rows state beside their texts: tier, kinds of company, ownership, what a need asks for."""

from __future__ import annotations

import io
import json

import pytest
from openpyxl import Workbook

from corpus.disclosure import Tier
from corpus.drafts import CompanyDraft, CompanyKind, CompanySize, NeedDraft
from corpus.importers.detect import detect
from corpus.importers.format import Accepted, Parsed, Rejected
from corpus.importers.source import Source
from corpus.problems import Problem

VENTURE, INNOBIZ, MAINBIZ = CompanyKind.VENTURE, CompanyKind.INNOBIZ, CompanyKind.MAINBIZ


def taken(data: str | bytes) -> Parsed:
    source = Source.of("t", data.encode() if isinstance(data, str) else data)
    (parsed,) = detect(source).read(source)
    return parsed


def company(data: str | bytes) -> CompanyDraft:
    parsed = taken(data)
    assert isinstance(parsed, Accepted), parsed
    assert isinstance(parsed.draft, CompanyDraft)
    return parsed.draft


def need(data: str) -> NeedDraft:
    parsed = taken(data)
    assert isinstance(parsed, Accepted), parsed
    assert isinstance(parsed.draft, NeedDraft)
    return parsed.draft


def problem(data: str) -> Problem:
    parsed = taken(data)
    assert isinstance(parsed, Rejected), parsed
    return parsed.problem


def company_table(heading: str, cell: str) -> str:
    return f"회사명\t업종\t{heading}\n한빛정밀\t가공\t{cell}\n"


@pytest.mark.parametrize(
    ("heading", "cell", "tier"),
    [
        ("공개등급", "공개", Tier.PUBLIC),
        ("공개등급", "제한 공개", Tier.RELEASED),
        ("공개범위", "기업공개", Tier.RELEASED),
        ("공개등급", "비공개", Tier.RESTRICTED),
        ("열람등급", "열람제한", Tier.RESTRICTED),
        ("Tier", "Released", Tier.RELEASED),
        ("disclosure tier", "RESTRICTED", Tier.RESTRICTED),
        ("공개등급", "", None),
        ("보안등급", "일반", None),
        ("보안등급", "보안과제", Tier.RESTRICTED),
        ("security classification", "Unclassified", None),
    ],
)
def test_a_tier_in_both_languages(heading: str, cell: str, tier: Tier | None) -> None:
    assert company(company_table(heading, cell)).tier is tier
    assert need(f"수요기술명\t수요기관\t{heading}\n마스트\t해군\t{cell}\n").tier is tier


@pytest.mark.parametrize(
    ("heading", "cell"), [("공개등급", "미정"), ("tier", "unknown"), ("tier", "없음"), ("보안등급", "3")]
)
def test_a_tier_is_not_guessed(heading: str, cell: str) -> None:
    found = problem(company_table(heading, cell))
    assert (found.code, found.field, found.value) == ("bad_value", heading, cell)
    assert all(word in str(found.facts["expected"]) for word in ("public", "released", "restricted", "공개"))


def test_the_most_closed_of_several_tiers_counts() -> None:
    data = "회사명\t업종\t공개등급\t보안등급\n한빛정밀\t가공\t공개\t보안과제\n"
    assert company(data).tier is Tier.RESTRICTED


@pytest.mark.parametrize(
    ("heading", "cell", "kinds"),
    [
        ("기업유형", "벤처기업", (VENTURE,)),
        ("기업유형", "벤처·이노비즈·메인비즈", (VENTURE, INNOBIZ, MAINBIZ)),
        ("기업규모", "중소기업(이노비즈)", (INNOBIZ,)),
        ("company kinds", "Inno-Biz; Main-Biz", (INNOBIZ, MAINBIZ)),
        ("기업유형", "기술혁신형 중소기업", (INNOBIZ,)),
        ("기업유형", "없음", ()),
        ("기업유형", "사회적기업", None),
        ("기업유형", "", None),
        ("벤처기업 여부", "Y", (VENTURE,)),
        ("벤처기업 여부", "N", None),
        ("이노비즈", "해당없음", None),
    ],
)
def test_kinds_of_a_company(heading: str, cell: str, kinds: tuple[CompanyKind, ...] | None) -> None:
    assert company(company_table(heading, cell)).company_kinds == kinds


def test_three_times_no_is_no_kind_at_all() -> None:
    assert company("회사명\t업종\t벤처\t이노비즈\t메인비즈\n한빛정밀\t가공\tN\tN\tN\n").company_kinds == ()
    assert company('{"name":"Hanbit","industry":"milling","company_kinds":[]}\n').company_kinds == ()


def test_a_size_among_the_kinds() -> None:
    draft = company(company_table("기업유형", "중소기업, 벤처기업"))
    assert (draft.size, draft.company_kinds) == (CompanySize.MEDIUM, (VENTURE,))


@pytest.mark.parametrize(
    ("heading", "cell", "share"),
    [
        ("외국인지분율", "12.5%", 12.5),
        ("외국인 지분율(%)", "12.5", 12.5),
        ("Foreign ownership (%)", "0", 0.0),
        ("foreign_share", "100 %", 100.0),
        ("foreign_share", "", None),
    ],
)
def test_foreign_ownership_in_percent(heading: str, cell: str, share: float | None) -> None:
    assert company(company_table(heading, cell)).foreign_share == share


@pytest.mark.parametrize(("cell", "code"), [("과반", "bad_share"), ("-3", "bad_share"), ("101", "out_of_range")])
def test_a_share_that_is_none(cell: str, code: str) -> None:
    assert (problem(company_table("외국인지분율", cell)).code, problem(company_table("외국인지분율", cell)).field) == (
        code,
        "외국인지분율",
    )


def test_a_percentage_of_a_spreadsheet_is_read_as_it_is_shown() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["회사명", "업종", "외국인지분율", "종업원수"])
    sheet.append(["한빛정밀", "가공", 0.125, 45])
    sheet["C2"].number_format = "0.0%"
    held = io.BytesIO()
    book.save(held)
    draft = company(held.getvalue())
    assert (draft.foreign_share, draft.employees) == (12.5, 45)


@pytest.mark.parametrize(
    ("heading", "cell", "has"),
    [
        ("국내연구센터", "있음", True),
        ("국내연구센터", "없음", False),
        ("국내 연구소", "미보유", False),
        ("R&D centre in Korea", "yes", True),
        ("r&d center in korea", "no", False),
        ("국내연구센터", "검토 중", None),
        ("국내연구센터", "", None),
    ],
)
def test_an_rd_centre_in_korea(heading: str, cell: str, has: bool | None) -> None:
    assert company(company_table(heading, cell)).rd_centre_in_korea is has


def test_facilities_are_not_cut_at_commas() -> None:
    draft = company(company_table("보유시설", "클린룸(1,000 등급, 100 m²); 무향실"))
    assert draft.profile.facilities == ("클린룸(1,000 등급, 100 m²)", "무향실")


def test_what_a_need_asks_for() -> None:
    korean = need("수요기술명\t수요기관\t요구인증\t요구시설\n마스트\t해군\tAS9100D, ISO 9001\t무향실; 진동 시험기\n")
    record = {
        "title": "Mast",
        "organisation": "Fictional Navy",
        "required_certificates": ["AS9100D", "ISO 9001"],
        "Required facilities": ["무향실", "진동 시험기"],
        "required_trl": 7,
    }
    english = need(json.dumps(record, ensure_ascii=False) + "\n")
    for draft in (korean, english):
        assert draft.required_certificates == ("AS9100D", "ISO 9001")
        assert draft.required_facilities == ("무향실", "진동 시험기")
