"""Match lists as files: the question of GET /matches, answered as a table."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.downloads import FILE, download
from api.errors import language_of_request
from api.exporting import Form
from api.matching.candidates import cells, columns, lines_of
from api.matching.questions import match_request
from api.reading import reader_of
from api.routes.dependencies import CallerHere, ServiceHere, refusals
from api.routes.matches import AskedHere, FiltersHere, question_of
from matcher.match import KIND_OF

router = APIRouter(tags=["matches"])


@router.get(
    "/matches.{form}",
    summary="Download matches as a table",
    response_class=Response,
    responses=refusals(401, 404, 413, 422, 503) | FILE,
)
def download_matches(
    *,
    form: Form,
    request: Request,
    service: ServiceHere,
    caller: CallerHere,
    asked: AskedHere,
    filters: FiltersHere,
) -> Response:
    """`csv` and `xlsx` for a spreadsheet, in the reader's words; `jsonl` with codes, for programs.

    The question is that of GET /matches. The same question on the same day has the same bytes.
    """
    wanted = match_request(question_of(asked, filters))
    found = service.match(wanted, caller)
    service.shown.note(found, caller)
    with service.reading(caller) as store:
        kind = None if wanted.kind == "text" else KIND_OF[wanted.kind]
        summaries = store.documents.summaries(kind, [wanted.id]) if kind and wanted.id else {}
    language = language_of_request(request)
    reader = reader_of(service, language, caller)
    rows = (cells(line, reader, evidence=wanted.evidence) for line in lines_of(found, summaries.get(wanted.id or "")))
    headers = {"Server-Timing": f"match;dur={found.milliseconds}"}
    stem = f"matches-{wanted.id or 'text'}"
    return download(form, columns(reader, evidence=wanted.evidence), rows, stem, language, headers)
