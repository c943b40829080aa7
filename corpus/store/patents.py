"""Patents, their owners and their classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from corpus.disclosure import Tier
from corpus.drafts import PatentDraft
from corpus.passages import Kind
from corpus.records import Patent, PatentClass, PatentOwner
from corpus.store.outcomes import Outcome, Owner
from corpus.store.shelf import Entry, Prepared, Shelf
from corpus.store.tables import batches, live, table
from corpus.text import language_of


class Patents(Shelf[Patent, PatentDraft]):
    kind: Kind = "patents"
    model = Patent
    draft = PatentDraft
    unknown = "unknown_patent"
    rewritten = (PatentOwner, PatentClass)

    def put(self, drafts: Sequence[PatentDraft], run_id: int | None = None) -> list[Outcome]:
        """Keeps the drafts, a new version of each that differs from what is on record. About 1,000 at a time."""
        self._changes.lock()
        return self._put([Entry.of(draft.id, draft) for draft in drafts], run_id)

    def owners(self, patent_ids: Sequence[str]) -> dict[str, list[Owner]]:
        """The owners of each patent in the patent's order; a patent without owners is left out."""
        rows = table(PatentOwner).c
        found: dict[str, list[Owner]] = {}
        for batch in batches(patent_ids):
            statement = select(rows.patent_id, rows.name, rows.organisation_id).where(rows.patent_id.in_(batch))
            for row in self._session.connection().execute(statement.order_by(rows.patent_id, rows.position)):
                found.setdefault(row.patent_id, []).append(Owner(row.name, row.organisation_id))
        return found

    def owned_by(self, organisation_ids: Sequence[str]) -> list[str]:
        """Ids of the live patents that any of these organisations owns, in order of id."""
        patents, rows = table(Patent).c, table(PatentOwner).c
        statement = select(patents.id).join_from(patents.id.table, rows.patent_id.table).distinct()
        statement = statement.where(live(patents, self._tiers), rows.organisation_id.in_(organisation_ids))
        return list(self._session.connection().scalars(statement.order_by(patents.id)))

    def _prepared(self, changed: Mapping[str, Entry[PatentDraft]], tiers: Mapping[str, Tier]) -> Prepared:
        rows = {record_id: _row(entry.draft) for record_id, entry in changed.items()}
        return Prepared(rows, {PatentOwner: self._owner_rows(changed, tiers), PatentClass: _classes(changed)})

    def _owner_rows(self, changed: Mapping[str, Entry[PatentDraft]], tiers: Mapping[str, Tier]) -> list[dict[str, Any]]:
        named = [(record_id, owner) for record_id, entry in changed.items() for owner in entry.draft.owners]
        organisations = self._organisations.resolve_each([(owner, tiers[record_id]) for record_id, owner in named])
        rows: list[dict[str, Any]] = []
        positions: dict[str, int] = {}
        for (record_id, owner), organisation_id in zip(named, organisations, strict=True):
            if organisation_id:
                position = positions[record_id] = positions.get(record_id, 0) + 1
                row = {"patent_id": record_id, "position": position}
                rows.append({**row, "organisation_id": organisation_id, "name": owner.name})
        return rows


def _classes(changed: Mapping[str, Entry[PatentDraft]]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for record_id, entry in changed.items():
        for scheme, symbols in (("ipc", entry.draft.ipc), ("cpc", entry.draft.cpc)):
            once = dict.fromkeys(class_symbol(written) for written in symbols)
            rows.extend({"patent_id": record_id, "scheme": scheme, "symbol": symbol} for symbol in once)
    return rows


def class_symbol(written: str) -> str:
    """`G01S 13/90` as `G01S13/90`."""
    return written.replace(" ", "").upper()


def _row(draft: PatentDraft) -> dict[str, Any]:
    return {
        "country": draft.country,
        "kind": draft.kind,
        "application_number": draft.application_number,
        "publication_number": draft.publication_number,
        "registration_number": draft.registration_number,
        "title": draft.title,
        "title_en": draft.title_en,
        "abstract": draft.abstract,
        "abstract_en": draft.abstract_en,
        "claims": list(draft.claims),
        "inventors": list(draft.inventors),
        "filing_date": draft.filing_date,
        "publication_date": draft.publication_date,
        "grant_date": draft.grant_date,
        "ipc": list(draft.ipc),
        "cpc": list(draft.cpc),
        "family_id": draft.family_id,
        "legal_status": draft.legal_status.value,
        "government_interest": draft.government_interest,
        "agencies": list(draft.agencies),
        "interest_statement": draft.interest_statement,
        "trl": draft.trl,
        "keywords": list(draft.keywords),
        "language": language_of("\n".join((draft.title, draft.abstract, *draft.claims))),
    }
