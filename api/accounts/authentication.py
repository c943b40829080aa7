"""Who sends a request: the holder of an API token or of a page's session, or nobody in particular."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.accounts.refusals import refusals_counted
from api.accounts.signing import KNOWN_FOR
from api.cookies import KNOWN, NOTICE, OPENING, SESSION
from api.meters import TOKEN
from api.origins import same_origin
from api.service import Service
from corpus.problems import Forbidden, Unauthorised, Unavailable
from corpus.records import TokenPurpose, TokenScope
from corpus.roles import NOBODY, Caller, Right, Role
from corpus.store.tokens import SEEN_AGAIN, Held, Issued, Origin, digest, mark_of

CLEARED: Final = '"cache", "storage"'
"""What a browser forgets of this site at sign-out. Cookies are taken back one by one: with all of them would go the
reader's language, the mark that keeps others' failures from shutting the holder out, and neighbouring sites' own."""
log = structlog.get_logger(__name__)

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


async def caller_of(request: Request) -> Caller:
    """Raises Unauthorised `bad_token` for a token that is not (or no longer) valid.

    A session that has ended makes its holder nobody. A session speaks for its holder on pages, and in the API to
    read only: another site's page can make a browser send a cookie, but no token.
    """
    header, session = request.headers.get("authorization"), SESSION.read(request)
    caller = NOBODY
    # Only who shows something is looked for, in a thread of its own.
    if header is not None:
        caller = await run_in_threadpool(_token_holder, request, header)
    elif session and _speaks(request):
        caller = await run_in_threadpool(_session_holder, request, session)
    # A refusal's page is made after the request was given up; it too says who is signed in.
    request.state.caller = caller
    return caller


def told_caller(request: Request) -> Caller:
    """The caller that `caller_of` found for this request, nobody in particular where it was not asked."""
    caller: Caller = getattr(request.state, "caller", NOBODY)
    return caller


def holder_of(service: Service, token: str) -> Caller:
    """Who holds an API token that may write. Raises Unauthorised `bad_token`, Forbidden `token_reads_only`."""
    held = _held(service, token, TokenPurpose.API)
    if held.scope is TokenScope.READ:
        raise Forbidden.because("token_reads_only", "method", "")
    return held.caller


def origin_of(request: Request) -> Origin:
    """Where a session is opened from. Behind a proxy the server has put the proxy's word in place of its address."""
    return Origin(request.headers.get("user-agent", ""), request.client.host if request.client else "")


def session_of(request: Request) -> int | None:
    """The number of the session that this request came with; None where it came with none, or with a token."""
    held: Held | None = getattr(request.state, "held", None)
    return held.token.id if held is not None and held.token.purpose == TokenPurpose.SESSION else None


def keep_session(request: Request, response: Response, session: Issued) -> None:
    """Gives the browser its session: no script reads it, no other site's page has it sent.

    The session that the browser had before ends: nobody goes on under a name that was signed in earlier.
    """
    before = SESSION.read(request)
    if before:
        service: Service = request.app.state.service
        with service.database.transaction() as store:
            store.accounts.sign_out(before, datetime.now(UTC))
    seconds = int((session.expires_at - datetime.now(UTC)).total_seconds())
    SESSION.keep(request, response, session.token, seconds)
    KNOWN.keep(request, response, mark_of(session.id, digest(session.token)), int(KNOWN_FOR.total_seconds()))


def sign_out(service: Service, request: Request, response: Response) -> None:
    """Ends the session, and leaves nothing of it in the browser."""
    session = SESSION.read(request)
    if session and told_caller(request).account:
        with service.database.transaction() as store:
            store.accounts.sign_out(session, datetime.now(UTC))
    for cookie in (SESSION, OPENING, NOTICE):
        cookie.drop(request, response)
    response.headers["Clear-Site-Data"] = CLEARED


def checked(caller: Caller, right: Right) -> Caller:
    """The caller. Raises Unauthorised `sign_in_needed` for nobody in particular, Forbidden `not_allowed`."""
    if caller.may(right):
        return caller
    if caller.role is Role.ANONYMOUS:
        raise Unauthorised.because("sign_in_needed")
    raise Forbidden.because("not_allowed", "role", caller.role.value, right=right.value)


def _token_holder(request: Request, header: str) -> Caller:
    service: Service = request.app.state.service
    scheme, _, token = header.partition(" ")
    with refusals_counted(service, TOKEN):
        if scheme.lower() != "bearer":
            raise Unauthorised.because("bad_token")
        held = _held(service, token.strip(), TokenPurpose.API)
    if held.scope is TokenScope.READ and request.method not in SAFE_METHODS:
        raise Forbidden.because("token_reads_only", "method", request.method)
    request.state.held = held
    return held.caller


def _session_holder(request: Request, session: str) -> Caller:
    service: Service = request.app.state.service
    try:
        held = _held(service, session, TokenPurpose.SESSION)
    except Unauthorised:
        return NOBODY
    request.state.held = held
    _note_use(service, held)
    return held.caller


def _note_use(service: Service, held: Held) -> None:
    """At most once in a few minutes. What cannot be noted keeps nobody from reading."""
    now = datetime.now(UTC)
    if now - (held.token.last_seen_at or held.token.created_at) < SEEN_AGAIN:
        return
    try:
        with service.database.transaction() as store:
            store.accounts.seen(held.token.id or 0, now)
    except Unavailable as refused:
        log.warning("session_not_noted", code=refused.problem.code)


def _speaks(request: Request) -> bool:
    if request.method in SAFE_METHODS:
        return True
    return not request.url.path.startswith("/api/") and same_origin(request)


def _held(service: Service, token: str, purpose: TokenPurpose) -> Held:
    idle = service.settings.session_idle if purpose is TokenPurpose.SESSION else None
    with service.database.reading(frozenset()) as store:
        return store.accounts.held(token, purpose, datetime.now(UTC), idle)
