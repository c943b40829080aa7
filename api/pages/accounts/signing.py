"""Signing in with a password and a second factor, or with a link that an administrator gave; and out again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import parse_qs, urlencode, urlsplit

import segno
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.accounts.authentication import keep_session, origin_of, sign_out
from api.accounts.signing import Opened, Step, set_up, waiting, with_code, with_link, with_password
from api.cookies import KNOWN, LANGUAGE, OPENING, YEAR, ZONE
from api.errors import status_of
from api.language import known_language
from api.origins import check_way_in
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form, Sent, SentForm
from api.pages.navigation import Crumb, home_of
from corpus import second_factor
from corpus.problems import Refused, Unauthorised
from corpus.records import Account

router = APIRouter(include_in_schema=False)

LONGEST = 2_000
UNSAFE_PATH = re.compile(r"[\x00-\x20\x7f\\]")
"""Browsers take a backslash for a slash, and pass over what cannot be seen."""


def own_path(wanted: str) -> str:
    """The path if it is one of this site's, else the first page."""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    own = wanted.startswith("/") and not wanted.startswith("//") and not parts.scheme and not parts.netloc
    return wanted if own and len(wanted) <= LONGEST and not UNSAFE_PATH.search(wanted) else "/"


def code_of(given: str, name: str = "link") -> str:
    """The code of a link, also of one that was pasted whole."""
    given = given.strip()[:LONGEST]
    try:
        return parse_qs(urlsplit(given).query).get(name, [given])[0]
    except ValueError:
        return given


@dataclass(frozen=True, slots=True)
class Secret:
    """What an authenticator is told: by a QR code (an image's data address), by hand, or by a link."""

    picture: str
    typed: str
    address: str

    @classmethod
    def of(cls, account: Account) -> Secret:
        secret = account.totp_secret or ""
        address = second_factor.address(secret, account.name)
        picture = segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff")
        return cls(picture, " ".join(re.findall(".{1,4}", secret)), address)


def private(response: Response) -> Response:
    """Kept by nobody on the way, nor by the browser."""
    response.headers["Cache-Control"] = "no-store"
    return response


def begun(visit: Visit, opened: Opened, onward: str = "/") -> Response:
    """What follows a password that was right: where the reader wanted to be, or the second factor."""
    wanted = own_path(onward)
    if opened.step is Step.DONE:
        response: Response = RedirectResponse(home_of(opened.caller) if wanted == "/" else wanted, status_code=303)
        return signed_in(visit, opened, response)
    page = "code" if opened.step is Step.CODE else "factor"
    response = RedirectResponse(f"/sign-in/{page}?{urlencode({'next': wanted})}", status_code=303)
    seconds = int((opened.issued.expires_at - datetime.now(UTC)).total_seconds())
    OPENING.keep(visit.request, response, opened.issued.token, seconds)
    return private(response)


def signed_in(visit: Visit, opened: Opened, response: Response) -> Response:
    """The response, with the session and what the account has chosen: its language and zone."""
    keep_session(visit.request, response, opened.issued)
    OPENING.drop(visit.request, response)
    keep_choices(visit.request, response, opened.account)
    return private(response)


def keep_choices(request: Request, response: Response, account: Account) -> None:
    """The account's language and zone, where it has chosen some, on this browser."""
    if known_language(account.language):
        LANGUAGE.keep(request, response, account.language or "", YEAR)
    if account.zone:
        # Read by the page's script, which else notes the browser's own.
        ZONE.keep(request, response, account.zone, YEAR)


@router.get("/sign-in")
def sign_in_page(visit: VisitHere, link: str = "", onward: Annotated[str, Query(alias="next")] = "/") -> Response:
    """Asks for name and password; with a link's code for the press of a button: reading must not use a link up."""
    return _page(visit, Form(), code_of(link), own_path(onward))


@router.post("/sign-in")
def send_sign_in(visit: VisitHere, sent: SentForm) -> Response:
    """Opens the session, or asks for the second factor, and goes on to where the reader wanted to be."""
    onward, link = own_path(sent.text("next")), code_of(sent.text("link"))
    try:
        check_way_in(visit.request)
        origin = origin_of(visit.request)
        if link:
            opened = with_link(visit.service, link, origin)
        else:
            # A password's blanks at either end are its own.
            opened = with_password(
                visit.service, sent.text("name"), sent.secret("password"), origin, KNOWN.read(visit.request)
            )
    except Refused as refused:
        return _page(visit, Form.again(_shown(sent), refused, visit.words.language), "", onward, status_of(refused))
    return begun(visit, opened, onward)


@router.get("/sign-in/code")
def code_page(visit: VisitHere, onward: Annotated[str, Query(alias="next")] = "/") -> Response:
    """Asks for the second factor's code."""
    account = _waiting(visit)
    if account is None or account.totp_confirmed_at is None:
        return _from_the_start(onward)
    return _second(visit, Form(), account, own_path(onward))


@router.post("/sign-in/code")
def send_code(visit: VisitHere, sent: SentForm) -> Response:
    """Opens the session."""
    onward = own_path(sent.text("next"))
    account = _waiting(visit)
    if account is None or account.totp_confirmed_at is None:
        return _from_the_start(onward)
    try:
        check_way_in(visit.request)
        opened = with_code(visit.service, _opening(visit), sent.text("code"), origin_of(visit.request))
    except Refused as refused:
        form = Form.again(Sent(), refused, visit.words.language)
        return _second(visit, form, account, onward, status_of(refused))
    return begun(visit, opened, onward)


@router.get("/sign-in/factor")
def factor_page(visit: VisitHere, onward: Annotated[str, Query(alias="next")] = "/") -> Response:
    """Shows what an authenticator has to be told, and asks for its first code."""
    account = _waiting(visit)
    if account is None or account.totp_confirmed_at is not None:
        return _from_the_start(onward)
    return _second(visit, Form(), account, own_path(onward))


@router.post("/sign-in/factor")
def send_factor(visit: VisitHere, sent: SentForm) -> Response:
    """Sets the second factor up, opens the session, and shows the recovery codes this once."""
    onward = own_path(sent.text("next"))
    account = _waiting(visit)
    if account is None or account.totp_confirmed_at is not None:
        return _from_the_start(onward)
    try:
        check_way_in(visit.request)
        done = set_up(visit.service, _opening(visit), sent.text("code"), visit.words.language)
    except Refused as refused:
        form = Form.again(Sent(), refused, visit.words.language)
        return _second(visit, form, account, onward, status_of(refused))
    home = home_of(done.opened.caller) if onward == "/" else onward
    return signed_in(visit, done.opened, codes_page(visit, done.codes, home))


@router.post("/sign-out")
def send_sign_out(visit: VisitHere, _sent: SentForm) -> Response:
    """Ends the session, whoever's it is."""
    response = RedirectResponse("/", status_code=303)
    sign_out(visit.service, visit.request, response)
    return response


def codes_page(visit: Visit, codes: list[str], onward: str) -> Response:
    """The recovery codes, told this once."""
    values = {"codes": codes, "onward": onward}
    crumbs = [Crumb(visit.words("Recovery codes"))]
    return private(visit.page("accounts/codes.html", values, here="sign-in", crumbs=crumbs))


def _opening(visit: Visit) -> str:
    return OPENING.read(visit.request)


def _waiting(visit: Visit) -> Account | None:
    """Whose password was right a few minutes ago; None where it is to be given again."""
    try:
        return waiting(visit.service, _opening(visit))
    except Unauthorised:
        return None


def _from_the_start(onward: str) -> Response:
    return RedirectResponse(f"/sign-in?{urlencode({'next': own_path(onward)})}", status_code=303)


def _shown(sent: Sent) -> Sent:
    """Without what must not be sent back."""
    return Sent({"name": sent.all("name")} if sent.text("name") else {})


def _page(visit: Visit, form: Form, link: str, onward: str, status: int = 200) -> Response:
    settings = visit.service.settings
    values = {
        "form": form,
        "link": link,
        "onward": onward,
        "sign_on": settings.oidc_name if settings.oidc_issuer else "",
    }
    crumbs = [Crumb(visit.words("Sign in"))]
    return private(visit.page("accounts/sign-in.html", values, here="sign-in", status=status, crumbs=crumbs))


def _second(visit: Visit, form: Form, account: Account, onward: str, status: int = 200) -> Response:
    pending = account.totp_confirmed_at is None
    template = "accounts/factor.html" if pending else "accounts/code.html"
    secret = Secret.of(account) if pending else None
    values = {"form": form, "onward": onward, "account": account, "secret": secret}
    crumbs = [Crumb(visit.words("Sign in"), "/sign-in"), Crumb(visit.words("Second factor"))]
    return private(visit.page(template, values, here="sign-in", status=status, crumbs=crumbs))
