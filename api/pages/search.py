"""The search page: a question on the left, what answers it on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.cookies import form_token
from api.errors import ErrorDetail, detail, status_of
from api.language import Words
from api.matching.questions import match_request
from api.matching.relevance import judged_by
from api.pages.asking import CAPS, FILTERS, OPTIONS, SHARES, TAG, SearchForm, fits, form_of, question_of
from api.pages.dependencies import Visit, VisitHere
from api.pages.facets import facet_groups
from api.pages.forms import own_form
from api.pages.labels import label
from api.pages.matching.acting import Opening, Side, opening_of, with_match
from api.pages.rendering import shortened
from api.pages.telling import Teller
from api.reading import listing, reader_of
from api.schemas.judgements import JudgementShown, Reader
from corpus.passages import KINDS, Kind
from corpus.problems import Refused
from corpus.roles import Caller, Right
from corpus.store import RecordSummary
from corpus.store.judgements import REASONS
from matcher.exposure import Change
from matcher.match import KIND_OF, Answer
from matcher.programmes.verdicts import Outcome
from matcher.standing import FEW
from matcher.watching.liveness import dead_match

router = APIRouter(include_in_schema=False)

RECENT_OF_A_KIND = 2
DETAILED = 20
"""Candidates whose rules are told on the page itself; side by side they are told for each."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question to begin with."""

    text: str
    to: Kind


EXAMPLES = (
    Example("고온에서 견디는 세라믹 복합재 부품을 만드는 업체", "companies"),
    Example("low-probability-of-intercept radar signal processing", "patents"),
    Example("무인기 군집 통신을 위한 저전력 메시 네트워크", "companies"),
    Example("lightweight armour for vehicles", "needs"),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition in force. `without` is the address without it, "" where the question has none; a condition that
    does not fit what is looked for is set aside."""

    name: str
    value: str
    without: str
    fits: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a list on the form."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Choices:
    """A list on the form, or a titled part of one."""

    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A candidate that stands elsewhere than its score says; no rank is outside the list."""

    id: str
    title: str
    change: Change


@router.get("/")
def search_page(visit: VisitHere) -> Response:
    """The form, and the answer where something was asked."""
    return _page(visit, form_of(visit.request.query_params))


async def sent_form(request: Request) -> FormData:
    """The form as it was sent, bounded. Anybody may ask from anywhere, in a session its own pages only."""
    if form_token(request):
        return await own_form(request, fields=50)
    return await request.form(max_files=0, max_fields=50)


@router.post("/")
def send_form(visit: VisitHere, sent: Annotated[FormData, Depends(sent_form)]) -> Response:
    """A short question gets an address of its own, which can be kept and shared; a long text is answered here."""
    form = form_of(sent)
    if not form.has_address:
        return _page(visit, form)
    return RedirectResponse(form.address, status_code=303)


FRAGMENT = "X-Fragment"
"""The header by which the page's script asks for the part of the page that changes."""


def _page(visit: Visit, form: SearchForm) -> Response:
    words = visit.words
    reader = reader_of(visit.service, words.language, visit.caller)
    values: dict[str, object] = {"form": form, "filters": FILTERS, "chips": _chips(form, words, reader)}
    values |= {"shares": SHARES, "caps": CAPS, "programmes": _programmes(reader), "tags": _tags(visit, reader)}
    values |= {"answer": None, "error": None, "total": 0, "facets": [], "percent": percent}
    values |= {"teller": Teller(words, reader), "may_judge": visit.caller.may(Right.JUDGE_MATCHES)}
    values |= {"grade_reasons": REASONS, "few": FEW}
    status = 200
    try:
        if form.asked:
            values |= _answer(visit, form, words, reader)
        else:
            values |= _welcome(visit)
    except Refused as refused:
        status = status_of(refused)
        values["error"] = detail(refused.problem, words.language)
    values |= {"title": _title(values, words), "found": _found(values, words)}
    template = "matching/fragment.html" if FRAGMENT in visit.request.headers else "search.html"
    response = visit.page(template, values, here="search", status=status)
    # The fragment has the page's address: neither may be taken for the other from a browser's memory.
    response.headers["Vary"] += f", {FRAGMENT}"
    return response


def _title(values: Mapping[str, object], words: Words) -> str:
    """What the page is about, shown by the browser."""
    answer = values["answer"]
    about = [words("This search could not be run")] if values["error"] else []
    if isinstance(answer, Answer):
        asked = answer.query.title or answer.query.text
        about = [f"{shortened(asked, 60)} → {words(label('to', answer.to))}"]
    return " · ".join([*about, words("Technology transfer matching")])


def _found(values: Mapping[str, object], words: Words) -> str:
    """What is said aloud when an answer has come in place of another."""
    answer, error = values["answer"], values["error"]
    if isinstance(error, ErrorDetail):
        return error.reason
    if not isinstance(answer, Answer):
        return ""
    if not answer.matches:
        return words("Nothing matches.")
    shown, considered = len(answer.matches), f"{answer.considered:,}"
    if not answer.credible:
        return words("No credible match among %(considered)s candidates", considered=considered)
    return words("The best %(shown)s of %(considered)s candidates", shown=shown, considered=considered)


def _answer(visit: Visit, form: SearchForm, words: Words, reader: Reader) -> dict[str, object]:
    """`total` counts the records before the filters, where there are any. An answer without an address has no links
    that narrow it down, so nothing is counted for them."""
    question = question_of(form, facets=form.has_address)
    if question.programme is not None:
        reader.catalogue.current(question.programme)
    request = match_request(question)
    answer = visit.service.match(request, visit.caller)
    visit.service.shown.note(answer, visit.caller)
    with visit.reading() as store:
        mine = judged_by(store, visit.caller, request, [match.id for match in answer.matches])
        moved = answer.arrangement.changes if answer.arrangement else ()
        summaries = store.documents.summaries(form.to, [change.id for change in moved])
        total = store.documents.count(form.to)
    return {
        "answer": answer,
        "total": total,
        "judged": {match.id: JudgementShown.of(match.judgement, reader) for match in answer.matches},
        "detailed": DETAILED,
        "mine": mine,
        "dead": _dead(visit, answer, reader),
        "openings": _openings(visit.caller, answer),
        "facets": facet_groups(answer.facets, form, words, reader),
        "moved": _moved(answer, moved, summaries),
    }


def _dead(visit: Visit, answer: Answer, reader: Reader) -> dict[str, str]:
    """Why nothing can come of a candidate any more, in the reader's words, by candidate."""
    today = visit.service.today()
    found = {match.id: dead_match(match.judgement.facts, None, today) for match in answer.matches}
    return {record_id: reader.said(reason) for record_id, reason in found.items() if reason is not None}


def _openings(caller: Caller, answer: Answer) -> dict[str, Opening]:
    """Cases that the caller may open, by candidate. A company's people are interested in a patent or need whoever
    asked for it; the match is kept with the case where it is of the pair."""
    query = answer.query
    asking = None if query.kind == "text" or query.id is None else Side(KIND_OF[query.kind], query.id)
    own = Side("companies", caller.company_id) if caller.company_id else None
    found: dict[str, Opening] = {}
    for match in answer.matches:
        candidate = Side(answer.to, match.id)
        opening = opening_of(caller, asking, candidate) if asking else None
        if opening is not None:
            opening = with_match(opening, match.receipt, match.judgement.tracks.found, match.score)
        elif own is not None:
            opening = opening_of(caller, own, candidate)
        if opening is not None:
            found[match.id] = opening
    return found


def _moved(answer: Answer, changes: Sequence[Change], summaries: dict[str, RecordSummary]) -> list[Moved]:
    titles = {match.id: match.record.title for match in answer.matches}
    titles |= {record_id: summary.title for record_id, summary in summaries.items()}
    return [Moved(change.id, titles[change.id], change) for change in changes if change.id in titles]


def _programmes(reader: Reader) -> list[Choice]:
    """Those that judge a match."""
    known = reader.catalogue.programmes.values()
    return [Choice(each.id, each.names.in_language(reader.language)) for each in known if each.criteria]


def _tags(visit: Visit, reader: Reader) -> list[Choices]:
    """Areas and materials that records are tagged with: of the lists' members those that the tagger knows."""
    known = set(visit.service.tagger.names)
    return [
        Choices(
            facet.names.in_language(reader.language),
            tuple(
                Choice(code, name.in_language(reader.language)) for code, name in facet.members.items() if code in known
            ),
        )
        for facet in reader.catalogue.facets.values()
    ]


def _chips(form: SearchForm, words: Words, reader: Reader) -> list[Chip]:
    given = [*form.filters.items(), *((TAG, tag) for tag in form.tags)]
    given += [(name, form.options[name]) for name in OPTIONS if name in form.options and name != "outcome"]
    return [
        Chip(
            name=name,
            value=_said(name, value, form, words, reader),
            without=form.without(name, value).address if form.has_address else "",
            fits=fits(name, form.to),
        )
        for name, value in given
    ]


def _said(name: str, value: str, form: SearchForm, words: Words, reader: Reader) -> str:
    """A condition's value in the reader's words."""
    if name == TAG:
        return reader.name(value)
    if name == "programme":
        outcome = form.options.get("outcome", Outcome.ELIGIBLE.value)
        return f"{reader.name(value)} ({words(label('outcome', outcome))})"
    if name == "sme_share":
        return percent(value)
    chosen = {each.name for each in FILTERS if each.choices} | {"track"}
    return words(label(name, value)) if name in chosen else value


def percent(share: str) -> str:
    """A share as a percentage; what is no share stays as it is."""
    try:
        return f"{float(share):.0%}"
    except ValueError:
        return share


def _welcome(visit: Visit) -> dict[str, object]:
    with visit.reading() as store:
        counts = {kind: store.documents.count(kind) for kind in KINDS}
        recent = [item for kind in KINDS for item in listing(store, kind, None, RECENT_OF_A_KIND).items]
    return {"counts": counts, "recent": recent, "examples": EXAMPLES}
