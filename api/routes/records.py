"""A record of any kind with what is known about it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from api.cases.reading import CaseReader
from api.cases.whole import whole_record
from api.errors import language_of_request
from api.routes.dependencies import CallerHere, ServiceHere, refusals
from api.schemas.judgements import Reader
from api.schemas.tags import tag_shown
from api.schemas.whole import VersionShown, WholeRecord
from corpus.passages import Kind
from matcher.programmes.in_force import rules_over

router = APIRouter(prefix="/records", tags=["records"])
RecordId = Annotated[str, Path(max_length=80, description="Id of the record.")]


@router.get("/{kind}/{record_id:path}", summary="A record with areas, versions, cases", responses=refusals(401, 404))
def read_whole(
    kind: Kind, record_id: RecordId, request: Request, service: ServiceHere, caller: CallerHere
) -> WholeRecord:
    """What the record's page shows: the latest versions, and the latest cases as GET /cases tells them."""
    language = language_of_request(request)
    with service.reading(caller) as store:
        reader = Reader(language, rules_over(store).catalogue, caller)
        found = whole_record(service, store, CaseReader(caller, language, service.today()), kind, record_id)
    cases = found.cases
    return WholeRecord(
        kind=kind,
        record=found.record,
        areas=None if found.tags is None else [tag_shown(tag, reader) for tag in found.tags],
        versions=[VersionShown.model_validate(each) for each in found.versions],
        cases=cases.items if cases else None,
        all_cases=cases.total if cases else None,
    )
