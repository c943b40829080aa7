"""WIPO ST.96 XML: patents and publications, alone or many in one file, with any version of the namespaces.

Recognised by a namespace of ST.96 (Patent or Common) or of the American office's forerunner. A record is the
outermost element of a known name; under other names the root is one, or each branch of it that has a title.
Taken: office, numbers, dates, title, abstract, claims, assignees (else applicants), inventors, IPC and CPC. Left
out: description, citations, priorities. A file with only the abstract, the claims or the description of an
application is refused: it has no title, which stands in the bibliographic data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn

from corpus.drafts import PatentDraft
from corpus.importers.drafting import build
from corpus.importers.format import Format, Parsed, Rejected
from corpus.importers.source import Source
from corpus.importers.st96_record import NAMES, fields
from corpus.importers.xml_contents import content
from corpus.importers.xml_fields import at, plain, text
from corpus.importers.xml_parsing import Element, local
from corpus.importers.xml_records import Broken, records
from corpus.importers.xml_stream import head_of
from corpus.problems import Invalid

NAMESPACE = re.compile(
    r"www\.wipo\.int/standards/XMLSchema/(?:ST96/)?(?:Patent|Common)|urn:us:gov:doc:uspto:patent|patent:uspto:doc:us:gov"
)
RECORDS = (
    "PatentGrant",
    "PatentPublication",
    "PatentGrantPublication",
    "PatentApplicationPublication",
    "PatentApplication",
    "PatentDocument",
    "PatentData",
    "PatentRecord",
)
RECORD_TAG = re.compile(rf"<(?:[\w.-]+:)?(?:{'|'.join(RECORDS)})[\s>]")
TITLE = "{*}InventionTitle"
PARTS = {"ABST": "abstract", "CLM": "claims", "SPEC": "description"}
"""What a file of one part of an application carries, by its document code."""

LISTS = ("CPCMasterClassificationFile", "CPCMasterClassificationRecord")
ORIGINAL_SHOWN = 20_000


def recognises(source: Source) -> bool:
    head = head_of(source)
    return head is not None and NAMESPACE.search(head.tag) is not None


def read(source: Source) -> Iterator[Parsed]:
    """Each record in turn. Raises Invalid: `st96_part`, `not_patent_xml`, `no_records`, or a broken file."""
    head = head_of(source)
    if head is None:
        raise Invalid.because("xml_broken", "document", cause="no root element", line=1, column=1)
    if head.root in LISTS:
        raise Invalid.because("not_patent_xml", "file", source.name, **content("CPC classification list"))
    row = 0
    names = RECORDS if RECORD_TAG.search(head.text) else (head.root,)
    for element in records(source, names):
        if isinstance(element, Broken):
            row += 1
            yield Rejected(row, element.problem, element.original)
            continue
        found = [element] if local(element) in RECORDS else list(_branches(element))
        if not found:
            _refuse(plain(element), source.name)
        for record in found:
            row += 1
            original = text(plain(record))[:ORIGINAL_SHOWN]
            yield build(PatentDraft, row, fields(record), names=NAMES, original=original)
    if not row:
        raise Invalid.because("no_records", "file", source.name)


def _branches(element: Element) -> Iterator[Element]:
    """The element itself where all its titles stand together, else each of its children that has titles."""
    titles = [title.getparent() for title in element.iter(TITLE)]
    if len({id(parent) for parent in titles}) <= 1:
        yield from [element] if titles else []
        return
    for child in element:
        yield from _branches(child)


def _refuse(document: Element, name: str) -> NoReturn:
    number = at(document, ".//ApplicationNumber", ".//ApplicationNumberText")
    part = PARTS.get(at(document, ".//DocumentCode"))
    if part is None:
        part = "claims" if document.find(".//Claim") is not None else "description"
    raise Invalid.because("st96_part", "file", name, **content(part), number=number)


FORMAT = Format("st96", "patents", "WIPO ST.96 (XML)", recognises, read)
