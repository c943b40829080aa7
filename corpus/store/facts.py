"""What rules read of records: facts of patents, companies and needs, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import orjson
from sqlalchemy import FromClause, Row, Select, Table, Text, cast, select
from sqlmodel import Session

from corpus.certificates import certificates_of
from corpus.company_kinds import kinds_told
from corpus.disclosure import ControlStatus, Tier, Tiers
from corpus.drafts import LegalStatus, NeedKind
from corpus.facts import RecordFacts, Side
from corpus.passages import Kind
from corpus.records import CapabilityProfile, Clearance, Company, Organisation, PatentOwner
from corpus.sides import is_defence_agency, needing_side, owner_side, side_of
from corpus.store.tables import IDS, MODELS, among_ids, batches, live, table, with_profile

SHARED = ("id", "country", "tier", "fictional")
CLEARANCE = ("control", "reference", "expires_on")
OWN: Final[Mapping[Kind, Sequence[str]]] = {
    "patents": ("legal_status", "filing_date", "government_interest", "trl"),
    "companies": (
        *("size", "employees", "founded_year", "company_kinds"),
        *("foreign_share", "rd_centre_in_korea", "active"),
    ),
    "needs": (
        *("kind", "organisation", "organisation_id", "required_trl", "close_date"),
        *("required_certificates", "required_facilities"),
    ),
}
OF_PROFILE = ("trl", "certificates", "facilities")
DEFENCE_ONLY = frozenset({Side.DEFENCE})
CIVIL_ONLY = frozenset({Side.CIVIL})
NO_SIDE: frozenset[Side] = frozenset()
UNKNOWN_STATUS: Final = LegalStatus.UNKNOWN.value
TIER_OF: Final[Mapping[str, Tier]] = {tier.value: tier for tier in Tier}
CONTROL_OF: Final[Mapping[str | None, ControlStatus]] = {
    **{status.value: status for status in ControlStatus},
    None: ControlStatus.UNSCREENED,
}


@dataclass(slots=True)
class _Owned:
    names: tuple[str, ...] = ()
    sides: frozenset[Side] = NO_SIDE


class Facts:
    """Facts of live records of the tiers given; of others there are none."""

    def __init__(self, session: Session, tiers: Tiers) -> None:
        self._session = session
        self._tiers = tiers

    def of(self, kind: Kind, record_ids: Iterable[str]) -> dict[str, RecordFacts]:
        """By id; ids that are not there, withdrawn or of another tier are left out. Two queries for 500 patents."""
        read = {"patents": self._patents, "companies": self._companies, "needs": self._needs}[kind]
        found: dict[str, RecordFacts] = {}
        for batch in batches(sorted(set(record_ids))):
            found.update((facts.id, facts) for facts in read(batch))
        return found

    def _patents(self, ids: list[str]) -> list[RecordFacts]:
        owned = self._owners(ids)
        nobody = _Owned()
        rows: Sequence[Any] = self._rows("patents", ids)
        facts: list[RecordFacts] = []
        # A search reads a thousand at once: unpacked rows take half the time of columns asked for by name.
        for id_, country, tier, fictional, status, filed, interest, trl, named, control, reference, expires in rows:
            owners = owned.get(id_, nobody)
            interested = interest is not False and _of_defence(named)
            facts.append(
                RecordFacts(
                    kind="patents",
                    id=id_,
                    country=country,
                    sides=owners.sides | DEFENCE_ONLY if interested else owners.sides,
                    owners=owners.names,
                    trl=trl,
                    legal_status=None if status == UNKNOWN_STATUS else status,
                    filing_date=filed,
                    tier=TIER_OF[tier],
                    control=CONTROL_OF[control],
                    control_reference=reference,
                    control_expires=expires,
                    fictional=fictional,
                )
            )
        return facts

    def _owners(self, ids: Sequence[str]) -> dict[str, _Owned]:
        found: dict[str, _Owned] = {}
        for patent_id, name, key in self._session.connection().execute(_owners(), {IDS: ids}).all():
            owned = found.setdefault(patent_id, _Owned())
            owned.names += (name,)
            side = side_of(key) or owner_side(name)
            if side and side not in owned.sides:
                owned.sides |= {side}
        return found

    def _companies(self, ids: list[str]) -> list[RecordFacts]:
        return [
            RecordFacts(
                kind="companies",
                id=row.id,
                country=row.country,
                sides=CIVIL_ONLY,
                trl=row.trl,
                size=row.size,
                employees=row.employees,
                founded_year=row.founded_year,
                company_kinds=_kinds(row.company_kinds, row.certificates or ()),
                certificates=tuple(each.name for each in held),
                dated_certificates=tuple(each for each in held if each.until is not None),
                facilities=tuple(row.facilities or ()),
                foreign_share=row.foreign_share,
                rd_centre_in_korea=row.rd_centre_in_korea,
                active=row.active,
                **_standing(row),
            )
            for row in self._rows("companies", ids)
            for held in [certificates_of(row.certificates or ())]
        ]

    def _needs(self, ids: list[str]) -> list[RecordFacts]:
        rows = self._rows("needs", ids)
        companies = self._are_companies({row.organisation_id for row in rows if row.kind is None} - {None})
        return [
            RecordFacts(
                kind="needs",
                id=row.id,
                country=row.country,
                sides=_needing(row, companies),
                required_trl=row.required_trl,
                required_certificates=tuple(row.required_certificates),
                required_facilities=tuple(row.required_facilities),
                close_date=row.close_date,
                **_standing(row),
            )
            for row in rows
        ]

    def _are_companies(self, organisation_ids: set[str]) -> frozenset[str]:
        """Which of these organisations are companies that the caller may know of."""
        companies = table(Company).c
        found: set[str] = set()
        for batch in batches(sorted(organisation_ids)):
            statement = select(companies.organisation_id).where(companies.organisation_id.in_(batch))
            found.update(self._session.connection().scalars(statement.where(live(companies, self._tiers))))
        return frozenset(found)

    def _rows(self, kind: Kind, ids: Sequence[str]) -> Sequence[Row[Any]]:
        return self._session.connection().execute(_told(kind, self._tiers), {IDS: ids}).all()


@cache
def _told(kind: Kind, tiers: Tiers) -> Select[Any]:
    """What facts are made of, for live records of the tiers whose ids are bound to `IDS`, with their clearance."""
    records: Table = table(MODELS[kind])
    cleared = table(Clearance)
    more: tuple[Any, ...] = ()
    source: FromClause = records
    if kind == "patents":
        more = (cast(records.c.agencies, Text).label("agencies"),)
    elif kind == "companies":
        source, more = with_profile(), tuple(table(CapabilityProfile).c[name] for name in OF_PROFILE)
    columns = (*(records.c[name] for name in (*SHARED, *OWN[kind])), *more, *(cleared.c[name] for name in CLEARANCE))
    whose = (cleared.c.kind == kind) & (cleared.c.record_id == records.c.id)
    wanted = (among_ids(records.c.id), live(records.c, tiers))
    return select(*columns).select_from(source.outerjoin(cleared, whose)).where(*wanted)


@cache
def _owners() -> Select[Any]:
    """Of the patents whose ids are bound to `IDS`: the owners in their order, with the keys of their organisations."""
    owners, bodies = table(PatentOwner).c, table(Organisation).c
    return (
        select(owners.patent_id, owners.name, bodies.key)
        .join_from(owners.name.table, bodies.key.table, bodies.id == owners.organisation_id)
        .where(among_ids(owners.patent_id))
        .order_by(owners.patent_id, owners.position)
    )


def _standing(row: Row[Any]) -> dict[str, Any]:
    """The fields of facts that every kind has."""
    return {
        "tier": TIER_OF[row.tier],
        "control": CONTROL_OF[row.control],
        "control_reference": row.reference,
        "control_expires": row.expires_on,
        "fictional": row.fictional,
    }


@lru_cache(maxsize=4_096)
def _of_defence(agencies: str) -> bool:
    """Whether one of these agencies, as the database writes the list, is a body of defence."""
    return any(map(is_defence_agency, orjson.loads(agencies)))


def _kinds(on_record: Sequence[str] | None, certificates: Sequence[str]) -> frozenset[str] | None:
    told = kinds_told(certificates)
    return told or None if on_record is None else told.union(on_record)


def _needing(row: Row[Any], companies: frozenset[str]) -> frozenset[Side]:
    if row.kind is not None:
        return DEFENCE_ONLY if row.kind == NeedKind.DEFENCE else CIVIL_ONLY
    side = needing_side(row.organisation) if row.organisation else None
    if side is None and row.organisation_id in companies:
        return CIVIL_ONLY
    return NO_SIDE if side is None else frozenset({side})
