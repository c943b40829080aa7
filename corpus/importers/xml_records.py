"""The records of one XML document as a stream; a record that breaks is passed over and named, the rest goes on.

A parser stops at its first fault. So the document is fed in pieces that end where a record ends, every record
before the fault is given out before the fault is met, and a new parser begins at the next record.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import cast

from lxml import etree

from corpus.importers.source import Source
from corpus.importers.xml_parsing import GUARDED, Element, fault, local, logged
from corpus.importers.xml_stream import ROOT, Body
from corpus.problems import Invalid, Problem

LONGEST_RECORD = 32 * 1024 * 1024
"""Bytes. A parsed record takes up to thirty times its size in memory."""
FED = 64 * 1024
MOST_HELD = 1024 * 1024
"""Bytes of a tag that does not end, before they are fed all the same."""
ORIGINAL_SHOWN = 20_000


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that could not be parsed: why, and the text around the fault."""

    problem: Problem
    original: str


def records(source: Source, names: Collection[str]) -> Iterator[Element | Broken]:
    """The elements of these local names, each when it is complete, whatever their namespace.

    An element within another of the names comes as part of the outer one alone, and what was given out is
    emptied at the next step, so that memory stays flat. Raises Invalid for a fault outside every record, for
    text in another encoding than declared (`xml_encoding`) and for a record past its bound
    (`document_too_large`), after the records before.
    """
    body = Body(source)
    either = b"|".join(re.escape(name).encode() for name in names)
    start = re.compile(rb"<(?:[A-Za-z_][\w.-]*+:)?(?:" + either + rb")(?=[\s/>])")
    end = re.compile(rb"</(?:[A-Za-z_][\w.-]*+:)?(?:" + either + rb")\s*+>")
    run: _Run | None = None
    root = b""
    line, column = 1, 0
    for piece in _pieces(body, end):
        begin = 0
        if not root:
            root = _open_tag(piece)
            run = _Run(frozenset(names))
        elif run is None and (found := start.search(piece)):
            begin = found.start()
            run = _Run(frozenset(names), root)
        if run is not None:
            within = run.depth > 0 or start.search(piece, begin) is not None
            run.line, run.column = _after(piece[:begin], line, column)
            try:
                yield from run.feed(piece[begin:])
            except Invalid as refused:
                if refused.problem.code in {"xml_encoding", "document_too_large"} or not (within or run.restarted):
                    raise
                if within:
                    yield Broken(refused.problem, piece[-ORIGINAL_SHOWN:].decode(errors="replace"))
                run = None
        line, column = _after(piece, line, column)
    if run is not None:
        yield from run.finish()


def _pieces(body: Body, end: re.Pattern[bytes]) -> Iterator[bytes]:
    """The document cut behind every end of a record, and never within a tag."""
    held = b""
    while chunk := body.read(FED):
        held += chunk
        opened = held.rfind(b"<")
        cut = opened if opened > held.rfind(b">") and len(held) < MOST_HELD else len(held)
        begin = 0
        for found in end.finditer(held, 0, cut):
            yield held[begin : found.end()]
            begin = found.end()
        if begin < cut:
            yield held[begin:cut]
        held = held[cut:]
    if held:
        yield held


def _open_tag(piece: bytes) -> bytes:
    """The root's start tag, whose namespaces a parser that begins further on needs too."""
    found = ROOT.search(piece)
    return found[0].rstrip(b"/") + b">" if found else b"<root>"


def _after(piece: bytes, line: int, column: int) -> tuple[int, int]:
    """Line and column behind a piece that began at these."""
    lines = piece.count(b"\n")
    return line + lines, len(piece) - piece.rfind(b"\n") - 1 if lines else column + len(piece)


class _Run:
    """One parser, from the document's beginning or, under the root's start tag, from a record further on."""

    def __init__(self, wanted: frozenset[str], root: bytes = b"") -> None:
        self._parser = etree.XMLPullParser(("start", "end"), **GUARDED)
        self._wanted = wanted
        self._fed = self._opened = 0
        self._root = root
        self._begun: tuple[int, int] | None = None
        self.restarted = bool(root)
        self.depth = 0
        self.line, self.column = 1, 0
        """Where the next piece begins in the file."""

    def feed(self, piece: bytes) -> Iterator[Element]:
        """The records that end in this piece. Raises Invalid for a fault."""
        if self._begun is None:
            self._begun = self.line, self.column
            self._parse(self._root)
        self._parse(piece)
        for event, element in cast(Iterator[tuple[str, Element]], self._parser.read_events()):
            if local(element) in self._wanted:
                self.depth += 1 if event == "start" else -1
                if event == "end" and not self.depth:
                    yield element
                    _empty(element)
            elif event == "end" and not self.depth:
                _empty(element)
        if self.depth and piece.endswith(b">") and piece.rfind(b"&") > piece.rfind(b";"):
            # the parser waits for the end of a reference that has none: without one it would swallow the next records
            self._parse(b";")
        if not self.depth:
            self._opened = self._fed
        elif self._fed - self._opened > LONGEST_RECORD:
            raise Invalid.because("document_too_large", "document", line=self.line, limit=LONGEST_RECORD)

    def finish(self) -> Iterator[Broken]:
        """The record that the end of the file cuts off. Raises Invalid where the end cuts off the rest alone."""
        if self.restarted and not self.depth:
            return
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            problem = self._placed(fault(error, 1))
            if not self.depth:
                raise Invalid(problem) from error
            yield Broken(problem, "")

    def _parse(self, data: bytes) -> None:
        """The parser goes on past an undefined entity and says so only at the end: its log knows at once."""
        try:
            self._parser.feed(data)
        except etree.XMLSyntaxError as error:
            raise Invalid(self._placed(logged(self._parser.feed_error_log) or fault(error, 1))) from error
        if problem := logged(self._parser.feed_error_log):
            raise Invalid(self._placed(problem))
        self._fed += len(data)

    def _placed(self, problem: Problem) -> Problem:
        """The problem with its place in the file, where the parser began further on."""
        line, column = self._begun or (1, 0)
        facts = dict(problem.facts)
        if facts.get("line") == 1 and "column" in facts:
            facts["column"] = max(int(facts["column"]) - len(self._root) + column, 1)
        if "line" in facts:
            facts["line"] = int(facts["line"]) + line - 1
        return Problem.of(problem.code, problem.field, problem.value, **facts)


def _empty(element: Element) -> None:
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
