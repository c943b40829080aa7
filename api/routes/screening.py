"""Disclosure and control: what waits for a reviewer, the reviewer's decisions, the control lists."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from api.authentication import checked
from api.errors import language_of_request
from api.routes.dependencies import CallerHere, Limit, Reviewer, ScreeningReader, ServiceHere, refusals
from api.scanning import Screener
from api.schemas.screening import (
    ControlListRecord,
    ControlLists,
    Decided,
    DecisionInput,
    ListInput,
    ScreeningCounts,
    ScreeningQueue,
    ScreeningRecord,
)
from api.screening import decide, queue, screening_record
from corpus.passages import Kind
from corpus.roles import Caller, Right
from corpus.store import Store
from corpus.store.standing import Attention
from corpus.text import Language
from corpus.wording.screening import HINT_NOTICE

router = APIRouter(tags=["screening"])


def _screener(request: Request) -> Screener:
    screener: Screener = request.app.state.screener
    return screener


def _list_keeper(caller: CallerHere) -> Caller:
    """Operators bring the lists, reviewers work with them. Raises Unauthorised, Forbidden."""
    return checked(caller, Right.OPERATE if caller.may(Right.OPERATE) else Right.DECIDE_DISCLOSURE)


ScreenerHere = Annotated[Screener, Depends(_screener)]
ListKeeper = Annotated[Caller, Depends(_list_keeper)]
Reasons = Annotated[Attention | None, Query(description="Only what waits for this reason.")]
AfterRecord = Annotated[str | None, Query(max_length=100, description="`next` of the page before.")]
RecordId = Annotated[str, Path(max_length=80, description="Id of the record.")]


@router.get("/screening", summary="What waits for a reviewer", responses=refusals(401, 403))
def read_queue(
    request: Request,
    service: ServiceHere,
    screener: ScreenerHere,
    caller: ScreeningReader,
    *,
    attention: Reasons = None,
    after: AfterRecord = None,
    limit: Limit = 100,
) -> ScreeningQueue:
    """Records with hints, with hints that a decision did not know, or with an expired determination."""
    with service.reading(caller) as store:
        return queue(screener, store, language_of_request(request), attention=attention, after=after, limit=limit)


@router.get("/screening/counts", summary="How many records stand where", responses=refusals(401, 403))
def read_counts(service: ServiceHere, caller: ScreeningReader) -> ScreeningCounts:
    """Live records by control status; one that nobody looked at is unscreened."""
    with service.reading(caller) as store:
        return ScreeningCounts.model_validate(store.screening.counts())


@router.get(
    "/screening/{kind}/{record_id:path}",
    summary="Where a record stands, with hints and decisions",
    responses=refusals(401, 403, 404),
)
def read_screening(
    kind: Kind,
    record_id: RecordId,
    *,
    request: Request,
    service: ServiceHere,
    screener: ScreenerHere,
    caller: ScreeningReader,
) -> ScreeningRecord:
    """Each hint with its phrase, its sentence and the list's version; `notice` says what a hint is."""
    with service.reading(caller) as store:
        return screening_record(screener, store, kind, record_id, language_of_request(request))


@router.post(
    "/screening/{kind}/{record_id:path}/decisions",
    summary="Decide on a record",
    responses=refusals(400, 401, 403, 404, 409, 415, 422),
)
def decide_on_record(
    kind: Kind,
    record_id: RecordId,
    wanted: DecisionInput,
    *,
    request: Request,
    screener: ScreenerHere,
    caller: Reviewer,
) -> Decided:
    """In force at once: who may not know of the record any more does not find it with the next request.

    `determine` takes `reference` and `expires_on`; `clear`, `block` and `reopen` take `reason`; `tier` takes `tier`.
    """
    return decide(screener, caller, kind, record_id, wanted, language=language_of_request(request))


@router.get("/control-lists", summary="List control lists", responses=refusals(401, 403))
def list_control_lists(request: Request, service: ServiceHere, caller: ScreeningReader) -> ControlLists:
    """Every version; of a list one or none is in force."""
    with service.reading(caller) as store:
        return _lists(store, language_of_request(request))


@router.post(
    "/control-lists",
    summary="Put a version of a control list in force, or none",
    responses=refusals(400, 401, 403, 404, 415, 422),
)
def use_control_list(wanted: ListInput, request: Request, service: ServiceHere, caller: ListKeeper) -> ControlLists:
    """The worker scans all records with it. Lists are brought with “matcher controls import”."""
    with service.writing(caller) as store:
        store.screening.lists.set_active(wanted.id, wanted.version, caller)
        return _lists(store, language_of_request(request))


def _lists(store: Store, language: Language) -> ControlLists:
    items = [ControlListRecord.model_validate(each) for each in store.screening.lists.versions()]
    return ControlLists(items=items, notice=HINT_NOTICE[language])
