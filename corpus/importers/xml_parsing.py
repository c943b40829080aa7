"""From bytes to elements, one document or a stream of records, with every fault named by line and cause."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, cast

from lxml import etree

from corpus.importers.source import Source
from corpus.importers.xml_stream import Body
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

LONGEST_RECORD = 32 * 1024 * 1024
"""Bytes. A parsed record takes up to thirty times its size in memory."""

FED = 64 * 1024

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


def elements(source: Source, names: Collection[str]) -> Iterator[Element]:
    """The elements of these local names, each when it is complete, whatever their namespace.

    An element within another of the names comes as part of the outer one alone, and what was given out is
    emptied at the next step, so that memory stays flat. Raises Invalid as `parse` does, and `document_too_large`.
    """
    wanted = frozenset(names)
    depth = given = 0
    body = Body(source)
    for event, element in _events(body):
        if not depth:
            given = body.given
        elif body.given - given > LONGEST_RECORD:
            raise Invalid.because("document_too_large", "document", line=_line(element), limit=LONGEST_RECORD)
        if local(element) in wanted:
            depth += 1 if event == "start" else -1
            if event == "end" and not depth:
                yield element
                _empty(element)
        elif event == "end" and not depth:
            _empty(element)


def _events(body: Body) -> Iterator[tuple[str, Element]]:
    """Starts and ends of elements, up to the piece that holds a fault."""
    parser = etree.XMLPullParser(("start", "end"), **GUARDED)
    try:
        while chunk := body.read(FED):
            parser.feed(chunk)
            _refuse_logged(parser)
            yield from cast(Iterator[tuple[str, Element]], parser.read_events())
        parser.close()
    except etree.XMLSyntaxError as error:
        _refuse_logged(parser)
        raise Invalid(fault(error, 1)) from error


def _refuse_logged(parser: etree.XMLPullParser) -> None:
    """The parser goes on past an undefined entity and says so only at the end: the log knows at once."""
    for entry in parser.feed_error_log:
        if entry.level >= etree.ErrorLevels.ERROR:
            raise Invalid(_problem(entry.type, entry.message, entry.line, entry.column))


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


def _line(element: Element) -> int:
    return element.sourceline if isinstance(element.sourceline, int) else 0


def _empty(element: Element) -> None:
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
