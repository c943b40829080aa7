"""What routes share: the service, documented refusals, parameters that several have."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Request

from api.errors import ErrorBody
from api.wiring import Service
from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft
from corpus.problems import Conflict


def service_of(request: Request) -> Service:
    """The service that the application was built with."""
    service: Service = request.app.state.service
    return service


ServiceHere = Annotated[Service, Depends(service_of)]
After = Annotated[str | None, Query(description="The id after which the page begins.", max_length=80)]
Limit = Annotated[int, Query(ge=1, le=1_000, description="How many at most.")]
NO_REASON = "no reason given"
Reason = Annotated[str, Query(description="Why it is withdrawn; kept with the record.", min_length=1, max_length=1_000)]

MEANINGS = {
    400: "The request cannot be read.",
    404: "No such record.",
    409: "Contradicts what is on record.",
    413: "Larger than allowed.",
    422: "An input is not acceptable.",
    503: "Not ready yet; ask again.",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI entries for refusals."""
    return {status: {"model": ErrorBody, "description": MEANINGS[status]} for status in statuses}


def same_id(path_id: str, draft: PatentDraft | CompanyDraft | NeedDraft) -> None:
    """Raises Conflict where the body names another record than the address."""
    if draft.id is not None and draft.id != path_id:
        raise Conflict.because("id_mismatch", "id", draft.id, path=path_id)
