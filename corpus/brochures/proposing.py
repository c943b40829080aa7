"""Proposals from blocks of text: what stands under a heading of capabilities, projects, facilities, and what is named
anywhere in a known form (certificates, levels of readiness, labelled lists).

Nothing is made up: a title or text is a stretch of the file. What the file says is only planned is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from corpus.brochures.block import Block, Style
from corpus.brochures.certificates import certificates_in, levels_in
from corpus.brochures.lines import unnumbered
from corpus.brochures.proposal import Proposal, ProposalKind
from corpus.brochures.sections import Section, section_of
from corpus.brochures.tables import Table, Told

LIMITS = {
    ProposalKind.SUMMARY: 1,
    ProposalKind.CAPABILITY: 60,
    ProposalKind.PROJECT: 100,
    ProposalKind.CERTIFICATE: 40,
    ProposalKind.FACILITY: 60,
    ProposalKind.KEYWORD: 40,
    ProposalKind.TRL: 3,
}
TITLE = 120
TEXT = 4_000
SOURCE = 600
SUMMARY = 1_500
SHORT = 60
"""Up to so many characters a line can be a title on its own."""
PARTS = re.compile(r"\s*(?::|：|\s[–—-]\s|\s\|\s)\s*")
LABELLED = re.compile(r"^(?P<label>[^:：|]{2,40}?)\s*[:：|]\s*(?P<rest>.+)$")
LISTED = re.compile(r"\s*(?:,|、|;|·|/(?=\s))\s*")
MONTH = r"(?:년|\.\d{1,2}\.?)?"
YEAR = re.compile(rf"(?<!\d)(?P<year>(?:19|20)\d{{2}}){MONTH}(?:\s*[~–-]\s*(?:19|20)?\d{{2}}{MONTH})?(?!\d)")
BODIES = (
    r"발주(?:처|기관)|수요\s?기관|주관(?:\s?기관)?|고객사?|납품처",
    r"[Cc]ustomer|[Cc]lient|[Aa]gency|[Ff]unded by",
)
AGENCY = re.compile(
    rf"\((?P<bracketed>[^()\d][^()]{{1,60}})\)\s*\.?$|(?:{'|'.join(BODIES)})\s*[:：]?\s*(?P<named>[^,;()]{{2,60}})"
)
CLAUSE = re.compile(r"[,，;]|\s(?:및|and|with|using)\s|(?<=[가-힣])(?:으로|로|하여|하고|하며)\s")
NAMED = re.compile(r"(?P<name>[^.!?。]{2,50})\.\s+(?P<rest>\S.+)$")
"""A name that is set like a sentence, before the sentences about it."""
WORDS_OF_A_NAME = 5
AROUND = " ·-–—:|,;."


@dataclass(slots=True)
class _Open:
    """A capability or project whose text still comes."""

    kind: ProposalKind
    title: Block
    texts: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """Where the reading stands: the section and its heading's level, and what is under way."""

    found: list[Proposal] = field(default_factory=list)
    section: Section | None = None
    heading: Block | None = None
    level: int = 0
    open: _Open | None = None
    table: Table | None = None


def proposals_of(blocks: Iterable[Block]) -> list[Proposal]:
    """In the order of the file, each thing once, at most `LIMITS` of a kind."""
    reader = _Reader()
    for block in blocks:
        _read(reader, block)
    _close(reader)
    return _distinct(reader.found)


def _read(reader: _Reader, block: Block) -> None:
    _named(reader, block)
    if block.style is Style.HEADING:
        _heading(reader, block)
    elif block.style is Style.ROW:
        _row(reader, block)
    else:
        reader.table = None
        if not _labelled(reader, block):
            _text(reader, block)


def _named(reader: _Reader, block: Block) -> None:
    """What is named in a known form, wherever it stands."""
    for name, sentence in certificates_in(block.text):
        reader.found.append(_proposal(ProposalKind.CERTIFICATE, name, "", block, sentence))
    for level, sentence in levels_in(block.text):
        reader.found.append(_proposal(ProposalKind.TRL, str(level), "", block, sentence))


def _heading(reader: _Reader, block: Block) -> None:
    text = unnumbered(block.text)
    section = section_of(text)
    reader.table = None
    inside = reader.section in (Section.CAPABILITY, Section.PROJECT) and block.level > reader.level
    if inside and section in (None, Section.CAPABILITY, Section.PROJECT, Section.TRL):
        # A heading below that of capabilities names one.
        _close(reader)
        kind = ProposalKind.CAPABILITY if reader.section is Section.CAPABILITY else ProposalKind.PROJECT
        reader.open = _Open(kind, replace(block, text=text))
        return
    _close(reader)
    reader.section, reader.heading, reader.level = section, block, block.level


def _text(reader: _Reader, block: Block) -> None:
    section = reader.section
    if reader.open is not None:
        reader.open.texts.append(block)
    elif section is Section.SUMMARY and block.style is Style.TEXT:
        if not any(each.kind is ProposalKind.SUMMARY for each in reader.found):
            reader.found.append(_proposal(ProposalKind.SUMMARY, "", block.text[:SUMMARY], block, block.text))
    elif section is Section.CAPABILITY:
        reader.found.append(_capability(block))
    elif section is Section.PROJECT:
        reader.found.append(_project(block))
    elif section is Section.FACILITY:
        reader.found.append(_proposal(ProposalKind.FACILITY, _cut(block.text, 300), "", block, block.text))
    elif section is Section.KEYWORD:
        _words(reader, block, block.text)


def _labelled(reader: _Reader, block: Block) -> bool:
    """A line such as `Keywords: a, b`; whether it was one."""
    found = LABELLED.match(block.text)
    if not found or reader.section in (Section.CAPABILITY, Section.PROJECT):
        label = section_of(found["label"]) if found else None
        if not found or label not in (Section.KEYWORD, Section.FACILITY, Section.CERTIFICATE, Section.TRL):
            return False
    label = section_of(found["label"])
    if label is Section.KEYWORD:
        _words(reader, block, found["rest"])
    elif label is Section.FACILITY:
        for each in LISTED.split(found["rest"]):
            reader.found.append(_proposal(ProposalKind.FACILITY, _cut(each, 300), "", block, block.text))
    return label in (Section.KEYWORD, Section.FACILITY, Section.CERTIFICATE, Section.TRL)


def _words(reader: _Reader, block: Block, text: str) -> None:
    for word in LISTED.split(text):
        if 1 < len(word.strip(AROUND)) <= SHORT:
            reader.found.append(_proposal(ProposalKind.KEYWORD, word.strip(AROUND), "", block, block.text))


def _row(reader: _Reader, block: Block) -> None:
    if reader.table is None or reader.table.begins(block):
        _close(reader)
        reader.table = Table.headed(block, reader.section)
        if reader.table.has_heads:
            return
    for kind, told in reader.table.told(block):
        if kind is ProposalKind.KEYWORD:
            _words(reader, block, told.title)
        elif kind is ProposalKind.FACILITY and told.listed:
            for each in LISTED.split(told.title):
                reader.found.append(_proposal(kind, _cut(each, 300), "", block, block.text))
        else:
            reader.found.append(_told(kind, told, block))


def _told(kind: ProposalKind, told: Told, block: Block) -> Proposal:
    """From a row; what stands beside a label is taken as a line would be."""
    if told.listed and kind in (ProposalKind.CAPABILITY, ProposalKind.PROJECT):
        line = replace(block, text=told.title, style=Style.TEXT)
        made = _capability(line) if kind is ProposalKind.CAPABILITY else _project(line)
        return replace(made, source=block.text[:SOURCE])
    made = _proposal(kind, _cut(told.title, TITLE), told.text, block, block.text)
    return replace(made, year=told.year, agency=told.agency)


def _capability(block: Block) -> Proposal:
    """From a line: what stands before a colon or a dash is the title, else the line itself or its first clause."""
    parts = PARTS.split(block.text, maxsplit=1)
    if len(parts) == 2 and 1 < len(parts[0].strip()) <= SHORT:
        return _proposal(ProposalKind.CAPABILITY, parts[0].strip(AROUND), parts[1].strip(), block, block.text)
    if len(block.text) <= SHORT:
        return _proposal(ProposalKind.CAPABILITY, block.text.strip(AROUND), "", block, block.text)
    named = NAMED.match(block.text)
    if named and len(named["name"].split()) <= WORDS_OF_A_NAME:
        return _proposal(ProposalKind.CAPABILITY, named["name"], named["rest"], block, block.text)
    clause = CLAUSE.split(block.text, maxsplit=1)[0]
    return _proposal(ProposalKind.CAPABILITY, _cut(clause.strip(AROUND), SHORT), block.text, block, block.text)


def _project(block: Block, texts: Sequence[Block] = ()) -> Proposal:
    text = block.text
    year = YEAR.search(text)
    agency = AGENCY.search(text)
    title = text
    for found in (agency, year):
        if found:
            title = title.replace(found.group(), " ", 1)
    parts = PARTS.split(title.strip(AROUND).lstrip("년 "), maxsplit=1)
    rest = parts[1].strip(AROUND) if len(parts) == 2 and len(parts[0].strip(AROUND)) > 1 else ""
    name = parts[0] if rest else title
    whole = " ".join(filter(None, (rest, *(each.text for each in texts))))
    name = re.sub(r"\(\s*\)", "", name).strip(AROUND)
    made = _proposal(ProposalKind.PROJECT, _cut(name, TITLE), whole, block, text)
    named = (agency["bracketed"] or agency["named"]).strip(AROUND) if agency else ""
    return replace(made, year=int(year["year"]) if year else None, agency=named)


def _close(reader: _Reader) -> None:
    """Keeps what is under way. A heading without text below it is a capability by its name alone."""
    held, reader.open = reader.open, None
    if held is None:
        return
    if held.kind is ProposalKind.PROJECT:
        reader.found.append(_project(held.title, held.texts))
        return
    text = " ".join(each.text for each in held.texts)
    source = held.texts[0].text if held.texts else held.title.text
    place = held.texts[0] if held.texts else held.title
    reader.found.append(_proposal(ProposalKind.CAPABILITY, held.title.text, text, place, source))


def _proposal(kind: ProposalKind, title: str, text: str, block: Block, source: str) -> Proposal:
    return Proposal(kind, title[:300], text[:TEXT], block.place, source[:SOURCE])


def _cut(text: str, most: int) -> str:
    text = text.strip(AROUND)
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].strip(AROUND)


def _distinct(found: Sequence[Proposal]) -> list[Proposal]:
    seen: set[tuple[str, str]] = set()
    counts = dict.fromkeys(LIMITS, 0)
    kept: list[Proposal] = []
    for each in found:
        key = (each.kind.value, re.sub(r"[\W_]+", "", each.title or each.text).casefold())
        if not key[1] or key in seen or counts[each.kind] >= LIMITS[each.kind]:
            continue
        seen.add(key)
        counts[each.kind] += 1
        kept.append(each)
    return kept
