"""A patent as a Markdown page with a header of `name: value` lines between two `---`.

Taken from the header: title, abstract, number, owner with country, dates; from the text below, where the
government's interest is stated near its beginning, that statement. The description itself is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.drafts import PatentDraft
from corpus.identifiers import patent_number
from corpus.importers.countries import country_code
from corpus.importers.drafting import build
from corpus.importers.format import Format, Parsed
from corpus.importers.interest import interest
from corpus.importers.source import Source
from corpus.problems import Invalid
from corpus.text import clean

HEADER = re.compile(r"\A\ufeff?\s*---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
NAME = re.compile(r"[A-Za-z_][\w -]{0,60}$")
NUMBERS = ("number", "patent_number", "publication_number")
MAX_TEXT = 4 * 1024 * 1024
STATEMENT_WITHIN = 9_000
STATEMENT = re.compile(
    r"government support|by or for the (?:u\.?\s?s\.?\s+)?(?:united states )?government|governmental purposes"
    r"|for u\.?\s?s\.? government purposes|government has certain rights|government interest",
    re.IGNORECASE,
)


def recognises(source: Source) -> bool:
    members = _members(source.head.decode(source.encoding, "ignore"))
    return bool(members) and "title" in members and any(name in members for name in NUMBERS)


def read(source: Source) -> Iterator[Parsed]:
    """The one patent of the page. Raises Invalid where its number cannot be read."""
    with source.text() as stream:
        text = stream.read(MAX_TEXT)
    members = _members(text)
    written = next((members[name] for name in NUMBERS if members.get(name)), "")
    number = patent_number(written, "US")
    if number is None:
        raise Invalid.because("bad_number_of_patent", "number", written)
    owner = members.get("owner") or members.get("assignee")
    found = interest(_statements(text), [owner] if owner and owner.casefold().startswith("the united states") else [])
    fields = {
        "id": number.id,
        "country": number.country,
        "kind": number.kind,
        "registration_number": number.number,
        "title": members["title"],
        "abstract": members.get("abstract", ""),
        "owners": [{"name": owner, "country": country_code(members.get("owner_country", ""))}] if owner else [],
        "filing_date": members.get("filing_date") or members.get("publication_date"),
        "grant_date": members.get("grant_date"),
        "government_interest": found.stated,
        "agencies": found.agencies,
        "interest_statement": found.statement,
    }
    names = {"filing_date": "publication_date", "owners": "owner"}
    yield build(PatentDraft, 1, fields, names=names, original=text[:2_000])


def _members(text: str) -> dict[str, str]:
    """The header's members; a line that names none continues the one above."""
    header = HEADER.match(text)
    found: dict[str, str] = {}
    last = ""
    for line in header[1].splitlines() if header else ():
        name, colon, value = line.partition(":")
        if colon and NAME.match(name):
            last = name.strip().lower().replace(" ", "_").replace("-", "_")
            found[last] = value
        elif last:
            found[last] += f" {line}"
    return {name: _unquoted(clean(value)) for name, value in found.items()}


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"')
    return value


def _statements(text: str) -> list[str]:
    """The first paragraph near the beginning that states the government's interest."""
    header = HEADER.match(text)
    start = header.end() if header else 0
    paragraphs = text[start : start + STATEMENT_WITHIN].split("\n\n")
    return [clean(paragraph) for paragraph in paragraphs if STATEMENT.search(paragraph)][:1]


FORMAT = Format("patent-markdown", "patents", "A patent as a Markdown page", recognises, read)
