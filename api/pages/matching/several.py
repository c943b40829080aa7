"""Up to four candidates of one question as columns of a table: what each covers, who they are, what rules say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.matching.questions import match_request
from api.pages.asking import SearchForm, form_of, question_of
from api.pages.dependencies import Visit, VisitHere
from api.pages.matching.acting import Opening, Side, opening_of, with_match
from api.pages.navigation import Crumb
from api.pages.telling import Teller
from api.reading import reader_of
from api.schemas.judgements import JudgementShown, ProgrammeShown
from corpus.problems import Invalid
from matcher.comparison import MOST, Compared, Comparison
from matcher.match import KIND_OF, EvidencePair

router = APIRouter(include_in_schema=False)

Candidates = Annotated[list[str] | None, Query(alias="with", max_length=20)]


@dataclass(frozen=True, slots=True)
class ElementRow:
    """An element of the question and what of each candidate covers it; None: nothing does."""

    text: str
    pairs: tuple[EvidencePair | None, ...]

    @property
    def covered(self) -> int:
        return sum(pair is not None for pair in self.pairs)


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme and its verdict on each candidate."""

    id: str
    name: str
    verdicts: tuple[ProgrammeShown | None, ...]


@dataclass(frozen=True, slots=True)
class Column:
    compared: Compared
    judged: JudgementShown
    opening: Opening | None
    without: str
    """Where the others stand without this one; "" where it is the only one."""


@router.get("/compare/several")
def several_page(visit: VisitHere, candidates: Candidates = None) -> Response:
    """The question as in a search; `with`, one to four times, the candidates."""
    form = form_of(visit.request.query_params)
    if bool(form.text) == bool(form.id):
        raise Invalid.because("one_source", "query", form.id, known="patent, company, need, text")
    compared = visit.service.compare(match_request(question_of(form)), candidates or [], visit.caller)
    reader = reader_of(visit.service, visit.words.language, visit.caller)
    judged = [JudgementShown.of(each.judgement, reader) for each in compared.candidates]
    values = {
        "form": form,
        "comparison": compared,
        "columns": _columns(visit, form, compared, judged),
        "elements": _elements(compared),
        "programmes": _programmes(judged),
        "most": MOST,
        "teller": Teller(visit.words, reader),
    }
    crumbs = [Crumb(visit.words("Candidates compared"))]
    return visit.page("matching/several.html", values, here="search", crumbs=crumbs)


def _columns(visit: Visit, form: SearchForm, compared: Comparison, judged: Sequence[JudgementShown]) -> list[Column]:
    ids = [each.record.id for each in compared.candidates]
    return [
        Column(
            each,
            shown,
            _opening(visit, form, each),
            form.several([other for other in ids if other != each.record.id]) if len(ids) > 1 else "",
        )
        for each, shown in zip(compared.candidates, judged, strict=True)
    ]


def _opening(visit: Visit, form: SearchForm, each: Compared) -> Opening | None:
    if not form.id:
        return None
    opening = opening_of(visit.caller, Side(KIND_OF[form.source], form.id), Side(form.to, each.record.id))
    return with_match(opening, each.receipt, each.judgement.tracks.found, None)


def _elements(compared: Comparison) -> list[ElementRow]:
    """In the order of the question."""
    return [
        ElementRow(text, tuple(each.by_element.get(place) for each in compared.candidates))
        for place, text in enumerate(compared.query.elements)
    ]


def _programmes(judged: Sequence[JudgementShown]) -> list[ProgrammeRow]:
    """Those that judge any of the candidates, in the catalogue's order."""
    names = {each.programme: each.name for one in judged for each in one.programmes if each.outcome}
    by_candidate = [{each.programme: each for each in one.programmes} for one in judged]
    return [ProgrammeRow(id_, name, tuple(each.get(id_) for each in by_candidate)) for id_, name in names.items()]
