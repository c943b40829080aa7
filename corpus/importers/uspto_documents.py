"""The American office's weekly files: thousands of documents one after the other, taken apart as a stream.

The documents are found by their root elements, so that a declaration may be missing, other documents (sequence
listings) may stand between, and a broken document ends where the next one begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ROOTS = ("us-patent-grant", "us-patent-application", "patent-application-publication", "PATDOC")
START = re.compile(rb"<(" + "|".join(ROOTS).encode() + rb")(?=[\s>])")
LONGEST_NAME = max(len(name) for name in ROOTS) + 3
LONGEST_PROLOG = 1024 * 1024
LONGEST_DOCUMENT = 32 * 1024 * 1024
"""Bytes. A parsed document takes up to thirty times its size in memory."""


@dataclass(frozen=True, slots=True)
class Document:
    """`row` counts from 1, `line` is the first of the body in its file; `is_whole` is false past the bound."""

    row: int
    line: int
    prolog: bytes
    body: bytes
    is_whole: bool = True


def documents(chunks: Iterable[bytes]) -> Iterator[Document]:
    """Every document of the stream. A body without its end is what stood before the next document's beginning."""
    window = _Window(iter(chunks))
    row = 0
    while start := window.find(START, LONGEST_PROLOG):
        row += 1
        prolog = _last_prolog(window.take(start.start()))
        line = window.line
        name = start[1]
        boundary = re.compile(rb"</" + name + rb"\s*>|<\?xml\s|" + START.pattern)
        end = window.find(boundary, LONGEST_DOCUMENT, 1)
        is_whole = not window.lost
        body = window.take(_end_of(end, name) if end else window.size)
        yield Document(row, line, prolog, body, is_whole)


def _end_of(match: re.Match[bytes], name: bytes) -> int:
    return match.end() if match[0].startswith(b"</" + name) else match.start()


def _last_prolog(skipped: bytes) -> bytes:
    """From the last declaration on: what stands before belongs to another document."""
    at = max(skipped.rfind(b"<?xml "), 0)
    return skipped[at:]


class _Window:
    """The part of the stream that is being looked at, with the line it begins on."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""
        self.line = 1
        self.lost = False

    @property
    def size(self) -> int:
        return len(self._held)

    def find(self, pattern: re.Pattern[bytes], most: int, begin: int = 0) -> re.Match[bytes] | None:
        """The next match from `begin`; past `most` bytes the beginning is let go, and `lost` says so."""
        self.lost = False
        while not (found := pattern.search(self._held, begin)):
            begin = max(len(self._held) - LONGEST_NAME, begin)
            chunk = next(self._chunks, None)
            if chunk is None:
                return None
            if len(self._held) > most:
                self.take(begin)
                begin = 0
                self.lost = True
            self._held += chunk
        return found

    def take(self, size: int) -> bytes:
        taken, self._held = self._held[:size], self._held[size:]
        self.line += taken.count(b"\n")
        return taken
