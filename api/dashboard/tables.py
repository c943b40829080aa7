"""The dashboard as tables: what stands behind each chart, on the page and as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from api.exporting import Column, Row, Value
from api.schemas.dashboard import DashboardRecord, Line
from api.schemas.matches import Schema
from corpus.problems import NotFound
from corpus.text import Language
from matcher.reasons import Label


class Unit(StrEnum):
    """What the cells of a column are, which decides how a page says them."""

    CODE = "code"
    """For programs: a page does without."""
    TEXT = "text"
    NUMBER = "number"
    WON = "won"
    SHARE = "share"
    DAYS = "days"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Heading:
    key: str
    names: Label
    unit: Unit = Unit.NUMBER


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` in the order of `headings`; a missing value is None."""

    code: str
    names: Label
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]

    def columns(self, language: Language) -> list[Column]:
        """For a file."""
        return [Column(each.key, each.names.in_language(language)) for each in self.headings]

    def cells(self) -> list[Row]:
        """For a file: shares and scores to four places, days to one."""
        return [
            [_rounded(value, heading.unit) for value, heading in zip(row, self.headings, strict=True)]
            for row in self.rows
        ]


MATCHES: Final = Label("매칭", "Matches")
CASES: Final = Label("사례", "Cases")
LICENCES: Final = Label("기술이전 계약", "Licences")
ENTRIES: Final = Label("약정", "Commitments")
AMOUNT: Final = Label("약정 금액", "Won booked")
CODE: Final = Label("코드", "Code")
PROGRAMME: Final = Label("사업", "Programme")
COUNTED: Final = (
    Heading("matches", MATCHES),
    Heading("cases", CASES),
    Heading("licences", LICENCES),
    Heading("entries", ENTRIES),
    Heading("amount", AMOUNT, Unit.WON),
)


def _table(code: str, names: Label, headings: tuple[Heading, ...], lines: Sequence[Schema]) -> Table:
    """A heading's key is the field of the lines that it stands over."""
    rows = tuple(tuple(getattr(line, each.key) for each in headings) for line in lines)
    return Table(code, names, headings, rows)


def _text(key: str, names: Label) -> Heading:
    return Heading(key, names, Unit.TEXT)


def _lines(code: str, names: Label, by: Label, lines: Sequence[Line]) -> Table:
    return _table(code, names, (Heading("code", CODE, Unit.CODE), _text("name", by), *COUNTED), lines)


def _tracks(record: DashboardRecord) -> Table:
    return _lines("tracks", Label("트랙별", "By track"), Label("트랙", "Track"), record.tracks)


def _programmes(record: DashboardRecord) -> Table:
    return _lines("programmes", Label("사업별", "By programme"), PROGRAMME, record.programmes)


def _areas(record: DashboardRecord) -> Table:
    return _lines("areas", Label("기술 분야별", "By area of technology"), Label("분야", "Area"), record.areas)


def _regions(record: DashboardRecord) -> Table:
    return _lines("regions", Label("지역별", "By region"), Label("지역", "Region"), record.regions)


def _months(record: DashboardRecord) -> Table:
    return _lines("months", Label("월별", "By month"), Label("월", "Month"), record.months)


def _ceilings(record: DashboardRecord) -> Table:
    headings = (
        Heading("programme", CODE, Unit.CODE),
        _text("name", PROGRAMME),
        _text("said", Label("한도", "Ceiling")),
        Heading("amount", Label("한도 금액", "Ceiling in won"), Unit.WON),
        Heading("booked", AMOUNT, Unit.WON),
        Heading("left", Label("잔액", "Left"), Unit.WON),
        Heading("share", Label("집행률", "Booked of the ceiling"), Unit.SHARE),
    )
    return _table("ceilings", Label("사업 한도 대비 약정", "Booked against the ceilings"), headings, record.ceilings)


def _years(record: DashboardRecord) -> Table:
    headings = (
        _text("year", Label("연도", "Year")),
        Heading("amount", AMOUNT, Unit.WON),
        Heading("cases", CASES),
    )
    return _table("years", Label("연도별 약정", "Booked by year"), headings, record.years)


def _funnel(record: DashboardRecord) -> Table:
    headings = (
        Heading("stage", CODE, Unit.CODE),
        _text("name", Label("단계", "Stage")),
        Heading("cases", Label("도달한 사례", "Came this far")),
        Heading("share", Label("전체 대비", "Of all"), Unit.SHARE),
        Heading("conversion", Label("이전 단계 대비", "Of the stage before"), Unit.SHARE),
        Heading("standing", Label("현재 이 단계", "Stand here now")),
        Heading("declined", Label("이 단계에서 종료", "Declined here")),
        Heading("days", Label("머문 기간 중앙값(일)", "Median days here"), Unit.DAYS),
        Heading("stays", Label("끝난 체류", "Stays that ended")),
    )
    return _table("funnel", Label("사례의 진행 단계", "How far cases come"), headings, record.funnel)


def _declined(record: DashboardRecord) -> Table:
    headings = (
        Heading("reason", CODE, Unit.CODE),
        _text("name", Label("사유", "Reason")),
        Heading("cases", CASES),
        Heading("share", Label("비율", "Share"), Unit.SHARE),
    )
    return _table("declined", Label("종료 사유", "Why cases were declined"), headings, record.declined)


def _sme(record: DashboardRecord) -> Table:
    headings = (
        Heading("of", CODE, Unit.CODE),
        _text("name", Label("구분", "Of")),
        Heading("share", Label("중소기업 비율", "Share of SMEs"), Unit.SHARE),
        Heading("small", Label("중소기업", "SMEs")),
        Heading("known", Label("규모가 알려진 기업", "Size known")),
        Heading("unknown", Label("규모 미상", "Size not known")),
    )
    return _table("sme", Label("중소기업 비율", "Share of small and medium-sized enterprises"), headings, record.sme)


def _languages(record: DashboardRecord) -> Table:
    headings = (
        Heading("language", CODE, Unit.CODE),
        _text("name", Label("질의 언어", "Language of the question")),
        Heading("quality", Label("게시 검사 품질", "Quality at the gate"), Unit.SCORE),
        Heading("questions", Label("검사 질의", "Questions at the gate")),
        Heading("share", Label("적합 비율", "Relevant"), Unit.SHARE),
        Heading("judged", Label("담당관 판단", "Judged by officers")),
        Heading("relevant", Label("적합", "relevant")),
        Heading("partly", Label("일부 적합", "partly")),
        Heading("not_relevant", Label("부적합", "not")),
    )
    return _table("languages", Label("언어별 매칭 품질", "Match quality by language"), headings, record.languages)


def _steps(record: DashboardRecord) -> Table:
    headings = (
        Heading("stage", CODE, Unit.CODE),
        _text("name", Label("후속 조치", "Step")),
        Heading("number", Label("횟수", "Times")),
    )
    return _table("steps", Label("계약 후 후속 조치", "Steps after licences"), headings, record.steps)


def _figures(record: DashboardRecord) -> Table:
    headings = (
        Heading("programme", CODE, Unit.CODE),
        _text("programme_name", PROGRAMME),
        _text("name", Label("지표", "Figure")),
        _text("year", Label("연도", "Year")),
        _text("said", Label("값", "Value")),
        _text("source", Label("출처", "Source")),
        _text("date", Label("출처 날짜", "Date of the source")),
    )
    return _table(
        "figures", Label("목표와 직접 입력한 지표", "Targets, and figures entered by hand"), headings, record.figures
    )


TABLES: Final[Mapping[str, Callable[[DashboardRecord], Table]]] = {
    "ceilings": _ceilings,
    "years": _years,
    "funnel": _funnel,
    "declined": _declined,
    "tracks": _tracks,
    "programmes": _programmes,
    "areas": _areas,
    "regions": _regions,
    "months": _months,
    "sme": _sme,
    "languages": _languages,
    "steps": _steps,
    "figures": _figures,
}
"""By code, in the order of the page."""


def table_of(record: DashboardRecord, code: str) -> Table:
    """One of the tables. Raises NotFound `unknown_table`."""
    if code not in TABLES:
        raise NotFound.because("unknown_table", "table", code, known=", ".join(TABLES))
    return TABLES[code](record)


def _rounded(value: Value, unit: Unit) -> Value:
    if isinstance(value, float):
        return round(value, 1 if unit is Unit.DAYS else 4)
    return value
