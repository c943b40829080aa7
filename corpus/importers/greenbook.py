"""American grants of 1976 to 2001, the Green Book: a four-letter section or a tag of three letters a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.importers.interest import HEADING
from corpus.importers.us_patent import UsOwner, UsPatent
from corpus.importers.xml_fields import country
from corpus.text import clean

SECTION = re.compile(r"[A-Z]{4}\s*$")
ENTRY = re.compile(r"([A-Z0-9]{3})(?: {1,2}(.*))?$")
START = re.compile(r"^PATN\s*$", re.MULTILINE)
NUMBER_LENGTH = 8
"""WKU is the number in eight characters and a check digit."""
PARAGRAPHS = frozenset({"PAR", "PAL", "PA1", "PA2", "PA3", "PA4", "PA5", "TBL"})
NAMES = {
    "id": "WKU",
    "title": "TTL",
    "abstract": "ABST",
    "claims": "CLMS",
    "owners": "ASSG",
    "inventors": "INVT",
    "filing_date": "APD",
    "publication_date": "ISD",
    "grant_date": "ISD",
    "ipc": "ICL",
}
LONGEST_LINE = 4_000


@dataclass(slots=True)
class Section:
    """One section, such as PATN or INVT, with its entries in order; a wrapped line belongs to the one before."""

    name: str
    entries: list[tuple[str, str]] = field(default_factory=list)

    def first(self, tag: str) -> str:
        return next((value for name, value in self.entries if name == tag), "")


def patents(lines: Iterator[str]) -> Iterator[tuple[int, str]]:
    """Each patent's text with its first line in the file; what comes before the first (a file header) is left out."""
    first, held = 0, list[str]()
    for number, written in enumerate(lines, 1):
        line = written.rstrip("\r\n")[:LONGEST_LINE]
        if line.rstrip() == "PATN":
            if held:
                yield first, "\n".join(held)
            first, held = number, []
        if first:
            held.append(line)
    if held:
        yield first, "\n".join(held)


def patent(document: str) -> UsPatent:
    """The facts of one patent's text."""
    sections = list(_sections(document))
    head = next((found for found in sections if found.name == "PATN"), Section("PATN"))
    number = head.first("WKU").strip()[:NUMBER_LENGTH]
    classes = [found for found in sections if found.name == "CLAS"]
    return UsPatent(
        number=number,
        kind="",
        granted=True,
        title=head.first("TTL"),
        published=head.first("ISD"),
        application_number=_application_number(head),
        filed=head.first("APD"),
        abstract=" ".join(_paragraphs(sections, "ABST")),
        claims=tuple(_claims(sections)),
        owners=tuple(
            UsOwner(found.first("NAM"), _country(found), found.first("COD"))
            for found in sections
            if found.name == "ASSG"
        ),
        inventors=tuple(_in_order(found.first("NAM")) for found in sections if found.name == "INVT"),
        ipc=tuple(value for found in classes for tag, value in found.entries if tag == "ICL"),
        interest_sections=tuple(_statement(sections)),
    )


def _sections(document: str) -> Iterator[Section]:
    section = Section("")
    for line in document.split("\n"):
        if SECTION.match(line):
            if section.name:
                yield section
            section = Section(line.strip())
        elif entry := ENTRY.match(line):
            section.entries.append((entry[1], (entry[2] or "").rstrip()))
        elif section.entries and line.strip():
            tag, value = section.entries[-1]
            section.entries[-1] = (tag, f"{value} {line.strip()}")
    yield section


def _paragraphs(sections: list[Section], name: str) -> Iterator[str]:
    for section in sections:
        if section.name == name:
            yield from (clean(value) for tag, value in section.entries if tag in PARAGRAPHS and value)


def _claims(sections: list[Section]) -> Iterator[str]:
    """From one NUM to the next; a design's only claim, in DCLM, has none."""
    for section in sections:
        if section.name not in {"CLMS", "DCLM"}:
            continue
        held: list[str] = []
        for tag, value in section.entries:
            if tag == "NUM" and held:
                yield clean(" ".join(held))
                held = []
            elif tag in PARAGRAPHS:
                held.append(value)
        if held:
            yield clean(" ".join(held))


def _statement(sections: list[Section]) -> Iterator[str]:
    """Section GOVT, or the paragraphs under a heading (PAC) of the summary that announces the statement."""
    own = list(_paragraphs(sections, "GOVT"))
    yield from own
    for section in sections if not own else ():
        announced = False
        for tag, value in section.entries:
            if tag == "PAC":
                announced = HEADING.search(value) is not None
            elif announced and tag in PARAGRAPHS:
                yield clean(value)


def _application_number(head: Section) -> str:
    """Series and serial number, such as `06192529`; the seventh digit of APN is a check digit."""
    series, serial = head.first("SRC").strip(), head.first("APN").strip()
    if serial.isdigit() and series.isdigit() and len(serial) >= 6:
        return f"{int(series):02}{serial[:6]}"
    return serial


def _country(section: Section) -> str | None:
    return country(section.first("CNT")) or ("US" if section.first("STA") else None)


def _in_order(name: str) -> str:
    """`Yano; Shozo` as `Shozo Yano`."""
    last, _, first = name.partition(";")
    return f"{first.strip()} {last.strip()}".strip()
