"""Control lists: what a screening looks for, and where it says so.

A list is read whole or not at all: half a list would screen less than its name and version claim. Four forms are
told apart by content: the two EU lists as JSON lines (the dual-use list, the common military list), and this
service's own form as JSON lines or CSV with `code`, `title`, `phrases` (parted by `;`) and, optionally, `regime` and
`text`. JSON lines of the own form may begin with a line that names the list, its version and its source.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Final, TextIO

from corpus.control_phrases import EntryText, phrases_of
from corpus.importers.format import Rejected
from corpus.importers.json_text import read_lines
from corpus.importers.rows import Row
from corpus.importers.source import Source, sources
from corpus.problems import Invalid, Problem, TooLarge
from corpus.text import HANGUL, clean

MOST_ENTRIES = 20_000
MOST_CHARACTERS = 50_000_000
"""Of all entries together."""
MOST_PHRASES = 200
"""Of one entry."""
LONGEST: Final[Mapping[str, int]] = {"code": 40, "title": 2_000, "phrase": 100, "regime": 200, "text": 200_000}
LONGEST_LINE = 400_000
"""Characters."""
SHORTEST_LATIN, SHORTEST_HANGUL = 3, 2
"""Characters of a phrase; anything shorter is found everywhere."""
VERSION_DIGITS = 12
BUILT_IN: Final = "control-categories.jsonl"
DUAL_USE = frozenset({"code", "heading", "text", "category", "regime"})
MILITARY = frozenset({"code", "heading", "text"})
AS_FOLLOWS = re.compile(r",?\s*(?:as follows|having (?:any|all|both) of the following)\b.*$", re.IGNORECASE | re.DOTALL)
DELIMITER = re.compile(r"^\ufeff?\"?code\"?\s*([,;\t])", re.IGNORECASE)
SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class ControlEntry:
    """One category. `phrases` are what is looked for, in any case; `text` is its full wording where the list has it."""

    code: str
    title: str
    phrases: tuple[str, ...]
    regime: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ControlList:
    """`id` and `version` name exactly this wording in every hint; `source` says where it comes from and what it is."""

    id: str
    version: str
    name: str
    source: str
    entries: tuple[ControlEntry, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """What the file tells of itself; each is None where it does not."""

    id: str | None = None
    version: str | None = None
    name: str | None = None
    source: str | None = None


FORMS: Final[Mapping[frozenset[str], _Form]] = {
    DUAL_USE: _Form("eu-dual-use", None, "EU dual-use list"),
    MILITARY: _Form("eu-military", None, "EU common military list"),
}


def read_control_list(
    path: Path,
    id: str | None = None,  # noqa: A002  (the list's own field)
    version: str | None = None,
    name: str | None = None,
) -> ControlList:
    """The list in the file, gzipped or not. A version that neither the caller nor the file gives is the first 12 hex
    digits of the content's SHA-256.

    Raises NotFound, Invalid (`control_*`, with row and field) and TooLarge.
    """
    found = list(sources(path)) if not path.is_dir() else []
    if len(found) != 1:
        raise Invalid.because("control_form", "file", path.name)
    return _read(found[0], _Form(id, version, name))


def built_in_list() -> ControlList:
    """The categories that come with the service: hints in its own words, Korean and English, no law."""
    data = resources.files("corpus").joinpath("data", BUILT_IN).read_bytes()
    return _read(Source.of(BUILT_IN, data), _Form())


def _read(source: Source, asked: _Form) -> ControlList:
    rows = _rows(source)
    first = next(rows, None)
    if first is None:
        raise Invalid.because("control_empty", "file", source.name)
    told = _Form()
    if "list" in first.values:
        told = _heading(first)
    else:
        rows = _chained(first, rows)
        told = next((form for keys, form in FORMS.items() if _is_form(keys, first.values)), told)
    entries = _entries(rows, source.name)
    slug = SLUG.sub("-", source.name.split(".")[0].lower()).strip("-") or "list"
    list_id = asked.id or told.id or slug
    return ControlList(
        list_id,
        asked.version or told.version or _digest(source),
        asked.name or told.name or list_id,
        told.source or source.name,
        entries,
    )


def _is_form(keys: frozenset[str], values: Mapping[str, object]) -> bool:
    return keys <= values.keys() and "phrases" not in values


def _chained(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest


def _heading(row: Row) -> _Form:
    return _Form(*(_text(row, key, "title") or None for key in ("list", "version", "name", "source")))


def _entries(rows: Iterable[Row], name: str) -> tuple[ControlEntry, ...]:
    entries: list[ControlEntry] = []
    seen: dict[str, int] = {}
    wordy: list[tuple[int, str]] = []
    characters = 0
    for row in rows:
        entry, heading = _entry(row)
        if entry.code in seen:
            raise _refused("control_twice", row, "code", entry.code, first=seen[entry.code])
        seen[entry.code] = row.number
        characters += len(entry.text) + len(entry.title) + sum(map(len, entry.phrases))
        if len(seen) > MOST_ENTRIES or characters > MOST_CHARACTERS:
            raise TooLarge.because("control_too_large", "file", name, entries=MOST_ENTRIES, characters=MOST_CHARACTERS)
        if not entry.phrases:
            wordy.append((len(entries), heading))
        entries.append(entry)
    if not entries:
        raise Invalid.because("control_empty", "file", name)
    derived = phrases_of([EntryText(heading, entries[place].text) for place, heading in wordy])
    for (place, _), phrases in zip(wordy, derived, strict=True):
        entries[place] = replace(entries[place], phrases=phrases)
    return tuple(entries)


def _entry(row: Row) -> tuple[ControlEntry, str]:
    """The entry, and its heading at full length. An own entry must have phrases; an EU entry has none."""
    own = "phrases" in row.values or "heading" not in row.values
    code = _text(row, "code", "code")
    text = _text(row, "text", "text")
    heading = _text(row, "title" if own else "heading", "title")
    phrases = _phrases(row) if own else ()
    for field, value in (("code", code), ("title" if own else "text", heading if own else text)):
        if not value:
            raise _refused("control_missing", row, field)
    if own and not phrases:
        raise _refused("control_missing", row, "phrases")
    title = AS_FOLLOWS.sub("", heading).rstrip(" :;.,") or text[:120]
    return ControlEntry(code, title, phrases, _text(row, "regime", "regime") or None, text), heading


def _phrases(row: Row) -> tuple[str, ...]:
    value = row.values.get("phrases")
    given = value.split(";") if isinstance(value, str) else value if isinstance(value, list) else []
    if not all(isinstance(phrase, str) for phrase in given):
        raise _refused("control_no_text", row, "phrases")
    phrases = tuple(dict.fromkeys(phrase for item in given if (phrase := clean(str(item)))))
    if len(phrases) > MOST_PHRASES:
        raise _refused("control_too_many_phrases", row, "phrases", len(phrases), limit=MOST_PHRASES)
    for phrase in phrases:
        if len(phrase) > LONGEST["phrase"]:
            raise _refused("control_too_long", row, "phrases", phrase, limit=LONGEST["phrase"])
        if len(phrase) < (SHORTEST_HANGUL if HANGUL.search(phrase) else SHORTEST_LATIN):
            raise _refused("control_short_phrase", row, "phrases", phrase)
    return phrases


def _text(row: Row, field: str, bound: str) -> str:
    value = row.values.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _refused("control_no_text", row, field)
    if len(value) > LONGEST[bound]:
        raise _refused("control_too_long", row, field, value, limit=LONGEST[bound])
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise _refused("control_encoding", row, field)
    return clean(value)


def _rows(source: Source) -> Iterator[Row]:
    if source.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        for row in read_lines(source):
            if isinstance(row, Rejected):
                raise Invalid.because("control_row", "line", row.problem.value, row=row.row)
            yield row
    else:
        yield from _table(source)


def _table(source: Source) -> Iterator[Row]:
    found = DELIMITER.match(source.head.decode(source.encoding, "replace"))
    if found is None:
        raise Invalid.because("control_form", "file", source.name)
    with source.text() as stream:
        reader = csv.reader(_bounded(stream), delimiter=found[1], strict=True)
        try:
            headings = [heading.strip('\ufeff "').lower() for heading in next(reader)]
            while (cells := next(reader, None)) is not None:
                if len(cells) > len(headings):
                    raise Invalid.because("control_row", "line", ", ".join(cells), row=reader.line_num)
                if any(map(str.strip, cells)):
                    yield Row(reader.line_num, dict(zip(headings, cells, strict=False)), "")
        except csv.Error as error:
            raise Invalid.because("control_row", "line", str(error), row=reader.line_num) from error


def _bounded(stream: TextIO) -> Iterator[str]:
    for number, line in enumerate(iter(lambda: stream.readline(LONGEST_LINE), ""), 1):
        if len(line) == LONGEST_LINE:
            raise Invalid.because("control_too_long", "line", line, row=number, limit=LONGEST_LINE)
        yield line


def _refused(code: str, row: Row, field: str, value: object = "", **facts: str | int) -> Invalid:
    return Invalid(Problem.of(code, field, value, row=row.number, **facts))


def _digest(source: Source) -> str:
    digest = hashlib.sha256()
    with source.open() as stream:
        while chunk := stream.read(256 * 1024):
            digest.update(chunk)
    return digest.hexdigest()[:VERSION_DIGITS]
