"""Why a named record is not among the shown: the page of `matcher.why_not`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.language import Words
from api.matching.questions import match_request
from api.pages.asking import TAG, SearchForm, form_of, question_of
from api.pages.dependencies import Visit, VisitHere
from api.pages.labels import label
from api.pages.navigation import Crumb
from api.pages.telling import Teller
from api.reading import reader_of
from api.schemas.judgements import JudgementShown, ProgrammeShown, Reader
from corpus.passages import Kind
from corpus.problems import Invalid, NotFound
from corpus.store import Store
from corpus.store.completions import Completion
from matcher.why_not import Cause, Position, Reason, WhyNot

router = APIRouter(include_in_schema=False)

Named = Annotated[str, Query(max_length=300)]


@dataclass(frozen=True, slots=True)
class ReasonTold:
    """A cause in the reader's words. `mend` is where the question stands without the condition, "" for none."""

    cause: Cause
    sentence: str
    detail: str = ""
    mend: str = ""


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A raw score of the record beside that of the last one shown."""

    name: str
    own: float
    last: float | None


@router.get("/compare/why-not")
def why_not_page(visit: VisitHere, named: Named = "") -> Response:
    """The question as in a search, `named` a record's id or (part of) its name."""
    form = form_of(visit.request.query_params)
    if bool(form.text) == bool(form.id):
        raise Invalid.because("one_source", "query", form.id, known="patent, company, need, text")
    typed = " ".join(named.split())
    with visit.reading() as store:
        meant, others = _meant(store, form.to, typed) if typed else ("", [])
    values: dict[str, object] = {"form": form, "typed": typed, "found": None, "others": others}
    if meant:
        values |= _explained(visit, form, meant)
    status = 404 if typed and not others and values["found"] is None else 200
    crumbs = [Crumb(visit.words("Why not this one"))]
    return visit.page("matching/why-not.html", values, here="search", status=status, crumbs=crumbs)


def _meant(store: Store, kind: Kind, typed: str) -> tuple[str, list[Completion]]:
    """The id that is meant, or whom it may mean."""
    if store.shelf(kind).get(typed, withdrawn=True) is not None:
        return typed, []
    found = store.completions.of(typed, (kind,))
    same = [each for each in found if each.title.casefold() == typed.casefold()]
    if len(same) == 1 or len(found) == 1:
        return (same or found)[0].id, []
    return "", found


def _explained(visit: Visit, form: SearchForm, record_id: str) -> dict[str, object]:
    try:
        found = visit.service.why_not(match_request(question_of(form)), record_id, visit.caller)
    except NotFound as missing:
        if missing.problem.field != "with":
            raise
        return {"found": None}
    reader = reader_of(visit.service, visit.words.language, visit.caller)
    judged = JudgementShown.of(found.judgement, reader) if found.judgement else None
    return {
        "found": found,
        "reasons": [_told(reason, form, visit.words, reader) for reason in found.reasons],
        "judged": judged,
        "programme": _programme(found, judged),
        "views": _views(found.position or found.unfiltered, found.last),
        "teller": Teller(visit.words, reader),
    }


def _told(reason: Reason, form: SearchForm, words: Words, reader: Reader) -> ReasonTold:
    sentence = words(label("cause", reason.cause.value))
    told = ReasonTold(reason.cause, sentence)
    if reason.cause is Cause.FILTER:
        name = words(label("filter", reason.name))
        values = ", ".join(words(label(reason.name, value)) for value in reason.values)
        return replace(told, detail=f"{name}: {values}", mend=form.without(reason.name).address)
    if reason.cause is Cause.AREA:
        without = form
        for tag in reason.values:
            without = without.without(TAG, tag)
        return replace(told, detail=", ".join(map(reader.name, reason.values)), mend=without.address)
    if reason.cause is Cause.TRACK:
        tracks = ", ".join(words(label("track", value)) for value in reason.values)
        return replace(told, detail=tracks, mend=form.without("track").address)
    if reason.cause is Cause.PROGRAMME:
        outcome = words(label("outcome", reason.values[0]))
        return replace(told, detail=f"{reader.name(reason.name)}: {outcome}", mend=form.without("programme").address)
    if reason.cause is Cause.EXPOSURE:
        mend = form.without("sme_share").without("per_firm").address
        return replace(told, detail=words(label("because", reason.name)), mend=mend)
    return replace(told, detail=_plain_detail(reason))


def _plain_detail(reason: Reason) -> str:
    """What a cause without a condition adds: who stands in the way, or why it was withdrawn."""
    if reason.cause is Cause.WITHDRAWN:
        return reason.name
    return ", ".join(reason.values) if reason.cause in {Cause.FAMILY, Cause.OWN_FAMILY} else ""


def _programme(found: WhyNot, judged: JudgementShown | None) -> ProgrammeShown | None:
    """The programme whose verdict stands in the way, with its rules."""
    wanted = next((reason.name for reason in found.reasons if reason.cause is Cause.PROGRAMME), None)
    known: Mapping[str, ProgrammeShown] = {each.programme: each for each in judged.programmes} if judged else {}
    return known.get(wanted or "")


def _views(own: Position | None, last: Position | None) -> Sequence[ViewRow]:
    if own is None:
        return ()
    return [ViewRow(name, score, last.views.get(name) if last else None) for name, score in own.views.items()]
