"""Measures every request, by the template of its route. Plain ASGI."""

from __future__ import annotations

import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.meters import LIMITS, Meters
from api.route_names import template_of

METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER: Final = "other"


class Metered:
    """Lies within what changes the scope, to see the route that was found. `prefix` begins the API's addresses."""

    def __init__(self, app: ASGIApp, meters: Meters, prefix: str) -> None:
        self.app = app
        self.meters = meters
        self.prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # What was not answered at all ends as a 500, further out.
        status, started = 500, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self.meters.in_flight.inc()
        try:
            await self.app(scope, receive, noted)
        finally:
            self.meters.in_flight.dec()
            taken = time.perf_counter() - started
            method = scope["method"] if scope["method"] in METHODS else OTHER
            self.meters.requests.labels(template_of(scope, self.prefix), method, f"{status // 100}xx").observe(taken)
            if status in LIMITS:
                self.meters.limits_hit.labels(LIMITS[status]).inc()
