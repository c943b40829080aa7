"""The American office's services as JSON: the Open Data Portal (old and new envelope) and Public Search.

Taken: numbers, title, applicants, inventors, CPC, IPC, dates, status. Neither service gives an abstract: the
title alone is searched. An application without a publication is named by its application number
(`US15/123456`). Answers about assignments, attorneys or events alone are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.drafts import LegalStatus, PatentDraft
from corpus.identifiers import digits_of, patent_number
from corpus.importers.cells import symbols_in, text
from corpus.importers.docdb_json import MAX_INVENTORS, MAX_OWNERS, listed, member, once
from corpus.importers.drafting import build
from corpus.importers.format import Format, Parsed
from corpus.importers.legal_status import legal_status
from corpus.importers.rows import Row
from corpus.importers.source import HEAD_BYTES, Source
from corpus.importers.symbols import symbols
from corpus.importers.tables import has, parsed, table
from corpus.problems import Invalid

BAGS = frozenset({"patentbag", "patentfilewrapperdatabag"})
GRANT_DATABASES = frozenset({"USPAT", "USPT", "USOCR"})
ABSTRACT_TAGS = re.compile(r"<[^>]{1,200}>")


def recognises_portal(source: Source) -> bool:
    found = table(source)
    return found is not None and (bool(found.outer & BAGS) or _is_wrapper(source))


def _is_wrapper(source: Source) -> bool:
    return has(source, "applicationNumberText", "applicationMetaData") or has(
        source, "applicationNumberText", "inventionTitle"
    )


def recognises_search(source: Source) -> bool:
    return has(source, "guid", "inventionTitle")


def read_portal(source: Source) -> Iterator[Parsed]:
    """Raises Invalid (`answer_without_title`) for an answer about something else than applications."""
    found = table(source)
    is_seen_whole = len(source.head) < HEAD_BYTES
    if (
        found is not None
        and is_seen_whole
        and found.keys
        and not found.keys & {"inventiontitle", "applicationmetadata"}
    ):
        raise Invalid.because(
            "answer_without_title", "file", source.name, found=", ".join(sorted(found.headings))[:200]
        )
    return parsed(source, portal_drafted)


def read_search(source: Source) -> Iterator[Parsed]:
    return parsed(source, search_drafted)


def portal_drafted(row: Row) -> Parsed:
    """The draft of one application. Raises Invalid where the answer carries no title or no number."""
    meta = row.values.get("applicationMetaData")
    record = {**row.values, **meta} if isinstance(meta, dict) else dict(row.values)
    if text(record.get("inventionTitle")) is None:
        found = ", ".join(sorted(map(str, row.values)))
        raise Invalid.because("answer_without_title", "inventionTitle", "", found=found[:200])
    application = digits_of(str(text(record.get("applicationNumberText")) or ""))
    published = text(record.get("earliestPublicationNumber"))
    grant = text(record.get("patentNumber") or record.get("grantNumber"))
    number = patent_number(str(grant or published or ""), "US")
    if number is None and len(application) < 8:
        raise Invalid.because("bad_number_of_patent", "applicationNumberText", record.get("applicationNumberText"))
    status = text(record.get("applicationStatusDescriptionText"))
    fields = {
        "id": number.id if number else f"US{application[:2]}/{application[2:]}",
        "country": "US",
        "kind": number.kind if number else None,
        "application_number": application or None,
        "publication_number": _publication(published),
        "registration_number": grant,
        "title": text(record.get("inventionTitle")),
        "owners": _named(_applicants(record)),
        "inventors": once(map(_inventor, listed(record.get("inventorBag"))), MAX_INVENTORS),
        "filing_date": text(record.get("filingDate")),
        "publication_date": text(record.get("earliestPublicationDate")),
        "grant_date": text(record.get("grantDate")),
        "cpc": symbols(symbols_in(record.get("cpcClassificationBag"))),
        "legal_status": LegalStatus.GRANTED if grant and status is None else legal_status(status),
    }
    names = {"title": "inventionTitle", "filing_date": "filingDate", "publication_date": "earliestPublicationDate"}
    return build(PatentDraft, row.number, fields, names=names, original=row.original)


def _applicants(record: dict[str, object]) -> list[object]:
    bag = [
        member(entry, "applicantNameText") or member(entry, "applicant") for entry in listed(record.get("applicantBag"))
    ]
    return bag or [record.get("firstApplicantName")]


def _publication(published: object) -> object:
    number = patent_number(str(published or ""), "US")
    return f"{number.id}{number.kind or ''}" if number else published


def _inventor(entry: object) -> object:
    return entry if isinstance(entry, str) else member(entry, "inventorNameText")


def search_drafted(row: Row) -> Parsed:
    """The draft of one hit of Public Search. Raises Invalid where its number cannot be read."""
    record = row.values
    written = text(record.get("guid") or record.get("documentId"))
    number = patent_number(str(written or ""), "US")
    if number is None:
        raise Invalid.because("bad_number_of_patent", "guid", written)
    is_grant = str(record.get("type") or record.get("databaseName") or "").upper() in GRANT_DATABASES
    published = text(record.get("datePublished"))
    fields = {
        "id": number.id,
        "country": number.country,
        "kind": number.kind,
        "application_number": text(record.get("applicationNumber")),
        "publication_number": f"{number.id}{number.kind or ''}",
        "registration_number": number.number if is_grant else None,
        "title": _bare(text(record.get("inventionTitle"))),
        "abstract": _bare(text(record.get("abstractHtml") or record.get("abstract"))) or "",
        "owners": _named(listed(record.get("assigneeName")) or listed(record.get("applicantName"))),
        "inventors": once(listed(record.get("inventorsName") or record.get("inventors")), MAX_INVENTORS),
        "filing_date": text(record.get("applicationFilingDate")),
        "publication_date": published,
        "grant_date": published if is_grant else None,
        "ipc": symbols(symbols_in(record.get("ipcCodeFlattened"))),
        "cpc": symbols(_cpc(record)),
        "legal_status": LegalStatus.GRANTED if is_grant else LegalStatus.UNKNOWN,
    }
    names = {"title": "inventionTitle", "filing_date": "applicationFilingDate", "publication_date": "datePublished"}
    return build(PatentDraft, row.number, fields, names=names, original=row.original)


def _cpc(record: object) -> list[str]:
    return [*symbols_in(member(record, "cpcInventiveFlattened")), *symbols_in(member(record, "cpcAdditionalFlattened"))]


def _named(names: list[object]) -> list[dict[str, str]]:
    return [{"name": name} for name in once(names, MAX_OWNERS)]


def _bare(value: object) -> object:
    return ABSTRACT_TAGS.sub(" ", value) if isinstance(value, str) else value


PORTAL = Format("uspto-odp", "patents", "USPTO Open Data Portal, JSON", recognises_portal, read_portal)
SEARCH = Format("uspto-ppubs", "patents", "USPTO Public Search, JSON", recognises_search, read_search)
