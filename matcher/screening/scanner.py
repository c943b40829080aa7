"""Finds the places in a record that a reviewer should look at: phrases of control lists, each with its sentence.

One Aho-Corasick automaton (Aho and Corasick, "Efficient string matching", CACM 18(6), 1975) over all phrases of all
lists, so the time depends on the record's length and not on the lists'. Read-only once built: threads may share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import ahocorasick

from corpus.control_phrases import singular
from corpus.controls import ControlList
from corpus.passages import Document
from corpus.text import HANGUL, SENTENCE_END, content_hash

MOST_HINTS: Final = 20
"""Of one record, one per code: who has read twenty knows that the record needs a decision."""
MOST_SENTENCE: Final = 600
"""Characters of a sentence that are shown; of a longer one the part around the phrase."""
FOLDED: Final = str.maketrans({"-": " ", "‐": " ", "‑": " ", "–": " ", "İ": "i"})
"""Each sign to one sign, so that places in the folded text are places in the text."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A place to look at, never a determination.

    `phrase` is the list's; `sentence` stands word for word in passage `passage` of the document, in its text or its
    heading (those left out count after the others); `start` is the offset (characters) in it of what matched.
    """

    list_id: str
    list_version: str
    code: str
    title: str
    phrase: str
    sentence: str
    start: int
    passage: int

    @property
    def mark(self) -> str:
        """Names the hint from scan to scan: its list, code and phrase, not its place or the list's version."""
        return hint_mark(self.list_id, self.code, self.phrase)


def hint_mark(list_id: str, code: str, phrase: str) -> str:
    """See `Hint.mark`."""
    return f"{list_id}:{code}:{phrase}"


def marks(hints: Iterable[Hint]) -> frozenset[str]:
    """What a state keeps of a scan."""
    return frozenset(hint.mark for hint in hints)


class _Place(NamedTuple):
    entry: int
    phrase: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What the automaton finds: `length` characters, bounded by non-letters where it is `whole` words."""

    length: int
    whole: bool
    places: tuple[_Place, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    list_id: str
    list_version: str
    code: str
    title: str


class Scanner:
    """Built once per set of lists; `key` names the set and changes with any entry of any list."""

    def __init__(self, lists: Sequence[ControlList]) -> None:
        self.key: Final = content_hash(
            [
                [found.id, found.version, [[entry.code, entry.title, entry.phrases] for entry in found.entries]]
                for found in lists
            ]
        )
        self._entries: Final[list[_Entry]] = []
        self._automaton: Final = ahocorasick.Automaton()
        spellings: dict[str, dict[_Place, None]] = {}
        for found in lists:
            for entry in found.entries:
                place = len(self._entries)
                self._entries.append(_Entry(found.id, found.version, entry.code, entry.title))
                for phrase in entry.phrases:
                    for spelling in _spellings(phrase):
                        spellings.setdefault(spelling, {})[_Place(place, phrase)] = None
        for spelling, places in spellings.items():
            pattern = _Pattern(len(spelling), HANGUL.search(spelling) is None, tuple(places))
            self._automaton.add_word(spelling, pattern)
        self._empty: Final = not spellings
        self._automaton.make_automaton()

    def hints(self, document: Document) -> tuple[Hint, ...]:
        """In reading order, the first of each code, at most `MOST_HINTS`."""
        if self._empty:
            return ()
        found: dict[int, Hint] = {}
        for index, text in _texts(document):
            for place, start in self._places(text):
                if place.entry not in found:
                    found[place.entry] = self._hint(place, text, start, index)
                    if len(found) == MOST_HINTS:
                        return tuple(found.values())
        return tuple(found.values())

    def _places(self, text: str) -> Iterator[tuple[_Place, int]]:
        folded = text.translate(FOLDED).lower()
        for end, pattern in self._automaton.iter(folded):
            start = end - pattern.length + 1
            if not pattern.whole or _is_whole(folded, start, end + 1):
                for place in pattern.places:
                    yield place, start

    def _hint(self, place: _Place, text: str, start: int, passage: int) -> Hint:
        entry = self._entries[place.entry]
        begin, end = _sentence(text, start)
        return Hint(
            entry.list_id,
            entry.list_version,
            entry.code,
            entry.title,
            place.phrase,
            text[begin:end],
            start - begin,
            passage,
        )


def _texts(document: Document) -> Iterator[tuple[int, str]]:
    """Each heading once, with the first passage that has it, and each passage's text; then what was left out."""
    seen: set[str] = set()
    for index, passage in enumerate((*document.passages, *document.left_out)):
        if passage.heading and passage.heading not in seen:
            seen.add(passage.heading)
            yield index, passage.heading
        yield index, passage.text


def _spellings(phrase: str) -> Iterable[str]:
    """Folded; of Latin phrases singular and plural; of Korean ones also without blanks, which writers set freely."""
    folded = phrase.translate(FOLDED).lower()
    if HANGUL.search(folded):
        return dict.fromkeys((folded, folded.replace(" ", "")))
    stem, blank, last = folded.rpartition(" ")
    one = singular(last)
    many = one[:-1] + "ies" if one.endswith("y") else one + ("es" if one.endswith(("s", "x", "ch", "sh")) else "s")
    return dict.fromkeys((folded, stem + blank + one, stem + blank + many))


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether Latin words begin and end here; a Korean particle may follow."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not _is_word(before) and not _is_word(after)


def _is_word(sign: str) -> bool:
    return (sign.isalnum() and not HANGUL.match(sign)) or sign == "_"


def _sentence(text: str, start: int) -> tuple[int, int]:
    """Where the sentence around `start` begins and ends; of a long one, a window around it."""
    begin, end = 0, len(text)
    for boundary in SENTENCE_END.finditer(text):
        if boundary.end() <= start:
            begin = boundary.end()
        elif boundary.start() > start:
            end = boundary.start()
            break
    if end - begin > MOST_SENTENCE:
        begin = max(begin, start - MOST_SENTENCE // 2)
        end = min(end, begin + MOST_SENTENCE)
    return begin, end
