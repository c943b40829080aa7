"""Answers of KIPRIS Plus (Korean patents): both dialects of the search and the detail answer, read by field name.

Recognised by a root `response` with a KIPRIS header or items, or by the gateway's error answer. Taken: numbers
and dates of application, opening, publication and registration, title, abstract, claims, applicants, inventors,
IPC, CPC, legal status, and the state research programmes that the detail answer names. Left out: drawings,
agents, families, priorities. Errors that come with HTTP status 200 are raised as such, so that an outage never
looks like no hit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from corpus.drafts import LegalStatus, PatentDraft
from corpus.identifiers import korean_application, korean_registration
from corpus.importers.countries import country_code
from corpus.importers.drafting import build
from corpus.importers.format import Format, Parsed, Rejected
from corpus.importers.kipris_answer import Answer, error_in
from corpus.importers.legal_status import legal_status
from corpus.importers.source import Source
from corpus.importers.symbols import symbols
from corpus.importers.titles import two_titles
from corpus.importers.xml_contents import content
from corpus.importers.xml_fields import MAX_INVENTORS, MAX_OWNERS, day, once
from corpus.importers.xml_parsing import local
from corpus.importers.xml_records import Broken, records
from corpus.importers.xml_stream import head_of
from corpus.problems import Invalid, Problem

ITEMS = ("PatentUtilityInfo", "patentUtilityInfo", "item")
OTHER_RIGHTS = {
    "TradeMarkInfo": "trademark",
    "trademarkInfo": "trademark",
    "DesignInfo": "design",
    "designInfo": "design",
}
OTHER_NUMBERS = {"KR3": "design", "KR4": "trademark"}
"""Rights that are no patents, by the beginning of their application numbers."""

HEADERS = ("header", "cmmMsgHeader", "totalCount", "TotalSearchCount")
ROOTS = frozenset({"response", "items", "body", *ITEMS, *OTHER_RIGHTS})
MARKS = (
    "<resultCode",
    "<successYN",
    "<resultMsg",
    "<inventionTitle>",
    "<InventionName>",
    *(f"<{name}" for name in (*ITEMS[:2], *OTHER_RIGHTS)),
)

FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("inventiontitle", "inventionname"),
    "title_en": ("inventiontitleeng", "inventionnameeng"),
    "application_number": ("applicationnumber",),
    "filing_date": ("applicationdate",),
    "open_number": ("opennumber", "openingnumber"),
    "open_date": ("opendate", "openingdate"),
    "gazette_number": ("publicationnumber", "publicnumber"),
    "gazette_date": ("publicationdate", "publicdate"),
    "registration_number": ("registernumber", "registrationnumber"),
    "grant_date": ("registerdate", "registrationdate"),
    "status": ("registerstatus", "registrationstatus", "finaldisposal"),
    "abstract": ("astrtcont", "abstract"),
    "ipc": ("ipcnumber", "internationalpatentclassificationnumber"),
    "cpc": ("cpcnumber", "cooperativepatentclassificationnumber"),
    "owners": ("applicantname", "applicant"),
    "inventors": ("inventorname", "inventors"),
}
"""Ours, and how the dialects call it, in small letters."""

CUT = re.compile(r"\s*\.{2,}\s*\(\s*이하\s*생략\s*\)\s*$")
"""The service's mark of an abstract that it cut: no part of the text."""
ORIGINAL_SHOWN = 20_000


def recognises(source: Source) -> bool:
    head = head_of(source)
    if head is None:
        return False
    if head.root == "OpenAPI_ServiceResponse":
        return True
    return head.root in ROOTS and any(mark in head.text for mark in MARKS)


def read(source: Source) -> Iterator[Parsed]:
    """Each item in turn. Raises Invalid: `kipris_error`, `no_records`, `not_patent_xml`, or a broken file."""
    row = 0
    other = ""
    for element in records(source, (*HEADERS, *ITEMS, *OTHER_RIGHTS)):
        if isinstance(element, Broken):
            row += 1
            yield Rejected(row, element.problem, element.original)
            continue
        name = local(element)
        if name in ITEMS:
            row += 1
            yield _parsed(row, Answer.of(element))
        elif name in OTHER_RIGHTS:
            other = OTHER_RIGHTS[name]
        elif error := error_in(element):
            raise Invalid(error)
    if not row and other:
        raise Invalid.because("not_patent_xml", "file", source.name, **content(other))
    if not row:
        raise Invalid.because("no_records", "file", source.name)


def _parsed(row: int, answer: Answer) -> Parsed:
    told = {name: answer.first(*keys) for name, keys in FIELDS.items()}
    names = {name: answer.name(*keys) for name, keys in FIELDS.items()} | {"id": answer.name("applicationnumber")}
    written = told["application_number"]
    number = korean_application(written)
    if written and (number is None or number[:3] in OTHER_NUMBERS):
        return Rejected(row, _no_patent(names["application_number"], written, number), answer.original[:ORIGINAL_SHOWN])
    title, title_en = two_titles(told["title"], told["title_en"])
    fields: dict[str, object] = {
        "id": number or korean_registration(told["registration_number"]),
        "country": "KR",
        "application_number": written or None,
        "publication_number": told["open_number"] or told["gazette_number"] or None,
        "registration_number": told["registration_number"] or None,
        "title": title,
        "title_en": title_en,
        "abstract": CUT.sub("", told["abstract"]),
        "claims": tuple(answer.all("claim")),
        "owners": _owners(answer),
        "inventors": once(_split(answer.within("inventorinfo", "name") or [told["inventors"]]), MAX_INVENTORS),
        "filing_date": day(told["filing_date"]),
        "publication_date": day(told["open_date"] or told["gazette_date"]),
        "grant_date": day(told["grant_date"]),
        "ipc": symbols(_split(answer.all(*FIELDS["ipc"]))),
        "cpc": symbols(_split(answer.all(*FIELDS["cpc"]))),
        "legal_status": _status(told["status"], told["registration_number"]),
        **_programmes(answer),
    }
    return build(PatentDraft, row, fields, names=names, original=answer.original[:ORIGINAL_SHOWN])


def _no_patent(name: str, written: str, number: str | None) -> Problem:
    if number is None:
        return Problem.of("bad_form", name, written, expected="10-2026-0000000")
    return Problem.of("not_patent_row", name, written, **content(OTHER_NUMBERS[number[:3]]))


def _status(words: str, registration_number: str) -> LegalStatus:
    """An abandoned right that had been registered has lapsed; an abandoned application is withdrawn."""
    found = legal_status(words)
    if found is LegalStatus.WITHDRAWN and "포기" in words and registration_number:
        return LegalStatus.LAPSED
    return found


def _owners(answer: Answer) -> tuple[dict[str, object], ...]:
    """The detail answer tells the English name beside each; the search lists names with `|` between."""
    found: dict[str, dict[str, object]] = {
        told["name"].casefold(): {
            "name": told["name"],
            "others": (told["engname"],) if told.get("engname", told["name"]) != told["name"] else (),
            "country": country_code(told.get("country", "")),
        }
        for told in answer.groups("applicantinfo", "name")
    }
    if not found:
        found = {name.casefold(): {"name": name} for name in _split([answer.first(*FIELDS["owners"])])}
    return tuple(found.values())[:MAX_OWNERS]


def _split(values: list[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split("|") if part.strip()]


def _programmes(answer: Answer) -> dict[str, object]:
    """State research behind the invention, as the detail answer names it: its ministries are the agencies."""
    ministries = once(answer.all("rnddepartmentname"), 50)
    programmes = once((*answer.all("rndprojectname"), *answer.all("rndtaskname")), 50)
    if not ministries and not programmes:
        return {}
    return {
        "government_interest": True,
        "agencies": ministries,
        "interest_statement": "; ".join((*ministries, *programmes)),
    }


FORMAT = Format("kipris", "patents", "KIPRIS Plus (XML)", recognises, read)
