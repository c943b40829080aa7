"""Templates filled in the reader's language."""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.accounts.authentication import told_caller
from api.cookies import FORM_TOKEN, LANGUAGE, NOTICE, YEAR, form_token
from api.errors import detail, language_of_request, status_of
from api.language import Words, known_language
from api.pages.clock import COOKIE as ZONE
from api.pages.clock import Clock
from api.pages.labels import label
from api.pages.marking import mark
from api.pages.navigation import Crumb, menu
from api.programmes.won import won
from corpus.passages import SINGULAR, Kind
from corpus.problems import Refused
from corpus.text import language_of
from index.searcher import EMPTY
from matcher.match import KIND_OF, QueryKind

TEMPLATES = Path(__file__).parents[1] / "templates"
STATIC = Path(__file__).parents[1] / "static"
CACHING = "private, no-cache"
"""Asked anew at each visit, but kept for the way back: a long text is answered to a POST, which has no other."""
NOTICE_SECONDS = 60
SENDING = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>')
"""Where a form begins that changes something. What readers wrote stands on no page as a tag."""
BUILT = re.compile(r"\d{8}T\d{4}")


def record_url(kind: Kind, record_id: str) -> str:
    return f"/{kind}/{quote(record_id, safe='')}"


def search_url(kind: QueryKind, record_id: str, to: Kind) -> str:
    return f"/?{urlencode({kind: record_id, 'to': to})}"


def text_url(text: str, to: Kind) -> str:
    return f"/?{urlencode({'text': text, 'to': to})}"


def generation_built(name: str) -> datetime | None:
    """When the newest of the generations in an index's name was built; None where it tells no time."""
    built = [datetime.strptime(found.group(), "%Y%m%dT%H%M").replace(tzinfo=UTC) for found in BUILT.finditer(name)]
    return max(built, default=None)


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
            language_of=language_of,
            plural=KIND_OF.__getitem__,
            singular=SINGULAR.__getitem__,
            mark=mark,
            number=number,
        )

    def page(
        self,
        request: Request,
        template: str,
        values: Mapping[str, object],
        *,
        here: str = "",
        status: int = 200,
        crumbs: Sequence[Crumb] = (),
    ) -> HTMLResponse:
        """The page in the reader's language and zone; a language that was asked for is kept in a cookie.

        `here` is the menu's entry that the page belongs to, `crumbs` the way to it below that entry. A notice that
        `telling` left is shown once.
        """
        language = language_of_request(request)
        words = Words(language)
        caller = told_caller(request)
        clock = Clock.of(request.cookies.get(ZONE), request.app.state.service.settings.time_zone)
        html = self._environment.get_template(template).render(
            **{"caller": caller, **values},
            language=language,
            here=here,
            menu=menu(caller),
            crumbs=crumbs,
            told=_told(request, words),
            clock=clock,
            moment=clock.moment,
            day=clock.day,
            won=lambda amount: won(amount, language),
            _=words,
            generation_name=lambda name: words("fresh records only") if name == EMPTY else name,
            generation_moment=lambda name: clock.minute(generation_built(name)) or name,
            label=lambda group, value: words(label(group, value)),
            sign_in=f"/sign-in?{urlencode({'next': _here(request)})}",
            in_language=lambda code: f"?{urlencode(_with_language(request, code))}",
        )
        headers = {"Content-Language": language, "Cache-Control": CACHING, "Vary": "Accept-Language, Cookie"}
        response = HTMLResponse(_with_tokens(html, form_token(request)), status_code=status, headers=headers)
        if known_language(request.query_params.get("lang")):
            LANGUAGE.keep(request, response, language, YEAR)
        if NOTICE.read(request):
            NOTICE.drop(request, response)
        return response

    def refusal(self, request: Request, refused: Refused) -> HTMLResponse:
        """A refusal as a page of its own, in the same words that the API has for it."""
        error = detail(refused.problem, language_of_request(request))
        status = status_of(refused)
        words = Words(language_of_request(request))
        title = words("Not found") if status == 404 else words("This did not work")
        return self.page(request, "error.html", {"error": error, "status": status, "title": title}, status=status)


def telling(request: Request, response: Response, sentence: str, **facts: str | int) -> Response:
    """Leaves a notice for the page that follows: an English sentence of the catalogue and what fills its places."""
    kept = orjson.dumps({"sentence": sentence, "facts": facts})
    NOTICE.keep(request, response, urlsafe_b64encode(kept).decode(), NOTICE_SECONDS)
    return response


def notice(sentence: str) -> str:
    """Marks an English sentence for `telling` as one of the catalogue."""
    return sentence


def shortened(text: str, most: int) -> str:
    """At most so many characters, cut at a blank where there is one."""
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]}…"


def number(amount: float) -> str:
    """With thousands parted."""
    return f"{amount:,}"


def _with_tokens(html: str, token: str) -> str:
    """The page, its forms with the token of the session that it is shown in."""
    field = f'<input type="hidden" name="{FORM_TOKEN}" value="{token}">'
    return SENDING.sub(lambda form: form.group() + field, html) if token else html


def _told(request: Request, words: Words) -> str:
    """The notice in the reader's words; "" for none, and for a cookie that nobody here wrote."""
    try:
        kept = orjson.loads(urlsafe_b64decode(NOTICE.read(request)))
        return words(str(kept["sentence"]), **{str(name): str(fact) for name, fact in kept["facts"].items()})
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


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
