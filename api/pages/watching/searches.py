"""Saved searches: kept from the search page, renamed, asked more or less often, deleted and brought back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.datastructures import QueryParams
from starlette.responses import Response

from api.accounts.authentication import checked
from api.errors import ErrorDetail, detail, status_of
from api.matching.questions import Question, asked_in
from api.pages.asking import form_of, question_of
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form, SentForm
from api.pages.labels import LABELS, label
from api.pages.navigation import Crumb
from api.pages.rendering import notice, record_url
from api.schemas.bounds import LARGEST_NUMBER
from api.watching import searches
from api.watching.searches import SearchShown
from corpus.passages import Kind
from corpus.problems import Invalid, Refused
from corpus.records import AlertKind, Frequency
from corpus.roles import Right
from corpus.store import Store
from matcher.match import KIND_OF, MatchRequest
from matcher.programmes.in_force import rules_over

router = APIRouter(include_in_schema=False)

Address = Annotated[str, Query(max_length=8_000)]
NAME_SHOWN = 60
SearchId = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
CODED = frozenset({"size", "legal_status", "language", "fictional", "track"})
"""Conditions whose values have labels."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`name` is that of the filter, `value` in the reader's words."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the reader's words: from what, to which kind, on which conditions. `record` is its page, if any."""

    source: str
    record: str
    to: Kind
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A search in the list. `asked` None: its question cannot be read any more."""

    search: SearchShown
    asked: Asked | None
    problem: ErrorDetail | None


@router.get("/searches")
def searches_page(visit: VisitHere, deleted: Annotated[int, Query(ge=0, le=LARGEST_NUMBER)] = 0) -> Response:
    """The caller's searches with what is new; after a deletion (`deleted`) a way back."""
    checked(visit.caller, Right.KEEP_SEARCHES)
    return _list_page(visit, deleted=deleted)


@router.get("/searches/new")
def new_page(visit: VisitHere, question: Address = "") -> Response:
    """Offers to keep the question of a search page's address. Raises Unauthorised, Forbidden."""
    checked(visit.caller, Right.KEEP_SEARCHES)
    return _new_page(visit, question, Form())


@router.post("/searches")
def send_search(visit: VisitHere, sent: SentForm) -> Response:
    """Keeps the search, or shows the form again with what is wrong."""
    checked(visit.caller, Right.KEEP_SEARCHES)
    question = sent.text("question")
    try:
        searches.keep(
            visit.service,
            visit.caller,
            _wanted(question),
            name=sent.text("name"),
            frequency=_frequency(sent.text("frequency") or Frequency.WEEKLY.value),
            now=datetime.now(UTC),
        )
    except Refused as refused:
        form = Form.again(sent, refused, visit.words.language)
        return _new_page(visit, question, form, status=status_of(refused))
    return visit.onward("/searches", notice("The search is saved. It is asked again every morning."))


@router.post("/searches/{search_id}")
def send_change(search_id: SearchId, visit: VisitHere, sent: SentForm) -> Response:
    """Another name or frequency. Raises NotFound."""
    checked(visit.caller, Right.KEEP_SEARCHES)
    try:
        searches.change(
            visit.service,
            visit.caller,
            search_id,
            name=sent.text("name"),
            frequency=_frequency(sent.text("frequency")),
        )
    except Invalid as refused:
        form = Form.again(sent, refused, visit.words.language)
        return _list_page(visit, wrong=search_id, form=form, status=status_of(refused))
    return visit.onward(f"/searches#search-{search_id}", notice("The search is changed."))


@router.post("/searches/{search_id}/deletion")
def send_deletion(search_id: SearchId, visit: VisitHere, _sent: SentForm) -> Response:
    """Raises NotFound."""
    checked(visit.caller, Right.KEEP_SEARCHES)
    searches.delete(visit.service, visit.caller, search_id, datetime.now(UTC))
    return visit.onward(f"/searches?deleted={search_id}")


@router.post("/searches/{search_id}/restoration")
def send_restoration(search_id: SearchId, visit: VisitHere, _sent: SentForm) -> Response:
    """Raises NotFound, Conflict."""
    checked(visit.caller, Right.KEEP_SEARCHES)
    searches.restore(visit.service, visit.caller, search_id)
    return visit.onward(f"/searches#search-{search_id}", notice("The search is back."))


def _list_page(
    visit: Visit, *, deleted: int = 0, wrong: int = 0, form: Form | None = None, status: int = 200
) -> Response:
    found = searches.listed(visit.service, visit.caller)
    with visit.reading() as store:
        rows = [_row(visit, store, each) for each in found]
        gone = _deleted(store, visit.caller.account, deleted) if deleted else None
    values: dict[str, object] = {
        "rows": rows,
        "deleted": gone,
        "frequencies": _frequencies(visit),
        "kinds": list(AlertKind),
        "wrong": wrong,
        "form": form or Form(),
        "empty_form": Form(),
    }
    return visit.page(
        "watching/searches.html",
        values,
        here="alerts",
        status=status,
        crumbs=[Crumb(visit.words("Saved searches"))],
    )


def _new_page(visit: Visit, question: str, form: Form, *, status: int = 200) -> Response:
    asked, error, request = None, None, None
    try:
        request = _wanted(question) if question else None
        with visit.reading() as store:
            asked = described(visit, store, asked_in(request.asked)) if request else None
    except Refused as refused:
        error = detail(refused.problem, visit.words.language)
        status = status_of(refused) if status == 200 else status
    words = visit.words
    values: dict[str, object] = {
        "asked": asked,
        "error": None if form.errors else error,
        "question": request.asked if request else question,
        "form": form,
        "usual_name": asked.source[:NAME_SHOWN] if asked else "",
        "frequencies": _frequencies(visit),
    }
    crumbs = [Crumb(words("Saved searches"), "/searches"), Crumb(words("Save a search"))]
    return visit.page("watching/search-form.html", values, here="alerts", status=status, crumbs=crumbs)


def described(visit: Visit, store: Store, question: Question) -> Asked:
    """The question in the reader's words; a record that the reader may not know of stands by its id."""
    words = visit.words
    request = searches.request_of(question)
    labels = rules_over(store).catalogue.labels

    def said(name: str, value: str) -> str:
        if name in CODED and value in LABELS.get(name, {}):
            return words(label(name, value))
        return labels[value].in_language(words.language) if value in labels else value

    conditions = [(name, value) for name, given in question.filters.items() for value in _listed(given)]
    conditions += [("tag", each) for each in question.tag]
    conditions += [
        (name, str(value))
        for name in ("track", "programme", "outcome", "sme_share", "per_firm")
        if (value := getattr(question, name)) is not None and name != "outcome"
    ]
    shown = tuple(Condition(name, said(name, value)) for name, value in conditions)
    if request.kind == "text" or request.id is None:
        return Asked(question.text or "", "", request.to, shown)
    kind = KIND_OF[request.kind]
    summary = store.documents.summaries(kind, [request.id]).get(request.id)
    title = summary.title if summary else request.id
    return Asked(title, record_url(kind, request.id) if summary else "", request.to, shown)


def _row(visit: Visit, store: Store, search: SearchShown) -> Row:
    problem = None if search.problem is None else detail(search.problem, visit.words.language)
    try:
        return Row(search, described(visit, store, asked_in(search.question)), problem)
    except Refused as refused:
        return Row(search, None, problem or detail(refused.problem, visit.words.language))


def _deleted(store: Store, account: str, search_id: int) -> SearchShown | None:
    """The search that was just deleted, for its way back."""
    try:
        search = store.searches.require(search_id, account, deleted=True)
    except Refused:
        return None
    return searches.shown(search) if search.deleted_at is not None else None


def _wanted(address: str) -> MatchRequest:
    """The question of a search page's address, with what does not apply set aside. Raises Invalid."""
    form = form_of(QueryParams(address.rpartition("?")[2]))
    if not form.asked:
        raise Invalid.because("bad_question", "question", address)
    return searches.request_of(question_of(form))


def _frequency(text: str) -> Frequency:
    """Raises Invalid `entry_not_known`."""
    found = next((each for each in Frequency if each == text), None)
    if found is None:
        raise Invalid.because("entry_not_known", "frequency", text, known=", ".join(Frequency))
    return found


def _frequencies(visit: Visit) -> list[tuple[str, str]]:
    return [(each.value, visit.words(label("frequency", each.value))) for each in Frequency]


def _listed(given: object) -> list[str]:
    return [str(each) for each in given] if isinstance(given, list | tuple) else [str(given)]
