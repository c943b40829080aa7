"""Filters as conditions of a query."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, cast, false, func, or_, select

from corpus.filters import Filters
from corpus.passages import Kind
from corpus.records import CapabilityProfile, Company, Need, Organisation, Patent, PatentClass, PatentOwner
from corpus.regions import region_spellings
from corpus.store.organisations import Organisations
from corpus.store.tables import table

Condition = ColumnElement[bool]

LAST_CHARACTER = "\U0010ffff"
"""Sorts after every other: the end of a range of texts that begin alike."""


def conditions(kind: Kind, filters: Filters, organisations: Organisations) -> list[Condition]:
    """What a record of `kind` has to fulfil. Companies are to be joined with their current profile."""
    if kind == "patents":
        return _patents(filters, organisations)
    return _companies(filters) if kind == "companies" else _needs(filters, organisations)


def _patents(filters: Filters, organisations: Organisations) -> list[Condition]:
    patents = table(Patent).c
    found = _shared(patents, filters)
    if filters.filed_from:
        found.append(patents.filing_date >= filters.filed_from)
    if filters.filed_to:
        found.append(patents.filing_date <= filters.filed_to)
    if filters.trl:
        found.append(patents.trl.in_(filters.trl))
    if filters.legal_status:
        found.append(patents.legal_status.in_(filters.legal_status))
    if filters.area:
        found.append(or_(*(_holds(patents.keywords, area) for area in filters.area)))
    if filters.classes:
        classes = table(PatentClass).c
        within = or_(*(_begins(classes.symbol, prefix) for prefix in filters.classes))
        found.append(patents.id.in_(select(classes.patent_id).where(within)))
    if filters.owner:
        owners = table(PatentOwner).c
        owned = select(owners.patent_id).where(owners.organisation_id.in_(_owners(filters.owner, organisations)))
        found.append(patents.id.in_(owned))
    return found


def _companies(filters: Filters) -> list[Condition]:
    companies, profiles = table(Company).c, table(CapabilityProfile).c
    found = _shared(companies, filters)
    if filters.region:
        spellings = {spelling.casefold() for region in filters.region for spelling in region_spellings(region)}
        found.append(func.lower(companies.region).in_(sorted(spellings)))
    if filters.size:
        found.append(companies.size.in_(filters.size))
    if filters.trl:
        found.append(profiles.trl.in_(filters.trl))
    if filters.industry:
        found.append(or_(*(_holds(companies.industry, industry) for industry in filters.industry)))
    if filters.area:
        places = (companies.industry, profiles.keywords)
        found.append(or_(*(_holds(place, area) for area in filters.area for place in places)))
    return found


def _needs(filters: Filters, organisations: Organisations) -> list[Condition]:
    needs = table(Need).c
    found = _shared(needs, filters)
    if filters.trl:
        found.append(needs.required_trl.in_(filters.trl))
    if filters.area:
        found.append(or_(*(_holds(needs.keywords, area) for area in filters.area)))
    if filters.owner:
        owners = _owners(filters.owner, organisations)
        found.append(needs.organisation_id.in_(owners) if owners else false())
    return found


def _shared(columns: Any, filters: Filters) -> list[Condition]:  # a table's columns by name
    found: list[Condition] = []
    if filters.country:
        found.append(columns.country.in_(filters.country))
    if filters.language:
        found.append(columns.language.in_(filters.language))
    if filters.fictional is not None:
        found.append(columns.fictional.is_(filters.fictional))
    return found


def _holds(column: ColumnElement[Any], words: str) -> Condition:
    """Whether a text, or a list as it is written down, holds these words in either case."""
    return func.lower(cast(column, String)).contains(words.lower(), autoescape=True)


def _begins(symbol: ColumnElement[str], prefix: str) -> Condition:
    """A main group is meant whole: `G01S13` takes `G01S13/90` but not `G01S137/00`."""
    if re.fullmatch(r"[A-Z]\d\d[A-Z]\d+", prefix):
        prefix += "/"
    return (symbol >= prefix) & (symbol < prefix + LAST_CHARACTER)


def _owners(names: Sequence[str], organisations: Organisations) -> list[str]:
    """Organisations by id, or by one of their names; failing that by a part of a name."""
    return sorted({id_ for name in names for id_ in _owner(name, organisations)})


def _owner(name: str, organisations: Organisations) -> list[str]:
    organisation: Organisation | None = organisations.get(name)
    if organisation:
        return [organisation.id]
    return organisations.find(name) or organisations.containing(name)
