"""One record in full, as it is or as an earlier version had it, with its areas and the way on in each direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.pages.areas import AreaShown, areas_of
from api.pages.dependencies import Visit, VisitHere
from api.pages.matching.acting import Opening, Side, opening_of
from api.pages.navigation import Crumb
from api.pages.telling import Teller
from api.pages.versions import former, versions_of
from api.pages.view import AnyRecord, record_view
from api.reading import company_record, need_record, patent_record
from api.schemas.judgements import DisclosureShown, Reader
from api.wiring import Service
from corpus.disclosure import ControlStatus
from corpus.facts import RecordFacts
from corpus.passages import Kind
from corpus.problems import Unavailable
from corpus.roles import OFFICIALS, Right
from corpus.store import Store
from matcher.programmes.in_force import rules_over
from matcher.snapshot import passage_vectors, searcher_over
from matcher.watching.liveness import dead_match

router = APIRouter(include_in_schema=False)

Version = Annotated[int | None, Query(ge=1, le=1_000_000)]


@router.get("/patents/{record_id:path}")
def patent_page(record_id: str, visit: VisitHere, version: Version = None) -> Response:
    """The patent's facts, abstract and claims."""
    return _page("patents", patent_record, visit, record_id, version)


@router.get("/companies/{record_id:path}")
def company_page(record_id: str, visit: VisitHere, version: Version = None) -> Response:
    """The company's facts and what it can do."""
    return _page("companies", company_record, visit, record_id, version)


@router.get("/needs/{record_id:path}")
def need_page(record_id: str, visit: VisitHere, version: Version = None) -> Response:
    """The need's facts and description."""
    return _page("needs", need_record, visit, record_id, version)


def _page(
    kind: Kind, read: Callable[[Store, str], AnyRecord], visit: Visit, record_id: str, version: int | None
) -> Response:
    with visit.reading() as store:
        reader = Reader(visit.words.language, rules_over(store).catalogue, visit.caller)
        record = read(store, record_id)
        versions = versions_of(store, kind, record_id)
        is_former = version is not None and version != record.version
        facts = store.facts.of(kind, [record_id]).get(record_id)
        dead = dead_match(facts, None, visit.service.today()) if facts else None
        blocked = facts is not None and facts.control is ControlStatus.BLOCKED
        areas = None if is_former else _areas(visit.service, store, reader, kind, record_id)
        if version is not None and is_former:
            record = former(store, kind, record, version)
    shown = record_view(record, visit.words)
    values = {
        "record": shown,
        "versions": versions,
        "current": versions[0].number,
        "areas": areas,
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


def _areas(service: Service, store: Store, reader: Reader, kind: Kind, record_id: str) -> list[AreaShown] | None:
    """None where the index cannot tell at the moment: the record is readable all the same."""
    document = store.documents.get(kind, record_id)
    if document is None:
        return None
    try:
        vectors = passage_vectors(searcher_over(service.index, store), service.encoder, document)
    except Unavailable:
        return None
    return areas_of(service, document, vectors, reader)


def _disclosure(facts: RecordFacts) -> DisclosureShown:
    return DisclosureShown(
        tier=facts.tier,
        control=facts.control,
        reference=facts.control_reference,
        expires_on=facts.control_expires,
    )
