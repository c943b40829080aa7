"""Templates filled in the reader's language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.authentication import told_caller
from api.errors import detail, language_of_request, status_of
from api.language import COOKIE, Words, known_language
from api.pages.labels import label
from api.pages.marking import mark
from corpus.passages import SINGULAR, Kind
from corpus.problems import Refused
from corpus.text import language_of
from index.searcher import EMPTY
from matcher.match import KIND_OF, QueryKind

TEMPLATES = Path(__file__).parents[1] / "templates"
STATIC = Path(__file__).parents[1] / "static"
CACHING = "private, no-cache"
"""Asked anew at each visit, but kept for the way back: a long text is answered to a POST, which has no other."""
COOKIE_SECONDS = 365 * 24 * 3600
BUILT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)")


def record_url(kind: Kind, record_id: str) -> str:
    return f"/{kind}/{quote(record_id, safe='')}"


def search_url(kind: QueryKind, record_id: str, to: Kind) -> str:
    return f"/?{urlencode({kind: record_id, 'to': to})}"


def text_url(text: str, to: Kind) -> str:
    return f"/?{urlencode({'text': text, 'to': to})}"


def moment(value: datetime | None) -> str:
    """A time in UTC to the minute."""
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M}" if value else ""


def generation_moment(name: str) -> str:
    """When the newest of the generations in an index's name was built, in UTC; the name where it tells no time."""
    built = [found.groups() for found in BUILT.finditer(name)]
    return "{}-{}-{} {}:{} UTC".format(*max(built)) if built else name


class Templates:
    """The pages' templates. Made once by the application; safe in any number of threads."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        versions = {path.name: _version(path) for path in STATIC.iterdir() if path.is_file()}
        self._environment.globals.update(
            static=lambda name: f"/static/{name}?v={versions[name]}",
            record_url=record_url,
            search_url=search_url,
            text_url=text_url,
            generation_moment=generation_moment,
            language_of=language_of,
            plural=KIND_OF.__getitem__,
            singular=SINGULAR.__getitem__,
            mark=mark,
            moment=moment,
        )

    def page(
        self, request: Request, template: str, values: Mapping[str, object], *, here: str = "", status: int = 200
    ) -> HTMLResponse:
        """The page in the reader's language; a language that was asked for is kept in a cookie."""
        language = language_of_request(request)
        words = Words(language)
        html = self._environment.get_template(template).render(
            **{"caller": told_caller(request), **values},
            language=language,
            here=here,
            _=words,
            generation_name=lambda name: words("fresh records only") if name == EMPTY else name,
            label=lambda group, value: words(label(group, value)),
            sign_in=f"/sign-in?{urlencode({'next': _here(request)})}",
            in_language=lambda code: f"?{urlencode(_with_language(request, code))}",
        )
        headers = {"Content-Language": language, "Cache-Control": CACHING, "Vary": "Accept-Language, Cookie"}
        response = HTMLResponse(html, status_code=status, headers=headers)
        if known_language(request.query_params.get("lang")):
            response.set_cookie(COOKIE, language, max_age=COOKIE_SECONDS, samesite="lax", httponly=True)
        return response

    def refusal(self, request: Request, refused: Refused) -> HTMLResponse:
        """A refusal as a page of its own, in the same words that the API has for it."""
        error = detail(refused.problem, language_of_request(request))
        status = status_of(refused)
        words = Words(language_of_request(request))
        title = words("Not found") if status == 404 else words("This did not work")
        return self.page(request, "error.html", {"error": error, "status": status, "title": title}, status=status)


def _here(request: Request) -> str:
    """Where a reader comes back to; what a form was sent to is no page to come back to."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    asked = f"?{urlencode(kept)}" if kept else ""
    return f"{quote(request.url.path)}{asked}" if request.method == "GET" else "/"


def _with_language(request: Request, code: str) -> list[tuple[str, str]]:
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return [*kept, ("lang", code)]


def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
