"""Where a request comes from: of which site the page is that sent it, and whether the way is encrypted."""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, urlsplit

from starlette.requests import Request

from api.addresses import is_loopback
from api.settings import Settings
from corpus.problems import Forbidden

OWN_SITE: Final = frozenset({"same-origin", "none"})
"""What browsers say in `Sec-Fetch-Site` of a page of this site, and of an address that somebody typed."""


def same_origin(request: Request) -> bool:
    """Whether a form was sent from a page of this site; a browser that tells nothing of it is not believed."""
    host = request.headers.get("host", "")
    if host == "" or request.headers.get("sec-fetch-site", "none") not in OWN_SITE:
        return False
    origin = _origin(request)
    # A page without encryption can be anybody's on the way: it speaks for no site that has some.
    stripped = origin.scheme != "https" and request.url.scheme == "https"
    return origin.netloc == host and not stripped


def check_origin(request: Request) -> None:
    """Raises Forbidden `other_origin` for a form that was not sent from a page of this site."""
    if not same_origin(request):
        raise Forbidden.because("other_origin")


def check_way_in(request: Request) -> None:
    """Before anything that somebody signs in with is looked at.

    Raises Forbidden `other_origin`, and `sign_in_needs_https` where the browser would not keep the session.
    """
    check_origin(request)
    here = is_loopback(_origin(request).hostname or "") and not _settings(request).is_production
    if not (over_https(request) or here):
        raise Forbidden.because("sign_in_needs_https")


def over_https(request: Request) -> bool:
    """As the browser sees it: a proxy before this process may have taken the encryption off."""
    if same_origin(request):
        return _origin(request).scheme == "https"
    return request.url.scheme == "https" or _settings(request).site.startswith("https:")


def keeps_to_https(request: Request) -> bool:
    """Whether the browser is to send cookies over HTTPS only: in production always."""
    return _settings(request).is_production or over_https(request)


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.service.settings
    return settings


def _origin(request: Request) -> SplitResult:
    """Of the page that sent the form, as its browser tells it; empty parts where it does not."""
    try:
        return urlsplit(request.headers.get("origin") or request.headers.get("referer") or "")
    except ValueError:
        return SplitResult("", "", "", "", "")
