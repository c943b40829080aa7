"""What lists show of records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from corpus.disclosure import Tier, Tiers
from corpus.passages import Kind
from corpus.records import CapabilityProfile, Company, Need, Patent, PatentClass, PatentOwner
from corpus.store.outcomes import RecordSummary
from corpus.store.tables import batches, live, table

COMMON = ("id", "tier", "country", "fictional", "language", "version", "content_hash")
PATENT = (*COMMON, "title", "title_en", "filing_date", "publication_date", "family_id", "legal_status", "trl")
COMPANY = (*COMMON, "name", "name_en", "organisation_id", "region", "size", "employees", "industry")
NEED = (*COMMON, "title", "organisation", "organisation_id", "open_date", "required_trl")


class Summaries:
    def __init__(self, session: Session, tiers: Tiers) -> None:
        self._session = session
        self._tiers = tiers

    def of(self, kind: Kind, record_ids: Iterable[str]) -> dict[str, RecordSummary]:
        """See `Documents.summaries`."""
        found: dict[str, RecordSummary] = {}
        for batch in batches(sorted(set(record_ids))):
            read = {"patents": self._patents, "companies": self._companies, "needs": self._needs}[kind]
            found.update(read(batch))
        return found

    def _patents(self, ids: list[str]) -> dict[str, RecordSummary]:
        patents, owners, classes = table(Patent).c, table(PatentOwner).c, table(PatentClass).c
        first = {
            row.patent_id: row
            for row in self._rows(
                select(owners.patent_id, owners.name, owners.organisation_id).where(
                    owners.patent_id.in_(ids), owners.position == 1
                )
            )
        }
        symbols: dict[str, dict[str, None]] = {}
        statement = select(classes.patent_id, classes.symbol).where(classes.patent_id.in_(ids))
        for row in self._rows(statement.order_by(classes.patent_id, classes.symbol)):
            symbols.setdefault(row.patent_id, {})[row.symbol] = None
        statement = select(*(patents[name] for name in PATENT))
        return {
            row.id: RecordSummary(
                kind="patents",
                **_common(row),
                title=row.title,
                title_en=row.title_en,
                owner=first[row.id].name if row.id in first else None,
                organisation_id=first[row.id].organisation_id if row.id in first else None,
                year=day.year if day else None,
                date=day,
                family_id=row.family_id,
                legal_status=row.legal_status,
                classes=tuple(symbols.get(row.id, ())),
                trl=row.trl,
            )
            for row in self._rows(statement.where(patents.id.in_(ids), live(patents, self._tiers)))
            for day in [row.filing_date or row.publication_date]
        }

    def _companies(self, ids: list[str]) -> dict[str, RecordSummary]:
        companies, profiles = table(Company), table(CapabilityProfile)
        current = (profiles.c.company_id == companies.c.id) & (profiles.c.version == companies.c.profile_version)
        statement = select(*(companies.c[name] for name in COMPANY), companies.c.founded_year, profiles.c.trl)
        statement = statement.select_from(companies.outerjoin(profiles, current))
        return {
            row.id: RecordSummary(
                kind="companies",
                **_common(row),
                title=row.name,
                title_en=row.name_en,
                organisation=row.name,
                organisation_id=row.organisation_id,
                region=row.region,
                year=row.founded_year,
                size=row.size,
                employees=row.employees,
                industry=row.industry,
                trl=row.trl,
            )
            for row in self._rows(statement.where(companies.c.id.in_(ids), live(companies.c, self._tiers)))
        }

    def _needs(self, ids: list[str]) -> dict[str, RecordSummary]:
        needs = table(Need).c
        statement = select(*(needs[name] for name in NEED))
        return {
            row.id: RecordSummary(
                kind="needs",
                **_common(row),
                title=row.title,
                organisation=row.organisation,
                organisation_id=row.organisation_id,
                year=row.open_date.year if row.open_date else None,
                date=row.open_date,
                trl=row.required_trl,
            )
            for row in self._rows(statement.where(needs.id.in_(ids), live(needs, self._tiers)))
        }

    def _rows(self, statement: Any) -> Iterable[Row[Any]]:  # any select of rows
        return self._session.connection().execute(statement)


def _common(row: Row[Any]) -> Mapping[str, Any]:
    return {**{name: getattr(row, name) for name in COMMON}, "tier": Tier(row.tier)}
