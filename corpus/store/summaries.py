"""What lists show of records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Row, Select, select
from sqlmodel import Session

from corpus.disclosure import Tier, Tiers
from corpus.passages import Kind
from corpus.records import CapabilityProfile, PatentClass, PatentOwner
from corpus.store.outcomes import RecordSummary
from corpus.store.tables import IDS, MODELS, among_ids, batches, live, table, with_profile

COMMON = ("id", "tier", "country", "fictional", "language", "version", "content_hash")
OWN: Final[Mapping[Kind, Sequence[str]]] = {
    "patents": (*COMMON, "title", "title_en", "filing_date", "publication_date", "family_id", "legal_status", "trl"),
    "companies": (
        *(*COMMON, "name", "name_en", "organisation_id", "region", "size", "employees", "industry"),
        "founded_year",
    ),
    "needs": (*COMMON, "title", "organisation", "organisation_id", "open_date", "required_trl"),
}


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
        first = {row.patent_id: row for row in self._rows(_first_owners(), ids)}
        symbols: dict[str, dict[str, None]] = {}
        for row in self._rows(_classes(), ids):
            symbols.setdefault(row.patent_id, {})[row.symbol] = None
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
            for row in self._rows(_told("patents", self._tiers), ids)
            for day in [row.filing_date or row.publication_date]
        }

    def _companies(self, ids: list[str]) -> dict[str, RecordSummary]:
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
            for row in self._rows(_told("companies", self._tiers), ids)
        }

    def _needs(self, ids: list[str]) -> dict[str, RecordSummary]:
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
            for row in self._rows(_told("needs", self._tiers), ids)
        }

    def _rows(self, statement: Select[Any], ids: Sequence[str]) -> Iterable[Row[Any]]:
        return self._session.connection().execute(statement, {IDS: ids})


@cache
def _told(kind: Kind, tiers: Tiers) -> Select[Any]:
    """What summaries show of live records of the tiers whose ids are bound to `IDS`."""
    records = table(MODELS[kind])
    columns = [records.c[name] for name in OWN[kind]]
    wanted = (among_ids(records.c.id), live(records.c, tiers))
    if kind != "companies":
        return select(*columns).where(*wanted)
    return select(*columns, table(CapabilityProfile).c.trl).select_from(with_profile()).where(*wanted)


@cache
def _first_owners() -> Select[Any]:
    owners = table(PatentOwner).c
    wanted = among_ids(owners.patent_id)
    return select(owners.patent_id, owners.name, owners.organisation_id).where(wanted, owners.position == 1)


@cache
def _classes() -> Select[Any]:
    classes = table(PatentClass).c
    wanted = among_ids(classes.patent_id)
    return select(classes.patent_id, classes.symbol).where(wanted).order_by(classes.patent_id, classes.symbol)


def _common(row: Row[Any]) -> Mapping[str, Any]:
    return {**{name: getattr(row, name) for name in COMMON}, "tier": Tier(row.tier)}
