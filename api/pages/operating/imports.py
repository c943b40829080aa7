"""Uploads on the pages: sent with a form, followed while they are imported, tried again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.errors import status_of
from api.imports.importer import Importer
from api.imports.uploading import Wanted, accept, has_ended, rate_of, repeat
from api.language import Words
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form, Sent, SentForm, sending
from api.pages.navigation import Crumb
from api.pages.operating.branches import IMPORTS, entered, shared
from api.pages.operating.sizes import size
from api.pages.progress import Progress, streamed
from api.pages.rendering import notice, number
from api.reading import run_record, upload_record
from api.schemas.bounds import LARGEST_NUMBER
from api.schemas.operation import UploadRecord
from corpus.importers.detect import AUTO, FORMATS
from corpus.problems import Invalid, Refused
from corpus.records import Upload, UploadState
from corpus.roles import Right

router = APIRouter(include_in_schema=False)

A_PAGE: Final = 20
HIDDEN_FORMATS: Final = frozenset({"patentsview-companion"})
Before = Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER)]
UploadSent = Annotated[Sent, Depends(sending(fields=20, files=1))]


@router.get("/operation/imports")
def imports_page(visit: VisitHere, before: Before = None) -> Response:
    """The form, uploads and imports, the latest first. Raises Unauthorised, Forbidden."""
    entered(visit, IMPORTS)
    return _imports(visit, Form(), before=before)


@router.post("/operation/imports")
def send_file(visit: VisitHere, sent: UploadSent) -> Response:
    """Keeps the file and goes on to its page; what is wrong with the form is shown beside it."""
    caller = entered(visit, IMPORTS)
    try:
        file = sent.file("file")
        if file is None:
            raise Invalid.because("file_missing", "file")
        mends = sent.text("mends")
        wanted = Wanted(
            format_name=sent.text("format") or AUTO,
            dry_run=sent.text("dry_run") == "yes",
            rebuild=sent.text("rebuild") == "yes",
            mends=int(mends) if mends.isascii() and mends.isdigit() and int(mends) <= LARGEST_NUMBER else None,
        )
        upload_id = accept(visit.service, caller, file.file, file.filename or "", wanted)
    except Refused as refused:
        return _imports(visit, Form.again(sent, refused, visit.words.language), status=status_of(refused))
    wake(visit)
    return visit.onward(f"/operation/imports/{upload_id}", notice("The file is kept and will be imported."))


@router.get("/operation/imports/{upload_id:int}")
def upload_page(visit: VisitHere, upload_id: int) -> Response:
    """How far an upload is, and what became of it. Raises Unauthorised, Forbidden, NotFound."""
    entered(visit, IMPORTS)
    return _upload(visit, upload_id, Form())


@router.get("/operation/imports/{upload_id:int}/events")
def upload_events(visit: VisitHere, upload_id: int) -> Response:
    """Its progress as a stream. Raises as `upload_page`, Unavailable."""
    entered(visit, IMPORTS)
    words = visit.words

    def read() -> Progress:
        with visit.service.database.reading() as store:
            return progress_of(store.uploads.require(upload_id), words)

    return streamed(visit.request, read)


@router.post("/operation/imports/{upload_id:int}/again")
def send_again(visit: VisitHere, upload_id: int, sent: SentForm) -> Response:
    """A failed one anew, perhaps as another format; a dry run for real."""
    caller = entered(visit, IMPORTS)
    try:
        repeat(visit.service, caller, upload_id, sent.text("format") or AUTO, datetime.now(UTC))
    except Refused as refused:
        return _upload(visit, upload_id, Form.again(sent, refused, visit.words.language), status=status_of(refused))
    wake(visit)
    return visit.onward(f"/operation/imports/{upload_id}", notice("The file will be imported."))


def progress_of(upload: Upload, words: Words) -> Progress:
    """An upload's, in the reader's words. A dry run tells nothing before it has ended."""
    rate = rate_of(upload)
    fields = {
        "state": _standing(upload, words),
        "percent": f"{100 * upload.done // upload.total} %" if upload.total and not upload.dry_run else "",
        "read": f"{size(upload.done)} / {size(upload.total)}",
        "rate": number(round(rate)) if rate else "–",
        **{name: number(getattr(upload, name)) for name in ("rows", "added", "updated", "unchanged", "rejected")},
    }
    total = 0 if upload.dry_run or upload.state == "waiting" else upload.total
    return Progress(upload.done, total, has_ended(upload), fields)


def _standing(upload: Upload, words: Words) -> str:
    if upload.state == UploadState.WAITING:
        return words("Waits for its turn")
    return words("Is being imported") if upload.state == UploadState.RUNNING else words("Has ended")


def format_choices(words: Words) -> list[tuple[str, str]]:
    """Formats as a form offers them."""
    named = [(each.name, each.title) for each in FORMATS if each.name not in HIDDEN_FORMATS]
    return [(AUTO, words("Recognise it by its content")), *named]


def wake(visit: Visit) -> None:
    """Tells this process's importer that something waits."""
    importer: Importer = visit.request.app.state.importer
    importer.wake()


def _imports(visit: Visit, form: Form, *, before: int | None = None, status: int = 200) -> Response:
    language = visit.words.language
    with visit.service.database.reading() as store:
        rows = store.uploads.page(before, A_PAGE)
        runs = [run_record(run, language) for run in store.imports.page(limit=A_PAGE)]
        waiting = store.imports.waiting([run.id for run in runs])
    values = {
        **shared(visit, IMPORTS),
        "form": form,
        "formats": format_choices(visit.words),
        "uploads": [upload_record(row, language) for row in rows],
        "following": f"/operation/imports?before={rows[-1].id}" if len(rows) == A_PAGE else "",
        "first": "/operation/imports" if before else "",
        "runs": runs,
        "waiting": waiting,
        "size": size,
        "limit": visit.service.settings.max_import_bytes,
    }
    return visit.page(
        "operating/imports.html", values, here="operation", status=status, crumbs=[Crumb(visit.words("Imports"))]
    )


def _upload(visit: Visit, upload_id: int, form: Form, *, status: int = 200) -> Response:
    language = visit.words.language
    with visit.service.database.reading() as store:
        row = store.uploads.require(upload_id)
        record = upload_record(row, language)
        run_ids = [file.run_id for file in record.files if file.run_id]
        waiting = store.imports.waiting(run_ids)
        cut_off = [run for run in store.imports.of_upload(upload_id) if run.id not in run_ids]
    title = words_of(visit, record)
    values = {
        **shared(visit, IMPORTS),
        "upload": record,
        "attempts": row.attempts,
        "kept": bool(row.path),
        "progress": progress_of(row, visit.words),
        "waiting": waiting,
        "cut_off": cut_off if has_ended(row) else [],
        "form": form,
        "formats": format_choices(visit.words),
        "size": size,
        "rate": round(rate_of(row)),
        "may_rebuild": visit.caller.may(Right.OPERATE),
    }
    crumbs = [Crumb(visit.words("Imports"), "/operation/imports"), Crumb(title)]
    return visit.page("operating/upload.html", values, here="operation", status=status, crumbs=crumbs)


def words_of(visit: Visit, record: UploadRecord) -> str:
    """What an upload is called."""
    return visit.words("Upload %(number)s: %(name)s", number=record.id, name=record.name)
