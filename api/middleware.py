"""Round every request: its id and its line in the log, a bound on its body, headers on its answer. Plain ASGI."""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Internal, json_refusal, storage_unavailable
from api.route_names import template_of
from corpus.problems import TooLarge
from corpus.roles import NOBODY, Caller

log = structlog.get_logger(__name__)

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
}
PRIVATE = "no-store"
"""What only an account is shown stays in no cache, the browser's included: the next reader may be another."""


class RequestLog:
    """Gives each request an id (the caller's, where it has a proper one), logs it, and turns an unexpected
    exception into a 500 that names the id. Addresses (which name accounts and records, or are mistyped passwords),
    query strings and bodies are never logged: of an address the template of its route, below `prefix` where it lies
    there, and of a refusal its code."""

    def __init__(self, app: ASGIApp, prefix: str = "", *, https: bool = False, hsts_seconds: int = 0) -> None:
        """`https` says that readers have the site over it, `hsts_seconds` for how long browsers then keep to it."""
        self.app = app
        self.prefix = prefix
        self.https = https
        self.hsts = f"max-age={hsts_seconds}; includeSubDomains" if hsts_seconds else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        wanted = Headers(scope=scope).get("x-request-id", "")
        request_id = wanted if REQUEST_ID.fullmatch(wanted) else uuid.uuid4().hex[:16]
        scope["request_id"] = request_id
        method, status, started = scope["method"], 0, time.perf_counter()

        async def labelled(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
                if self.hsts and (self.https or scope.get("scheme") == "https"):
                    headers["Strict-Transport-Security"] = self.hsts
                caller: Caller = state.get("caller", NOBODY)
                if caller.account or status in {401, 403}:
                    headers["Cache-Control"] = PRIVATE
            await send(message)

        # Not taken back at the end: what the server has to say of this request comes later, in the same task.
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            await self.app(scope, receive, labelled)
        except OSError as error:
            if status or isinstance(error, ConnectionError):
                raise
            refused_by_system = storage_unavailable(error)
            log.warning("storage_unavailable", cause=refused_by_system.problem.facts["cause"])
            await Request(scope).app.state.refuse(Request(scope), refused_by_system)(scope, receive, labelled)
        except Exception:
            log.exception("request_failed", method=method, path=template_of(scope, self.prefix))
            if status:
                raise
            refused = Internal.because("internal", "", "", request=request_id)
            request = Request(scope)
            await request.app.state.refuse(request, refused)(scope, receive, labelled)
        finally:
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            path = template_of(scope, self.prefix)
            refused_as = {"refused": state["refused"]} if "refused" in state else {}
            log.info("request", method=method, path=path, status=status, ms=milliseconds, **refused_as)


class Forgiving:
    """Answers HEAD as GET without the body, and takes a slash at an address's end for a slip of the pen."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        # Not in a copy: who lies around this sees the route that was found.
        scope["path"] = path.rstrip("/") or "/"
        if scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def bodiless(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        scope["method"] = "GET"
        await self.app(scope, receive, bodiless)


@dataclass(frozen=True, slots=True)
class BodyBound:
    """The largest body, in bytes, for one path (and what lies below it)."""

    path: str
    limit: int


class BoundedBody:
    """Refuses a body past its bound with 413: at once by its Content-Length, else as soon as it has grown past."""

    def __init__(self, app: ASGIApp, limit: int, exceptions: tuple[BodyBound, ...] = ()) -> None:
        self.app = app
        self.limit = limit
        self.exceptions = exceptions

    def _limit(self, path: str) -> int:
        return next((bound.limit for bound in self.exceptions if path.startswith(bound.path)), self.limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        declared = Headers(scope=scope).get("content-length", "")
        refused = TooLarge.because("body_too_large", "body", "", limit=limit)
        if declared.isdigit() and int(declared) > limit:
            await _refuse(scope, refused)(scope, receive, send)
            return
        size, exceeded, started = 0, False, False

        async def counted() -> Message:
            nonlocal size, exceeded
            message = await receive()
            size += len(message.get("body", b""))
            if size > limit:
                exceeded = True
                return {"type": "http.disconnect"}
            return message

        async def unless_exceeded(message: Message) -> None:
            nonlocal started
            if exceeded and not started:
                return
            started = True
            await send(message)

        try:
            await self.app(scope, counted, unless_exceeded)
        except Exception:
            if not exceeded or started:
                raise
        if exceeded and not started:
            await _refuse(scope, refused)(scope, receive, send)


def _refuse(scope: Scope, refused: TooLarge) -> ASGIApp:
    """As the application refuses: with a page where a page was asked for."""
    request = Request(scope)
    refuse = getattr(request.app.state, "refuse", json_refusal) if "app" in scope else json_refusal
    answer: ASGIApp = refuse(request, refused)
    return answer
