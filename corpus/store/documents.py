"""Records in their searchable form."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from sqlalchemy import Row, Select, Table, func, select
from sqlmodel import Session

from corpus.disclosure import Tier, Tiers
from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft
from corpus.filters import Filters
from corpus.passages import (
    Document,
    Kind,
    NeedContent,
    PatentContent,
    Source,
    company_document,
    need_document,
    patent_document,
)
from corpus.records import CapabilityProfile, RecordVersion
from corpus.store.organisations import Organisations
from corpus.store.outcomes import RecordSummary
from corpus.store.selection import conditions
from corpus.store.summaries import Summaries
from corpus.store.tables import MODELS, batches, live, table, with_profile


@dataclass(frozen=True, slots=True)
class _Titled:
    title: str
    text: str


class Documents:
    """Live records of the store's tiers only: others have no document, no summary and no share in a fingerprint."""

    def __init__(self, session: Session, organisations: Organisations, tiers: Tiers) -> None:
        self._session = session
        self._organisations = organisations
        self._tiers = tiers

    def of(self, tier: Tier) -> Documents:
        """The documents of one tier, of those that are seen here."""
        return Documents(self._session, self._organisations, self._tiers & {tier})

    def get(self, kind: Kind, record_id: str) -> Document | None:
        """The record's document, None for one that is not there or withdrawn."""
        return self.many(kind, [record_id]).get(record_id)

    def former(self, kind: Kind, record_id: str, version: int) -> Document | None:
        """The document of an earlier version of a live record, None where there is none."""
        kept = self._session.get(RecordVersion, (kind, record_id, version))
        if kept is None or self.get(kind, record_id) is None:
            return None
        if kind == "patents":
            return patent_document(PatentDraft.model_validate(kept.content))
        if kind == "needs":
            return need_document(NeedDraft.model_validate(kept.content))
        company = CompanyDraft.model_validate(kept.content)
        profile = company.profile
        return company_document(record_id, company.name, profile.summary, profile.capabilities, profile.projects)

    def many(self, kind: Kind, record_ids: Iterable[str]) -> dict[str, Document]:
        """Documents by id; ids that are not there or withdrawn are left out."""
        found: dict[str, Document] = {}
        records = _records(kind).c
        for batch in batches(sorted(set(record_ids))):
            for document in self._read(kind, self._content(kind).where(records.id.in_(batch))):
                found[document.id] = document
        return found

    def stream(self, kind: Kind, batch: int = 1_000) -> Iterator[Document]:
        """All documents in order of id, `batch` at a time in memory."""
        return (source.document() for source in self.sources(kind, batch))

    def sources(self, kind: Kind, batch: int = 1_000) -> Iterator[Source]:
        """As `stream`, of which each makes its document when it is asked for it."""
        records, build = _records(kind).c, BUILDERS[kind]
        statement = self._content(kind).order_by(records.id).limit(batch)
        last: str | None = None
        while True:
            later = statement if last is None else statement.where(records.id > last)
            page = self._session.connection().execute(later).all()
            yield from (Source(row.id, row.content_hash, partial(build, row)) for row in page)
            if len(page) < batch:
                return
            last = page[-1].id

    def summaries(self, kind: Kind, record_ids: Iterable[str]) -> dict[str, RecordSummary]:
        """What lists show, by id; ids that are not there or withdrawn are left out."""
        return Summaries(self._session, self._tiers).of(kind, record_ids)

    def fingerprint(self, kind: Kind) -> str:
        """32 hex digits over ids and content hashes: equal exactly where the searchable records are."""
        records = _records(kind).c
        statement = select(records.id, records.content_hash).where(live(records, self._tiers)).order_by(records.id)
        digest = hashlib.blake2b(digest_size=16)
        rows = self._session.connection().execute(statement.execution_options(yield_per=10_000))
        for partition in rows.partitions():
            digest.update("".join(f"{record_id}\t{hashed}\n" for record_id, hashed in partition).encode())
        return digest.hexdigest()

    def matching(self, kind: Kind, filters: Filters) -> frozenset[str] | None:
        """Ids of the live records that the filters let through; None where no filter is given."""
        if filters.empty:
            return None
        records = _records(kind).c
        statement = select(records.id).where(live(records, self._tiers))
        if kind == "companies":
            statement = statement.select_from(with_profile())
        found = conditions(kind, filters, self._organisations)
        return frozenset(self._session.connection().scalars(statement.where(*found)))

    def count(self, kind: Kind) -> int:
        """How many documents there are."""
        records = _records(kind)
        statement = select(func.count()).select_from(records).where(live(records.c, self._tiers))
        return self._session.connection().scalar(statement) or 0

    def _content(self, kind: Kind) -> Select[Any]:
        """The searchable columns of live records, not in order."""
        records = _records(kind).c
        if kind == "companies":
            profiles = table(CapabilityProfile).c
            columns = (
                *(records.id, records.content_hash, records.name),
                *(profiles.summary, profiles.capabilities, profiles.projects),
            )
            return select(*columns).select_from(with_profile()).where(live(records, self._tiers))
        return select(*(records[name] for name in CONTENT[kind])).where(live(records, self._tiers))

    def _read(self, kind: Kind, statement: Select[Any]) -> Iterator[Document]:
        build = BUILDERS[kind]
        for row in self._session.connection().execute(statement):
            yield build(row)


def _records(kind: Kind) -> Table:
    return table(MODELS[kind])


def _patent(row: Row[Any]) -> Document:
    return patent_document(cast(PatentContent, row))


def _need(row: Row[Any]) -> Document:
    return need_document(cast(NeedContent, row))


def _company(row: Row[Any]) -> Document:
    return company_document(row.id, row.name, row.summary or "", _titled(row.capabilities), _titled(row.projects))


def _titled(rows: Sequence[Mapping[str, Any]] | None) -> list[_Titled]:
    return [_Titled(row["title"], row["text"]) for row in rows or ()]


CONTENT: Mapping[Kind, tuple[str, ...]] = {
    "patents": ("id", "content_hash", "title", "title_en", "abstract", "abstract_en", "claims"),
    "needs": ("id", "content_hash", "title", "description", "requirements"),
}
BUILDERS: Mapping[Kind, Callable[[Row[Any]], Document]] = {"patents": _patent, "companies": _company, "needs": _need}
