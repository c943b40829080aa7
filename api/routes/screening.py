"""Disclosure and control: what waits for a reviewer, the reviewer's decisions, the control lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.accounts.authentication import checked
from api.days import span
from api.downloads import FILE, download
from api.errors import language_of_request
from api.exporting import Form
from api.operating.registers import decision_cells, decision_columns
from api.routes.dependencies import (
    CallerHere,
    Limit,
    Reviewer,
    ScreeningReader,
    ServiceHere,
    parameters,
    refusals,
)
from api.schemas.bounds import LARGEST_NUMBER
from api.schemas.screening import (
    ControlListRecord,
    ControlLists,
    Decided,
    DecisionInput,
    DecisionListing,
    ListInput,
    ScreeningCounts,
    ScreeningQueue,
    ScreeningRecord,
)
from api.screening.queue import decide, history, queue, screening_record, whole_history
from api.screening.scanning import Screener
from corpus.passages import Kind
from corpus.roles import Caller, Right
from corpus.store import Store
from corpus.store.standing import Attention, DecisionsSought, Sought
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
OfKind = Annotated[Kind | None, Query(description="Only records of this kind.")]
OfList = Annotated[str | None, Query(max_length=80, description="Only records with a hint of this control list.")]
Text = Annotated[str, Query(max_length=200, description="In title, id or hints, in any case.")]
Before = Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER, description="The decision before which the page begins.")]
RecordId = Annotated[str, Path(max_length=80, description="Id of the record.")]


@dataclass(frozen=True, slots=True)
class DecisionParameters:
    """Which decisions are looked for, as parameters of an address."""

    action: Annotated[str | None, Query(max_length=40, description="Only decisions of this kind: `clear`.")] = None
    actor: Annotated[str | None, Query(max_length=80, description="Only by this account.")] = None
    kind: OfKind = None
    since: Annotated[date | None, Query(description="The first day.")] = None
    until: Annotated[date | None, Query(description="The last day.")] = None
    text: Annotated[str, Query(max_length=200, description="In reason, reference or id, in any case.")] = ""
    machine: Annotated[bool, Query(description="Also what the service noted by itself.")] = False

    def sought(self, zone: str) -> DecisionsSought:
        """Days are those of the zone."""
        days = span(self.since, self.until, zone)
        return DecisionsSought(
            self.action, self.actor, self.kind, days.since, days.until, self.text.strip(), by_people=not self.machine
        )


SoughtHere = Annotated[DecisionParameters, Depends(parameters(DecisionParameters))]


@router.get("/screening", summary="What waits for a reviewer", responses=refusals(401, 403))
def read_queue(
    request: Request,
    service: ServiceHere,
    screener: ScreenerHere,
    caller: ScreeningReader,
    *,
    attention: Reasons = None,
    kind: OfKind = None,
    list: OfList = None,  # noqa: A002 - the parameter's name
    text: Text = "",
    after: AfterRecord = None,
    limit: Limit = 100,
) -> ScreeningQueue:
    """Records with hints, with hints that a decision did not know, or with an expired determination; with
    `attention=ready` those that are decided and still for officials only."""
    sought = Sought(attention, kind, list, text.strip())
    with service.reading(caller) as store:
        return queue(screener, store, language_of_request(request), sought=sought, after=after, limit=limit)


@router.get("/screening/decisions", summary="What was decided, on any record", responses=refusals(401, 403, 422))
def read_decisions(
    service: ServiceHere,
    caller: ScreeningReader,
    sought: SoughtHere,
    *,
    before: Before = None,
    limit: Limit = 100,
) -> DecisionListing:
    """The latest first. Days are those of the service's time zone."""
    zone = service.settings.time_zone
    with service.reading(caller) as store:
        return history(store, sought.sought(zone), before=before, limit=limit)


@router.get(
    "/screening/decisions.{form}",
    summary="Download what was decided",
    response_class=Response,
    responses=refusals(401, 403, 413, 422) | FILE,
)
def download_decisions(
    form: Form,
    request: Request,
    service: ServiceHere,
    caller: ScreeningReader,
    sought: SoughtHere,
) -> Response:
    """The decisions that were looked for, as a table."""
    language = language_of_request(request)
    with service.reading(caller) as store:
        rows = whole_history(store, sought.sought(service.settings.time_zone))
        return download(form, decision_columns(language), map(decision_cells, rows), "decisions", language)


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
