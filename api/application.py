"""The ASGI application: routes, pages, refusals and middleware around one service."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from multiprocessing import parent_process

from fastapi import APIRouter, Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles

from api import logs
from api.ending import ENDING
from api.errors import json_refusal
from api.follower import Follower
from api.hosts import TrustedHosts
from api.imports.importer import Importer
from api.metering import Metered
from api.middleware import BodyBound, BoundedBody, Forgiving, RequestLog
from api.pages.progress import Streams
from api.pages.rendering import STATIC, Templates
from api.pages.routers import PAGES
from api.production import load
from api.routes import metrics
from api.routes.dependencies import refusals
from api.routes.routers import ROUTES
from api.screening.scanning import Screener
from api.service import Service
from api.validation import (
    allowed_methods,
    only_known_parameters,
    only_readable_body,
    refused_by_framework,
    refused_by_routing,
)
from corpus.problems import Refused
from index.products import rest_blas

VERSION = "0.2.0"
PREFIX = "/api/v1"
DOCUMENTS = (f"{PREFIX}/cases", "/cases", f"{PREFIX}/brochures", "/company/brochure")
"""Where documents are sent to."""
FORM = 1_000_000
"""Bytes that a form may have beside its file."""
STOP_SECONDS = 20
"""How long the end of a process waits for the batch that is imported; its upload is taken up again in any case."""

DESCRIPTION = """Finds, explains and follows civil-military technology transfers.

Every refusal has the body `{"error": {"code", "reason", "field", "value", "mend"}}`; `reason` and `mend` are in the
language of `?lang=` (`ko`, `en`) or of the header `Accept-Language`."""


def create_app(service: Service) -> FastAPI:
    """The application around a service, which it opens at its start and closes at its end."""

    importer, follower = Importer(service), Follower(service)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[dict[str, threading.Event]]:
        rest_blas()
        await run_in_threadpool(service.open)
        # The first reader should not wait for the model; readiness and other requests need not either.
        warming = asyncio.create_task(run_in_threadpool(service.warm))
        importing = threading.Thread(target=importer.run, name="importer", daemon=True)
        importing.start()
        following = threading.Thread(target=follower.run, name="follower", daemon=True)
        following.start()
        # Whoever started the process may have put it off.
        gc.enable()
        # Set by the server once it is told to end.
        yield {ENDING: threading.Event()}
        importer.end()
        follower.end()
        await warming
        await run_in_threadpool(importing.join, STOP_SECONDS)
        await run_in_threadpool(following.join, STOP_SECONDS)
        await run_in_threadpool(service.close)

    settings = service.settings
    app = FastAPI(
        title="Technology transfer matching",
        version=VERSION,
        description=DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        # `Forgiving` takes the last slash off: sent back to one, a reader would go round for ever.
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=_middleware(service),
    )
    app.state.service = service
    app.state.importer = importer
    app.state.streams = Streams()
    app.state.screener = Screener(service)
    app.state.templates = Templates()
    app.state.language = settings.language
    app.router.routes.extend(_routes())
    _add_refusals(app)
    return app


def application() -> FastAPI:
    """The application of one of several serving processes, from the environment."""
    settings = load()
    logs.configure(settings)
    _end_with_parent()
    return create_app(Service(settings))


def _end_with_parent() -> None:
    """Ends this process in good order once the one that started it is gone, which else would ask it to."""
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def _middleware(service: Service) -> list[Middleware]:
    settings = service.settings
    imports = (f"{PREFIX}/imports", f"{PREFIX}/uploads", "/operation/imports", "/operation/runs")
    exceptions = (
        *(BodyBound(path, settings.max_import_bytes) for path in imports),
        *(BodyBound(path, settings.max_document_bytes + FORM) for path in DOCUMENTS),
    )
    return [
        Middleware(
            RequestLog, prefix=PREFIX, https=settings.site.startswith("https:"), hsts_seconds=settings.hsts_seconds
        ),
        Middleware(TrustedHosts, hosts=settings.hosts),
        Middleware(Forgiving),
        Middleware(Metered, meters=service.meters, prefix=PREFIX),
        Middleware(BoundedBody, limit=settings.max_body_bytes, exceptions=exceptions),
    ]


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """Every route. To make them takes a third of a second, and they are the same whichever service answers them."""
    known = Depends(only_known_parameters)
    root = APIRouter()
    for router in ROUTES:
        # With a prefix, FastAPI makes the routes of a router when the first of them is asked for, and only once.
        root.include_router(
            router,
            prefix=PREFIX,
            dependencies=[known, Depends(only_readable_body)],
            responses=refusals(401, 422, 500, 503),
        )
    for router in PAGES:
        root.include_router(router)
    root.include_router(metrics.router, dependencies=[known], responses=refusals(422, 500, 503))
    root.mount("/static", StaticFiles(directory=STATIC), name="static")
    return tuple(root.routes)


def _add_refusals(app: FastAPI) -> None:
    def answer(request: Request, refused: Refused) -> Response:
        # For the request's line in the log.
        request.state.refused = refused.problem.code
        if request.url.path.startswith("/api/") or request.url.path == metrics.PATH:
            return json_refusal(request, refused)
        templates: Templates = request.app.state.templates
        return templates.refusal(request, refused)

    app.state.refuse = answer

    async def on_refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)  # noqa: S101 - registered for it; for the type checker
        return answer(request, error)

    async def on_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
        return answer(request, refused_by_framework(request, error))

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - as above
        response = answer(request, refused_by_routing(request, error))
        if error.status_code == 405:
            response.headers["Allow"] = ", ".join(allowed_methods(request)) or (error.headers or {}).get("Allow", "")
        return response

    app.add_exception_handler(Refused, on_refused)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
