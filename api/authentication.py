"""Who sends a request: the holder of an API token or of a page's session, or nobody in particular."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from api.wiring import Service
from corpus.problems import Forbidden, Unauthorised
from corpus.records import TokenPurpose
from corpus.roles import NOBODY, Caller, Right, Role
from corpus.store.accounts import Issued

SESSION: Final = "session"
"""The cookie of a page's session."""
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def caller_of(request: Request) -> Caller:
    """Raises Unauthorised `bad_token` for a token that is not (or no longer) valid.

    A session that has ended makes its holder nobody. A session speaks for its holder on pages, and in the API to
    read only: another site's page can make a browser send a cookie, but no token.
    """
    caller = _caller_of(request)
    # A refusal's page is made after the request was given up; it too says who is signed in.
    request.state.caller = caller
    return caller


def told_caller(request: Request) -> Caller:
    """The caller that `caller_of` found for this request, nobody in particular where it was not asked."""
    caller: Caller = getattr(request.state, "caller", NOBODY)
    return caller


def holder_of(service: Service, token: str) -> Caller:
    """Who holds an API token. Raises Unauthorised `bad_token`."""
    return _holder(service, token, TokenPurpose.API)


def same_origin(request: Request) -> bool:
    """Whether a form was sent from a page of this site; a browser that tells nothing of it is not believed."""
    host = request.headers.get("host", "")
    return host != "" and _origin(request).netloc == host


def check_origin(request: Request) -> None:
    """Raises Forbidden `other_origin` for a form that was not sent from a page of this site."""
    if not same_origin(request):
        raise Forbidden.because("other_origin")


def sign_in(service: Service, request: Request, link: str) -> Issued:
    """A session for the holder of a sign-in link, which is used up by it.

    Raises Unauthorised `bad_token`, Forbidden `other_origin`, and `sign_in_needs_https` where the browser would
    not keep the session; the link stays good then.
    """
    check_origin(request)
    if not (_over_https(request) or _is_loopback(_origin(request).hostname)):
        raise Forbidden.because("sign_in_needs_https")
    with service.database.transaction() as store:
        return store.accounts.redeem(link, datetime.now(UTC))


def keep_session(request: Request, response: Response, session: Issued) -> None:
    """Gives the browser its session: no script reads it, no other site's page has it sent."""
    seconds = int((session.expires_at - datetime.now(UTC)).total_seconds())
    secure = _over_https(request)
    response.set_cookie(SESSION, session.token, max_age=seconds, httponly=True, samesite="strict", secure=secure)


def sign_out(service: Service, request: Request, response: Response) -> None:
    """Ends the session and takes the cookie back. Raises Forbidden `other_origin`."""
    check_origin(request)
    session = request.cookies.get(SESSION)
    if session and told_caller(request).account:
        with service.database.transaction() as store:
            store.accounts.sign_out(session, datetime.now(UTC))
    response.delete_cookie(SESSION, httponly=True, samesite="strict", secure=_over_https(request))


def checked(caller: Caller, right: Right) -> Caller:
    """The caller. Raises Unauthorised `sign_in_needed` for nobody in particular, Forbidden `not_allowed`."""
    if caller.may(right):
        return caller
    if caller.role is Role.ANONYMOUS:
        raise Unauthorised.because("sign_in_needed")
    raise Forbidden.because("not_allowed", "role", caller.role.value, right=right.value)


def _caller_of(request: Request) -> Caller:
    service: Service = request.app.state.service
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthorised.because("bad_token")
        return holder_of(service, token.strip())
    session = request.cookies.get(SESSION)
    if not session or not _speaks(request):
        return NOBODY
    try:
        return _holder(service, session, TokenPurpose.SESSION)
    except Unauthorised:
        return NOBODY


def _speaks(request: Request) -> bool:
    if request.method in SAFE_METHODS:
        return True
    return not request.url.path.startswith("/api/") and same_origin(request)


def _holder(service: Service, token: str, purpose: TokenPurpose) -> Caller:
    with service.database.reading(frozenset()) as store:
        return store.accounts.caller_of(token, purpose, datetime.now(UTC))


def _origin(request: Request) -> SplitResult:
    """Of the page that sent the form, as its browser tells it; empty parts where it does not."""
    try:
        return urlsplit(request.headers.get("origin") or request.headers.get("referer") or "")
    except ValueError:
        return SplitResult("", "", "", "", "")


def _over_https(request: Request) -> bool:
    """As the browser sees it: a proxy before this process may have taken the encryption off."""
    return _origin(request).scheme == "https"


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False
