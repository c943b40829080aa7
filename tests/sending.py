"""Forms as a browser sends them from a page of the site: with the token of the session that the page is shown in."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

FIELD = "form_token"
HOLDERS = ("__Host-session", "session", "__Host-opening", "opening")
"""The cookies that the token belongs to, the first one that there is."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def token_of(held: str) -> str:
    """What forms carry that are shown to who holds this cookie's value, worked out apart from the product."""
    made = hmac.new(held.encode(), FIELD.encode(), "sha256").digest()[:16]
    return urlsafe_b64encode(made).decode().rstrip("=")


def with_form_token(request: Callable[..., Any]) -> Callable[..., Any]:
    """A client's `request` that adds the token to forms of pages that name none."""

    def sending(client: Any, method: str, url: Any, **given: Any) -> Any:
        form = given.get("data")
        apart = given.get("json") is not None or given.get("content") is not None or "/api/" in str(url)
        if method.upper() not in SAFE and not apart and (form is None or isinstance(form, dict)):
            headers = {name.lower(): value for name, value in dict(given.get("headers") or {}).items()}
            told = {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
            kept = {cookie.name: cookie.value for cookie in client.cookies.jar}
            held = next((value for name in HOLDERS if (value := told.get(name) or kept.get(name))), None)
            if held:
                given["data"] = {FIELD: token_of(held), **(form or {})}
        return request(client, method, url, **given)

    return sending
