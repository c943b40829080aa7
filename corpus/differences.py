"""What differs between two texts or profiles, word by word, for people to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Protocol

WORDS = re.compile(r"\s+|[^\s]+")
LONGEST = 4_000
"""Words of either text from which they are compared as wholes: the comparison takes the square of them."""


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of text that stayed, came or went."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a section; `title` where it has one. `change` tells of the thing as a whole."""

    change: Change
    title: str
    text: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a profile in which something differs. `name` is the field's."""

    name: str
    entries: tuple[Entry, ...]


class Profile(Protocol):
    """What two versions are compared by; drafts and rows both have it."""

    summary: str
    capabilities: Any
    projects: Any
    certificates: Any
    facilities: Any
    keywords: Any
    trl: int | None


def words_changed(before: str, after: str) -> tuple[Stretch, ...]:
    """The two texts as one, with what came and what went; white space is a word, so that nothing is lost."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > LONGEST and before != after:
        return tuple(each for each in (Stretch(Change.REMOVED, before), Stretch(Change.ADDED, after)) if each.text)
    stretches: list[Stretch] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            stretches.append(Stretch(Change.SAME, "".join(old[a:b])))
            continue
        stretches += [Stretch(Change.REMOVED, "".join(old[a:b]))] if b > a else []
        stretches += [Stretch(Change.ADDED, "".join(new[c:d]))] if d > c else []
    return tuple(stretches)


def profile_differences(before: Profile, after: Profile) -> tuple[Section, ...]:
    """The sections in which the later profile differs from the earlier, with the entries that differ."""
    found = [
        Section("summary", _text(before.summary, after.summary)),
        Section("capabilities", _titled(before.capabilities, after.capabilities)),
        Section("projects", _titled(before.projects, after.projects)),
        *(
            Section(name, _listed(getattr(before, name), getattr(after, name)))
            for name in ("certificates", "facilities", "keywords")
        ),
        Section("trl", _text(_level(before.trl), _level(after.trl))),
    ]
    return tuple(section for section in found if section.entries)


def _text(before: str, after: str) -> tuple[Entry, ...]:
    return () if before == after else (Entry(Change.SAME, "", words_changed(before, after)),)


def _titled(before: Sequence[Any], after: Sequence[Any]) -> tuple[Entry, ...]:
    """Matched by their titles; of two with one title the first meets the first."""
    old, new = _by_title(before), _by_title(after)
    entries = [
        Entry(Change.SAME, title, words_changed(old[key], text))
        if key in old
        else Entry(Change.ADDED, title, words_changed("", text))
        for key, text in new.items()
        if old.get(key) != text
        for title in (key[0],)
    ]
    gone = [Entry(Change.REMOVED, key[0], words_changed(text, "")) for key, text in old.items() if key not in new]
    return (*entries, *gone)


def _by_title(things: Iterable[Any]) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for thing in things:
        fields = thing if isinstance(thing, dict) else thing.model_dump()
        told = (str(fields[name]) for name in ("year", "agency") if fields.get(name))
        text = " · ".join((*told, *([fields["text"]] if fields["text"] else [])))
        number = sum(title == fields["title"] for title, _ in found)
        found[fields["title"], number] = text
    return found


def _listed(before: Sequence[str], after: Sequence[str]) -> tuple[Entry, ...]:
    added = [Entry(Change.ADDED, each, ()) for each in after if each not in before]
    gone = [Entry(Change.REMOVED, each, ()) for each in before if each not in after]
    return (*added, *gone)


def _level(trl: int | None) -> str:
    return "" if trl is None else str(trl)
