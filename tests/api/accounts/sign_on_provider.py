"""A single sign-on of the tests' own: a small OpenID provider that listens on the loopback and signs real tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "matcher", "a secret between the two"


@dataclass
class Provider:
    """Who signs in there next (`claims`), and how it misbehaves: `changed` replaces claims of its tokens.

    Who asks for what `moved` names is sent on to where it would be answered.
    """

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "248289761001"})
    changed: dict[str, Any] = field(default_factory=dict)
    strange_key: bool = False
    unsigned: bool = False
    called: list[str] = field(default_factory=list)
    moved: str = ""
    _asked: dict[str, dict[str, str]] = field(default_factory=dict)
    _key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    _other: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._metadata),
                Route("/keys", self._keys),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/moved/metadata", self._metadata),
                Route("/moved/keys", self._keys),
                Route("/moved/token", self._token, methods=["POST"]),
            ]
        )

    def _elsewhere(self, request: Request, what: str) -> Response | None:
        self.called.append(request.url.path)
        at_last = request.url.path.startswith("/moved/")
        return RedirectResponse(f"{self.issuer}/moved/{what}") if self.moved == what and not at_last else None

    def _metadata(self, request: Request) -> Response:
        if elsewhere := self._elsewhere(request, "metadata"):
            return elsewhere
        pages = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return JSONResponse({"issuer": self.issuer, **{name: f"{self.issuer}/{page}" for name, page in pages.items()}})

    def _keys(self, request: Request) -> Response:
        if elsewhere := self._elsewhere(request, "keys"):
            return elsewhere
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})

    def _authorize(self, request: Request) -> Response:
        """Somebody has signed in there: back with a code."""
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._asked[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    async def _token(self, request: Request) -> Response:
        if elsewhere := self._elsewhere(request, "token"):
            return elsewhere
        form = {name: str(value) for name, value in (await request.form()).items()}
        asked = self._asked.pop(form["code"], None)
        told = request.headers["authorization"].removeprefix("Basic ")
        client = base64.b64decode(told).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or client != f"{CLIENT}:{SECRET}"
            or challenge != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= self.claims | self.changed
        if self.unsigned:
            token = ".".join(_part(each) for each in ({"alg": "none"}, claims)) + "."
        else:
            token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self._other if self.strange_key else self._key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token})


def _part(content: dict[str, Any]) -> str:

    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


@contextmanager
def provider(certificate: Path | None = None) -> Iterator[Provider]:
    """`certificate` is a file with a key and its certificate, for one that is reached encrypted."""
    made = Provider()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        made.issuer = f"http{'s' if certificate else ''}://127.0.0.1:{listening.getsockname()[1]}"
        served = uvicorn.Config(made.app(), log_level="critical", access_log=False, ssl_certfile=certificate)
        server = uvicorn.Server(served)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        try:
            yield made
        finally:
            server.should_exit = True
            thread.join(10)


def answered(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
