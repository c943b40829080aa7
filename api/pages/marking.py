"""What is marked inside a text, everything else escaped: shared terms, and the passages that evidence rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from api.pages.view import Part, Section


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage that stands word for word in a text. `number` ties it to its counterpart; 0: it has none."""

    text: str
    number: int = 0
    terms: tuple[str, ...] = ()


def mark(passage: str, terms: Sequence[str]) -> Markup:
    """The passage as HTML with each term, as it stands there, in a `<mark>`; longer terms win over shorter."""
    wanted = sorted({term for term in terms if term.strip()}, key=len, reverse=True)
    if not wanted:
        return escape(passage)
    pattern = re.compile("|".join(_whole(term) for term in wanted))
    parts: list[Markup] = []
    end = 0
    for found in pattern.finditer(passage):
        parts += [escape(passage[end : found.start()]), Markup("<mark>{}</mark>").format(found.group())]
        end = found.end()
    return Markup("").join([*parts, escape(passage[end:])])


def with_excerpts(sections: Sequence[Section], excerpts: Sequence[Excerpt], side: str) -> tuple[Section, ...]:
    """The sections with each excerpt marked where it first stands; `side` tells two texts on one page apart."""
    left = [excerpt for excerpt in excerpts if excerpt.text]
    shown: list[Section] = []
    for section in sections:
        parts: list[Part] = []
        for part in section.parts:
            text, left = _marked(part.text, left, side)
            heading, left = _marked(part.heading, left, side)
            parts.append(replace(part, text=text, heading=heading))
        shown.append(replace(section, parts=tuple(parts)))
    return tuple(shown)


def _marked(text: str, excerpts: Sequence[Excerpt], side: str) -> tuple[Markup, list[Excerpt]]:
    """The text with the excerpts that it holds, overlapping ones as one, and those that it does not hold."""
    placed = sorted(((text.find(each.text), each) for each in excerpts), key=lambda place: place[0])
    missing = [each for start, each in placed if start < 0]
    spans: list[tuple[int, int, list[Excerpt]]] = []
    for start, each in placed[len(missing) :]:
        stop = start + len(each.text)
        if spans and start < spans[-1][1]:
            before = spans[-1]
            spans[-1] = (before[0], max(before[1], stop), [*before[2], each])
        else:
            spans.append((start, stop, [each]))
    parts: list[Markup] = []
    end = 0
    for start, stop, here in spans:
        parts += [escape(text[end:start]), _excerpt(text[start:stop], here, side)]
        end = stop
    return Markup("").join([*parts, escape(text[end:])]), missing


def _excerpt(text: str, excerpts: Sequence[Excerpt], side: str) -> Markup:
    terms = [term for excerpt in excerpts for term in excerpt.terms]
    numbers = sorted({excerpt.number for excerpt in excerpts if excerpt.number})
    if not numbers:
        return Markup('<span class="lacking">{}</span>').format(mark(text, terms))
    links = Markup("").join(
        Markup('<a class="number" id="{side}-{number}" href="#pair-{number}">{number}</a>').format(
            side=side, number=number
        )
        for number in numbers
    )
    return Markup('<span class="found">{}{}</span>').format(links, mark(text, terms))


def _whole(term: str) -> str:
    """Latin terms only where they are not inside a longer word; Korean ones carry their particles anyway."""
    before = r"(?<![A-Za-z0-9])" if term[0].isascii() and term[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if term[-1].isascii() and term[-1].isalnum() else ""
    return before + re.escape(term) + after
