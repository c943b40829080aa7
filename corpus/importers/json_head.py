"""What a JSON text is, told from its first bytes: lines or a document, and the names its records carry."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import ijson

from corpus.importers.json_text import is_container, is_container_of_one
from corpus.importers.source import Source

LINES_LOOKED_AT = 50
LONGEST_PLACE = 1_000
"""Characters of the way to a value: each level makes it longer, and all of them are told, so depth costs its square."""
MAX_EVENTS = 200_000


@dataclass(frozen=True, slots=True)
class JsonHead:
    """`keys` are the records' names as written, `outer` those of the object around them."""

    shape: Literal["jsonl", "json"]
    keys: frozenset[str]
    outer: frozenset[str] = frozenset()


def json_head(source: Source) -> JsonHead | None:
    """None where the text is no JSON."""
    text = source.head.decode(source.encoding, "ignore").lstrip("﻿ \t\r\n")
    if text.startswith("["):
        return JsonHead("json", _names(text)[1])
    if not text.startswith("{"):
        return _lines_after_rubbish(text)
    lines = _objects(text)
    if len(lines) > 1 or (lines and not any(map(is_container, lines[0]))):
        return JsonHead("jsonl", frozenset(key for line in lines for key in line))
    outer, inner = _names(text)
    if any(map(is_container, outer)):
        return JsonHead("json", inner, outer)
    if "\n{" in text:
        return JsonHead("jsonl", outer)
    return JsonHead("json" if len(source.head) == len(text.encode()) or not lines else "jsonl", outer)


def _lines_after_rubbish(text: str) -> JsonHead | None:
    """A first line that is no JSON does not make the rest a table."""
    lines = _objects(text)
    return JsonHead("jsonl", frozenset(key for line in lines for key in line)) if len(lines) > 1 else None


def _objects(text: str) -> list[dict[str, object]]:
    """The objects that fill a line each, among the first lines."""
    found = []
    for line in text.split("\n")[:LINES_LOOKED_AT]:
        if line.startswith("{"):
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(record, dict):
                found.append(record)
    return found


def _names(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names in the outermost object, and those one array below; as far as the head reaches."""
    outer: set[str] = set()
    inner: set[str] = set()
    for prefix, name in _named_members(text):
        if not prefix:
            outer.add(name)
        elif _is_record(prefix):
            inner.add(name)
    return frozenset(outer), frozenset(inner)


def _is_record(prefix: str) -> bool:
    """Whether members at this place are a record's: in an array, outermost or in a container, or alone in one."""
    if prefix == "item" or is_container_of_one(prefix):
        return True
    return prefix.endswith(".item") and prefix.count(".") == 1 and is_container(prefix.removesuffix(".item"))


def _named_members(text: str) -> Iterator[tuple[str, str]]:
    events = ijson.parse(io.BytesIO(text.encode(errors="replace")), multiple_values=True, buf_size=512)
    try:
        for count, (prefix, event, value) in enumerate(events):
            if event == "map_key":
                yield prefix, str(value)
            if count > MAX_EVENTS or len(prefix) > LONGEST_PLACE:
                return
    except (ijson.JSONError, RecursionError, ValueError):
        return
