"""Cases: listed, read, opened, moved and written to. A company's people reach their own and see no sign of others."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.accounts.authentication import checked
from api.cases.reading import (
    MOST_PAGES,
    CaseReader,
    case_board,
    case_in_full,
    case_list,
    now_here,
    open_for,
    owner_of,
    record,
    send_message,
    waiting_list,
)
from api.cases.tables import export_columns, export_rows
from api.downloads import FILE, download
from api.errors import language_of_request
from api.exporting import Form
from api.routes.dependencies import CallerHere, ServiceHere, parameters, refusals, requires
from api.schemas.case_inputs import (
    CaseInput,
    DeclineInput,
    DueInput,
    MoveInput,
    OwnerInput,
    ReopenInput,
    TakeInput,
    TextInput,
    TrackInput,
)
from api.schemas.cases import CaseBoard, CaseInFull, CaseList, CaseRecord, Taken, WaitingList
from api.service import Service
from corpus.records import Case, CaseOrigin, CaseStage
from corpus.roles import Caller, Right
from corpus.store import Store
from corpus.store.case_lists import CaseFilters, CaseOrder
from matcher.cases import desk
from matcher.cases.viewing import seen

router = APIRouter(prefix="/cases", tags=["cases"])


def _reader(caller: CallerHere) -> Caller:
    """Officials, and a company's people."""
    return caller if caller.may(Right.OWN_CASES) else checked(caller, Right.READ_CASES)


def _partner(caller: CallerHere) -> Caller:
    """Whoever takes part: officers, and a company's people in their own."""
    return caller if caller.may(Right.OWN_CASES) else checked(caller, Right.WORK_CASES)


CaseReaderHere = Annotated[Caller, Depends(_reader)]
CasePartner = Annotated[Caller, Depends(_partner)]
CaseWorker = Annotated[Caller, Depends(requires(Right.WORK_CASES))]
Reference = Annotated[str, Path(max_length=40, description="Such as CMT-2026-00017.")]
Page = Annotated[int, Query(ge=1, le=MOST_PAGES, description="Which page, from 1.")]
Rows = Annotated[int, Query(ge=1, le=200, description="How many a page.")]
Order = Annotated[CaseOrder, Query(description="The latest changed or opened first, the first due first.")]


class CaseParameters:
    """Filters of lists, as parameters of an address."""

    def __init__(
        self,
        *,
        caller: CallerHere,
        service: ServiceHere,
        stage: Annotated[list[CaseStage] | None, Query(description="May be given more than once.")] = None,
        owner: Annotated[str | None, Query(max_length=80, description="An account, `me`, or `-` for nobody.")] = None,
        track: Annotated[str | None, Query(max_length=20)] = None,
        origin: Annotated[CaseOrigin | None, Query(description="Who opened it.")] = None,
        company: Annotated[str | None, Query(max_length=80, description="Id of the company.")] = None,
        subject: Annotated[str | None, Query(max_length=80, description="Id of the patent or need.")] = None,
        overdue: Annotated[bool, Query(description="Only what is overdue.")] = False,
        waiting: Annotated[bool, Query(description="Only what waits for `owner`, or for anybody.")] = False,
        text: Annotated[str, Query(max_length=200, description="In reference, title and company.")] = "",
    ) -> None:
        today = service.today()
        self.filters = CaseFilters(
            stages=tuple(stage or ()),
            owner=owner_of(owner, caller),
            track=track or None,
            origin=origin,
            company_id=company or None,
            subject_id=subject or None,
            overdue_on=today if overdue else None,
            waiting_on=today if waiting else None,
            text=text,
        )


Asked = Annotated[CaseParameters, Depends(parameters(CaseParameters))]


@router.get("", summary="List cases", responses=refusals(401, 403, 422))
def list_cases(
    *,
    request: Request,
    service: ServiceHere,
    caller: CaseReaderHere,
    asked: Asked,
    order: Order = CaseOrder.UPDATED,
    page: Page = 1,
    limit: Rows = 50,
) -> CaseList:
    """A company's people get their own, from when they were brought in."""
    with service.reading(caller) as store:
        return case_list(store, reader_here(request, caller), asked.filters, order, page=page, limit=limit)


@router.get(
    ".{form}",
    summary="Download cases as a table",
    response_class=Response,
    responses=refusals(401, 403, 422) | FILE,
)
def download_cases(
    *,
    form: Form,
    request: Request,
    service: ServiceHere,
    caller: CaseReaderHere,
    asked: Asked,
    order: Order = CaseOrder.UPDATED,
) -> Response:
    """`csv` and `xlsx` for a spreadsheet, in the reader's words; `jsonl` with codes, for programs."""
    language = language_of_request(request)
    with service.reading(caller) as store:
        rows = export_rows(store, reader_here(request, caller), asked.filters, order)
        return download(form, export_columns(language), rows, "cases", language)


@router.get("/board", summary="Cases by stage", responses=refusals(401, 403, 422))
def read_board(request: Request, service: ServiceHere, caller: CaseReaderHere, asked: Asked) -> CaseBoard:
    """The latest changed of each stage, the rest counted."""
    with service.reading(caller) as store:
        return case_board(store, reader_here(request, caller), asked.filters)


@router.get("/waiting", summary="Cases that wait for the caller", responses=refusals(401, 403, 422))
def list_waiting(
    request: Request,
    service: ServiceHere,
    caller: Annotated[Caller, Depends(requires(Right.READ_CASES))],
    limit: Rows = 50,
) -> WaitingList:
    """Overdue, due within a week, unanswered, and companies' cases that nobody has."""
    with service.reading(caller) as store:
        return waiting_list(store, reader_here(request, caller), limit)


@router.post("", status_code=201, summary="Open a case", responses=refusals(400, 401, 403, 404, 409, 413, 415, 422))
def open_new_case(request: Request, wanted: CaseInput, service: ServiceHere, caller: CasePartner) -> CaseRecord:
    """An officer's is his own. A company's says that it is interested, and waits for an officer."""
    opening = desk.Opening(
        wanted.subject_kind,
        wanted.subject_id,
        wanted.company_id,
        track=wanted.track,
        score=wanted.score,
        receipt=wanted.receipt,
        note=wanted.note,
    )
    with service.writing(caller) as store:
        return answer(request, store, open_for(service, store, opening, caller), caller)


@router.post(
    "/ownership",
    summary="Take on cases that nobody has",
    responses=refusals(400, 401, 403, 413, 415, 422),
)
def take_cases(wanted: TakeInput, service: ServiceHere, caller: CaseWorker) -> Taken:
    """Those that somebody has stay with whom they are."""
    with service.writing(caller) as store:
        return Taken(taken=desk.take_on(store, wanted.references, caller, now_here()))


@router.get("/{reference}", summary="Read a case", responses=refusals(401, 403, 404))
def read_case(reference: Reference, request: Request, service: ServiceHere, caller: CaseReaderHere) -> CaseInFull:
    """With all that happened to it."""
    with service.reading(caller) as store:
        return case_in_full(store, reader_here(request, caller), reference)


WRITTEN = refusals(400, 401, 403, 404, 409, 413, 415, 422)


@router.post("/{reference}/stage", summary="Move a case to another stage", responses=WRITTEN)
def move_case(
    reference: Reference, request: Request, wanted: MoveInput, service: ServiceHere, caller: CaseWorker
) -> CaseRecord:
    """The next stage needs no note; others do."""
    with service.writing(caller) as store:
        moved = desk.move(store, reference, wanted.to, caller, now_here(), version=wanted.version, note=wanted.note)
        return answer(request, store, moved, caller)


@router.post("/{reference}/declination", summary="Decline a case", responses=WRITTEN)
def decline_case(
    reference: Reference, request: Request, wanted: DeclineInput, service: ServiceHere, caller: CasePartner
) -> CaseRecord:
    """With a coded reason. A company withdraws."""
    with service.writing(caller) as store:
        declined = desk.decline(
            store, reference, wanted.reason, caller, now_here(), version=wanted.version, note=wanted.note
        )
        return answer(request, store, declined, caller)


@router.post("/{reference}/reopening", summary="Reopen a declined case", responses=WRITTEN)
def reopen_case(
    reference: Reference, request: Request, wanted: ReopenInput, service: ServiceHere, caller: CaseWorker
) -> CaseRecord:
    """At the stage at which it was declined."""
    with service.writing(caller) as store:
        reopened = desk.reopen(store, reference, caller, now_here(), version=wanted.version, note=wanted.note)
        return answer(request, store, reopened, caller)


@router.put("/{reference}/owner", summary="Give a case to an officer", responses=WRITTEN)
def assign_case(
    reference: Reference, request: Request, wanted: OwnerInput, service: ServiceHere, caller: CaseWorker
) -> CaseRecord:
    """Or to nobody."""
    with service.writing(caller) as store:
        assigned = desk.assign(store, reference, wanted.owner, caller, now_here(), version=wanted.version)
        return answer(request, store, assigned, caller)


@router.put("/{reference}/due", summary="Set by when a case's next step is to be done", responses=WRITTEN)
def date_case(
    reference: Reference, request: Request, wanted: DueInput, service: ServiceHere, caller: CaseWorker
) -> CaseRecord:
    """Or take the day back."""
    with service.writing(caller) as store:
        dated = desk.due(store, reference, wanted.due_on, caller, now_here(), version=wanted.version)
        return answer(request, store, dated, caller)


@router.put("/{reference}/track", summary="Set a case's track", responses=WRITTEN)
def track_case(
    reference: Reference, request: Request, wanted: TrackInput, service: ServiceHere, caller: CaseWorker
) -> CaseRecord:
    """Spin-off, spin-on or spin-up."""
    with service.writing(caller) as store:
        tracked = desk.track(store, reference, wanted.track, caller, now_here(), version=wanted.version)
        return answer(request, store, tracked, caller)


@router.post("/{reference}/messages", status_code=201, summary="Write to the other side", responses=WRITTEN)
def write_message(
    reference: Reference, request: Request, wanted: TextInput, service: ServiceHere, caller: CasePartner
) -> CaseRecord:
    """The other side is told by a letter, one an hour at most."""
    with service.writing(caller) as store:
        written = send_message(service, store, reference, wanted.text, caller)
        return answer(request, store, written, caller)


@router.post("/{reference}/notes", status_code=201, summary="Add a note for officials", responses=WRITTEN)
def write_note(
    reference: Reference, request: Request, wanted: TextInput, service: ServiceHere, caller: CaseWorker
) -> CaseRecord:
    """The company never reads it."""
    with service.writing(caller) as store:
        return answer(request, store, desk.note(store, reference, wanted.text, caller, now_here()), caller)


@router.post(
    "/{reference}/answered", summary="Note that no written answer is needed", responses=refusals(401, 403, 404)
)
def note_answered(reference: Reference, request: Request, service: ServiceHere, caller: CaseWorker) -> CaseRecord:
    """What the company wrote waits no longer."""
    with service.writing(caller) as store:
        return answer(request, store, desk.answered(store, reference, caller, now_here()), caller)


def answer(request: Request, store: Store, case: Case, caller: Caller) -> CaseRecord:
    """The case as its caller may read it."""
    return record(seen(store, [case], caller)[0], reader_here(request, caller))


def reader_here(request: Request, caller: Caller) -> CaseReader:
    service: Service = request.app.state.service
    return CaseReader(caller, language_of_request(request), service.today())
