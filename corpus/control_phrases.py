"""Phrases to look for, taken from the wording of a control list that names none itself.

Precision counts: a hint that is mostly wrong is soon ignored. So only noun phrases that open a heading or a listed
item, and terms that the list itself puts in quotes, are taken; notes (which mostly say what is *not* controlled) are
left out, and so is every phrase of common technical words ("heat exchanger", "pulse duration").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

FEWEST_WORDS, MOST_WORDS = 2, 6
MOST_PHRASES = 60
"""Of one entry."""
MOST_ENTRIES_OF_A_TERM = 4
"""A quoted term of more entries is the list's vocabulary (missile, numerical control), not the mark of one entry."""

MARK: Final = re.compile(r"(?:(?<=[;:.,] )|(?<=\d\. )|^)(?:(?P<letter>[a-z])|(?P<number>\d{1,2}))\. ")
NOTE: Final = re.compile(r"\b(?:(?:Technical )?Notes?\b|N\.\s?B\.)")
QUOTED: Final = re.compile(r"\"([^\"]{3,60})\"|(?<![A-Za-z])'([^']{3,60})'(?![A-Za-z])")
ENDING: Final = (
    "a according all an and any appropriate are as at based been being better by can capable comprising "
    "consisting containing controlled designed each employing equal equipped exceeding except for formed "
    "from greater has have having if in including incorporating intended into is its less made "
    "manufactured modified no normally not of on only operating or other over per possessing prepared "
    "produced providing rated related required resistant see should specially specified such suitable "
    "than that the their therefor they this those through to under up usable use useable used using "
    "utilising utilizing via when where which whose with within without"
)
END: Final = re.compile(rf"[,;:()\[\]=<>±%]|\. |\b(?:{ENDING.replace(' ', '|')})\b", re.IGNORECASE)
"""Where a noun phrase that opens a piece of text is over."""
WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9\-]*")
AMERICAN: Final = (("vapour", "vapor"), ("fibre", "fiber"), ("armour", "armor"), ("aluminium", "aluminum"))
AMERICAN_ENDINGS: Final = ((re.compile(r"\b(\w+)isation\b"), r"\1ization"), (re.compile(r"\b(\w{3,})yser"), r"\1yzer"))


@dataclass(frozen=True, slots=True)
class EntryText:
    """An entry's own wording."""

    heading: str
    text: str


def phrases_of(entries: Sequence[EntryText]) -> list[tuple[str, ...]]:
    """The phrases of each entry, in lower case, British and American, none shared by more than a few entries."""
    found = [tuple(dict.fromkeys(_candidates(entry))) for entry in entries]
    shared = Counter(phrase for phrases in found for phrase in phrases)
    return [
        tuple(
            form
            for phrase in phrases
            if shared[phrase] <= MOST_ENTRIES_OF_A_TERM
            for form in dict.fromkeys((phrase, american(phrase)))
        )[:MOST_PHRASES]
        for phrases in found
    ]


def american(phrase: str) -> str:
    for british, here in AMERICAN:
        phrase = phrase.replace(british, here)
    for pattern, ending in AMERICAN_ENDINGS:
        phrase = pattern.sub(ending, phrase)
    return phrase


@cache
def common_words() -> frozenset[str]:
    """Words that make no phrase specific, singular: of all technology (pump, signal) and of the lists (specified)."""
    text = resources.files("corpus").joinpath("data/common-words.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _candidates(entry: EntryText) -> Iterator[str]:
    pieces = [entry.heading, *_items(entry.text)]
    for piece in pieces:
        opening = piece.replace('"', "").replace("'", "")
        end = END.search(opening)
        yield from _kept(opening[: end.start()] if end else opening)
    for piece in pieces:
        for double, single in QUOTED.findall(piece):
            yield from _kept(double or single)


def _kept(text: str) -> Iterator[str]:
    words = WORD.findall(text.strip().lower())
    if (
        FEWEST_WORDS <= len(words) <= MOST_WORDS
        and " ".join(words) == " ".join(text.lower().split())
        and not any(word.endswith("-") or len(word) == 1 for word in words[-1:])
    ):
        parts = [singular(part) for word in words for part in word.split("-")]
        if any(part not in common_words() and len(part) > 2 for part in parts):
            yield " ".join(words)


def _items(text: str) -> Iterable[str]:
    """The listed items of an entry, without its notes.

    The text is one line, so a note's end is not marked: it ends where the letter comes that the list itself goes on
    with, unless the note's own list goes on with the same one.
    """
    marks = list(MARK.finditer(text))
    last = inside = ""
    in_note = False
    for index, mark in enumerate(marks):
        piece = text[mark.end() : marks[index + 1].start() if index + 1 < len(marks) else len(text)]
        letter = mark["letter"] or ""
        if in_note and letter:
            goes_on_inside = letter == (chr(ord(inside) + 1) if inside else "a")
            in_note = goes_on_inside or letter != chr(ord(last or "`") + 1)
            inside = letter if in_note else ""
        note = NOTE.search(piece)
        if not in_note:
            last = letter or last
            yield piece[: note.start()] if note else piece
        if note:
            in_note, inside = True, ""
