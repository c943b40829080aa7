"""The American office's files: grants and applications as XML of any year, weekly or alone, and the Green Book.

Recognised by the root element (us-patent-grant and us-patent-application 4.x, PATDOC 2.x,
patent-application-publication 1.x) or by a first line PATN. Taken: number, kind, dates, title, abstract, claims,
assignees (else applicants that are organisations), inventors, IPC, CPC, the statement of government interest and
the agencies it names. Left out: description, citations, drawings, national classes, related documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NoReturn

from corpus.importers import greenbook, uspto_legacy, uspto_v4
from corpus.importers.format import Format, Parsed, Rejected
from corpus.importers.source import Source
from corpus.importers.us_patent import ORIGINAL_SHOWN, UsPatent, drafted
from corpus.importers.uspto_documents import LONGEST_DOCUMENT, ROOTS, Document, documents
from corpus.importers.xml_contents import content
from corpus.importers.xml_fields import plain
from corpus.importers.xml_parsing import Element, parse
from corpus.importers.xml_stream import head_of, refuse_entities, utf8
from corpus.problems import Invalid, Problem, Refused

FOREIGN = {
    "class-scheme": "CPC classification scheme",
    "us-patent-assignments": "USPTO patent assignments",
    "sequence-cwu": "USPTO sequence listing",
    "trademark-applications-daily": "USPTO trademark applications",
    "trademark-assignments": "USPTO trademark assignments",
}
"""Other files of the same office, known in order to be refused by name."""


def recognises(source: Source) -> bool:
    """By the root element or a first line PATN; also the office's other files, which `read` refuses by name."""
    if greenbook.START.search(source.head[:2_000].decode("latin-1")):
        return True
    head = head_of(source)
    return head is not None and (any(f"<{name}" in head.text for name in ROOTS) or _other(source) != "")


def read(source: Source) -> Iterator[Parsed]:
    """Each document in turn; a broken one is rejected with its line and cause, and the rest goes on.

    Raises Invalid `not_patent_xml` for another file of the office and `no_records` for a file without a document.
    """
    if greenbook.START.search(source.head[:2_000].decode("latin-1")):
        yield from _green_book(source)
        return
    found = documents(utf8(source))
    first = next(found, None)
    if first is None:
        _refuse(source)
    for document in chain((first,), found):
        yield _parsed(document)


def _parsed(document: Document) -> Parsed:
    original = (document.prolog[-2_000:] + document.body[:ORIGINAL_SHOWN]).decode(errors="replace")
    if not document.is_whole:
        return Rejected(document.row, _too_large(document))
    try:
        refuse_entities(document.prolog)
        root = plain(parse(document.body, document.line))
    except Refused as refused:
        return Rejected(document.row, refused.problem, original)
    patent, names = _facts(root)
    return drafted(document.row, patent, names, original)


def _too_large(document: Document) -> Problem:
    return Problem.of("document_too_large", "document", line=document.line, limit=LONGEST_DOCUMENT)


def _facts(root: Element) -> tuple[UsPatent, Mapping[str, str]]:
    if root.tag == "PATDOC":
        return uspto_legacy.grant(root), uspto_legacy.GRANT_NAMES
    if root.tag == "patent-application-publication":
        return uspto_legacy.application(root), uspto_legacy.APPLICATION_NAMES
    return uspto_v4.patent(root), uspto_v4.NAMES


def _green_book(source: Source) -> Iterator[Parsed]:
    with source.text() as lines:
        for row, (_, document) in enumerate(greenbook.patents(lines), 1):
            shown = document.encode(errors="replace").decode()
            yield drafted(row, greenbook.patent(shown), greenbook.NAMES, shown)


def _other(source: Source) -> str:
    head = head_of(source)
    if head is None:
        return ""
    if head.root == "response" and '"patAssigneeName"' in head.text:
        return "USPTO patent assignments"
    return FOREIGN.get(head.root, "")


def _refuse(source: Source) -> NoReturn:
    what = _other(source)
    if what:
        raise Invalid.because("not_patent_xml", "file", source.name, **content(what))
    raise Invalid.because("no_records", "file", source.name)


FORMAT = Format("uspto", "patents", "USPTO grants and applications (XML, Green Book)", recognises, read)
