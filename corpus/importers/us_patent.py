"""The American office's patent, whatever file it came in: one way from its facts to a draft."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.drafts import LegalStatus, PatentDraft
from corpus.identifiers import patent_number
from corpus.importers.drafting import build
from corpus.importers.format import Parsed
from corpus.importers.interest import interest
from corpus.importers.symbols import symbols
from corpus.importers.xml_fields import MAX_INVENTORS, MAX_OWNERS, day, once

ORIGINAL_SHOWN = 20_000
FEDERAL = re.compile(
    r"united states( of america)?\b.*(represented|secretary|government|administrator|department)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class UsOwner:
    """An owner with the office's type code (`02` American company ... `06` federal government)."""

    name: str
    country: str | None = None
    role: str = ""

    @property
    def is_federal(self) -> bool:
        return self.role.endswith("6") or FEDERAL.search(self.name) is not None


@dataclass(frozen=True, slots=True)
class UsPatent:
    """The facts as the file writes them; `granted` tells a grant from a published application."""

    number: str
    kind: str
    granted: bool
    title: str
    published: str = ""
    application_number: str = ""
    filed: str = ""
    abstract: str = ""
    claims: tuple[str, ...] = ()
    owners: tuple[UsOwner, ...] = ()
    inventors: tuple[str, ...] = ()
    ipc: tuple[str, ...] = ()
    cpc: tuple[str, ...] = ()
    interest_sections: tuple[str, ...] = ()


def us_id(number: str) -> str:
    """`US7272630`, `USD550123`, `US20010000044`; a published application's number has eleven digits."""
    found = patent_number(number, "US")
    return found.id if found else f"US{number}"


def drafted(row: int, patent: UsPatent, names: Mapping[str, str], original: str) -> Parsed:
    """The draft, or why not. Past the draft's bounds the last claims, symbols, owners and inventors are left out."""
    found = interest(patent.interest_sections, (owner.name for owner in patent.owners if owner.is_federal))
    number = us_id(patent.number) if patent.number.strip() else None
    published = day(patent.published)
    fields = {
        "id": number,
        "country": "US",
        "kind": patent.kind or None,
        "application_number": patent.application_number or None,
        "publication_number": f"{number}{patent.kind}" if number else None,
        "registration_number": number.removeprefix("US") if number and patent.granted else None,
        "title": patent.title,
        "abstract": patent.abstract,
        "claims": patent.claims,
        "owners": _organisations(patent.owners),
        "inventors": once(patent.inventors, MAX_INVENTORS),
        "filing_date": day(patent.filed),
        "publication_date": published,
        "grant_date": published if patent.granted else None,
        "ipc": symbols(patent.ipc),
        "cpc": symbols(patent.cpc),
        "legal_status": LegalStatus.GRANTED if patent.granted else LegalStatus.UNKNOWN,
        "government_interest": found.stated,
        "agencies": found.agencies,
        "interest_statement": found.statement,
    }
    return build(PatentDraft, row, fields, names=names, original=original[:ORIGINAL_SHOWN])


def _organisations(owners: tuple[UsOwner, ...]) -> tuple[dict[str, object], ...]:
    named = {owner.name.casefold(): owner for owner in reversed(owners) if owner.name}
    unique = tuple(reversed(named.values()))[:MAX_OWNERS]
    return tuple({"name": owner.name, "country": owner.country} for owner in unique)
