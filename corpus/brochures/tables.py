"""Tables of a brochure: which column tells what, by the heads of its columns or by the part that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from corpus.brochures.block import Block
from corpus.brochures.proposal import ProposalKind
from corpus.brochures.sections import Section, section_of

NUMBERED = re.compile(r"\s?\d{1,2}$")
YEAR = re.compile(r"(?:19|20)\d{2}")


class Column(StrEnum):
    TITLE = "title"
    TEXT = "text"
    YEAR = "year"
    AGENCY = "agency"
    OTHER = "other"


HEADS: Final[Mapping[Column, tuple[str, ...]]] = {
    Column.YEAR: (r"연도|년도|기간|일자|시기|\byears?\b|\bperiod\b|\bdate\b",),
    Column.AGENCY: (r"발주|기관|고객|수요처|납품처|주관|\bcustomer\b|\bclient\b|\bagency\b|\bsponsor\b|\bfunder\b",),
    Column.TEXT: (
        r"설명|내용|상세|개요|비고|사양",
        r"\bdescriptions?\b|\bdetails?\b|\bcontent\b|\btext\b|\bscope\b|\bresults?\b|\bnotes?\b|\bremarks?\b",
    ),
    Column.TITLE: (
        r"기술\s?명|명칭|품목|제품|역량|기술|과제|사업\s?명|프로젝트|실적|설비|시설|장비|인증|키워드|항목",
        r"\bname\b|\btitle\b|\bcapabilit\w*|\btechnolog\w*|\bcompetenc\w*|\bprocess\b|\bprojects?\b",
        r"\bequipment\b|\bfacilit\w*|\bcertificat\w*|\bstandard\b|\bkey ?words?\b|\bitem\b|\bproduct\b",
    ),
}
PATTERNS: Final = {column: re.compile("|".join(words), re.IGNORECASE) for column, words in HEADS.items()}
KINDS: Final = {
    Section.CAPABILITY: ProposalKind.CAPABILITY,
    Section.PROJECT: ProposalKind.PROJECT,
    Section.FACILITY: ProposalKind.FACILITY,
    Section.KEYWORD: ProposalKind.KEYWORD,
}
"""Certificates and levels are recognised by their form, wherever they stand."""
LONGEST_HEAD = 24


@dataclass(frozen=True, slots=True)
class Told:
    """What a row tells of one thing; of several, parted by commas, where it is `listed`."""

    title: str
    text: str = ""
    year: int | None = None
    agency: str = ""
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` by place; without heads the first column names and the others tell."""

    section: Section | None
    columns: tuple[Column, ...] = ()

    @property
    def has_heads(self) -> bool:
        return bool(self.columns)

    @classmethod
    def headed(cls, block: Block, section: Section | None) -> Table:
        """The table that begins with this row, whose heads tell more of what it holds than what stands above it."""
        columns = _columns(block, known_part=section in KINDS)
        if not columns:
            return cls(section)
        named = [section_of(cell) for cell, column in zip(block.cells, columns, strict=True) if column is Column.TITLE]
        own = next((each for each in named if each in KINDS), None)
        return cls(section if section in KINDS else own, columns)

    def begins(self, block: Block) -> bool:
        """Whether another table begins with this row."""
        return self.has_heads and bool(_columns(block, known_part=False))

    def told(self, block: Block) -> Iterator[tuple[ProposalKind, Told]]:
        """What the row tells. A row of two cells with a known label tells what the label says."""
        filled = [cell for cell in block.cells if cell]
        labelled = len(filled) == 2 and (not self.has_heads or self.section not in KINDS)
        label = section_of(filled[0]) if labelled else None
        own = label is self.section and label is not Section.SUMMARY and not NUMBERED.search(filled[0])
        if label in (*KINDS, Section.SUMMARY) and not own:
            if label is Section.SUMMARY:
                yield ProposalKind.SUMMARY, Told("", filled[1])
            else:
                yield KINDS[label], Told(filled[1], listed=True)
            return
        kind = KINDS.get(self.section) if self.section else None
        if kind is None or not filled:
            return
        yield kind, self._row(block) if self.has_heads else _unheaded(filled)

    def _row(self, block: Block) -> Told:
        cells: dict[Column, list[str]] = {column: [] for column in Column}
        for cell, column in zip(block.cells, self.columns, strict=False):
            if cell:
                cells[column].append(cell)
        year = YEAR.search(" ".join(cells[Column.YEAR]))
        title = next(iter(cells[Column.TITLE]), "")
        text = " ".join((*cells[Column.TITLE][1:], *cells[Column.TEXT]))
        return Told(title, text, int(year.group()) if year else None, next(iter(cells[Column.AGENCY]), ""))


def _unheaded(filled: list[str]) -> Told:
    year = next((YEAR.search(cell) for cell in filled if YEAR.fullmatch(cell[:4]) and len(cell) <= 12), None)
    rest = [cell for cell in filled if not (YEAR.fullmatch(cell[:4]) and len(cell) <= 12)]
    return Told(next(iter(rest), ""), " ".join(rest[1:]), int(year.group()) if year else None)


def _columns(block: Block, *, known_part: bool) -> tuple[Column, ...]:
    """What each column tells, where the row is one of heads: all short, one that names the thing, and two of three
    known; half of them where the part is known, whose tables are of things."""
    filled = [cell for cell in block.cells if cell]
    if len(filled) < 2 or any(len(cell) > LONGEST_HEAD for cell in filled):
        return ()
    columns = tuple(_column(cell) for cell in block.cells)
    known = [column for cell, column in zip(block.cells, columns, strict=True) if cell and column is not Column.OTHER]
    return columns if Column.TITLE in columns and len(known) >= len(filled) * (1 / 2 if known_part else 2 / 3) else ()


def _column(cell: str) -> Column:
    return next((column for column, pattern in PATTERNS.items() if pattern.search(cell)), Column.OTHER)
