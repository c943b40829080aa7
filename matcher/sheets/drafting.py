"""What a sheet says of a record: sentences of the record, word for word, and where each stands.

A patent's sheet takes its abstract (in the sheet's language where the record has it) and the elements of its first
independent claim; a need's its description and requirements. The first sentence says what it is. Of the others
SumBasic chooses (`matcher.sheets.sumbasic`); they are told in the order of the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from corpus.passages import PassageKind, sentences
from corpus.text import Language, language_of
from matcher.query import DEPENDENT, claim_elements
from matcher.sheets.sumbasic import chosen

MOST: Final = 8
"""Sentences on what it does, at most."""
LONGEST: Final = 700
LONGEST_KOREAN: Final = 350
"""Characters of a sentence that a sheet quotes: longer ones would take the page for themselves."""
LONGEST_WORD: Final = 60
"""A longer run of Latin signs does not break at the end of a line."""

Terms = Callable[[Sequence[str]], list[list[str]]]
"""Texts to the words that count in them (`index.tokens.keywords_many`)."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence as it stands in the record. `number` is that of a claim or requirement, None elsewhere.

    `rank` is the order in which it was chosen, from 0: the last chosen goes first where the page is full.
    """

    text: str
    place: PassageKind
    number: int | None = None
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """`what` says what it is, `does` what it does, in the order of the record.

    `considered` counts the sentences of the record that could stand on the sheet or were too long for it.
    """

    what: tuple[Quote, ...]
    does: tuple[Quote, ...]
    considered: int

    @property
    def left_out(self) -> int:
        return self.considered - len(self.what) - len(self.does)

    def shortened(self, count: int) -> Draft:
        """With at most `count` sentences on what it does: those that were chosen first."""
        return replace(self, does=tuple(quote for quote in self.does if quote.rank < count))


def patent_draft(
    abstract: str, abstract_en: str | None, claims: Sequence[str], language: Language, terms: Terms
) -> Draft:
    """Of a patent."""
    told = abstract_en if language == "en" and abstract_en else abstract
    quotes = [Quote(sentence, PassageKind.ABSTRACT) for sentence in sentences(told or abstract_en or "")]
    return _draft([*quotes, *_claimed(claims)], terms)


def need_draft(description: str, requirements: Sequence[str], terms: Terms) -> Draft:
    """Of a need. Every requirement counts as a sentence."""
    quotes = [Quote(sentence, PassageKind.DESCRIPTION) for sentence in sentences(description)]
    wanted = [Quote(text, PassageKind.REQUIREMENT, number) for number, text in enumerate(requirements, start=1)]
    return _draft([*quotes, *wanted], terms)


def _claimed(claims: Sequence[str]) -> Iterator[Quote]:
    for number, claim in enumerate(claims, start=1):
        if not DEPENDENT.search(claim):
            yield from (Quote(element, PassageKind.CLAIM, number) for element in claim_elements(claim))
            return


def _draft(quotes: Sequence[Quote], terms: Terms) -> Draft:
    distinct = list({quote.text: quote for quote in reversed(quotes)}.values())[::-1]
    quotable = [quote for quote in distinct if _fits(quote.text)]
    what, others = quotable[:1], quotable[1:]
    order = chosen(terms([quote.text for quote in others]), MOST) if others else []
    ranks = {place: rank for rank, place in enumerate(order)}
    does = [replace(others[place], rank=ranks[place]) for place in sorted(order)]
    return Draft(tuple(what), tuple(does), len(distinct))


def _fits(text: str) -> bool:
    longest = LONGEST_KOREAN if language_of(text) == "ko" else LONGEST
    return len(text) <= longest and all(len(word) <= LONGEST_WORD or not word.isascii() for word in text.split())
