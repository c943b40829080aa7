"""Sheets of a record to keep: PDF to print, DOCX to work on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.pages.dependencies import Visit, VisitHere
from api.sheets.making import SheetForm, SheetKind, Wanted, answered

router = APIRouter(include_in_schema=False)

With = Annotated[list[str] | None, Query(alias="with", max_length=20)]


@router.get("/patents/{record_id:path}/sheet.{form}")
def patent_sheet(record_id: str, form: SheetForm, visit: VisitHere, companies: With = None) -> Response:
    """The sales sheet of a patent; `with` names companies whose evidence officials want on it."""
    return _sheet(visit, "patents", record_id, form, companies)


@router.get("/needs/{record_id:path}/sheet.{form}")
def need_sheet(record_id: str, form: SheetForm, visit: VisitHere, companies: With = None) -> Response:
    """The need sheet; `with` as for a patent."""
    return _sheet(visit, "needs", record_id, form, companies)


def _sheet(visit: Visit, kind: SheetKind, record_id: str, form: SheetForm, companies: list[str] | None) -> Response:
    wanted = Wanted(kind, record_id, visit.words.language, tuple(companies or ()))
    return answered(visit.service, visit.caller, wanted, form)
