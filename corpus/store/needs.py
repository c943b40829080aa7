"""Needs, of defence units and of companies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.disclosure import Tier
from corpus.drafts import NeedDraft, OrganisationName
from corpus.passages import Kind
from corpus.records import Need
from corpus.store.outcomes import Outcome
from corpus.store.shelf import Entry, Prepared, Shelf
from corpus.text import language_of


class Needs(Shelf[Need, NeedDraft]):
    kind: Kind = "needs"
    model = Need
    draft = NeedDraft
    unknown = "unknown_need"

    def put(self, drafts: Sequence[NeedDraft], run_id: int | None = None) -> list[Outcome]:
        """Keeps the drafts, a new version of each that differs from what is on record. About 1,000 at a time."""
        self._changes.lock()
        return self._put([Entry.of(draft.id, draft) for draft in drafts], run_id)

    def _prepared(self, changed: Mapping[str, Entry[NeedDraft]], tiers: Mapping[str, Tier]) -> Prepared:
        named = {
            record_id: OrganisationName(name=entry.draft.organisation, country=entry.draft.country)
            for record_id, entry in changed.items()
            if entry.draft.organisation
        }
        found = self._organisations.resolve_each([(name, tiers[record_id]) for record_id, name in named.items()])
        organisations = dict(zip(named, found, strict=True))
        return Prepared(
            {
                record_id: {**_row(entry.draft), "organisation_id": organisations.get(record_id)}
                for record_id, entry in changed.items()
            }
        )


def _row(draft: NeedDraft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "description": draft.description,
        "requirements": list(draft.requirements),
        "organisation": draft.organisation,
        "kind": draft.kind.value if draft.kind else None,
        "keywords": list(draft.keywords),
        "country": draft.country,
        "open_date": draft.open_date,
        "close_date": draft.close_date,
        "required_trl": draft.required_trl,
        "required_certificates": list(draft.required_certificates),
        "required_facilities": list(draft.required_facilities),
        "url": draft.url,
        "language": language_of("\n".join((draft.title, draft.description, *draft.requirements))),
    }
