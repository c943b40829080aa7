"""Puts what a sheet is made of into its reader's words and order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.schemas.judgements import Reader
from api.schemas.records import NeedRecord, PatentRecord
from api.sheets.laid import Laid, Line, Part, Row
from corpus.disclosure import ControlStatus, Tier
from corpus.facts import RecordFacts
from corpus.passages import PassageKind
from corpus.store import RecordSummary
from matcher.judgement import Judgement
from matcher.match import EvidencePair
from matcher.programmes.verdicts import Outcome
from matcher.reasons import Label
from matcher.sheets.drafting import Draft, Quote

MOST_LISTED: Final = 6
"""Classes, keywords and the like of a record that a sheet lists; how many more there are is said."""
PLACES: Final = {
    PassageKind.ABSTRACT.value: Label("초록", "abstract"),
    PassageKind.CLAIM.value: Label("청구항", "claim"),
    PassageKind.DESCRIPTION.value: Label("수요 설명", "description"),
    PassageKind.REQUIREMENT.value: Label("요구사항", "requirement"),
    PassageKind.SUMMARY.value: Label("기업 소개", "summary"),
    PassageKind.CAPABILITY.value: Label("역량", "capability"),
    PassageKind.PROJECT.value: Label("수행 과제", "project"),
}
SALES: Final = Label("기술 소개서 (SMK)", "Technology sales sheet (SMK)")
NEED: Final = Label("기술 수요서", "Technology need sheet")
FICTIONAL: Final = Label(
    "가상 자료: 시연을 위해 지어낸 레코드입니다.", "Fictional: this record is made up for demonstration."
)
RESTRICTED: Final = Label("담당 공무원 전용: 외부에 배포하지 마십시오.", "Officials only: do not hand this sheet out.")
RELEASED: Final = Label("검증 기업 공개: 검증된 기업에만 배포하십시오.", "Released to verified companies only.")
HINTED: Final = Label(
    "보안 검토 전: 통제 단서가 있어 검토가 끝날 때까지 배포하지 마십시오.",
    "Not reviewed: screening has hints on this record; do not hand the sheet out before they are decided on.",
)
WHAT: Final = {"patents": Label("어떤 기술인가", "What it is"), "needs": Label("무엇을 찾는가", "What is wanted")}
DOES: Final = {
    "patents": Label("무엇을 하는가", "What it does"),
    "needs": Label("무엇을 충족해야 하는가", "What it has to do"),
}
FIGURES: Final = Label("기본 사항", "Key figures")
FITS: Final = Label("누구에게 맞는가", "Who it fits")
COMPANIES: Final = Label("후보 기업의 근거", "Evidence of candidate companies")
CONTACT: Final = Label("문의", "Contact")
TRACKS: Final = Label("트랙", "Tracks")
POSSIBLE: Final = Label("(확인 필요)", "(to be clarified)")
PROGRAMMES: Final = {
    Outcome.ELIGIBLE: Label("해당 지원사업", "Programmes"),
    Outcome.UNKNOWN: Label("확인이 필요한 지원사업", "Programmes to be clarified"),
}


@dataclass(frozen=True, slots=True)
class Company:
    """A candidate that officials chose for the sheet, its best evidence, and how many elements it leaves open."""

    record: RecordSummary
    day: date
    pairs: tuple[EvidencePair, ...]
    uncovered: int


@dataclass(frozen=True, slots=True)
class Material:
    """What a sheet is made of. `judgement` is that of the record alone, None where it is not searchable yet."""

    record: PatentRecord | NeedRecord
    facts: RecordFacts
    draft: Draft
    judgement: Judgement | None
    companies: tuple[Company, ...]
    reader: Reader
    office: str
    contact: str
    today: date

    def said(self, label: Label) -> str:
        return label.in_language(self.reader.language)


def lay(material: Material) -> Laid:
    """The sheet; every sentence under the first two headings and of companies is followed by its source."""
    record = material.record
    patent = isinstance(record, PatentRecord)
    title, other = _titles(record, material)
    parts = (
        Part(material.said(WHAT[material.facts.kind]), lines=_quoted(material, material.draft.what)),
        Part(material.said(DOES[material.facts.kind]), lines=_quoted(material, material.draft.does)),
        Part(material.said(FIGURES), rows=tuple(_figures(material))),
        Part(material.said(FITS), rows=tuple(_fits(material)), wide=True),
        *_companies(material),
        Part(material.said(CONTACT), lines=tuple(Line(each) for each in (material.office, material.contact) if each)),
    )
    return Laid(
        language=material.reader.language,
        kind=material.said(SALES if patent else NEED),
        title=title,
        subtitle=other,
        marks=tuple(_marks(material)),
        parts=tuple(part for part in parts if part.rows or part.lines),
        foot=tuple(_foot(material)),
        day=material.today,
    )


def number_of(record: PatentRecord | NeedRecord) -> str:
    """The number by which others know it, else its id."""
    if isinstance(record, PatentRecord):
        return record.registration_number or record.publication_number or record.id
    return record.id


def _titles(record: PatentRecord | NeedRecord, material: Material) -> tuple[str, str]:
    english = record.title_en if isinstance(record, PatentRecord) else None
    if not english or english == record.title:
        return record.title, ""
    return (english, record.title) if material.reader.language == "en" else (record.title, english)


def _marks(material: Material) -> Iterator[str]:
    if material.facts.tier is Tier.RESTRICTED:
        yield material.said(RESTRICTED)
    if material.facts.tier is Tier.RELEASED:
        yield material.said(RELEASED)
    if material.facts.control is ControlStatus.HINT:
        yield material.said(HINTED)
    if material.record.fictional:
        yield material.said(FICTIONAL)


def _quoted(material: Material, quotes: tuple[Quote, ...]) -> tuple[Line, ...]:
    record = material.record
    day = record.updated_at.date()
    return tuple(
        Line(quote.text, _source(material, number_of(record), quote.place.value, quote.number, record.version, day))
        for quote in quotes
    )


def _source(  # noqa: PLR0917 - the parts of a source in their order
    material: Material, number: str, place: str, part: int | None, version: int, day: date
) -> str:
    where = material.said(PLACES[place]) + (f" {part}" if part is not None else "")
    return f"[{number} · {where} · v{version} · {day.isoformat()}]"


def _figures(material: Material) -> Iterator[Row]:
    record = material.record
    rows = _patent_figures(record, material) if isinstance(record, PatentRecord) else _need_figures(record, material)
    for label, value in rows:
        if value:
            yield Row(material.said(label), value)


def _patent_figures(patent: PatentRecord, material: Material) -> Iterator[tuple[Label, str]]:
    yield Label("번호", "Number"), number_of(patent)
    yield Label("출원번호", "Application"), patent.application_number or ""
    yield Label("권리자", "Owner"), _listed([owner.name for owner in patent.owners], material)
    yield Label("출원일", "Filed"), _day(patent.filing_date)
    yield Label("법적 상태", "Legal status"), "" if patent.legal_status == "unknown" else _name(material, patent)
    yield Label("기술성숙도", "Readiness"), f"TRL {patent.trl}" if patent.trl else ""
    yield Label("국제특허분류", "IPC"), _listed(patent.ipc, material)
    yield Label("기술 분야", "Technology areas"), _areas(material)
    yield Label("핵심어", "Keywords"), _listed(patent.keywords, material)


def _need_figures(need: NeedRecord, material: Material) -> Iterator[tuple[Label, str]]:
    yield Label("번호", "Number"), need.id
    yield Label("수요 기관", "Organisation"), need.organisation or ""
    yield Label("공고일", "Open from"), _day(need.open_date)
    yield Label("마감일", "Open until"), _day(need.close_date)
    yield Label("요구 성숙도", "Required readiness"), f"TRL {need.required_trl}" if need.required_trl else ""
    yield Label("요구 인증", "Required certificates"), _listed(need.required_certificates, material)
    yield Label("요구 시설", "Required facilities"), _listed(need.required_facilities, material)
    yield Label("기술 분야", "Technology areas"), _areas(material)
    yield Label("핵심어", "Keywords"), _listed(need.keywords, material)


def _name(material: Material, patent: PatentRecord) -> str:
    return material.reader.name(patent.legal_status)


def _areas(material: Material) -> str:
    labels = material.judgement.labels if material.judgement else None
    return ", ".join(material.reader.name(label.name) for label in labels or ())


def _fits(material: Material) -> Iterator[Row]:
    """What the record alone tells of its tracks and programmes: a company's own facts decide in the end."""
    judgement = material.judgement
    if judgement is None:
        return
    tracks = [material.reader.name(track.value) for track in sorted(judgement.tracks.found)]
    tracks += [
        f"{material.reader.name(each.value)} {material.said(POSSIBLE)}" for each in sorted(judgement.tracks.open)
    ]
    if tracks:
        yield Row(material.said(TRACKS), ", ".join(tracks))
    for outcome, label in PROGRAMMES.items():
        names = [
            material.reader.name(standing.verdict.programme)
            for standing in judgement.standings
            if standing.outcome is outcome
        ]
        if names:
            yield Row(material.said(label), ", ".join(names))


def _companies(material: Material) -> Iterator[Part]:
    if not material.companies:
        return
    lines: list[Line] = []
    for company in material.companies:
        record = company.record
        open_ = Label(f"충족하지 않은 요소 {company.uncovered}개", f"{company.uncovered} elements not covered")
        lines.append(Line(f"{record.title} ({record.id}) · {material.said(open_)}", leading=True))
        for pair in company.pairs:
            source = _source(material, record.id, pair.passage_kind, None, record.version, company.day)
            lines.append(Line(pair.passage, source))
    yield Part(material.said(COMPANIES), lines=tuple(lines))


def _foot(material: Material) -> Iterator[str]:
    draft = material.draft
    left = Label(
        f"원문 문장 {draft.considered}개 중 {draft.left_out}개는 싣지 않았습니다.",
        f"{draft.left_out} of the {draft.considered} sentences of the record are left out.",
    )
    yield material.said(
        Label(
            "문장은 등록된 레코드의 원문 그대로이며, 대괄호 안에 출처를 적었습니다.",
            "Sentences stand word for word as in the record; their source is in brackets.",
        )
    ) + (f" {material.said(left)}" if draft.left_out else "")
    yield material.said(
        Label(
            f"트랙과 지원사업은 {material.today.isoformat()} 기준 이 레코드만으로 판단한 것이며 법적 판정이 아닙니다.",
            f"Tracks and programmes as judged on {material.today.isoformat()} from this record alone; no legal ruling.",
        )
    )


def _listed(values: list[str], material: Material) -> str:
    more = len(values) - MOST_LISTED
    shown = ", ".join(values[:MOST_LISTED])
    return f"{shown} {material.said(Label(f'외 {more}건', f'and {more} more'))}" if more > 0 else shown


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
