"""The three plain formats: any table or plain JSON whose headings tell what its rows are."""

from __future__ import annotations

from corpus.importers import plain_companies, plain_needs, plain_patents
from corpus.importers.format import Format
from corpus.importers.headings import KINDS, Kind, fields_of, telling
from corpus.importers.source import Source
from corpus.importers.tables import table

NUMBERS = frozenset({"id", "number", "application_number", "publication_number", "registration_number"})


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
    return found is not None and kind_of(found.headings) == kind


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
