"""A question in the form in which it is searched: passages to encode, elements to cover."""

from __future__ import annotations

import re

from corpus.passages import Document, PassageKind, sentences
from corpus.problems import Invalid, TooLarge
from corpus.text import clean, language_of
from matcher.match import Query, QueryKind

TEXT_CHARACTERS = 20_000
"""The longest plain-text query, in characters."""
ELEMENTS = 12
"""How many elements a candidate is held against; further ones are searched but not listed."""
ELEMENT_CHARACTERS = 400
HEAD_CHARACTERS = 1_200
HEAD_CHARACTERS_KOREAN = 500
"""A text is encoded from its head, about one window of the bundled model: it names the subject, and vectors of the
whole blur it (nDCG@10 of 0.355 against 0.339 on held-out research projects). Words count to the end."""
FACETS = 16
"""How many passages of a company ask at once: each capability and project is a question of its own."""
CLAIM_NUMBER = re.compile(r"^\s*(?:claim\s*)?\d+\s*[.)]\s*", re.IGNORECASE)
CLAIM_PREAMBLE = re.compile(r"\b(?:comprising|comprises|consisting of|including|wherein)\b\s*:?", re.IGNORECASE)
DEPENDENT = re.compile(r"\b(?:of|to|in|with) (?:any (?:one )?of )?claims? \d+|제\s*\d+\s*항", re.IGNORECASE)
LEADING_AND = re.compile(r"^(?:and|및|그리고)\s+", re.IGNORECASE)
WORDS_OF_AN_ELEMENT = 3


def text_query(text: str, *, title: str = "") -> Query:
    """Plain words. Raises Invalid for an empty text, TooLarge past `TEXT_CHARACTERS`."""
    if len(text) > TEXT_CHARACTERS:
        raise TooLarge.because("query_too_long", "text", text, characters=len(text), limit=TEXT_CHARACTERS)
    body = clean(text)
    if not re.search(r"\w", body + title):
        raise Invalid.because("query_empty", "text", text)
    whole = f"{title}. {body}" if title else body
    return Query(
        kind="text",
        id=None,
        title=title,
        text=whole,
        language=language_of(whole),
        passages=(head(whole),),
        elements=_bounded(sentences(body) or [title]),
    )


def record_query(
    kind: QueryKind, document: Document, *, version: int | None = None, content_hash: str | None = None
) -> Query:
    """A stored record asks with its passages; its elements are what a candidate should be able to do or use."""
    return Query(
        kind=kind,
        id=document.id,
        title=document.title,
        text=document.text,
        language=document.language,
        passages=_facets(document),
        elements=_bounded(_elements(document)),
        version=version,
        content_hash=content_hash,
    )


def head(text: str) -> str:
    """The beginning of a text, cut at a blank: about what the bundled model reads at once."""
    limit = HEAD_CHARACTERS_KOREAN if language_of(text) == "ko" else HEAD_CHARACTERS
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0]


def _facets(document: Document) -> tuple[str, ...]:
    """A company asks with each passage; a patent or need with its head, once in each language it is told in."""
    if document.kind == "companies":
        return tuple(passage.searchable for passage in document.passages[:FACETS])
    by_heading: dict[str, str] = {}
    for passage in document.passages:
        so_far = by_heading.get(passage.heading)
        by_heading[passage.heading] = passage.searchable if so_far is None else f"{so_far} {passage.text}"
    return tuple(head(text) for text in by_heading.values())[:FACETS]


def _elements(document: Document) -> list[str]:
    by_kind: dict[PassageKind, list[str]] = {}
    for passage in document.passages:
        by_kind.setdefault(passage.kind, []).append(passage.text or passage.heading)
    if PassageKind.CLAIM in by_kind:
        independent = [claim for claim in by_kind[PassageKind.CLAIM] if not DEPENDENT.search(claim)]
        return [
            element for claim in (independent or by_kind[PassageKind.CLAIM])[:2] for element in claim_elements(claim)
        ]
    if PassageKind.REQUIREMENT in by_kind:
        return by_kind[PassageKind.REQUIREMENT]
    if PassageKind.CAPABILITY in by_kind:
        return [sentence for text in by_kind[PassageKind.CAPABILITY] for sentence in sentences(text)]
    if PassageKind.PROJECT in by_kind:
        return [passage.heading for passage in document.passages if passage.kind is PassageKind.PROJECT]
    return [sentence for texts in by_kind.values() for text in texts for sentence in sentences(text)]


def claim_elements(claim: str) -> list[str]:
    """The claim's elements, verbatim: what stands between semicolons, without number, preamble and the last "and"."""
    body = CLAIM_NUMBER.sub("", claim)
    parts = [LEADING_AND.sub("", part.strip(" ,.")) for part in body.split(";")]
    preamble = CLAIM_PREAMBLE.search(parts[0])
    if preamble and len(parts[0][preamble.end() :].split()) >= WORDS_OF_AN_ELEMENT:
        parts[0] = parts[0][preamble.end() :].strip(" ,:")
    return [part for part in parts if part]


def _bounded(elements: list[str]) -> tuple[str, ...]:
    """Distinct elements of some substance, cut to `ELEMENT_CHARACTERS` at a word, at most `ELEMENTS`."""
    kept: dict[str, None] = {}
    for element in elements:
        text = element.strip()
        if len(text) > ELEMENT_CHARACTERS:
            text = text[:ELEMENT_CHARACTERS].rsplit(" ", 1)[0]
        if len(text.split()) >= WORDS_OF_AN_ELEMENT:
            kept[text] = None
    return tuple(kept)[:ELEMENTS] or tuple(element.strip()[:ELEMENT_CHARACTERS] for element in elements[:1])
