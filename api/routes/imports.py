"""Imports: an uploaded file is read, kept and reported; earlier ones with the rows they did not take."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from pydantic.config import JsonDict
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from api.downloads import FILE, download, table_in
from api.errors import detail, language_of_request
from api.exporting import Column
from api.exporting import Form as TableForm
from api.imports.importing import FileOutcome, Outcomes, import_path
from api.imports.uploading import safe_name, upload_dir
from api.lists.columns import import_columns
from api.lists.tables import all_pages, listed_in
from api.reading import rejected_row, run_record
from api.routes.dependencies import Importer, Limit, RunId, ServiceHere, refusals
from api.schemas.bounds import LARGEST_NUMBER
from api.schemas.imports import FileReport, RejectedListing, RunListing, RunRecord, UploadReport
from api.service import Service
from corpus.problems import Invalid, NotFound, Refused
from corpus.rejections import mending_table, write_rejected
from corpus.store import Store
from corpus.store.imports import problem_of
from corpus.text import Language

router = APIRouter(prefix="/imports", tags=["imports"])

UPLOAD_EXAMPLE: JsonDict = {
    "requestBody": {
        "content": {
            "multipart/form-data": {"example": {"file": "(companies.jsonl)", "format": "auto", "dry_run": False}}
        }
    }
}


@router.post(
    "",
    status_code=201,
    summary="Import a file",
    openapi_extra=UPLOAD_EXAMPLE,
    responses=refusals(400, 401, 403, 413, 415, 422),
)
def upload_file(
    request: Request,
    service: ServiceHere,
    _caller: Importer,
    file: Annotated[UploadFile, File(description="Any file that a format reads, plain, gzipped or in an archive.")],
    format: Annotated[str, Form(description="`auto`, or the name of a format.", max_length=80)] = "auto",  # noqa: A002 - the field's name
    dry_run: Annotated[bool, Form(description="Only report what would be done.")] = False,
) -> UploadReport:
    """Rows that can be taken are kept, the others are listed with their reasons; doing it again changes nothing.

    A file that cannot be read is refused; of an archive, only where none of its files can.
    """
    with tempfile.TemporaryDirectory(dir=upload_dir(service)) as folder:
        path = Path(folder) / safe_name(file.filename or "")
        with path.open("wb") as kept:
            shutil.copyfileobj(file.file, kept, 1 << 20)
        try:
            outcomes = Outcomes()
            for outcome in import_path(service.database, path, wanted=format, dry_run=dry_run):
                outcomes.add(outcome)
        except Refused as unread:
            # Where uploads lie is nothing to the sender.
            problem = replace(unread.problem, value=unread.problem.value.replace(f"{folder}/", ""))
            raise type(unread)(problem) from None
    if outcomes.refusal:
        raise outcomes.refusal
    return _upload_report(outcomes, language_of_request(request), dry_run)


@router.get("", summary="List imports", responses=refusals(401, 403, 422))
def list_imports(
    request: Request,
    service: ServiceHere,
    _caller: Importer,
    before: Annotated[
        int | None, Query(ge=1, le=LARGEST_NUMBER, description="The run before which the page begins.")
    ] = None,
    limit: Limit = 50,
) -> RunListing:
    """The latest first."""
    language = language_of_request(request)
    with service.database.reading() as store:
        return RunListing(items=[run_record(run, language) for run in store.imports.page(before, limit)])


@router.get(
    ".{form}",
    summary="Download imports as a table",
    response_class=Response,
    responses=refusals(401, 403, 413, 422) | FILE,
)
def download_imports(form: TableForm, request: Request, service: ServiceHere, _caller: Importer) -> Response:
    """Each file's import with its counts."""
    language = language_of_request(request)
    with service.database.reading() as store:
        runs = all_pages(store.imports.page, lambda run: run.id)
        records = (run_record(run, language) for run in runs)
        return listed_in(form, import_columns(language), records, "imports", language)


@router.get("/{run_id:int}", summary="Read an import", responses=refusals(401, 403, 404))
def read_import(run_id: RunId, request: Request, service: ServiceHere, _caller: Importer) -> RunRecord:
    """Its counts and, where it failed, why."""
    with service.database.reading() as store:
        run = store.imports.get(run_id)
        if run is None:
            raise NotFound.because("unknown_import", "id", run_id)
        return run_record(run, language_of_request(request))


@router.get("/{run_id:int}/rejected", summary="List an import's rejected rows", responses=refusals(401, 403, 404))
def list_rejected(
    run_id: RunId,
    request: Request,
    service: ServiceHere,
    _caller: Importer,
    after: Annotated[int, Query(ge=0, le=LARGEST_NUMBER, description="`next` of the page before.")] = 0,
    limit: Limit = 100,
) -> RejectedListing:
    """All of them, with the reason and the row as it was; `mended_by` is the import that took a row, mended."""
    language = language_of_request(request)
    with service.database.reading() as store:
        _known(store, run_id)
        rows = store.imports.rejected(run_id, after, limit)
        items = [
            rejected_row(row.row, problem_of(row), row.original, language, mended_by=row.mended_by) for row in rows
        ]
    return RejectedListing(items=items, next=rows[-1].id if len(rows) == limit else None)


@router.get(
    "/{run_id:int}/rejected.csv",
    summary="Download an import's rejected rows",
    response_class=Response,
    responses=refusals(401, 403, 404) | table_in(TableForm.CSV),
)
def download_rejected(run_id: RunId, request: Request, service: ServiceHere, _caller: Importer) -> FileResponse:
    """Those that no later import took, as a table that a spreadsheet opens; rows of one under their own headings."""
    with service.database.reading() as store:
        _known(store, run_id)
        folder = tempfile.mkdtemp(dir=upload_dir(service))
        path = Path(folder) / f"rejected-{run_id}.csv"
        try:
            write_rejected(store, run_id, path, language_of_request(request))
            path.touch()
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    after = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(path, media_type="text/csv; charset=utf-8", filename=path.name, background=after)


@router.get(
    "/{run_id:int}/mending.{form}",
    summary="Download an import's rejected rows to mend",
    response_class=Response,
    responses=refusals(401, 403, 404, 413, 422) | FILE,
)
def download_to_mend(
    run_id: RunId, form: TableForm, request: Request, service: ServiceHere, _caller: Importer
) -> Response:
    """The rows that no later import took, under their own headings, with notes before them.

    Mended, the file is sent as it is: the notes (`matcher:...`) are passed over. Refused (`mend_at_source`) where the
    rows came from no table; those are mended in the source.
    """
    language = language_of_request(request)
    with service.database.reading() as store:
        _known(store, run_id)
        found = mending_table(store, run_id, language)
        if found is None:
            raise Invalid.because("mend_at_source", "id", run_id)
        headings, rows = found
        if form is TableForm.JSONL:
            return _lines(service, store, run_id, language)
        return download(form, [Column(each, each) for each in headings], rows, f"mending-{run_id}", language)


def _lines(service: Service, store: Store, run_id: int, language: Language) -> FileResponse:
    """JSON lines keep lists and objects as they are."""
    folder = tempfile.mkdtemp(dir=upload_dir(service))
    path = Path(folder) / f"mending-{run_id}.jsonl"
    try:
        write_rejected(store, run_id, path, language)
        path.touch()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    after = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(path, media_type="application/x-ndjson", filename=path.name, background=after)


def _known(store: Store, run_id: int) -> None:
    if store.imports.get(run_id) is None:
        raise NotFound.because("unknown_import", "id", run_id)


def _upload_report(outcomes: Outcomes, language: Language, dry_run: bool) -> UploadReport:
    counts = outcomes.counts
    return UploadReport(
        dry_run=dry_run,
        files=[_file_report(outcome, language) for outcome in outcomes.told],
        added=counts.added,
        updated=counts.updated,
        unchanged=counts.unchanged,
        rejected=counts.rejected,
        refused=outcomes.refused,
    )


def _file_report(outcome: FileOutcome, language: Language) -> FileReport:
    report = outcome.report
    samples = report.samples if report else ()
    return FileReport(
        source_name=outcome.source_name,
        format_name=outcome.format_name,
        run_id=report.run_id if report else None,
        rows=report.rows if report else 0,
        added=report.added if report else 0,
        updated=report.updated if report else 0,
        unchanged=report.unchanged if report else 0,
        rejected=report.rejected if report else 0,
        samples=[rejected_row(each.row, each.problem, each.original[:1_000], language) for each in samples],
        problem=detail(outcome.refused.problem, language) if outcome.refused else None,
    )
