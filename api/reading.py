"""Records as they are shown, the same for the API and the pages. All raise NotFound for what is not there."""

from __future__ import annotations

from api.errors import detail
from api.schemas.imports import RunRecord
from api.schemas.judgements import Reader
from api.schemas.matches import Summary
from api.schemas.records import CompanyRecord, Listing, NeedRecord, OwnerRecord, PatentRecord, ProfileRecord
from api.wiring import Service
from corpus.passages import Kind
from corpus.problems import Problem
from corpus.records import ImportRun
from corpus.roles import Caller
from corpus.store import Store
from corpus.text import Language
from matcher.programmes.in_force import rules_over


def patent_record(store: Store, patent_id: str) -> PatentRecord:
    """The patent with its owners."""
    row = store.patents.require(patent_id)
    owners = store.patents.owners([patent_id]).get(patent_id, [])
    shown = [OwnerRecord(name=owner.name, organisation_id=owner.organisation_id) for owner in owners]
    return PatentRecord.model_validate({**row.model_dump(), "owners": shown})


def company_record(store: Store, company_id: str) -> CompanyRecord:
    """The company with its current profile."""
    row = store.companies.require(company_id)
    profile = store.companies.profile(company_id)
    shown = ProfileRecord.model_validate(profile) if profile else None
    return CompanyRecord.model_validate({**row.model_dump(), "profile": shown})


def need_record(store: Store, need_id: str) -> NeedRecord:
    """The need."""
    row = store.needs.require(need_id)
    return NeedRecord.model_validate(row)


def listing(store: Store, kind: Kind, after: str | None, limit: int) -> Listing:
    """A page of live records in order of id."""
    shelf = store.shelf(kind)
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


def reader_of(service: Service, language: Language, caller: Caller) -> Reader:
    """For whom judgements are put into words, with the names that are in force."""
    with service.reading(caller) as store:
        return Reader(language, rules_over(store).catalogue, caller)
