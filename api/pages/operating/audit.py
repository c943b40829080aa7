"""The audit log on a page: searched, read in words, verified, taken away as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.accounts.authentication import checked
from api.days import day_of, span
from api.errors import detail
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form, SentForm
from api.pages.labels import label
from api.pages.navigation import Crumb
from api.pages.operating.branches import AUDIT, entered, shared
from api.schemas.bounds import LARGEST_NUMBER
from corpus.problems import Invalid, Refused
from corpus.records import AuditEvent
from corpus.roles import Right
from corpus.store.audit import AuditState, Search
from corpus.store.keys import RecordKey
from corpus.text import Language
from corpus.wording.screening import CONTROL_LABELS, TIER_LABELS

router = APIRouter(include_in_schema=False)

A_PAGE: Final = 50
LONGEST_VALUE: Final = 300
Before = Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER)]
Text = Annotated[str, Query(max_length=200)]
RECORD_PAGES: Final = {"patents": "/patents/", "companies": "/companies/", "needs": "/needs/"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of an event. With `before` it is what changed."""

    name: str
    value: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event as the page shows it; `url` is the page of what it is about, "" for none."""

    row: AuditEvent
    facts: tuple[Fact, ...]
    url: str = ""


@router.get("/operation/audit")
def audit_page(
    visit: VisitHere,
    *,
    action: Text = "",
    actor: Text = "",
    kind: Text = "",
    id: Text = "",  # noqa: A002 - the parameter's name
    since: Text = "",
    until: Text = "",
    text: Text = "",
    before: Before = None,
) -> Response:
    """The events that are looked for, the latest first. Raises Unauthorised, Forbidden."""
    entered(visit, AUDIT)
    asked = {
        "action": action,
        "actor": actor,
        "kind": kind,
        "id": id,
        "since": since,
        "until": until,
        "text": text,
    }
    return _page(visit, {name: value.strip() for name, value in asked.items() if value.strip()}, before)


@router.post("/operation/audit/verification")
def send_verification(visit: VisitHere, _sent: SentForm) -> Response:
    """Reads the whole chain; the page then says what was found."""
    checked(visit.caller, Right.READ_AUDIT)
    with visit.service.database.reading() as store:
        state = store.audit.verify()
    return _page(visit, {}, None, state)


def told(event: AuditEvent, language: Language = "en") -> Event:
    """An event with its facts in lines; where it holds a state before and after, what differs."""
    facts = tuple(_in_words(fact, language) for fact in _facts(event.facts))
    page = RECORD_PAGES.get(event.kind or "")
    return Event(event, facts, f"{page}{event.record_id}" if page else "")


def _facts(facts: Mapping[str, Any]) -> Iterator[Fact]:
    before, after = facts.get("before"), facts.get("after")
    told: set[str] = set()
    if isinstance(before, dict) and isinstance(after, dict):
        told = {"before", "after"}
        for name in {**before, **after}:
            if before.get(name) != after.get(name):
                yield Fact(name, _said(after.get(name)), _said(before.get(name)))
    for name, value in facts.items():
        if name not in told and value not in (None, "", [], {}):
            yield Fact(name, _said(value))


def _in_words(fact: Fact, language: Language) -> Fact:
    """Control statuses and disclosure tiers are codes; they have names of their own."""
    names: Mapping[str, Mapping[Language, str]] = {"control": CONTROL_LABELS, "tier": TIER_LABELS}.get(fact.name, {})
    if not names:
        return fact
    said = {str(code): words[language] for code, words in names.items()}
    before = None if fact.before is None else said.get(fact.before, fact.before)
    return Fact(fact.name, said.get(fact.value, fact.value), before)


def _said(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(_said, value))[:LONGEST_VALUE]
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_said(each)}" for name, each in value.items())[:LONGEST_VALUE]
    return str(value)[:LONGEST_VALUE]


def _page(visit: Visit, asked: Mapping[str, str], before: int | None, state: AuditState | None = None) -> Response:
    form = Form(values=dict(asked))
    search = Search()
    status = 200
    try:
        search = _search(visit, asked)
    except Refused as refused:
        problem = refused.problem
        form = Form(dict(asked), {problem.field: detail(problem, visit.words.language)})
        status = 422
    with visit.service.database.reading() as store:
        rows = store.audit.search(search, before, A_PAGE)
        actions, actors = store.audit.actions(), store.audit.actors()
        chain = store.audit.state()
    query = urlencode(asked)
    following = urlencode({**asked, "before": str(rows[-1].seq)}) if len(rows) == A_PAGE else ""
    values = {
        **shared(visit, AUDIT),
        "form": form,
        "events": [told(row, visit.words.language) for row in rows],
        "actions": [(name, visit.words(label("audit_action", name))) for name in actions],
        "actors": actors,
        "chain": chain,
        "state": state,
        "asked": dict(asked),
        "query": query,
        "following": f"/operation/audit?{following}" if following else "",
        "first": f"/operation/audit?{query}" if before else "",
    }
    crumbs = [Crumb(visit.words("Audit log"))]
    return visit.page("operating/audit.html", values, here="operation", status=status, crumbs=crumbs)


def _search(visit: Visit, asked: Mapping[str, str]) -> Search:
    """Days are those of the reader's zone. Raises Invalid `bad_day`, `not_given`."""
    kind, record_id = asked.get("kind"), asked.get("id")
    if kind and not record_id:
        raise Invalid.because("not_given", "id")
    if record_id and not kind:
        raise Invalid.because("not_given", "kind")
    first, last = day_of(asked.get("since", ""), "since"), day_of(asked.get("until", ""), "until")
    days = span(first, last, visit.zone)
    record = RecordKey(kind, record_id) if kind and record_id else None
    return Search(asked.get("action"), asked.get("actor"), record, days.since, days.until, asked.get("text", ""))
