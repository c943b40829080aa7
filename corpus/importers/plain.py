"""The three plain formats: any table or plain JSON whose headings tell what its rows are."""

from __future__ import annotations

from itertools import islice

from corpus.identifiers import digits_of, korean_application, patent_number
from corpus.importers import plain_companies, plain_needs, plain_patents
from corpus.importers.format import Format
from corpus.importers.headings import KINDS, Kind, fields_of, place, telling
from corpus.importers.picking import pick
from corpus.importers.rows import Row
from corpus.importers.source import Source
from corpus.importers.tables import rows, table
from corpus.problems import Refused

NUMBERS = frozenset({"id", "number", "application_number", "publication_number", "registration_number"})
OFFICES = frozenset(
    {"US", "EP", "WO", "KR", "JP", "CN", "DE", "FR", "GB", "TW", "CA", "AU", "IL", "ES", "IT", "RU", "IN"}
)
ROWS_LOOKED_AT = 20
ROWS_SHARE = 0.8
LEAST_DIGITS = 6
"""Topic codes look like numbers of patents too, but are shorter."""
LONGEST_NUMBER = 60


def kind_of(headings: tuple[str, ...]) -> Kind | None:
    """The one kind that has what it needs and more telling headings than the others; None where that is none."""
    scores = {kind: telling(kind, headings) for kind in possible_kinds(headings)}
    best = max(scores.values(), default=0)
    winners = [kind for kind, score in scores.items() if score == best]
    return winners[0] if best and len(winners) == 1 else None


def possible_kinds(headings: tuple[str, ...]) -> tuple[Kind, ...]:
    """The kinds whose least fields are there."""
    return tuple(kind for kind in KINDS if _is_enough(kind, fields_of(kind, headings)))


def _is_enough(kind: Kind, fields: frozenset[str]) -> bool:
    if kind == "patents":
        return bool(fields & {"title", "title_en"}) and bool(fields & NUMBERS)
    return bool(fields & ({"name", "name_en"} if kind == "companies" else {"title", "description"}))


def _is(kind: Kind, source: Source) -> bool:
    found = table(source)
    return found is not None and (kind_of(found.headings) or _kind_by_content(source, found.headings)) == kind


def _kind_by_content(source: Source, headings: tuple[str, ...]) -> Kind | None:
    """Where headings alone do not tell: numbers of patents make patents, a name without a title makes companies."""
    possible = possible_kinds(headings)
    if "patents" in possible and _has_patent_numbers(source):
        return "patents"
    if "companies" in possible and not any(at.field == "title" for text in headings if (at := place("needs", text))):
        return "companies" if any(at.field == "name" for text in headings if (at := place("companies", text))) else None
    return None


def _has_patent_numbers(source: Source) -> bool:
    """Whether most of the first rows have a number that names its office, or a Korean application's."""
    try:
        first = [row for row in islice(rows(source), ROWS_LOOKED_AT) if isinstance(row, Row)]
    except Refused:
        return False
    picked = [pick("patents", row) for row in first]
    told = [str(found.get("id", "number", "publication_number", "application_number") or "") for found in picked]
    return bool(told) and sum(map(_names_a_patent, told)) > ROWS_SHARE * len(told)


def _names_a_patent(text: str) -> bool:
    if len(text) > LONGEST_NUMBER:
        return False
    number = patent_number(text)
    is_published = number is not None and number.country in OFFICES and len(digits_of(number.number)) >= LEAST_DIGITS
    return is_published or korean_application(text) is not None


PATENTS = Format(
    name="plain-patents",
    kind="patents",
    title="Patents in a plain table or JSON",
    recognises=lambda source: _is("patents", source),
    read=plain_patents.read,
)
COMPANIES = Format(
    name="plain-companies",
    kind="companies",
    title="Companies in a plain table or JSON",
    recognises=lambda source: _is("companies", source),
    read=plain_companies.read,
)
NEEDS = Format(
    name="plain-needs",
    kind="needs",
    title="Needs in a plain table or JSON",
    recognises=lambda source: _is("needs", source),
    read=plain_needs.read,
)
