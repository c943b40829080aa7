"""One record in full, with the way on in each direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.errors import language_of_request
from api.language import Words
from api.pages.dependencies import ServiceHere, TemplatesHere
from api.pages.labels import label
from api.reading import company_record, need_record, patent_record
from api.schemas.records import CompanyRecord, NeedRecord, PatentRecord
from corpus.passages import Kind

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a record's text under an optional heading."""

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


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above any record."""

    kind: Kind
    id: str
    title: str
    title_en: str | None
    fictional: bool
    version: int
    content_hash: str


@router.get("/patents/{record_id:path}")
def patent_page(record_id: str, request: Request, service: ServiceHere, templates: TemplatesHere) -> Response:
    """The patent's facts, abstract and claims."""
    with service.database.reading() as store:
        patent = patent_record(store, record_id)
    heading = _heading("patents", patent, patent.title, patent.title_en)
    words = Words(language_of_request(request))
    values = {"record": heading, "facts": _patent_facts(patent, words), "sections": _patent_sections(patent)}
    return templates.page(request, "record.html", values, here="record")


@router.get("/companies/{record_id:path}")
def company_page(record_id: str, request: Request, service: ServiceHere, templates: TemplatesHere) -> Response:
    """The company's facts and what it can do."""
    with service.database.reading() as store:
        company = company_record(store, record_id)
    heading = _heading("companies", company, company.name, company.name_en)
    words = Words(language_of_request(request))
    values = {"record": heading, "facts": _company_facts(company, words), "sections": _company_sections(company)}
    return templates.page(request, "record.html", values, here="record")


@router.get("/needs/{record_id:path}")
def need_page(record_id: str, request: Request, service: ServiceHere, templates: TemplatesHere) -> Response:
    """The need's facts and description."""
    with service.database.reading() as store:
        need = need_record(store, record_id)
    heading = _heading("needs", need, need.title, None)
    words = Words(language_of_request(request))
    values = {"record": heading, "facts": _need_facts(need, words), "sections": _need_sections(need)}
    return templates.page(request, "record.html", values, here="record")


def _heading(
    kind: Kind, record: PatentRecord | CompanyRecord | NeedRecord, title: str, title_en: str | None
) -> Heading:
    return Heading(kind, record.id, title, title_en, record.fictional, record.version, record.content_hash)


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
        Fact("Government interest", ", ".join(patent.agencies)),
        Fact("TRL", _shown(patent.trl)),
        Fact("Keywords", ", ".join(patent.keywords)),
    )


def _patent_sections(patent: PatentRecord) -> list[Section]:
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


def _company_sections(company: CompanyRecord) -> list[Section]:
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


def _need_sections(need: NeedRecord) -> list[Section]:
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
