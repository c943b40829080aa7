"""The cases beside each other by stage, or below each other as a list; a company's own; opening one."""

from __future__ import annotations

from typing import Final

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from api.accounts.authentication import checked
from api.cases.reading import CaseReader, case_board, case_list, now_here, open_for
from api.errors import detail, status_of
from api.mailing import sending_after
from api.pages.cases.labels import case_words
from api.pages.cases.view import Listed, case_url, reader_of, today_of
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Sent, SentForm
from api.pages.rendering import notice
from corpus.passages import SINGULAR, Kind
from corpus.problems import Conflict, Invalid, Refused
from corpus.records import CaseOrigin, CaseStage
from corpus.roles import Right, Role
from corpus.store.case_lists import LIVE, CaseOrder
from corpus.store.ledger import TRACKS
from corpus.wording.case_labels import ORIGIN_LABELS, STAGE_LABELS
from matcher.cases import desk
from matcher.cases.stages import next_stage

router = APIRouter(include_in_schema=False)

ROWS: Final = 50
LONGEST_RECEIPT: Final = 20_000
SORTED: Final = (CaseOrder.UPDATED, CaseOrder.DUE, CaseOrder.COMPANY, CaseOrder.CREATED)


@router.get("/cases")
def cases_page(visit: VisitHere) -> Response:
    """The board; with `view=list` a list with filters; for a company its own."""
    return _shown(visit)


@router.post("/cases")
def open_case_page(visit: VisitHere, sent: SentForm) -> Response:
    """A case from a match; where the pair has one already, that one."""
    caller = visit.caller
    if not caller.may(Right.OWN_CASES):
        checked(caller, Right.WORK_CASES)
    try:
        with visit.writing() as store:
            reference = open_for(visit.service, store, _opening(visit, sent), caller).reference
    except Conflict as refused:
        if refused.problem.code != "case_exists":
            raise
        return visit.onward(case_url(refused.problem.value), notice("This pair has a case already: here it is."))
    sentence = notice("The case was opened.")
    if caller.role is Role.COMPANY:
        sentence = notice("Your interest was noted. The office will write to you here.")
    return sending_after(visit.service, visit.onward(case_url(reference), sentence))


@router.post("/cases/moves")
def move_on_board(visit: VisitHere, sent: SentForm) -> Response:
    """One card of the board to its next stage."""
    checked(visit.caller, Right.WORK_CASES)
    reference, _, rest = sent.text("move").partition(" ")
    version, _, stage = rest.partition(" ")
    try:
        if stage not in set(CaseStage) or not version.isdigit():
            raise Invalid.because("bad_input", "move", sent.text("move"), expected="a stage")
        with visit.writing() as store:
            desk.move(store, reference, CaseStage(stage), visit.caller, now_here(), version=int(version))
    except Refused as refused:
        return _shown(visit, refused)
    if stage == CaseStage.LICENSED:
        return visit.onward(case_url(reference, "book"), notice("The licence is on record. Book its commitment here."))
    back = sent.text("back")
    url = back if back.startswith("/cases?") else "/cases"
    return visit.onward(url, notice("%(case)s was moved on."), case=reference)


@router.post("/cases/ownership")
def take_on_page(visit: VisitHere, sent: SentForm) -> Response:
    """All ticked cases that nobody has become the reader's."""
    checked(visit.caller, Right.WORK_CASES)
    with visit.writing() as store:
        taken = desk.take_on(store, sent.all("reference")[:ROWS], visit.caller, now_here())
    back = sent.text("back")
    url = back if back.startswith("/cases?") else "/cases?view=list"
    return visit.onward(url, notice("Cases that are yours now: %(count)s."), count=taken)


def _shown(visit: Visit, refused: Refused | None = None) -> Response:
    reader = reader_of(visit)
    listed = Listed.of(visit.request.query_params, visit.caller, today_of(visit))
    error = detail(refused.problem, visit.words.language) if refused else None
    status = status_of(refused) if refused else 200
    shared: dict[str, object] = {"listed": listed, "error": error, "case_url": case_url, "ours": _ours(listed)}
    language = visit.words.language
    named = case_words(language)
    if not reader.official:
        return visit.page("cases/own.html", {**shared, **named, **_page_of(visit, reader, listed)}, here="cases")
    with visit.reading() as store:
        counts = store.cases.waiting_counts(visit.caller.account, reader.today)
        officers = [(each.name, each.display_name or each.name) for each in store.cases.officers()]
    choices = {
        "officers": officers,
        "stages": [(stage.value, STAGE_LABELS[stage][language]) for stage in CaseStage],
        "tracks": TRACKS,
        "origins": [(origin.value, ORIGIN_LABELS[origin][language]) for origin in CaseOrigin],
        "orders": SORTED,
        "waiting_counts": counts,
        "works": visit.caller.may(Right.WORK_CASES),
        "live": [stage.value for stage in LIVE],
    }
    values = {**shared, **named, **choices}
    if listed.values.get("view") == "list" and refused is None:
        return visit.page("cases/list.html", {**values, **_page_of(visit, reader, listed)}, here="cases")
    with visit.reading() as store:
        board = case_board(store, reader, listed.filters)
        declined = store.cases.counts(reader.filters(listed.filters))[CaseStage.DECLINED]
    following = {stage.value: next_stage(stage) for stage in LIVE}
    values |= {"board": board, "declined": declined, "following": following}
    return visit.page("cases/board.html", values, here="cases", status=status)


def _page_of(visit: Visit, reader: CaseReader, listed: Listed) -> dict[str, object]:
    with visit.reading() as store:
        found = case_list(store, reader, listed.filters, listed.order, page=listed.page, limit=ROWS)
    following = listed.address(page=str(found.next)) if found.next else ""
    first = listed.address() if listed.page > 1 else ""
    return {"found": found, "following": following, "first": first}


def _ours(listed: Listed) -> str:
    """Which of the quick filters is in force."""
    if listed.values.get("waiting"):
        return "waiting"
    return {"me": "mine", "-": "unowned"}.get(
        listed.values.get("owner", ""), "" if listed.values.get("owner") else "all"
    )


def _opening(visit: Visit, sent: Sent) -> desk.Opening:
    kinds: dict[str, Kind] = {name: kind for kind, singular in SINGULAR.items() for name in (kind, singular)}
    kind = kinds.get(sent.text("subject_kind"))
    if kind is None:
        raise Invalid.because("case_subject_kind", "subject_kind", sent.text("subject_kind"), known="patents, needs")
    own = visit.caller.company_id if visit.caller.role is Role.COMPANY else None
    return desk.Opening(
        kind,
        sent.text("subject_id"),
        sent.text("company_id") or own or "",
        track=sent.text("track") or None,
        score=_score(sent.text("score")),
        receipt=_receipt(sent.text("receipt")),
        note=sent.text("note"),
    )


def _score(written: str) -> float | None:
    try:
        return float(written) if written else None
    except ValueError:
        raise Invalid.because("bad_input", "score", written, expected="a number") from None


def _receipt(written: str) -> dict[str, object] | None:
    if not written:
        return None
    try:
        read = orjson.loads(written) if len(written) <= LONGEST_RECEIPT else None
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise Invalid.because("bad_input", "receipt", written, expected="an object")
    return read
