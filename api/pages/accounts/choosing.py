"""Choosing a password with a letter's link, asking for such a letter, and confirming an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.responses import Response

from api.accounts.authentication import origin_of
from api.accounts.signing import Chosen, choose, chooser, confirm_email, request_reset
from api.errors import status_of
from api.mailing import send_quietly, sending_after
from api.origins import check_way_in
from api.pages.accounts.signing import begun, code_of, private
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form, Sent, SentForm
from api.pages.navigation import Crumb
from api.pages.rendering import notice
from api.service import Service
from corpus.problems import Refused
from corpus.roles import Caller
from corpus.text import Language

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Way:
    """A page on which a password is chosen: with an invitation a name to display as well."""

    path: str
    invited: bool


INVITATION: Final = Way("/invitation", invited=True)
RESET: Final = Way("/reset/password", invited=False)


@router.get("/invitation")
def invitation_page(visit: VisitHere, code: str = "") -> Response:
    """Whose invitation it is, and the form to take it up. Reading does not use it up."""
    return _choosing(visit, INVITATION, code_of(code, "code"))


@router.post("/invitation")
def send_invitation(visit: VisitHere, sent: SentForm) -> Response:
    """Takes the invitation up: name to display and password; the second factor follows where the role needs one."""
    return _chosen(visit, INVITATION, sent)


@router.get("/reset")
def reset_page(visit: VisitHere) -> Response:
    """Asks whose password is to be chosen anew."""
    return _asking(visit, Form())


@router.post("/reset")
def send_reset(visit: VisitHere, sent: SentForm) -> Response:
    """Says the same for every name; whether there is such an account is looked up after the answer."""
    try:
        check_way_in(visit.request)
        visit.service.attempts.take("reset", origin_of(visit.request).address)
    except Refused as refused:
        return _asking(visit, Form.again(sent, refused, visit.words.language), status_of(refused))
    response = private(visit.page("accounts/reset-sent.html", {}, here="sign-in", crumbs=_crumbs(visit)))
    response.background = BackgroundTask(_reset, visit.service, sent.text("name"), visit.caller, visit.words.language)
    return response


@router.get("/reset/password")
def new_password_page(visit: VisitHere, code: str = "") -> Response:
    """The form for another password. Reading does not use the link up."""
    return _choosing(visit, RESET, code_of(code, "code"))


@router.post("/reset/password")
def send_new_password(visit: VisitHere, sent: SentForm) -> Response:
    """Another password; a second factor that is there stays, and is asked for next."""
    return _chosen(visit, RESET, sent)


@router.get("/confirmation")
def confirmation_page(visit: VisitHere, code: str = "") -> Response:
    """Asks for the press of a button: mail scanners follow links."""
    return private(visit.page("accounts/confirmation.html", {"code": code_of(code, "code"), "form": Form()}))


@router.post("/confirmation")
def send_confirmation(visit: VisitHere, sent: SentForm) -> Response:
    """The address that the letter went to is confirmed."""
    code = sent.text("code")
    try:
        confirm_email(visit.service, code)
    except Refused as refused:
        form = Form.again(Sent(), refused, visit.words.language)
        values = {"code": code, "form": form}
        return private(visit.page("accounts/confirmation.html", values, status=status_of(refused)))
    url = "/account" if visit.caller.account else "/sign-in"
    return sending_after(visit.service, visit.onward(url, notice("Your e-mail address is confirmed.")))


def _reset(service: Service, given: str, actor: Caller, language: Language) -> None:
    request_reset(service, given, actor, language)
    send_quietly(service)


def _asking(visit: Visit, form: Form, status: int = 200) -> Response:
    return private(
        visit.page("accounts/reset.html", {"form": form}, here="sign-in", status=status, crumbs=_crumbs(visit))
    )


def _choosing(visit: Visit, way: Way, code: str, form: Form | None = None, status: int = 200) -> Response:
    try:
        account = chooser(visit.service, code)
    except Refused as refused:
        # A link that is not good (any more) leads to where another one can be asked for.
        form, status = Form.again(Sent(), refused, visit.words.language), status_of(refused)
        return _asking(visit, form, status)
    values = {"form": form or Form(), "code": code, "account": account, "path": way.path, "invited": way.invited}
    crumbs = [Crumb(visit.words("Sign in"), "/sign-in"), Crumb(visit.words("Choose a password"))]
    return private(visit.page("accounts/choose.html", values, here="sign-in", status=status, crumbs=crumbs))


def _chosen(visit: Visit, way: Way, sent: Sent) -> Response:
    code = sent.text("code")
    chosen = Chosen(
        sent.secret("password"), sent.secret("password_again"), sent.text("display_name") if way.invited else None
    )
    try:
        check_way_in(visit.request)
        opened = choose(visit.service, code, chosen, origin_of(visit.request), visit.words.language)
    except Refused as refused:
        form = Form.again(sent, refused, visit.words.language)
        return _choosing(visit, way, code, form, status_of(refused))
    return sending_after(visit.service, begun(visit, opened))


def _crumbs(visit: Visit) -> list[Crumb]:
    return [Crumb(visit.words("Sign in"), "/sign-in"), Crumb(visit.words("Forgotten password"))]
