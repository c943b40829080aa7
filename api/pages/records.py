"""One record in full, as it is or as an earlier version had it, with its areas and the way on in each direction."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.cases.reading import CaseReader
from api.cases.whole import whole_record
from api.matching.versions import former
from api.pages.areas import areas_shown
from api.pages.dependencies import Visit, VisitHere
from api.pages.matching.acting import Opening, Side, opening_of
from api.pages.navigation import Crumb
from api.pages.telling import Teller
from api.pages.view import record_view
from api.schemas.judgements import DisclosureShown, Reader
from corpus.disclosure import ControlStatus
from corpus.facts import RecordFacts
from corpus.passages import Kind
from corpus.roles import OFFICIALS, Right
from matcher.programmes.in_force import rules_over
from matcher.watching.liveness import dead_match

router = APIRouter(include_in_schema=False)

Version = Annotated[int | None, Query(ge=1, le=1_000_000)]


@router.get("/patents/{record_id:path}")
def patent_page(record_id: str, visit: VisitHere, version: Version = None) -> Response:
    """The patent's facts, abstract and claims."""
    return _page("patents", visit, record_id, version)


@router.get("/companies/{record_id:path}")
def company_page(record_id: str, visit: VisitHere, version: Version = None) -> Response:
    """The company's facts and what it can do."""
    return _page("companies", visit, record_id, version)


@router.get("/needs/{record_id:path}")
def need_page(record_id: str, visit: VisitHere, version: Version = None) -> Response:
    """The need's facts and description."""
    return _page("needs", visit, record_id, version)


def _page(kind: Kind, visit: Visit, record_id: str, version: int | None) -> Response:
    with visit.reading() as store:
        reader = Reader(visit.words.language, rules_over(store).catalogue, visit.caller)
        cases = CaseReader(visit.caller, visit.words.language, visit.service.today())
        whole = whole_record(visit.service, store, cases, kind, record_id)
        record = whole.record
        is_former = version is not None and version != record.version
        facts = store.facts.of(kind, [record_id]).get(record_id)
        dead = dead_match(facts, None, visit.service.today()) if facts else None
        blocked = facts is not None and facts.control is ControlStatus.BLOCKED
        if version is not None and is_former:
            record = former(store, kind, record, version)
    shown = record_view(record, visit.words)
    values = {
        "record": shown,
        "versions": whole.versions,
        "current": whole.versions[0].number,
        "areas": None if is_former or whole.tags is None else areas_shown(whole.tags, reader),
        "cases": None if is_former else whole.cases,
        "teller": Teller(visit.words, reader),
        "disclosure": _disclosure(facts) if facts and visit.caller.role in OFFICIALS else None,
        "may_decide": visit.caller.may(Right.DECIDE_DISCLOSURE),
        "opening": None if is_former else _interest(visit, kind, record_id),
        "shortlisting": not is_former and visit.caller.may(Right.WORK_CASES),
        "has_sheet": not is_former and kind != "companies" and not blocked,
        "dead": reader.said(dead) if dead else "",
    }
    return visit.page("record.html", values, here="search", crumbs=[Crumb(shown.title)])


def _interest(visit: Visit, kind: Kind, record_id: str) -> Opening | None:
    """The case that a company's member may open on a patent or need."""
    company = visit.caller.company_id
    return opening_of(visit.caller, Side(kind, record_id), Side("companies", company)) if company else None


def _disclosure(facts: RecordFacts) -> DisclosureShown:
    return DisclosureShown(
        tier=facts.tier,
        control=facts.control,
        reference=facts.control_reference,
        expires_on=facts.control_expires,
    )
