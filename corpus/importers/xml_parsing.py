"""From the bytes of one document to its elements, with every fault named by line and cause."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

from corpus.problems import Invalid, Problem

Element = etree._Element

GUARDED: dict[str, Any] = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
}
"""`huge_tree` off keeps the parser's own bounds: 256 levels, 10 MB for one text."""

PLACE = re.compile(r", line \d+, column \d+$|, line \d+$")
ENTITY_NAME = re.compile(r"Entity '([^']*)'")
UNDECLARED_ENTITY = {26, 27}
ENCODING_FAULTS = {31, 32, 81, 1544}
LIMITS = {114, 110}


def local(element: Element) -> str:
    """The element's name without its namespace; empty for a processing instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def parse(body: bytes, first_line: int = 1) -> Element:
    """The root element of one document in UTF-8 without its DOCTYPE.

    `first_line` is the document's place in its file. Raises Invalid: `xml_broken`, `undefined_entity`,
    `xml_encoding` or `xml_limit`.
    """
    try:
        return etree.fromstring(body, etree.XMLParser(**GUARDED))
    except etree.XMLSyntaxError as error:
        raise Invalid(fault(error, first_line)) from error


def logged(log: Iterable[etree._LogEntry]) -> Problem | None:
    """The first error of a parser's log."""
    for entry in log:
        if entry.level >= etree.ErrorLevels.ERROR:
            return _problem(entry.type, entry.message, entry.line, entry.column)
    return None


def fault(error: etree.XMLSyntaxError, first_line: int) -> Problem:
    """What the parser found, in the words of the domain; the line is that of the file."""
    line, column = error.position
    message = PLACE.sub("", str(error.msg or error))
    return _problem(getattr(error, "code", 0), message, max(line, 1) + first_line - 1, column)


def _problem(code: int, message: str, line: int, column: int) -> Problem:
    if code in UNDECLARED_ENTITY:
        name = ENTITY_NAME.search(message)
        return Problem.of("undefined_entity", "document", f"&{name[1]};" if name else "", line=line)
    if code in ENCODING_FAULTS:
        return Problem.of("xml_encoding", "document", f"line {line}", encoding="utf-8")
    if code in LIMITS or "XML_PARSE_HUGE" in message:
        return Problem.of("xml_limit", "document", line=line, cause=message.partition(", ")[0])
    return Problem.of("xml_broken", "document", cause=message, line=line, column=max(column, 1))
