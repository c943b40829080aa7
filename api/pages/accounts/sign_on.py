"""Signing in by a single sign-on, where one is set."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from api.accounts.authentication import origin_of
from api.accounts.refusals import refusals_counted
from api.accounts.sign_on import RETURN, Asked, SignOn
from api.cookies import ASKED
from api.meters import SIGN_ON
from api.pages.accounts.signing import own_path, private, signed_in
from api.pages.dependencies import Visit, VisitHere
from api.pages.navigation import home_of
from corpus.problems import Forbidden

router = APIRouter(include_in_schema=False)

SECONDS = 600
READABLE: Final = ":/%#?=@[]!$&'()*+,;"


@router.get("/sign-in/oidc")
def sign_on_page(visit: VisitHere, onward: Annotated[str, Query(alias="next")] = "/") -> Response:
    """On to the single sign-on."""
    address, asked = _sign_on(visit).begin(own_path(onward))
    response = RedirectResponse(address, status_code=303)
    kept = urlsafe_b64encode(asked.dumped().encode()).decode()
    ASKED.keep(visit.request, response, kept, SECONDS)
    return private(response)


@router.get(RETURN)
def return_page(visit: VisitHere) -> Response:
    """Opens the session. The page leads on by itself: what another site began would not take the session along."""
    with refusals_counted(visit.service, SIGN_ON):
        try:
            kept = urlsafe_b64decode(ASKED.read(visit.request)).decode()
        except ValueError:
            raise Forbidden.because("sign_on_refused", cause="state") from None
        asked = Asked.loaded(kept)
        opened = _sign_on(visit).conclude(asked, dict(visit.request.query_params), origin_of(visit.request))
    onward = own_path(asked.onward)
    onward = home_of(opened.caller) if onward == "/" else onward
    response = visit.page("accounts/signed-on.html", {"onward": onward}, here="sign-in")
    ASKED.drop(visit.request, response)
    response.headers["Refresh"] = f"0; url={quote(onward, safe=READABLE)}"
    return signed_in(visit, opened, response)


def _sign_on(visit: Visit) -> SignOn:
    state = visit.request.app.state
    if getattr(state, "sign_on", None) is None:
        state.sign_on = SignOn(visit.service)
    made: SignOn = state.sign_on
    return made
