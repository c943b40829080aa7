"""The list of alerts: unread ones first, each with its reason and its match."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.accounts.authentication import checked
from api.pages.dependencies import VisitHere
from api.pages.forms import Sent, SentForm
from api.pages.rendering import notice
from api.watching import alerts
from corpus.records import AlertKind
from corpus.roles import Right

router = APIRouter(include_in_schema=False)

PAGE = 30
LONGEST = 40
NUMBER_DIGITS = 9


@router.get("/alerts")
def alerts_page(
    visit: VisitHere,
    kind: Annotated[str, Query(max_length=LONGEST)] = "",
    unread: Annotated[str, Query(max_length=LONGEST)] = "",
    search: Annotated[str, Query(max_length=LONGEST)] = "",
    after: Annotated[str, Query(max_length=LONGEST)] = "",
) -> Response:
    """All, of one kind, of one search, or unread ones only. Raises Unauthorised, Forbidden, Invalid `bad_place`."""
    checked(visit.caller, Right.KEEP_SEARCHES)
    asked = _asked(kind, unread, search)
    found = alerts.page(
        visit.service,
        visit.caller,
        visit.words.language,
        kind=AlertKind(asked["kind"]) if "kind" in asked else None,
        unread="unread" in asked,
        search_id=int(asked["search"]) if "search" in asked else None,
        after=after,
        limit=PAGE,
    )
    values: dict[str, object] = {
        "found": found,
        "asked": asked,
        "kinds": list(AlertKind),
        "url": lambda **changes: _url({**asked, **changes}),
        "following": _url({**asked, "after": found.next}) if found.next else "",
        "first": _url(asked) if after else "",
    }
    return visit.page("watching/alerts.html", values, here="alerts")


@router.post("/alerts")
def send_read(visit: VisitHere, sent: SentForm) -> Response:
    """Marks one, the chosen, or all that were in view as read. Raises as `alerts_page`, NotFound `unknown_alert`."""
    checked(visit.caller, Right.KEEP_SEARCHES)
    now = datetime.now(UTC)
    until = _number(sent.text("until"))
    if until is not None:
        marked = alerts.read_all(visit.service, visit.caller, until, now)
    else:
        marked = alerts.read(visit.service, visit.caller, _chosen(sent), now)
    back = _url(_asked(sent.text("kind"), sent.text("unread"), sent.text("search")))
    if not marked:
        return visit.onward(back, notice("Nothing was marked: choose alerts first."))
    return visit.onward(back, notice("Marked as read: %(count)s."), count=marked)


def _chosen(sent: Sent) -> list[int]:
    """The one whose button was pressed, else those that were ticked."""
    one = _number(sent.text("one"))
    ticked = [number for each in sent.all("chosen") if (number := _number(each)) is not None]
    return [one] if one is not None else ticked


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= NUMBER_DIGITS else None


def _asked(kind: str, unread: str, search: str) -> dict[str, str]:
    """What of an address is known; the rest is set aside."""
    asked: dict[str, str] = {}
    if kind in set(AlertKind):
        asked["kind"] = kind
    if unread:
        asked["unread"] = "1"
    if _number(search) is not None:
        asked["search"] = search
    return asked


def _url(asked: Mapping[str, str | None]) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"/alerts?{urlencode(kept)}" if kept else "/alerts"
