"""The cookies of this site, each as strict as the way to the browser allows."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Final, Literal

from starlette.requests import Request
from starlette.responses import Response

from api.origins import keeps_to_https
from corpus.problems import Forbidden

HOST: Final = "__Host-"
"""Browsers take such a cookie from this very host over HTTPS alone: no neighbouring site can plant one."""
YEAR: Final = 365 * 24 * 3600
FORM_TOKEN: Final = "form_token"  # noqa: S105 - a field's name
TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie. What is not `kept_apart` is a reader's choice, which may be anybody's word."""

    name: str
    same_site: Literal["strict", "lax"] = "strict"
    kept_apart: bool = True
    scripted: bool = False
    """Whether the pages' script reads it."""

    def read(self, request: Request) -> str:
        """Its value, "" for none. Over HTTPS one without the prefix is not ours."""
        if not self.kept_apart:
            return request.cookies.get(self.name, "")
        own = request.cookies.get(f"{HOST}{self.name}")
        return own if own is not None else "" if keeps_to_https(request) else request.cookies.get(self.name, "")

    def keep(self, request: Request, response: Response, value: str, seconds: int) -> None:
        """Gives it to the browser for so many seconds."""
        secure = keeps_to_https(request)
        response.set_cookie(
            f"{HOST}{self.name}" if secure and self.kept_apart else self.name,
            value,
            max_age=seconds,
            path="/",
            secure=secure,
            httponly=not self.scripted,
            samesite=self.same_site,
        )

    def drop(self, request: Request, response: Response) -> None:
        """Takes it back."""
        self.keep(request, response, "", 0)


SESSION: Final = Cookie("session")
OPENING: Final = Cookie("opening")
"""Of somebody whose password was right, until the second factor is shown."""
KNOWN: Final = Cookie("known")
"""Of a browser that somebody signed in with: whoever fails elsewhere under the name does not shut it out."""
ASKED: Final = Cookie("sign_on", "lax")
"""What the single sign-on was asked. It has to come along when another site sends the browser back, so it is `Lax`."""
NOTICE: Final = Cookie("notice", "lax")
"""A notice that the next page shows."""
LANGUAGE: Final = Cookie("lang", "lax", kept_apart=False)
ZONE: Final = Cookie("zone", "lax", kept_apart=False, scripted=True)


def form_token(request: Request) -> str:
    """What forms carry that are shown to the holder of this session (or opening), and no others; "" for none.

    Another site can make a browser send the cookie, but reads neither the cookie nor the page.
    """
    renewed: str = getattr(request.state, "renewed", "")
    held = renewed or SESSION.read(request) or OPENING.read(request)
    if not held:
        return ""
    made = hmac.digest(held.encode("utf-8", "surrogatepass"), FORM_TOKEN.encode(), "sha256")
    return urlsafe_b64encode(made[:TOKEN_BYTES]).decode().rstrip("=")


def renewing(request: Request, session: str) -> None:
    """Pages that are made for this request from now on are those of another session, which their answer brings."""
    request.state.renewed = session


def check_form_token(request: Request, given: str) -> None:
    """Raises Forbidden `form_of_other_session` for a form that was not shown in the session that it comes with."""
    if "authorization" in request.headers:
        # Whoever shows a token of the API is no browser that was made to.
        return
    if not hmac.compare_digest(form_token(request).encode(), given.encode("utf-8", "surrogatepass")):
        raise Forbidden.because("form_of_other_session")
