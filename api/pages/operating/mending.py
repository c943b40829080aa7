"""Rejected rows on the page: looked at, mended where they stand or in a table, and sent back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.errors import ErrorDetail, detail, status_of
from api.imports.uploading import accept_mended
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form, Sent, sending
from api.pages.navigation import Crumb
from api.pages.operating.branches import IMPORTS, entered, shared
from api.pages.operating.imports import wake
from api.pages.rendering import notice
from api.reading import run_record
from api.schemas.bounds import LARGEST_NUMBER
from corpus.importers import headings
from corpus.importers.mending import is_note
from corpus.passages import Kind, kind_of
from corpus.problems import Invalid, NotFound, Refused
from corpus.records import ImportRun, RejectedRow
from corpus.rejections import holds_lists
from corpus.store import Store
from corpus.store.imports import problem_of
from corpus.text import Language

router = APIRouter(include_in_schema=False)

ROWS_A_PAGE: Final = 5
"""Few enough that their cells stay within what a form may have."""
MOST_FIELDS: Final = 4_000
LONGEST_LINE: Final = 120
After = Annotated[int, Query(ge=0, le=LARGEST_NUMBER)]
MendingSent = Annotated[Sent, Depends(sending(fields=MOST_FIELDS))]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row, to be mended: `name` is its field in the form. A list or object stays as it is."""

    name: str
    heading: str
    value: str
    wrong: bool
    fixed: bool

    @property
    def is_long(self) -> bool:
        return len(self.value) > LONGEST_LINE or "\n" in self.value


@dataclass(frozen=True, slots=True)
class Row:
    """A rejected row as the page shows it. `again` is the latest import that did not take it either, with why."""

    id: int
    number: int
    problem: ErrorDetail
    original: str
    cells: tuple[Cell, ...]
    mended_by: int | None
    again: tuple[int, ErrorDetail] | None = None

    @property
    def wrong(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.wrong)

    @property
    def others(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if not cell.wrong)


@router.get("/operation/runs/{run_id:int}")
def run_page(visit: VisitHere, run_id: int, after: After = 0) -> Response:
    """One file's import with its rejected rows. Raises Unauthorised, Forbidden, NotFound."""
    entered(visit, IMPORTS)
    return _page(visit, run_id, Form(), after=after)


@router.post("/operation/runs/{run_id:int}/mending")
def send_mended(visit: VisitHere, run_id: int, sent: MendingSent) -> Response:
    """Imports those rows whose cells were changed, and no others."""
    caller = entered(visit, IMPORTS)
    after = int(sent.text("after")) if sent.text("after").isdigit() else 0
    try:
        with visit.service.database.reading() as store:
            _run(store, run_id)
            rows = _waiting(store, run_id, after)
        changed = [(row.row, cells) for row in rows if (cells := _mended(row, sent)) is not None]
        if not changed:
            raise Invalid.because("nothing_mended")
        upload_id = accept_mended(visit.service, caller, run_id, changed, rebuild=sent.text("rebuild") == "yes")
    except Refused as refused:
        form = Form.again(sent, refused, visit.words.language)
        return _page(visit, run_id, form, after=after, status=status_of(refused))
    wake(visit)
    told = notice("%(count)s mended rows are being imported.")
    return visit.onward(f"/operation/imports/{upload_id}", told, count=len(changed))


def _page(visit: Visit, run_id: int, form: Form, *, after: int = 0, status: int = 200) -> Response:
    language = visit.words.language
    with visit.service.database.reading() as store:
        run = _run(store, run_id)
        rows = _waiting(store, run_id, after)
        again = store.imports.rejected_again([row.id or 0 for row in rows])
        waiting = store.imports.waiting([run_id]).get(run_id, 0)
        mending = store.uploads.mending(run_id)
        upload = store.uploads.get(run.upload_id) if run.upload_id else None
        has_lists = holds_lists(store, run_id)
    kind = kind_of(run.kind)
    shown = [_row(row, again.get(row.id or 0), kind, language) for row in rows]
    values = {
        **shared(visit, IMPORTS),
        "run": run_record(run, language),
        "upload": upload,
        "rows": shown,
        "form": form,
        "after": after,
        "waiting": waiting,
        "mending": mending,
        "can_be_mended": any(row.cells for row in shown),
        "has_lists": has_lists,
        "following": f"/operation/runs/{run_id}?after={rows[-1].id}" if len(rows) == ROWS_A_PAGE else "",
        "first": f"/operation/runs/{run_id}" if after else "",
    }
    crumbs = [Crumb(visit.words("Imports"), "/operation/imports")]
    if upload:
        crumbs.append(Crumb(upload.name, f"/operation/imports/{upload.id}"))
    crumbs.append(Crumb(visit.words("Import %(number)s", number=run_id)))
    return visit.page("operating/run.html", values, here="operation", status=status, crumbs=crumbs)


def _run(store: Store, run_id: int) -> ImportRun:
    run = store.imports.get(run_id)
    if run is None:
        raise NotFound.because("unknown_import", "id", run_id)
    return run


def _waiting(store: Store, run_id: int, after: int) -> list[RejectedRow]:
    return store.imports.rejected(run_id, after, ROWS_A_PAGE, waiting=True)


def _row(row: RejectedRow, again: RejectedRow | None, kind: Kind, language: Language) -> Row:
    cells = tuple(
        Cell(_field(row, place), heading, _text(value), _is_wrong(row, kind, heading), _is_fixed(value))
        for place, (heading, value) in enumerate((row.cells or {}).items())
    )
    told = (again.run_id, detail(problem_of(again), language)) if again else None
    return Row(row.id or 0, row.row, detail(problem_of(row), language), row.original, cells, row.mended_by, told)


def _is_wrong(row: RejectedRow, kind: Kind, heading: str) -> bool:
    """Whether the problem is about this column: by its heading, or by the field that the heading stands for."""
    stands_for = headings.place(kind, heading)
    named = row.field.rpartition(".")[2]
    return heading == row.field or is_note(heading) or (stands_for is not None and stands_for.field == named)


def _mended(row: RejectedRow, sent: Sent) -> Mapping[str, Any] | None:
    """The row's cells as they were sent; None where nothing of it was changed."""
    kept = row.cells or {}
    found: dict[str, Any] = {}
    for place, (heading, value) in enumerate(kept.items()):
        name = _field(row, place)
        given = sent.values.get(name)
        is_changed = given is not None and not _is_fixed(value) and given[0] != _text(value).strip().replace("\r", "")
        found[heading] = given[0] if given and is_changed else value
    return found if found != dict(kept) else None


def _field(row: RejectedRow, place: int) -> str:
    return f"c-{row.id}-{place}"


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _is_fixed(value: object) -> bool:
    """Lists and objects are mended in a file: a field of a form would make texts of them."""
    return isinstance(value, list | dict)
