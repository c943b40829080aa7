"""Consortia: who together covers what no single company does."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.errors import language_of_request
from api.matching.consortia import PartnersRequest, partners_for
from api.reading import reader_of
from api.routes.dependencies import CallerHere, ServiceHere, refusals
from api.schemas.consortia import Consortium
from matcher.consortium import ELEMENTS, LIMIT

router = APIRouter(prefix="/consortia", tags=["consortia"])


@router.get("", summary="Find a consortium", responses=refusals(401, 404, 422, 503))
def find_consortium(
    *,
    request: Request,
    service: ServiceHere,
    caller: CallerHere,
    patent: Annotated[str | None, Query(description="Id of a patent on record.", max_length=80)] = None,
    need: Annotated[str | None, Query(description="Id of a need on record.", max_length=80)] = None,
    limit: Annotated[int, Query(ge=1, le=ELEMENTS, description="How many companies at most.")] = LIMIT,
) -> Consortium:
    """The smallest set of companies, among the best matches, that together covers most of the elements.

    Exactly one of `patent` and `need`.
    """
    found = partners_for(service, PartnersRequest(patent, need, limit), caller)
    return Consortium.of(found, reader_of(service, language_of_request(request), caller))
