"""What every XML importer asks of an element: texts, days, numbers, and names of a document's parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from lxml import etree

from corpus.importers.dates import read_date
from corpus.importers.xml_parsing import Element, local
from corpus.text import clean

BLOCKS = frozenset(
    {"claim-text", "p", "li", "ul", "ol", "dl", "dt", "dd", "heading", "row", "entry", "br", "tr", "td", "th", "table"}
    | {"PARA", "PTEXT", "CLMSTEP", "H", "paragraph", "P", "Heading", "Claim", "ClaimText"}
)
"""Between these stand blanks; everything else (bold, subscript, references) is part of a word."""

DAY = re.compile(r"\s*\d{4}\D?(\d{2})\D?(\d{2})(?!\d)")
NUMBERED = re.compile(r"([A-Z]*)0*(\d\w*)$")
MAX_OWNERS = 50
MAX_INVENTORS = 200


def plain(root: Element) -> Element:
    """The tree with its namespaces taken off the names, in place: prefixes and versions of schemas vary."""
    for element in root.iter(etree.Element):
        if "}" in element.tag:
            element.tag = local(element)
    return root


def text(element: Element | None) -> str:
    """All text within, blanks between blocks, without passages that a correction marks as deleted."""
    if element is None:
        return ""
    parts: list[str] = []
    deleted = False
    for event, node in etree.iterwalk(element, events=("start", "end", "pi")):
        if event == "pi":
            deleted = _is_deleted(node, deleted)
            parts.append("" if deleted else node.tail or "")
            continue
        if node.tag in BLOCKS and not _is_reference(node):
            parts.append(" ")
        following = node.text if event == "start" else node.tail if node is not element else ""
        if following and not deleted:
            parts.append(following)
    return clean("".join(parts))


def _is_reference(node: Element) -> bool:
    """Old applications write a reference to another claim as a claim's text within the sentence."""
    parent = node.getparent()
    return parent is not None and parent.tag == "dependent-claim-reference"


def at(element: Element | None, *paths: str) -> str:
    """The text at the first of the paths that has any."""
    if element is None:
        return ""
    for path in paths:
        for found in element.iterfind(path):
            if value := text(found):
                return value
    return ""


def texts(element: Element | None, *paths: str) -> Iterator[str]:
    """Every text that is not empty at these paths, path by path."""
    if element is not None:
        for path in paths:
            yield from filter(None, map(text, element.iterfind(path)))


def day(value: str) -> date | str | None:
    """The day in any spelling that `read_date` knows; None where there is none or the day is unknown (19820900).

    What cannot be a date comes back as it is, for the draft to refuse.
    """
    found = DAY.match(value)
    if found and {"00"} & set(found.groups()):
        return None
    try:
        return read_date(value.removesuffix("Z"))
    except ValueError:
        return value


def bare(number: str) -> str:
    """A document number without blanks, punctuation and leading zeros: `07272630`, `D0550123`, `RE40,000`."""
    number = re.sub(r"[\s,./-]", "", number).upper()
    found = NUMBERED.match(number)
    return f"{found[1]}{found[2]}" if found else number


def country(value: str) -> str | None:
    """A two-letter code; the old three-letter ones of the American office (`JPX`) lose their last letter."""
    value = value.strip().upper()
    return value[:2] if re.fullmatch(r"[A-Z]{2}[A-Z0-9]?", value) else None


def person(first: str, last: str) -> str:
    return f"{first} {last}".strip()


def once(values: Iterable[str], most: int) -> tuple[str, ...]:
    """Each value once, whatever its case, `most` of them."""
    seen: dict[str, str] = {}
    for value in values:
        if value:
            seen.setdefault(value.casefold(), value)
    return tuple(seen.values())[:most]


def _is_deleted(node: Element, deleted: bool) -> bool:
    target = getattr(node, "target", "")
    return target == "delete-start" or (deleted and target != "delete-end")
