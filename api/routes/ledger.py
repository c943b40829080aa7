"""What is booked on programmes: money of concluded cases, figures entered by hand, steps that follow a case."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.accounts.authentication import checked
from api.downloads import FILE
from api.errors import language_of_request
from api.exporting import Form
from api.lists.columns import commitment_columns
from api.lists.tables import all_pages, listed_in
from api.routes.dependencies import Bookkeeper, CallerHere, EntryNumber, Limit, ServiceHere, refusals
from api.routes.programmes import OfficialHere, ProgrammeId
from api.schemas.bounds import LARGEST_NUMBER
from api.schemas.ledger import (
    CommitmentList,
    CommitmentRecord,
    FigureEntryList,
    FigureEntryRecord,
    FollowUpList,
    FollowUpRecord,
    KeptEntry,
)
from api.schemas.programme_inputs import CommitmentInput, FigureInput, FollowUpInput, VoidInput
from corpus.roles import OFFICIALS, Caller, Right
from corpus.store.ledger import LedgerEntry
from matcher.programmes.booking import Booking, book, void
from matcher.programmes.in_force import rules_over

router = APIRouter(prefix="/programmes/{programme_id}", tags=["programmes"])

Before = Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER, description="The entry before which the page begins.")]
CaseReference = Annotated[str | None, Query(max_length=200, description="Of one case only.")]
FigureName = Annotated[str | None, Query(max_length=200, description="All entries of this figure.")]


def _figure_keeper(caller: CallerHere) -> Caller:
    """Whoever may book or edit programmes."""
    return caller if caller.may(Right.EDIT_PROGRAMMES) else checked(caller, Right.BOOK)


FigureKeeper = Annotated[Caller, Depends(_figure_keeper)]


@router.post(
    "/commitments",
    status_code=201,
    summary="Book money of a concluded case",
    responses=refusals(400, 401, 403, 404, 409, 413, 415, 422),
)
def book_commitment(
    programme_id: ProgrammeId, wanted: CommitmentInput, service: ServiceHere, caller: Bookkeeper
) -> KeptEntry:
    """Refused where it would pass a ceiling that is known exactly."""
    with service.writing(caller) as store:
        return KeptEntry(id=book(store, programme_id, Booking(**wanted.model_dump()), caller))


@router.get("/commitments", summary="List ledger entries", responses=refusals(401, 403, 404))
def list_commitments(
    programme_id: ProgrammeId,
    service: ServiceHere,
    caller: OfficialHere,
    before: Before = None,
    limit: Limit = 100,
) -> CommitmentList:
    """The latest first, voided and voiding ones too."""
    with service.reading(caller) as store:
        rules_over(store).catalogue.current(programme_id)
        items = [commitment_record(each) for each in store.ledger.entries(programme_id, before, limit)]
    return CommitmentList(items=items, next=items[-1].id if len(items) == limit else None)


@router.get(
    "/commitments.{form}",
    summary="Download ledger entries as a table",
    response_class=Response,
    responses=refusals(401, 403, 404, 413, 422) | FILE,
)
def download_commitments(
    programme_id: ProgrammeId, form: Form, request: Request, service: ServiceHere, caller: OfficialHere
) -> Response:
    """All of the list."""
    language = language_of_request(request)
    with service.reading(caller) as store:
        rules_over(store).catalogue.current(programme_id)
        entries = all_pages(
            lambda before, most: store.ledger.entries(programme_id, before, most), lambda each: each.commitment.id
        )
        records = (commitment_record(each) for each in entries)
        return listed_in(form, commitment_columns(language), records, f"ledger-{programme_id}", language)


@router.post(
    "/commitments/{entry_id}/void",
    status_code=201,
    summary="Void a ledger entry",
    responses=refusals(400, 401, 403, 404, 409, 413, 415, 422),
)
def void_commitment(
    programme_id: ProgrammeId, entry_id: EntryNumber, wanted: VoidInput, service: ServiceHere, caller: Bookkeeper
) -> KeptEntry:
    """By an entry of its own, whose number is the answer; both stay on record."""
    with service.writing(caller) as store:
        rules_over(store).catalogue.current(programme_id)
        return KeptEntry(id=void(store, programme_id, entry_id, wanted.reason, caller))


@router.post(
    "/figures", status_code=201, summary="Enter a figure", responses=refusals(400, 401, 403, 404, 413, 415, 422)
)
def enter_figure(
    programme_id: ProgrammeId, wanted: FigureInput, service: ServiceHere, caller: FigureKeeper
) -> KeptEntry:
    """Shown to everybody with its source. It replaces the one before it of the same name and year; all are kept."""
    with service.writing(caller) as store:
        rules_over(store).catalogue.current(programme_id)
        number = store.ledger.figures.enter(
            programme_id,
            wanted.name,
            wanted.value,
            wanted.unit,
            caller,
            source=wanted.source,
            year=wanted.year,
            source_date=wanted.source_date,
        )
    return KeptEntry(id=number)


@router.get("/figures", summary="List figures entered by hand", responses=refusals(404))
def list_figures(
    programme_id: ProgrammeId, service: ServiceHere, caller: CallerHere, name: FigureName = None
) -> FigureEntryList:
    """Those that count; with a name, all entries of that figure, the latest first."""
    hidden = {} if caller.role in OFFICIALS else {"actor": None}
    with service.reading(caller) as store:
        rules_over(store).catalogue.current(programme_id)
        rows = (
            store.ledger.figures.latest(programme_id)
            if name is None
            else store.ledger.figures.history(programme_id, name)
        )
        return FigureEntryList(items=[FigureEntryRecord.model_validate({**row.model_dump(), **hidden}) for row in rows])


@router.post(
    "/follow-ups",
    status_code=201,
    summary="Add a step after a case",
    responses=refusals(400, 401, 403, 404, 413, 415, 422),
)
def add_follow_up(
    programme_id: ProgrammeId, wanted: FollowUpInput, service: ServiceHere, caller: Bookkeeper
) -> KeptEntry:
    """Education, joint training or trial run, with date, party and outcome."""
    with service.writing(caller) as store:
        rules_over(store).catalogue.current(programme_id)
        number = store.ledger.follow_ups.add(
            programme_id,
            wanted.case_reference,
            wanted.stage,
            caller,
            held_on=wanted.held_on,
            party=wanted.party,
            outcome=wanted.outcome,
        )
    return KeptEntry(id=number)


@router.get("/follow-ups", summary="List steps after cases", responses=refusals(401, 403, 404))
def list_follow_ups(
    programme_id: ProgrammeId,
    service: ServiceHere,
    caller: OfficialHere,
    *,
    case: CaseReference = None,
    before: Before = None,
    limit: Limit = 100,
) -> FollowUpList:
    """The latest entered first."""
    with service.reading(caller) as store:
        rules_over(store).catalogue.current(programme_id)
        rows = store.ledger.follow_ups.page(
            programme_id=programme_id, case_reference=case, before_id=before, limit=limit
        )
        items = [FollowUpRecord.model_validate(row) for row in rows]
    return FollowUpList(items=items, next=items[-1].id if len(items) == limit else None)


def commitment_record(entry: LedgerEntry) -> CommitmentRecord:
    """An entry with the one that voids it."""
    return CommitmentRecord.model_validate({**entry.commitment.model_dump(), "voided_by": entry.voided_by})
