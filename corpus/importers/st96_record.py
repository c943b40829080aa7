"""One record of ST.96 as the fields of a draft. Versions nest differently, so elements are found by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from corpus.drafts import LegalStatus
from corpus.identifiers import korean_application, patent_number
from corpus.importers.epo_texts import in_languages
from corpus.importers.symbols import symbols
from corpus.importers.xml_fields import (
    MAX_INVENTORS,
    MAX_OWNERS,
    at,
    country,
    day,
    once,
    person,
    text,
    texts,
)
from corpus.importers.xml_parsing import Element, local

NAMES = {
    "id": "PublicationNumber",
    "country": "IPOfficeCode",
    "title": "InventionTitle",
    "abstract": "Abstract",
    "claims": "Claims",
    "owners": "AssigneeBag",
    "inventors": "InventorBag",
    "filing_date": "FilingDate",
    "publication_date": "PublicationDate",
    "grant_date": "GrantDate",
    "ipc": "IPCRClassificationBag",
    "cpc": "CPCClassificationBag",
}
OF_OTHERS = (
    "ReferenceCitationBag",
    "PriorityClaimBag",
    "ForeignPriorityBag",
    "RelatedDocumentBag",
    "InternationalFilingData",
    "InternationalPublishingData",
    "Description",
)
"""Parts that name other documents, whose numbers and dates must not be taken for this one's."""

US_APPLICATION = re.compile(r"\d{8}$")
GROUPS = ("MainGroup", "Subgroup")
LEVELS = ("Section", "Class", "Subclass")
ORGANISATION = (".//OrganizationStandardName", ".//OrganizationName", ".//EntityName")
PERSON = (".//PersonFullName", ".//PersonStandardName")


def fields(record: Element) -> dict[str, object]:
    """The draft's fields; the id is the grant's number, else the publication's, for Korea the application's."""
    for name in OF_OTHERS:
        for part in list(record.iter(name)):
            if (parent := part.getparent()) is not None and part is not record:
                parent.remove(part)
    office = at(record, ".//IPOfficeCode") or _office(record)
    patent, published = at(record, ".//PatentNumber"), at(record, ".//PublicationNumber")
    applied = at(record, ".//ApplicationNumberText", ".//ApplicationNumber")
    _mark_languages(record)
    titles = in_languages(record, ".//InventionTitle", office)
    abstracts = in_languages(record, ".//Abstract", office)
    granted = bool(patent) or record.tag.startswith("PatentGrant")
    granted_on = at(record, ".//GrantDate")
    kind = at(record, ".//PatentDocumentKindCode")
    return {
        "id": _id(office, patent or published, applied, kind),
        "country": office,
        "kind": kind or None,
        "application_number": applied or None,
        "publication_number": published or patent or None,
        "registration_number": patent or None,
        "title": titles.original,
        "title_en": titles.english,
        "abstract": abstracts.original or "",
        "abstract_en": abstracts.english,
        "claims": tuple(filter(None, map(_claim, record.iterfind(".//Claim")))),
        "owners": tuple(_owners(record))[:MAX_OWNERS],
        "inventors": once((_name(entry) for entry in record.iterfind(".//Inventor")), MAX_INVENTORS),
        "filing_date": day(at(record, ".//FilingDate")),
        "publication_date": day(at(record, ".//PublicationDate") or granted_on),
        "grant_date": day(granted_on),
        "ipc": symbols(_classes(record, cpc=False)),
        "cpc": symbols(_classes(record, cpc=True)),
        "legal_status": LegalStatus.GRANTED if granted else LegalStatus.UNKNOWN,
    }


def _id(office: str, published: str, applied: str, kind: str) -> str | None:
    """The publication's id; an American application without one is named by its number, as `US16/123456`."""
    application = korean_application(applied)
    if office == "KR" and application:
        return application
    found = patent_number(published, office or None)
    if found is None and office == "US" and not kind and US_APPLICATION.match(applied):
        return f"US{applied[:2]}/{applied[2:]}"
    return found.id if found else None


def _office(record: Element) -> str:
    """The American office's own files leave the office out; their names have its namespace."""
    spaces = (str(uri) for uri in record.nsmap.values())
    return "US" if any("us:gov:doc:uspto" in uri or "uspto:doc:us:gov" in uri for uri in spaces) else ""


def _mark_languages(record: Element) -> None:
    """The language attribute has a namespace of its own; `lang` is what `in_languages` reads."""
    for name in ("InventionTitle", "Abstract"):
        for element in record.iter(name):
            code = next((value for key, value in element.items() if str(key).endswith("languageCode")), "")
            if code:
                element.set("lang", str(code).lower())


def _claim(claim: Element) -> str:
    """The claim's text with its number before it, where the text does not begin with it."""
    written = " ".join(texts(claim, "ClaimText")) or text(claim)
    number = at(claim, "ClaimNumber").lstrip("0")
    return f"{number}. {written}" if number and written and not written[0].isdigit() else written


def _owners(record: Element) -> Iterator[dict[str, object]]:
    """The assignees, else the applicants that are organisations, each once."""
    seen: set[str] = set()
    for path in (".//Assignee", ".//Applicant"):
        for entry in record.iterfind(path):
            name = _name(entry) if path == ".//Assignee" else at(entry, *ORGANISATION)
            if name and name.casefold() not in seen:
                seen.add(name.casefold())
                yield {"name": name, "country": country(at(entry, ".//CountryCode"))}
        if seen:
            return


def _name(entry: Element) -> str:
    parts = person(at(entry, ".//FirstName", ".//GivenName"), at(entry, ".//LastName", ".//FamilyName"))
    return at(entry, *ORGANISATION) or at(entry, *PERSON) or parts


def _classes(record: Element, *, cpc: bool) -> Iterator[str]:
    for element in record.iter(etree.Element):
        parts = {local(child).removeprefix("CPC").removeprefix("IPC"): text(child) for child in element}
        if parts.keys() >= set(LEVELS):
            symbol = "".join(parts[level] for level in LEVELS)
            written = f"{symbol} {'/'.join(parts.get(group, '') for group in GROUPS)}"
        elif element.tag.endswith(("ClassificationText", "ClassificationSymbolText")):
            written = text(element)
        else:
            continue
        if _is_cpc(element) == cpc:
            yield written


def _is_cpc(element: Element) -> bool:
    return any("CPC" in local(found) for found in (element, *element.iterancestors()))
