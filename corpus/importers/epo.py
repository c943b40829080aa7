"""Answers of the EPO's Open Patent Services and DOCDB files: `exchange-document` elements, prefixed or not.

Taken: number, kind, dates, family, titles and abstracts (original language and English), applicants with their
normalised names, inventors, IPC, CPC. Left out: citations, priorities, legal events. An answer without
bibliographic data (search results that list numbers, families, claims or descriptions alone) is refused with
what to ask the service for. Documents of the same number that follow each other (A1, B1) complete one another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NoReturn

from corpus.drafts import LegalStatus, PatentDraft
from corpus.identifiers import korean_application_from_docdb, patent_number
from corpus.importers.drafting import build
from corpus.importers.epo_names import inventors, owners
from corpus.importers.epo_texts import in_languages
from corpus.importers.format import Accepted, Format, Parsed, Rejected
from corpus.importers.source import Source
from corpus.importers.symbols import symbols
from corpus.importers.xml_contents import content
from corpus.importers.xml_fields import at, bare, day, plain, text
from corpus.importers.xml_parsing import Element, local
from corpus.importers.xml_records import Broken, records
from corpus.importers.xml_stream import head_of
from corpus.problems import Invalid, Problem

NAMESPACES = ("http://www.epo.org/exchange", "http://ops.epo.org", "http://www.epo.org/fulltext")
ROOTS = frozenset({"world-patent-data", "exchange-documents", "exchange-document", "fulltext-documents"})
DOCUMENT = "exchange-document"
ERRORS = ("fault", "error")
PARTIAL: Mapping[str, str] = {
    "fulltext-document": "full text",
    "family-member": "patent family",
    "search-result": "search result",
    "register-document": "register entry",
    "legal": "legal events",
    "equivalents-inquiry": "equivalents",
    "document-instance": "drawings",
}
"""What an answer without bibliographic data consists of, by element."""

NAMES = {
    "id": "publication-reference",
    "title": "invention-title",
    "owners": "applicants",
    "filing_date": "application-reference/document-id/date",
    "publication_date": "publication-reference/document-id/date",
    "grant_date": "publication-reference/document-id/date",
    "ipc": "classifications-ipcr",
    "cpc": "patent-classifications",
    "family_id": "family-id",
}
GRANT_DAY_IS_PUBLICATION = frozenset({"EP", "US"})
PREFIXED = re.compile(r"([A-Z]{2})(\w+)$")
ORIGINAL_SHOWN = 20_000
CARRIED = (
    "abstract",
    "abstract_en",
    "title_en",
    "publication_date",
    "filing_date",
    "ipc",
    "cpc",
    "owners",
    "inventors",
)
"""What an earlier document of the same number lends to a later one that does not tell it."""


def recognises(source: Source) -> bool:
    head = head_of(source)
    if head is None:
        return False
    if head.root == "error":
        return "epo.org" in head.text
    return head.root in ROOTS or any(name in head.tag for name in NAMESPACES)


def read(source: Source) -> Iterator[Parsed]:
    """Each document in turn. Raises Invalid: `epo_error`, `epo_no_biblio`, `no_records`, or a broken file."""
    row = 0
    before: PatentDraft | None = None
    for found in records(source, (DOCUMENT, *ERRORS)):
        if not isinstance(found, Broken) and local(found) in ERRORS:
            raise Invalid(_service_error(plain(found)))
        row += 1
        if isinstance(found, Broken):
            yield Rejected(row, found.problem, found.original)
            continue
        parsed = _parsed(row, plain(found), before)
        before = parsed.draft if isinstance(parsed, Accepted) and isinstance(parsed.draft, PatentDraft) else before
        yield parsed
    if not row:
        _refuse(source)


def _refuse(source: Source) -> NoReturn:
    """Says what an answer without documents carries; a search without hits carries nothing."""
    for found in records(source, tuple(PARTIAL)):
        if not isinstance(found, Broken):
            part, number = _content(found), _number(found)
            if number or local(found) != "search-result":
                raise Invalid.because("epo_no_biblio", "file", source.name, **content(part), number=number or "NUMBER")
    raise Invalid.because("no_records", "file", source.name)


def _parsed(row: int, document: Element, before: PatentDraft | None) -> Parsed:
    status = document.get("status", "")
    biblio = document.find("bibliographic-data")
    fields = _fields(document, biblio)
    number = fields["id"]
    if status in {"not found", "D"}:
        return Rejected(row, Problem.of("epo_withdrawn", "status", status, number=str(number or "")))
    if not fields["title"]:
        missing = Problem.of("epo_no_title", "invention-title", number=str(number or ""))
        return Rejected(row, missing, text(document)[:ORIGINAL_SHOWN])
    if before is not None and before.id == number:
        fields |= {name: getattr(before, name) for name in CARRIED if not fields[name]}
    return build(PatentDraft, row, fields, names=NAMES, original=text(document)[:ORIGINAL_SHOWN])


def _fields(document: Element, biblio: Element | None) -> dict[str, object]:
    published = _reference(biblio, "publication-reference")
    land = document.get("country") or published.get("country", "")
    number = bare(document.get("doc-number") or published.get("doc-number", ""))
    kind = document.get("kind") or published.get("kind") or None
    applied = _reference(biblio, "application-reference")
    on = day(published.get("date") or document.get("date-publ") or "")
    titles = in_languages(biblio, "invention-title", land)
    abstracts = in_languages(document, "abstract", land)
    granted = kind is not None and kind.startswith("B")
    return {
        "id": _id(land, number, applied) if land and number else None,
        "country": land,
        "kind": kind,
        "application_number": _application_number(biblio, applied),
        "publication_number": f"{land}{number}{kind or ''}",
        "title": titles.original,
        "title_en": titles.english,
        "abstract": abstracts.original or "",
        "abstract_en": abstracts.english,
        "owners": owners(biblio),
        "inventors": inventors(biblio),
        "filing_date": day(applied.get("date", "")),
        "publication_date": on,
        "grant_date": on if granted and land in GRANT_DAY_IS_PUBLICATION and isinstance(on, date) else None,
        "ipc": symbols(_texts(biblio, "classifications-ipcr/classification-ipcr", "classification-ipc")),
        "cpc": symbols(_cpc(biblio)),
        "family_id": document.get("family-id") or None,
        "legal_status": LegalStatus.GRANTED if granted else LegalStatus.UNKNOWN,
    }


def _reference(biblio: Element | None, name: str) -> dict[str, str]:
    """Country, number, kind and date: DOCDB's spelling first, what it lacks from the others."""
    spelled: dict[str, dict[str, str]] = {}
    for reference in biblio.iterfind(name) if biblio is not None else ():
        for entry in reference.iterfind("document-id"):
            spelling = entry.get("document-id-type") or reference.get("data-format") or "docdb"
            parts = {part: at(entry, part) for part in ("country", "doc-number", "kind", "date")}
            prefixed = PREFIXED.match(parts["doc-number"])
            if spelling == "epodoc" and prefixed:
                parts |= {"country": prefixed[1], "doc-number": prefixed[2]}
            spelled.setdefault(spelling, parts)
    found: dict[str, str] = {}
    for spelling in ("docdb", "epodoc", "original"):
        for part, value in spelled.get(spelling, {}).items():
            if value:
                found.setdefault(part, value)
    return found


def _application_number(biblio: Element | None, applied: Mapping[str, str]) -> str | None:
    """As the office wrote it where the file tells that, else as DOCDB does, with the country."""
    filed = at(biblio, "application-reference/document-id[@document-id-type='original']/doc-number")
    return filed or "".join(applied.get(part, "") for part in ("country", "doc-number")) or None


def _id(land: str, number: str, applied: Mapping[str, str]) -> str:
    """`EP1000000`; a Korean document is named by its application, since its publications are numbered apart."""
    application = korean_application_from_docdb(applied.get("doc-number", ""), applied.get("kind"))
    if land == "KR" and application:
        return application
    found = patent_number(number, land)
    return found.id if found else f"{land}{number}"


def _texts(biblio: Element | None, *paths: str) -> Iterator[str]:
    for path in paths:
        for entry in biblio.iterfind(path) if biblio is not None else ():
            parts = list(entry) if path.endswith("classification-ipc") else []
            yield from map(text, parts or [entry])


def _cpc(biblio: Element | None) -> Iterator[str]:
    for entry in biblio.iterfind("patent-classifications/patent-classification") if biblio is not None else ():
        scheme = entry.find("classification-scheme")
        if scheme is not None and not scheme.get("scheme", "").startswith("CPC"):
            continue
        parts = {name: at(entry, name) for name in ("section", "class", "subclass", "main-group", "subgroup")}
        symbol = f"{parts['section']}{parts['class']}{parts['subclass']} {parts['main-group']}/{parts['subgroup']}"
        yield at(entry, "classification-symbol", "text") or symbol


def _number(element: Element) -> str:
    """The first document number within a part, such as `EP1000000`, to name in the mend."""
    return "".join(at(element, f".//{{*}}{part}") for part in ("country", "doc-number"))


def _content(element: Element) -> str:
    """What a part carries, in words; a full text is either claims or a description."""
    within = (name for name in ("claims", "description") if element.find(f"{{*}}{name}") is not None)
    return next(within, PARTIAL[local(element)])


def _service_error(fault: Element) -> Problem:
    code, message = at(fault, "code", ".//code", ".//faultcode"), at(fault, "message", ".//message", ".//faultstring")
    return Problem.of("epo_error", "fault", code, message=message)


FORMAT = Format("epo", "patents", "EPO Open Patent Services and DOCDB (XML)", recognises, read)
