"""JSON as a stream: lines, or the items of one long array, each within a bound, without holding the document.

A small reader of its own because exports carry what strict parsers refuse outright: NaN, a stray line that is no
JSON, a list behind other members of an object.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from corpus.importers.format import Rejected
from corpus.importers.rows import Row
from corpus.importers.source import Source
from corpus.problems import Invalid, Problem

MAX_ITEM = 4 * 1024 * 1024
"""Characters of one record (bytes, where it is a line)."""
CHUNK = 256 * 1024
CONTAINERS = (
    "data",
    "results",
    "entitydata",
    "patentbag",
    "patentfilewrapperdatabag",
    "patents",
    "companies",
    "needs",
    "records",
    "items",
    "rows",
    "awards",
    "topics",
    "value",
    "hits",
    "docs",
)
"""Members, in plain form, that hold the records of an answer."""
CONTAINERS_OF_ONE = frozenset({"entitydata", "patentbag", "patentfilewrapperdatabag", "awards", "companies", "patents"})
BLANK = re.compile(r"[\s]*")
BLANK_OR_COMMA = re.compile(r"[\s,]*")
DECODER = json.JSONDecoder()


def read_lines(source: Source) -> Iterator[Row | Rejected]:
    """One JSON object a line; a line that is none is rejected and the rest goes on."""
    encoding = "utf-8" if source.encoding == "utf-8-sig" else source.encoding
    if encoding.startswith(("utf-16", "utf-32")):
        yield from _wide_lines(source)
        return
    with source.open() as stream:
        for number, raw in enumerate(_bounded_lines(stream), 1):
            line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
            if len(line) > MAX_ITEM:
                shown = line[:200].decode(encoding, "replace")
                yield Rejected(number, Problem.of("line_too_long", "line", shown, limit=MAX_ITEM))
            elif line.strip():
                try:
                    text = line.decode(encoding).strip()
                except UnicodeDecodeError:
                    shown = line.decode(encoding, "replace").strip()
                    yield Rejected(number, Problem.of("bad_characters", "line", shown, expected=encoding), shown)
                else:
                    yield _line(number, text)


def _wide_lines(source: Source) -> Iterator[Row | Rejected]:
    with source.text() as stream:
        for number, line in enumerate(iter(lambda: stream.readline(MAX_ITEM), ""), 1):
            if text := line.strip():
                yield _line(number, text)


def _bounded_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines; of one past the bound only its beginning, which is longer than `MAX_ITEM`, and the rest is skipped."""
    while line := stream.readline(MAX_ITEM + 2):
        rest = line
        while len(rest) == MAX_ITEM + 2 and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_ITEM + 2)
        yield line


def _line(number: int, text: str) -> Row | Rejected:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Rejected(number, Problem.of("bad_json", "line", text, cause=str(error)), text)
    if not isinstance(record, dict):
        return Rejected(number, Problem.of("not_an_object", "line", text), text)
    return Row(number, record, text)


def read_document(source: Source) -> Iterator[Row | Rejected]:
    """The items of an array, of the array in an object, or the object itself, numbered from 1.

    Raises Invalid (`json_broken` with line and column) where the document cannot be read on.
    """
    with source.text() as stream:
        for number, (item, text) in enumerate(_Document(stream, source.name).items(), 1):
            if isinstance(item, dict):
                yield Row(number, item, text)
            elif isinstance(item, list):
                yield Row(number, {str(place): value for place, value in enumerate(item)}, text)
            else:
                yield Rejected(number, Problem.of("not_an_object", "item", text), text)


@dataclass(slots=True)
class _Document:
    """A window over the text. `text[place:]` is unread; `line` is where the window begins."""

    stream: TextIO
    name: str
    text: str = ""
    place: int = 0
    line: int = 1

    def items(self) -> Iterator[tuple[object, str]]:
        first = self._next(BLANK)
        if first == "[":
            yield from self._array()
        elif first == "{":
            yield from self._object()
        else:
            raise self._broken("expecting an array or an object")
        if self._next(BLANK):
            raise self._broken("more text after the end")

    def _array(self) -> Iterator[tuple[object, str]]:
        self.place += 1
        while (sign := self._next(BLANK_OR_COMMA)) != "]":
            if not sign:
                raise self._broken("the list does not end")
            yield self._value()
        self.place += 1

    def _object(self) -> Iterator[tuple[object, str]]:
        """The containers' items; the object itself where it has no container."""
        self.place += 1
        members: dict[str, object] = {}
        contained = False
        while (sign := self._next(BLANK_OR_COMMA)) != "}":
            if sign != '"':
                raise self._broken("expecting a member's name")
            key = str(self._value()[0])
            if self._next(BLANK) != ":":
                raise self._broken("expecting ':'")
            self.place += 1
            sign = self._next(BLANK)
            if sign == "[" and is_container(key):
                contained = True
                yield from self._array()
            elif sign == "{" and is_container_of_one(key):
                contained = True
                yield self._value()
            else:
                members[key] = self._value()[0]
        self.place += 1
        if not contained:
            yield members, json.dumps(members, ensure_ascii=False)

    def _value(self) -> tuple[object, str]:
        wanted = CHUNK
        while True:
            try:
                value, end = DECODER.raw_decode(self.text, self.place)
                if end < len(self.text) or not self._read(CHUNK):
                    text = self.text[self.place : end]
                    self.place = end
                    return value, text
            except RecursionError as error:
                raise self._broken("nested too deep") from error
            except ValueError as error:
                if len(self.text) - self.place > MAX_ITEM or not self._read(wanted):
                    raise self._broken(str(error).split(":")[0]) from error
                wanted *= 2

    def _next(self, skipped: re.Pattern[str]) -> str:
        """The next sign that is not skipped, or '' at the end."""
        while True:
            match = skipped.match(self.text, self.place)
            self.place = match.end() if match else self.place
            if self.place < len(self.text):
                return self.text[self.place]
            if not self._read(CHUNK):
                return ""

    def _read(self, size: int) -> bool:
        more = self.stream.read(size)
        self.line += self.text.count("\n", 0, self.place)
        self.text = self.text[self.place :] + more
        self.place = 0
        return bool(more)

    def _broken(self, cause: str) -> Invalid:
        line = self.line + self.text.count("\n", 0, self.place)
        column = self.place - self.text.rfind("\n", 0, self.place)
        problem = Problem.of("json_broken", "file", self.name, cause=cause, line=line, column=column)
        return Invalid(problem)


def is_container_of_one(key: str) -> bool:
    """Whether a single record may stand under the name without a list around it."""
    return key.replace("_", "").casefold() in CONTAINERS_OF_ONE


def is_container(key: str) -> bool:
    return key.replace("_", "").casefold() in CONTAINERS
