"""Needs that an officer or a company registers: list, form, and the page of each with what may be done to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query
from pydantic import ValidationError
from starlette.responses import Response

from api.errors import status_of
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form, Sent, SentForm
from api.pages.labels import label
from api.pages.navigation import Crumb
from api.pages.rendering import notice
from api.schemas.own_needs import OwnNeed, OwnNeedInput
from api.validation import problems_of
from api.watching import own_needs
from corpus.problems import NotFound, Problem, Refused
from corpus.roles import Right
from corpus.store.need_states import NeedState

router = APIRouter(include_in_schema=False)

NeedId = Annotated[str, Path(max_length=80)]
Short = Annotated[str, Query(max_length=80)]
PAGE: Final = 30
LINED: Final = ("required_certificates", "required_facilities", "keywords")
"""Fields of the form that take one entry a line."""
ROWS: Final = 3
MOST_ROWS: Final = 60
ACTIONS: Final = {
    "renewal": (own_needs.renew, notice("The need is renewed. It is found again by the next search.")),
    "withdrawal": (own_needs.withdraw, notice("The need is withdrawn. Nobody finds it any more; you can restore it.")),
    "restoration": (own_needs.restore, notice("The need is restored.")),
}


@router.get("/own-needs")
def needs_page(visit: VisitHere, state: Short = "", mine: Short = "", after: Short = "") -> Response:
    """Defence offices' needs for an officer, the company's own for its member. Raises Unauthorised, Forbidden."""
    wanted = next((each for each in NeedState if each == state), None)
    whose = own_needs.own(visit.caller)
    found = own_needs.listed(
        visit.service, visit.caller, _now(), state=wanted, mine=bool(mine), after=after, limit=PAGE
    )
    asked = {**({"state": wanted.value} if wanted else {}), **({"mine": "1"} if mine else {})}
    values: dict[str, object] = {
        "found": found,
        "asked": asked,
        "states": list(NeedState),
        "for_company": whose.holding.company_id is not None,
        "live": whose.live,
        "url": lambda **changes: _list_url({**asked, **changes}),
        "need_url": need_url,
        "following": _list_url({**asked, "after": found.next}) if found.next else "",
        "first": _list_url(asked) if after else "",
    }
    return visit.page("watching/needs.html", values, here="own-needs")


@router.get("/own-needs/new")
def new_page(visit: VisitHere) -> Response:
    """An empty form. Raises as `needs_page`."""
    own_needs.own(visit.caller)
    return _form_page(visit, Form(), ("",) * ROWS)


@router.post("/own-needs")
def send_need(visit: VisitHere, sent: SentForm) -> Response:
    """Registers the need and goes to its page, or shows the form again: with more rows, or with what is wrong."""
    own_needs.own(visit.caller)
    if sent.text("more"):
        return _form_page(visit, Form(_values(sent)), _rows(sent, ROWS))
    try:
        made = own_needs.register(visit.service, visit.caller, OwnNeedInput.model_validate(_given(sent)), _now())
    except (ValidationError, Refused) as error:
        return _refused(visit, sent, error)
    waits = made.state is NeedState.WAITING
    said = (
        notice("The need is registered. It is found once your company is verified.")
        if waits
        else notice("The need is registered. Every search finds it from now on.")
    )
    return visit.onward(need_url(made.kept.need.id), said)


@router.get("/own-needs/{need_id}")
def need_page(need_id: NeedId, visit: VisitHere) -> Response:
    """One need with its matches to look for, its versions, and what may be done. Raises as `needs_page`, NotFound."""
    found = own_needs.one(visit.service, visit.caller, need_id, _now())
    versions = own_needs.history(visit.service, visit.caller, need_id)
    words = visit.words
    values: dict[str, object] = {
        "own": found,
        "need": found.kept.need,
        "keeping": found.kept.keeping,
        "versions": [(row.version, row.recorded_at) for row in reversed(versions)],
        "need_url": need_url,
        "may_search": found.state in {NeedState.OPEN, NeedState.EXPIRING},
        "saved_question": f"/searches/new?{urlencode({'question': f'need={quote(need_id)}&to=companies'})}",
        "may_keep": visit.caller.may(Right.KEEP_SEARCHES),
    }
    crumbs = [Crumb(words("Registered needs"), "/own-needs"), Crumb(need_id)]
    return visit.page("watching/need.html", values, here="own-needs", crumbs=crumbs)


@router.get("/own-needs/{need_id}/edit")
def edit_page(need_id: NeedId, visit: VisitHere) -> Response:
    """The form as the need stands. Raises as `need_page`."""
    found = own_needs.one(visit.service, visit.caller, need_id, _now())
    need = found.kept.need
    values = {
        "title": need.title,
        "description": need.description,
        "organisation": need.organisation or "",
        "required_trl": str(need.required_trl or ""),
        "expires_on": found.kept.keeping.expires_on.isoformat(),
        **{name: "\n".join(getattr(need, name)) for name in LINED},
    }
    return _form_page(visit, Form(values), (*need.requirements, ""), found)


@router.post("/own-needs/{need_id}")
def send_edit(need_id: NeedId, visit: VisitHere, sent: SentForm) -> Response:
    """Another version, or the form again. Raises NotFound."""
    found = own_needs.one(visit.service, visit.caller, need_id, _now())
    if sent.text("more"):
        return _form_page(visit, Form(_values(sent)), _rows(sent, ROWS), found)
    try:
        given = OwnNeedInput.model_validate(_given(sent))
        own_needs.edit(visit.service, visit.caller, need_id, given, _now())
    except (ValidationError, Refused) as error:
        return _refused(visit, sent, error, found)
    return visit.onward(need_url(need_id), notice("The change is saved as a new version."))


@router.post("/own-needs/{need_id}/{action}")
def send_action(need_id: NeedId, action: str, visit: VisitHere, sent: SentForm) -> Response:
    """Renews, withdraws or restores. Raises NotFound, Conflict `need_is_expired`."""
    if action not in ACTIONS:
        raise NotFound.because("unknown_route", "path", visit.request.url.path)
    act, said = ACTIONS[action]
    done = act(visit.service, visit.caller, need_id, _now())
    if done.state is NeedState.WITHDRAWN and action == "renewal":
        said = notice("The need is renewed; it stays withdrawn until you restore it.")
    back = "/own-needs" if sent.text("back") == "list" else need_url(need_id)
    return visit.onward(back, said)


def need_url(need_id: str) -> str:
    return f"/own-needs/{quote(need_id, safe='')}"


def _form_page(
    visit: Visit, form: Form, rows: tuple[str, ...], known: OwnNeed | None = None, *, status: int = 200
) -> Response:
    words, whose = visit.words, own_needs.own(visit.caller)
    day = own_needs.today(visit.service, _now())
    values: dict[str, object] = {
        "form": form,
        "rows": rows,
        "known": known,
        "need_url": need_url,
        "for_company": whose.holding.company_id is not None,
        "live": whose.live,
        "tiers": [(each.value, words(label("need_tier", each.value))) for each in whose.tiers],
        "levels": [("", words("none required")), *((str(level), f"TRL {level}") for level in range(1, 10))],
        "usual_end": own_needs.usual_end(day),
        "earliest": day,
        "latest": own_needs.latest_end(day),
    }
    title = words("Change the need") if known else words("Register a need")
    crumbs = [Crumb(words("Registered needs"), "/own-needs")]
    crumbs += [Crumb(known.kept.need.id, need_url(known.kept.need.id))] if known else []
    return visit.page(
        "watching/need-form.html",
        {**values, "title": title},
        here="own-needs",
        status=status,
        crumbs=[*crumbs, Crumb(title)],
    )


def _refused(visit: Visit, sent: Sent, error: ValidationError | Refused, known: OwnNeed | None = None) -> Response:
    problems = problems_of(error) if isinstance(error, ValidationError) else [error.problem]
    form = Form.again(sent, [_of_field(each) for each in problems], visit.words.language)
    status = 422 if isinstance(error, ValidationError) else status_of(error)
    response = _form_page(visit, form, _rows(sent, 1), known, status=status)
    # What may be secret is kept nowhere, the reader's browser included.
    response.headers["Cache-Control"] = "no-store"
    return response


def _of_field(problem: Problem) -> Problem:
    """A problem of one entry of a list is shown beside the field of the list."""
    return replace(problem, field=problem.field.partition(".")[0])


def _given(sent: Sent) -> dict[str, object]:
    """The form as the input has it; an empty field is one that was not given."""
    given: dict[str, object] = {
        "title": sent.text("title"),
        "description": sent.text("description"),
        "organisation": sent.text("organisation") or None,
        "requirements": [each for each in sent.all("requirements") if each],
        "required_trl": sent.text("required_trl") or None,
        "expires_on": sent.text("expires_on") or None,
        "tier": sent.text("tier") or None,
    }
    return given | {name: [line for each in sent.text(name).splitlines() if (line := each.strip())] for name in LINED}


def _values(sent: Sent) -> dict[str, str]:
    return {name: values[0] for name, values in sent.values.items() if values}


def _rows(sent: Sent, more: int) -> tuple[str, ...]:
    """The rows that were filled in, and empty ones behind them."""
    return (*(each for each in sent.all("requirements") if each), *("",) * more)[:MOST_ROWS]


def _list_url(asked: dict[str, str]) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"/own-needs?{urlencode(kept)}" if kept else "/own-needs"


def _now() -> datetime:
    return datetime.now(UTC)
