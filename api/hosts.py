"""Which names of this site a request may use: a forged one would come back in links, redirects and checks of origin."""

from __future__ import annotations

from collections.abc import Collection

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import Malformed
from api.host_names import host_name


class TrustedHosts:
    """Refuses with 400 what does not name one of the site's hosts, once; what it names instead is not repeated."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        """`hosts` are names as `proper_name` gives them."""
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = [value for name, value in scope["headers"] if name == b"host"]
        if len(given) == 1 and host_name(given[0].decode("latin-1")) in self.hosts:
            await self.app(scope, receive, send)
            return
        # What comes after reads addresses: by a name that is none, or somebody else's, it could not.
        scope = {**scope, "headers": [each for each in scope["headers"] if each[0] != b"host"]}
        request = Request(scope)
        await request.app.state.refuse(request, Malformed.because("unknown_host", "Host"))(scope, receive, send)
