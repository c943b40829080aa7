"""Areas and materials of a record."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from api.errors import language_of_request
from api.matching.tagging import tags_of
from api.reading import reader_of
from api.routes.dependencies import CallerHere, ServiceHere, refusals
from api.schemas.tags import Tags
from corpus.passages import Kind

router = APIRouter(prefix="/tags", tags=["tags"])
RecordId = Annotated[str, Path(max_length=80, description="Id of the record.")]


@router.get("/{kind}/{record_id:path}", summary="Areas and materials of a record", responses=refusals(401, 404, 503))
def read_tags(kind: Kind, record_id: RecordId, request: Request, service: ServiceHere, caller: CallerHere) -> Tags:
    """Each with its confidence, its telling phrases in their sentences, and the nearest passage."""
    found = tags_of(service, caller, kind, record_id)
    return Tags.of(found, service.tagger.key, reader_of(service, language_of_request(request), caller))
