"""Records as they are shown, the same for the API and the pages. All raise NotFound for what is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.errors import detail
from api.schemas.imports import FileReport, RejectedRow, RunRecord
from api.schemas.judgements import Reader
from api.schemas.matches import Summary
from api.schemas.operation import UploadRecord
from api.schemas.records import CompanyRecord, Listing, NeedRecord, OwnerRecord, PatentRecord, ProfileRecord
from api.service import Service
from corpus.passages import Kind
from corpus.problems import Problem
from corpus.records import ImportRun, Upload
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


def any_record(store: Store, kind: Kind, record_id: str) -> PatentRecord | CompanyRecord | NeedRecord:
    """The record of the kind."""
    if kind == "patents":
        return patent_record(store, record_id)
    return company_record(store, record_id) if kind == "companies" else need_record(store, record_id)


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
        problem = detail(_problem(run.model_dump()), language)
    return RunRecord.model_validate({**run.model_dump(), "problem": problem})


def upload_record(upload: Upload, language: Language) -> UploadRecord:
    """An upload with what became of its files, its problems in the reader's language."""
    problem = detail(_problem(upload.model_dump()), language) if upload.problem_code else None
    files = [_file_report(file, language) for file in upload.files]
    return UploadRecord.model_validate({**upload.model_dump(), "files": files, "problem": problem})


def rejected_row(
    row: int, problem: Problem, original: str, language: Language, *, mended_by: int | None = None
) -> RejectedRow:
    """A rejected row with its reason in the reader's language."""
    said = detail(problem, language)
    return RejectedRow(row=row, original=original, mended_by=mended_by, **said.model_dump())


def _file_report(file: Mapping[str, Any], language: Language) -> FileReport:
    told = file.get("problem")
    samples = [
        rejected_row(each["row"], Problem(**each["problem"]), each["original"], language) for each in file["samples"]
    ]
    problem = detail(Problem(**told), language) if told else None
    return FileReport.model_validate({**file, "samples": samples, "problem": problem})


def _problem(kept: Mapping[str, Any]) -> Problem:
    code, field, value = (str(kept[f"problem_{name}"] or "") for name in ("code", "field", "value"))
    return Problem(code, field, value, kept["problem_facts"] or {})


def reader_of(service: Service, language: Language, caller: Caller) -> Reader:
    """For whom judgements are put into words, with the names that are in force."""
    with service.reading(caller) as store:
        return Reader(language, rules_over(store).catalogue, caller)
