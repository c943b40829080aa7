"""Signing in with a link that an administrator gave, and out again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Depends, Query, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.authentication import check_origin, keep_session, sign_in, sign_out
from api.errors import detail, status_of
from api.pages.dependencies import Visit, VisitHere
from corpus.problems import Refused

router = APIRouter(include_in_schema=False)

LONGEST = 2_000
UNSAFE_PATH = re.compile(r"[\x00-\x20\x7f\\]")
"""Browsers take a backslash for a slash, and pass over what cannot be seen."""


@dataclass(frozen=True, slots=True)
class SignInForm:
    """`link` is the code of a sign-in link; `onward` the own path that follows."""

    link: str
    onward: str


def own_path(wanted: str) -> str:
    """The path if it is one of this site's, else the first page."""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    own = wanted.startswith("/") and not wanted.startswith("//") and not parts.scheme and not parts.netloc
    return wanted if own and len(wanted) <= LONGEST and not UNSAFE_PATH.search(wanted) else "/"


def code_of(given: str) -> str:
    """The code of a link, also of one that was pasted whole."""
    given = given.strip()[:LONGEST]
    try:
        return parse_qs(urlsplit(given).query).get("link", [given])[0]
    except ValueError:
        return given


async def sent_form(request: Request) -> FormData:
    """The form as it was sent, bounded. Raises Forbidden for one from another site, unread."""
    check_origin(request)
    return await request.form(max_files=0, max_fields=20)


@router.get("/sign-in")
def sign_in_page(visit: VisitHere, link: str = "", onward: Annotated[str, Query(alias="next")] = "/") -> Response:
    """Asks for a link's code, or with one for the press of a button: reading a page must not use a link up."""
    return _page(visit, SignInForm(code_of(link), own_path(onward)))


@router.post("/sign-in")
def send_sign_in(visit: VisitHere, sent: Annotated[FormData, Depends(sent_form)]) -> Response:
    """Opens the session and goes on to where the reader wanted to be."""
    form = SignInForm(code_of(str(sent.get("link", ""))), own_path(str(sent.get("next", ""))))
    try:
        session = sign_in(visit.service, visit.request, form.link)
    except Refused as refused:
        return _page(visit, form, refused)
    response = RedirectResponse(form.onward, status_code=303)
    keep_session(visit.request, response, session)
    return response


@router.post("/sign-out")
def send_sign_out(visit: VisitHere) -> Response:
    """Ends the session, whoever's it is."""
    response = RedirectResponse("/", status_code=303)
    sign_out(visit.service, visit.request, response)
    return response


def _page(visit: Visit, form: SignInForm, refused: Refused | None = None) -> Response:
    error = detail(refused.problem, visit.words.language) if refused else None
    status = status_of(refused) if refused else 200
    response = visit.page("sign-in.html", {"form": form, "error": error}, here="sign-in", status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
