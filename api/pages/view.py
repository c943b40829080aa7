"""A record as a page shows it: what stands above it, its facts and its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.language import Words
from api.matching.versions import AnyRecord
from api.pages.labels import label
from api.schemas.records import CompanyRecord, NeedRecord, PatentRecord
from corpus.passages import Kind
from corpus.text import Language

LONG_FACT = 60
"""Characters from which a fact has a line of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a record's text under an optional heading; either may be marked up already."""

    text: str
    heading: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """`title` is English and translated where it is shown."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """`name` is English and translated where it is shown."""

    name: str
    value: str

    @property
    def long(self) -> bool:
        return len(self.value) > LONG_FACT


@dataclass(frozen=True, slots=True)
class RecordView:
    """`facts` and `sections` hold what the record has, nothing empty."""

    kind: Kind
    id: str
    title: str
    title_en: str | None
    language: Language
    fictional: bool
    version: int
    content_hash: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]


def record_view(record: AnyRecord, words: Words) -> RecordView:
    """The record in the reader's words."""
    if isinstance(record, PatentRecord):
        return _view("patents", record, _patent_facts(record, words), _patent_text(record))
    if isinstance(record, CompanyRecord):
        return _view("companies", record, _company_facts(record, words), _company_text(record))
    return _view("needs", record, _need_facts(record, words), _need_text(record))


def _view(kind: Kind, record: AnyRecord, facts: list[Fact], sections: list[Section]) -> RecordView:
    title, title_en = _titles(record)
    return RecordView(
        kind=kind,
        id=record.id,
        title=title,
        title_en=title_en if title_en != title else None,
        language=record.language,
        fictional=record.fictional,
        version=record.version,
        content_hash=record.content_hash,
        facts=tuple(facts),
        sections=tuple(sections),
    )


def _titles(record: AnyRecord) -> tuple[str, str | None]:
    if isinstance(record, CompanyRecord):
        return record.name, record.name_en
    return record.title, record.title_en if isinstance(record, PatentRecord) else None


def _patent_facts(patent: PatentRecord, words: Words) -> list[Fact]:
    return _given(
        Fact("Owner", ", ".join(owner.name for owner in patent.owners)),
        Fact("Country", patent.country),
        Fact("Legal status", words(label("legal_status", patent.legal_status))),
        Fact("Application", patent.application_number or ""),
        Fact("Filed", _shown(patent.filing_date)),
        Fact("Published", _shown(patent.publication_date)),
        Fact("Granted", _shown(patent.grant_date)),
        Fact("IPC", ", ".join(patent.ipc)),
        Fact("CPC", ", ".join(patent.cpc)),
        Fact("Family", patent.family_id or ""),
        Fact("Inventors", ", ".join(patent.inventors)),
        Fact("Government agencies", ", ".join(patent.agencies)),
        Fact("TRL", _shown(patent.trl)),
        Fact("Keywords", ", ".join(patent.keywords)),
    )


def _patent_text(patent: PatentRecord) -> list[Section]:
    return _filled(
        Section("Abstract", _parts([patent.abstract])),
        Section("Abstract in English", _parts([patent.abstract_en or ""])),
        Section("Claims", _parts(patent.claims)),
        Section("Statement of government interest", _parts([patent.interest_statement or ""])),
    )


def _company_facts(company: CompanyRecord, words: Words) -> list[Fact]:
    profile = company.profile
    return _given(
        Fact("Country", company.country or ""),
        Fact("Region", " ".join(part for part in (company.region, company.city) if part)),
        Fact("Size", words(label("size", company.size)) if company.size else ""),
        Fact("Employees", f"{company.employees:,}" if company.employees is not None else ""),
        Fact("Founded", _shown(company.founded_year)),
        Fact("Industry", company.industry or ""),
        Fact("Other names", ", ".join(company.other_names)),
        Fact("Web site", company.website or ""),
        Fact("Certificates", ", ".join(profile.certificates) if profile else ""),
        Fact("TRL", _shown(profile.trl) if profile else ""),
        Fact("Profile version", _shown(company.profile_version)),
        Fact("Keywords", ", ".join(profile.keywords) if profile else ""),
    )


def _company_text(company: CompanyRecord) -> list[Section]:
    profile = company.profile
    if profile is None:
        return []
    projects = tuple(
        Part(each.text, each.title, " · ".join(part for part in (_shown(each.year), each.agency) if part))
        for each in profile.projects
    )
    return _filled(
        Section("Summary", _parts([profile.summary])),
        Section("Capabilities", tuple(Part(each.text, each.title) for each in profile.capabilities)),
        Section("Projects", projects),
    )


def _need_facts(need: NeedRecord, words: Words) -> list[Fact]:
    return _given(
        Fact("Organisation", need.organisation or ""),
        Fact("Kind", words(label("need_kind", need.kind)) if need.kind else ""),
        Fact("Country", need.country or ""),
        Fact("Open from", _shown(need.open_date)),
        Fact("Open until", _shown(need.close_date)),
        Fact("Required TRL", _shown(need.required_trl)),
        Fact("Keywords", ", ".join(need.keywords)),
        Fact("Source", need.url or ""),
    )


def _need_text(need: NeedRecord) -> list[Section]:
    return _filled(
        Section("Description", _parts([need.description])), Section("Requirements", _parts(need.requirements))
    )


def _parts(texts: Sequence[str]) -> tuple[Part, ...]:
    return tuple(Part(text) for text in texts if text)


def _given(*facts: Fact) -> list[Fact]:
    return [fact for fact in facts if fact.value]


def _filled(*sections: Section) -> list[Section]:
    return [section for section in sections if section.parts]


def _shown(value: object) -> str:
    return "" if value is None else str(value)
