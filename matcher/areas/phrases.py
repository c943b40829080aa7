"""Every phrase of every definition in one pass over a text.

Aho and Corasick, "Efficient string matching: an aid to bibliographic search", CACM 18 (6), 1975.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import ahocorasick

from matcher.areas.definition import Definition, Phrase, is_korean
from matcher.areas.folding import WORD_END, folded, is_hangul, is_latin

SHORT_KOREAN = 2
"""Syllables up to which a Korean phrase has to begin a word: inside a longer word it is mostly another one."""
MOST_BLANKS = 4
"""Blanks of a Korean phrase that may be left out one by one; of a longer phrase all or none are."""
WORD = re.compile(r"[^ ]+")
MOST_FOUND = 5_000
"""Finds in one text from which on the rest is not read: a record of that many says no more."""


@dataclass(frozen=True, slots=True)
class Found:
    """The characters `start` to `end` of a text are phrase number `phrase` of definition number `definition`."""

    definition: int
    phrase: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """One spelling of phrases, and what has to hold around it."""

    spelling: str
    open_ended: bool
    anywhere: bool
    korean: bool
    capitals: tuple[tuple[int, str], ...]
    phrase: int
    definition: int


class PhraseFinder:
    """Built once from definitions; any number of threads may search."""

    def __init__(self, definitions: Sequence[Definition]) -> None:
        spellings: dict[str, list[_Entry]] = {}
        for place, definition in enumerate(definitions):
            for number, phrase in enumerate(definition.phrases):
                for spelling in _spellings(phrase):
                    spellings.setdefault(spelling, []).append(_entry(spelling, phrase, number, place))
        self._automaton = ahocorasick.Automaton()
        for spelling, entries in spellings.items():
            self._automaton.add_word(spelling, tuple(entries))
        self._empty = not spellings
        if spellings:
            self._automaton.make_automaton()

    def find(self, text: str) -> list[Found]:
        """In order of their start; of those of one definition that lie inside each other only the longest."""
        if self._empty or not text:
            return []
        found: list[tuple[int, int, int, int]] = []
        plain = folded(text)
        for last, entries in self._automaton.iter(plain):
            for entry in entries:
                start = last + 1 - len(entry.spelling)
                end = _end(plain, start, last + 1, entry)
                if end and (not entry.capitals or _in_capitals(text, start, entry)):
                    found.append((start, -end, entry.definition, entry.phrase))
            if len(found) >= MOST_FOUND:
                break
        return list(_outermost(sorted(found)))


def _in_capitals(text: str, start: int, entry: _Entry) -> bool:
    return all(text.startswith(word, start + at) for at, word in entry.capitals)


def _outermost(found: Sequence[tuple[int, int, int, int]]) -> Iterator[Found]:
    reached: dict[int, int] = {}
    for start, negative_end, definition, phrase in found:
        if -negative_end > reached.get(definition, 0):
            reached[definition] = -negative_end
            yield Found(definition, phrase, start, -negative_end)


def _end(plain: str, start: int, end: int, entry: _Entry) -> int:
    """Where the phrase ends with its plural or the rest of its word, 0 where it is not one here.

    Particles follow a Korean noun without a blank, so nothing is asked after it.
    """
    before = plain[start - 1] if start else ""
    if entry.korean and not is_latin(plain[start]):
        syllables = end - start
        return 0 if syllables <= SHORT_KOREAN and is_hangul(before) and not entry.anywhere else end
    if is_latin(before):
        return 0
    if entry.korean or end == len(plain) or not is_latin(plain[end]):
        return end
    if entry.open_ended:
        rest = WORD_END.search(plain, end)
        return rest.start() if rest else len(plain)
    for plural in ("s", "es"):
        after = end + len(plural)
        if plain.startswith(plural, end) and (after == len(plain) or not is_latin(plain[after])):
            return after
    return 0


def _entry(spelling: str, phrase: Phrase, number: int, place: int) -> _Entry:
    core = phrase.text.strip("* ")
    capitals: list[tuple[int, str]] = []
    if len(core) == len(spelling):
        words = ((match.start(), core[match.start() : match.end()]) for match in WORD.finditer(spelling))
        capitals = [(start, word) for start, word in words if word.isupper() and len(word) > 1]
    stars = phrase.text.endswith("*"), phrase.text.startswith("*")
    return _Entry(spelling, *stars, is_korean(core), tuple(capitals), number, place)


def _spellings(phrase: Phrase) -> Iterator[str]:
    """The folded phrase; of a Korean one also those with blanks left out."""
    plain = folded(phrase.text.strip("*")).strip()
    words = plain.split(" ")
    if not is_korean(plain) or len(words) == 1:
        yield plain
        return
    if len(words) - 1 > MOST_BLANKS:
        yield from (plain, "".join(words))
        return
    for blanks in product((" ", ""), repeat=len(words) - 1):
        yield words[0] + "".join(blank + word for blank, word in zip(blanks, words[1:], strict=True))
