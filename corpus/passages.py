"""The searchable form of a record: a document, and the passages it consists of.

Passages are derived from the record each time, never stored: the same record gives the same passages. A
passage's text stands word for word in the record, so evidence can be checked by the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal, Protocol

from corpus.prose import telling
from corpus.text import SENTENCE_END, Language, content_hash, language_of

Kind = Literal["patents", "companies", "needs"]
KINDS: tuple[Kind, ...] = ("patents", "companies", "needs")
SINGULAR: Mapping[Kind, Literal["patent", "company", "need"]] = {
    "patents": "patent",
    "companies": "company",
    "needs": "need",
}


def kind_of(written: str) -> Kind:
    """The kind as it is written down. Raises KeyError for what is none."""
    kinds: dict[str, Kind] = {kind: kind for kind in KINDS}
    return kinds[written]


PASSAGE_CHARACTERS = 1_100
"""About 240 tokens of English: what the bundled model reads at once."""
PASSAGE_CHARACTERS_KOREAN = 500
"""A Hangul syllable carries about as much as two Latin letters."""

ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:Inc|Co|Corp|Ltd|Bros|No|Nos|Fig|Figs|Dr|Mr|Mrs|Ms|Prof|St|vs|approx|ca|cf|resp|[Ee]\.g|[Ii]\.e|U\.S)\.$"
)
"""What a part of a sentence ends with where its full stop ends a word."""


class PassageKind(StrEnum):
    ABSTRACT = "abstract"
    CLAIM = "claim"
    SUMMARY = "summary"
    CAPABILITY = "capability"
    PROJECT = "project"
    DESCRIPTION = "description"
    REQUIREMENT = "requirement"


@dataclass(frozen=True)
class Passage:
    """`text` is verbatim; `heading` says what it belongs to (a record's or a project's title)."""

    kind: PassageKind
    heading: str
    text: str

    @property
    def searchable(self) -> str:
        """What is encoded and tokenised: the heading gives a short passage its subject."""
        if not self.heading or not self.text:
            return self.text or self.heading
        return f"{self.heading}. {self.text}"

    @cached_property
    def hash(self) -> str:
        """Names the passage's vector in the cache."""
        return content_hash(self.searchable)


@dataclass(frozen=True)
class Document:
    """A record as the index sees it: at least one passage, even if only its title is known.

    `left_out` are the texts of which a part tells nothing and is in no passage (`corpus.prose`), whole: not searched,
    but read where all counts.
    """

    kind: Kind
    id: str
    title: str
    passages: tuple[Passage, ...]
    left_out: tuple[Passage, ...] = ()

    @cached_property
    def text(self) -> str:
        """The whole record, headings once: for language, whole-document scores and plain queries."""
        lines: list[str] = [self.title]
        for passage in self.passages:
            if passage.heading != lines[0] and passage.heading not in lines[-2:]:
                lines.append(passage.heading)
            lines.append(passage.text)
        return "\n".join(line for line in lines if line)

    @cached_property
    def language(self) -> Language:
        return language_of(self.text)


@dataclass(frozen=True, slots=True)
class Source:
    """A record that was read, of which the document is not made yet. `content_hash` changes with anything in it."""

    id: str
    content_hash: str
    document: Callable[[], Document]


class Titled(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...


class PatentContent(Protocol):
    """The fields of a patent that are searched; a draft and a stored record both have them."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def title_en(self) -> str | None: ...
    @property
    def abstract(self) -> str: ...
    @property
    def abstract_en(self) -> str | None: ...
    @property
    def claims(self) -> Sequence[str]: ...


class NeedContent(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def requirements(self) -> Sequence[str]: ...


def sentences(text: str) -> list[str]:
    """The text's sentences and semicolon-separated elements, verbatim. An abbreviation ends none."""
    found: list[str] = []
    start = 0
    for boundary in SENTENCE_END.finditer(text):
        part = text[start : boundary.start()]
        if part and not ABBREVIATED.search(part):
            found.append(part)
            start = boundary.end()
    return [*found, text[start:]] if text[start:] else found


def pieces(text: str) -> Iterator[str]:
    """Runs of whole sentences, of about equal length and at most the passage length; a longer sentence is cut at a
    blank. A text of one and a half passages gives two of three quarters, not one and a scrap."""
    limit = PASSAGE_CHARACTERS_KOREAN if language_of(text) == "ko" else PASSAGE_CHARACTERS
    target = len(text) / max(1, -(-len(text) // limit))
    start = end = 0
    for boundary in (*(match.end() for match in SENTENCE_END.finditer(text)), len(text)):
        if end > start and (boundary - start > limit or (end - start) + (boundary - start) > 2 * target):
            yield text[start:end].strip()
            start = end
        while boundary - start > limit:
            cut = text.rfind(" ", start + limit // 2, start + limit)
            cut = cut if cut > 0 else start + limit
            yield text[start:cut].strip()
            start = cut
        end = boundary
    if text[start:].strip():
        yield text[start:].strip()


def _passages(kind: PassageKind, heading: str, text: str) -> list[Passage]:
    return [Passage(kind, heading, piece) for piece in pieces(text)]


def patent_document(patent: PatentContent) -> Document:
    """Abstract, its English version and every claim; the title alone where there is nothing else."""
    found = _passages(PassageKind.ABSTRACT, patent.title, patent.abstract)
    if patent.abstract_en:
        found += _passages(PassageKind.ABSTRACT, patent.title_en or patent.title, patent.abstract_en)
    elif patent.title_en and patent.title_en != patent.title:
        found.append(Passage(PassageKind.ABSTRACT, patent.title_en, ""))
    for claim in patent.claims:
        found += _passages(PassageKind.CLAIM, patent.title, claim)
    return Document("patents", patent.id, patent.title, _or_title(found, PassageKind.ABSTRACT, patent.title))


def company_document(
    company_id: str, name: str, summary: str, capabilities: Sequence[Titled], projects: Sequence[Titled]
) -> Document:
    """Summary, capabilities and projects, as far as they tell something (`corpus.prose`).

    The name heads nothing: what a firm is called is not what it can do.
    """
    told = [
        Passage(PassageKind.SUMMARY, "", summary),
        *(Passage(PassageKind.CAPABILITY, each.title, each.text) for each in capabilities),
        *(Passage(PassageKind.PROJECT, each.title, each.text) for each in projects),
    ]
    found = [passage for whole in told for passage in _telling(whole)]
    left_out = tuple(whole for whole in told if not _tells_all(whole))
    return Document("companies", company_id, name, _or_title(found, PassageKind.SUMMARY, name), left_out)


def _telling(whole: Passage) -> list[Passage]:
    """Nothing where a text is there that tells nothing."""
    heading = " ".join(telling(whole.heading))
    found = [passage for run in telling(whole.text) for passage in _passages(whole.kind, heading, run)]
    return found or ([Passage(whole.kind, heading, "")] if heading and not whole.text.strip() else [])


def _tells_all(whole: Passage) -> bool:
    return all(telling(text) == ((text.strip(),) if text.strip() else ()) for text in (whole.heading, whole.text))


def need_document(need: NeedContent) -> Document:
    """Description and listed requirements."""
    found = _passages(PassageKind.DESCRIPTION, need.title, need.description)
    for requirement in need.requirements:
        found += _passages(PassageKind.REQUIREMENT, need.title, requirement)
    return Document("needs", need.id, need.title, _or_title(found, PassageKind.DESCRIPTION, need.title))


def titled_document(kind: Kind, record_id: str, title: str, texts: Sequence[str]) -> Document:
    """A record of which only a title and a text are known, such as a row of a test collection."""
    found = [Passage(PassageKind.DESCRIPTION, title, piece) for text in texts for piece in pieces(text)]
    return Document(kind, record_id, title, _or_title(found, PassageKind.DESCRIPTION, title))


def _or_title(found: list[Passage], kind: PassageKind, title: str) -> tuple[Passage, ...]:
    return tuple(found) or (Passage(kind, title, ""),)
