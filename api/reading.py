"""Records as they are shown, the same for the API and the pages. All raise NotFound for what is not there."""

from __future__ import annotations

from collections.abc import Mapping

from api.errors import detail
from api.schemas.imports import RunRecord
from api.schemas.matches import Summary
from api.schemas.records import CompanyRecord, Listing, NeedRecord, OwnerRecord, PatentRecord, ProfileRecord
from corpus.passages import Kind
from corpus.problems import NotFound, Problem
from corpus.records import ImportRun
from corpus.store import Store
from corpus.store.companies import Companies
from corpus.store.needs import Needs
from corpus.store.patents import Patents
from corpus.text import Language


def patent_record(store: Store, patent_id: str) -> PatentRecord:
    """The patent with its owners."""
    row = store.patents.get(patent_id)
    if row is None:
        raise NotFound.because("unknown_patent", "id", patent_id)
    owners = store.patents.owners([patent_id]).get(patent_id, [])
    shown = [OwnerRecord(name=owner.name, organisation_id=owner.organisation_id) for owner in owners]
    return PatentRecord.model_validate({**row.model_dump(), "owners": shown})


def company_record(store: Store, company_id: str) -> CompanyRecord:
    """The company with its current profile."""
    row = store.companies.get(company_id)
    if row is None:
        raise NotFound.because("unknown_company", "id", company_id)
    profile = store.companies.profile(company_id)
    shown = ProfileRecord.model_validate(profile) if profile else None
    return CompanyRecord.model_validate({**row.model_dump(), "profile": shown})


def need_record(store: Store, need_id: str) -> NeedRecord:
    """The need."""
    row = store.needs.get(need_id)
    if row is None:
        raise NotFound.because("unknown_need", "id", need_id)
    return NeedRecord.model_validate(row)


def listing(store: Store, kind: Kind, after: str | None, limit: int) -> Listing:
    """A page of live records in order of id."""
    shelves: Mapping[Kind, Patents | Companies | Needs]
    shelves = {"patents": store.patents, "companies": store.companies, "needs": store.needs}
    shelf = shelves[kind]
    ids = [row.id for row in shelf.page(after, limit)]
    found = store.documents.summaries(kind, ids)
    items = [Summary.model_validate(found[each]) for each in ids if each in found]
    return Listing(items=items, next=ids[-1] if len(ids) == limit else None, total=shelf.count())


def run_record(run: ImportRun, language: Language) -> RunRecord:
    """An import with its problem in the reader's language."""
    problem = None
    if run.problem_code:
        told = Problem(run.problem_code, run.problem_field or "", run.problem_value or "", run.problem_facts or {})
        problem = detail(told, language)
    return RunRecord.model_validate({**run.model_dump(), "problem": problem})
