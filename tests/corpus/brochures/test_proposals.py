"""What brochures propose, held against what each states."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from corpus.brochures.block import Block, Place, PlaceKind, Style
from corpus.brochures.certificates import certificates_in, levels_in
from corpus.brochures.pdf import joined
from corpus.brochures.proposal import Proposal, ProposalKind
from corpus.brochures.proposing import proposals_of
from corpus.brochures.reading import blocks_of
from tests.corpus.brochures.making import BROCHURES, HELD_OUT, Brochure, Stated
from tests.fonts import needs_korean_font

pytestmark = needs_korean_font

PAGE = Place(PlaceKind.PAGE, 1)


def plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


@dataclass
class Count:
    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)


def wanted(stated: Stated) -> dict[ProposalKind, set[str]]:
    return {
        ProposalKind.CAPABILITY: {plain(each) for each in stated.capabilities},
        ProposalKind.PROJECT: {f"{plain(title)}{year}" for title, year in stated.projects},
        ProposalKind.CERTIFICATE: {plain(each) for each in stated.certificates},
        ProposalKind.FACILITY: {plain(each) for each in stated.facilities},
        ProposalKind.KEYWORD: {plain(each) for each in stated.keywords},
        ProposalKind.TRL: {str(level) for level in stated.trl},
    }


def proposed(found: Iterable[Proposal], kind: ProposalKind) -> list[str]:
    titles = [(plain(each.title), each.year) for each in found if each.kind is kind]
    return [f"{title}{year}" if kind is ProposalKind.PROJECT else title for title, year in titles]


def counted(brochures: Iterable[Brochure]) -> Count:
    """A facility may be told with its size behind it."""
    total = Count()
    for brochure in brochures:
        found = proposals_of(blocks_of(brochure.make(), brochure.name))
        for kind, stated in wanted(brochure.stated).items():
            told = proposed(found, kind)
            met = {each for each in stated if any(_is(kind, each, one) for one in told)}
            right = [one for one in told if any(_is(kind, each, one) for each in stated)]
            total.right += len(met)
            total.missed += len(stated - met)
            total.wrong += len(told) - len(right)
    return total


def _is(kind: ProposalKind, stated: str, told: str) -> bool:
    return told.startswith(stated) if kind is ProposalKind.FACILITY else told == stated


def test_ten_brochures_propose_what_they_state() -> None:
    assert len(BROCHURES) == 10
    total = counted(BROCHURES)
    assert total.precision >= 0.98
    assert total.recall >= 0.98


def test_brochures_that_the_rules_were_not_made_on() -> None:
    total = counted(HELD_OUT)
    assert total.precision >= 0.85
    assert total.recall >= 0.75


@pytest.mark.parametrize("brochure", BROCHURES, ids=lambda each: each.name)
def test_each_proposal_has_its_place_and_its_words_stand_in_the_file(brochure: Brochure) -> None:
    blocks = blocks_of(brochure.make(), brochure.name)
    whole = plain("".join(block.text for block in blocks))
    places = {block.place for block in blocks}
    for each in proposals_of(blocks):
        assert each.place in places
        assert plain(each.source) in whole
        assert plain(each.title) in whole
        assert Proposal.of(each.mapping()) == each


@pytest.mark.parametrize("brochure", BROCHURES, ids=lambda each: each.name)
def test_the_summary_is_that_of_the_file(brochure: Brochure) -> None:
    found = [each for each in proposals_of(blocks_of(brochure.make(), "")) if each.kind is ProposalKind.SUMMARY]
    if brochure.stated.summary:
        assert [each.text.startswith(brochure.stated.summary) for each in found] == [True]
    else:
        assert found == []


def test_a_pdf_tells_the_page() -> None:
    brochure = BROCHURES[0]
    found = proposals_of(blocks_of(brochure.make(), brochure.name))
    pages = {each.title: each.place.number for each in found}
    assert pages["화학기상침투 치밀화"] == 1
    assert pages["AS9100D"] == 2


def test_a_workbook_tells_sheet_and_row() -> None:
    found = proposals_of(blocks_of(BROCHURES[7].make(), "x.xlsx"))
    place = next(each.place for each in found if each.title == "광섬유 하이드로폰")
    assert (place.kind, place.sheet, place.number) == (PlaceKind.ROW, "보유기술", 3)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("AS9100 Rev. D and ISO 9001:2015", ["AS9100 Rev. D", "ISO 9001:2015"]),
        ("ISO/IEC 27001 인증을 보유", ["ISO/IEC 27001"]),
        ("AS9100D 인증 준비 중", []),
        ("ISO 9001 certified; AS9100 audit planned", ["ISO 9001"]),
        ("An ISO container of 20 feet", []),
        ("GS 인증 1등급, CC EAL4", ["GS 인증 1등급", "CC EAL4"]),
        ("벤처기업확인서 · 메인비즈", ["벤처기업확인서", "메인비즈"]),
        ("IATF 16949 expired in 2022", []),
    ],
)
def test_certificates_by_their_form(text: str, names: list[str]) -> None:
    assert [name for name, _ in certificates_in(text)] == names


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("TRL 6", [6]),
        ("TRL 5~6 단계", [6]),
        ("기술성숙도(TRL) 7단계", [7]),
        ("2028년까지 TRL 8 달성을 목표로 한다.", []),
        ("technology readiness level 4", [4]),
        ("TRL 10", []),
        ("CONTROL 5", []),
    ],
)
def test_levels_by_their_form(text: str, levels: list[int]) -> None:
    assert [level for level, _ in levels_in(text)] == levels


@pytest.mark.parametrize(
    ("line", "following", "whole"),
    [
        ("두 기를 운용한", "다.", "두 기를 운용한다."),
        ("발전용 가스터", "빈 부품", "발전용 가스터빈 부품"),
        ("만들 수 있는 코팅", "및 접합", "만들 수 있는 코팅 및 접합"),
        ("노즐을", "만든다.", "노즐을 만든다."),
        ("a line of", "a text", "a line of a text"),
    ],
)
def test_lines_are_joined_where_words_are_broken(line: str, following: str, whole: str) -> None:
    assert joined(line, following) == whole


def test_the_same_thing_is_proposed_once_and_bounded() -> None:
    heading = Block("Capabilities", PAGE, Style.HEADING, 1)
    many = [Block(f"Process number {place}: does something", PAGE, Style.BULLET) for place in range(100)]
    found = proposals_of([heading, *many, *many])
    assert len(found) == 60
    assert len({each.title for each in found}) == 60
