"""A record with what is known about it: areas, versions and cases, the same for the API and the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from api.cases.reading import CaseReader, case_list
from api.matching.versions import AnyRecord, Version, versions_of
from api.reading import any_record
from api.schemas.cases import CaseList
from api.service import Service
from corpus.passages import Kind
from corpus.problems import Unavailable
from corpus.roles import Right
from corpus.store import Store
from corpus.store.case_lists import CaseFilters, CaseOrder
from matcher.areas.tag import AreaTag
from matcher.snapshot import passage_vectors, searcher_over

CASES: Final = 5
"""Cases of a record that its page lists."""


@dataclass(frozen=True, slots=True)
class Whole:
    """`tags` are None where the index cannot tell at the moment, `cases` for one who may see none of this record."""

    record: AnyRecord
    tags: tuple[AreaTag, ...] | None
    versions: list[Version]
    cases: CaseList | None


def whole_record(service: Service, store: Store, reader: CaseReader, kind: Kind, record_id: str) -> Whole:
    """Raises NotFound for what is not there."""
    return Whole(
        record=any_record(store, kind, record_id),
        tags=_tags(service, store, kind, record_id),
        versions=versions_of(store, kind, record_id),
        cases=cases_of(store, reader, kind, record_id),
    )


def cases_of(store: Store, reader: CaseReader, kind: Kind, record_id: str) -> CaseList | None:
    """The latest cases of a company, or about a patent or need; a company's people get their own."""
    caller = reader.caller
    if not caller.may(Right.READ_CASES):
        own = caller.may(Right.OWN_CASES) and caller.company_id is not None
        if not own or (kind == "companies" and record_id != caller.company_id):
            return None
    filters = CaseFilters(company_id=record_id)
    if kind != "companies":
        filters = CaseFilters(subject_kind=kind, subject_id=record_id)
    return case_list(store, reader, filters, CaseOrder.UPDATED, limit=CASES)


def _tags(service: Service, store: Store, kind: Kind, record_id: str) -> tuple[AreaTag, ...] | None:
    """The record is readable all the same where the index cannot tell."""
    document = store.documents.get(kind, record_id)
    if document is None:
        return None
    try:
        vectors = passage_vectors(searcher_over(service.index, store), service.encoder, document)
    except Unavailable:
        return None
    return service.tagger.tags(document, vectors)
