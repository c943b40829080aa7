"""The search page: a question on the left, what answers it on the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData, QueryParams
from starlette.responses import RedirectResponse, Response

from api.errors import detail, language_of_request, status_of
from api.pages.dependencies import ServiceHere, TemplatesHere
from api.questions import SOURCES, USUAL_TARGET, Question, match_request
from api.reading import listing
from api.wiring import Service
from corpus.drafts import CompanySize, LegalStatus
from corpus.filters import KNOWN
from corpus.passages import KINDS, Kind
from corpus.problems import Invalid, Refused
from matcher.match import QueryKind

log = structlog.get_logger(__name__)
router = APIRouter(include_in_schema=False)

ADDRESS_CHARACTERS = 1_500
"""A longer text does not fit every browser's address line; its answer is shown without one."""
RECENT_OF_A_KIND = 2


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter on the form: chosen from a list, or written."""

    name: str
    choices: tuple[str, ...] = ()
    example: str = ""

    @property
    def only(self) -> tuple[Kind, ...]:
        """The kinds that have it, where not all do."""
        having = tuple(kind for kind in KINDS if self.name in KNOWN[kind])
        return having if len(having) < len(KINDS) else ()


FILTERS = (
    FilterField("country", example="KR, US"),
    FilterField("region", example="경상남도"),
    FilterField("size", tuple(CompanySize)),
    FilterField("industry"),
    FilterField("area"),
    FilterField("legal_status", tuple(LegalStatus)),
    FilterField("classes", example="G01S, C04B35"),
    FilterField("filed_from", example="2020-01-01"),
    FilterField("filed_to", example="2024"),
    FilterField("owner"),
    FilterField("language", ("ko", "en")),
    FilterField("fictional", ("true", "false")),
)


@dataclass(frozen=True, slots=True)
class Example:
    """A question to begin with."""

    text: str
    to: Kind


EXAMPLES = (
    Example("고온에서 견디는 세라믹 복합재 부품을 만드는 업체", "companies"),
    Example("low-probability-of-intercept radar signal processing", "patents"),
    Example("무인기 군집 통신을 위한 저전력 메시 네트워크", "companies"),
    Example("lightweight armour for vehicles", "needs"),
)


@dataclass(frozen=True, slots=True)
class SearchForm:
    """What the form shows: the question as it was asked."""

    text: str = ""
    source: QueryKind = "patent"
    id: str = ""
    to: Kind = "companies"
    top: int = 10
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def filtered(self) -> bool:
        return any(self.filters.values())

    @property
    def asked(self) -> bool:
        return bool(self.text.strip() or self.id.strip())


def form_of(given: QueryParams | FormData) -> SearchForm:
    """The form of an address (`?patent=ID`, `?text=...`) or of a sent form (`source` and `id`)."""
    values = {name: value.strip() for name, value in given.multi_items() if isinstance(value, str)}
    source: QueryKind = next((kind for kind in SOURCES[:3] if values.get(kind)), "patent")
    record_id = values.get(source, "")
    if values.get("id"):
        source = next((kind for kind in SOURCES[:3] if kind == values.get("source")), source)
        record_id = values["id"]
    target = next((kind for kind in KINDS if kind == values.get("to")), USUAL_TARGET[source])
    top = int(values["top"]) if values.get("top", "").isdecimal() and len(values["top"]) < 4 else 10
    return SearchForm(
        text=values.get("text", ""),
        source=source,
        id=record_id,
        to=target,
        top=top,
        filters={each.name: values[each.name] for each in FILTERS if values.get(each.name)},
    )


def question_of(form: SearchForm) -> Question:
    """Raises Invalid where both a text and a record are given."""
    if form.text.strip() and form.id.strip():
        raise Invalid.because("text_and_record", "text", form.id)
    question = {"text": form.text} if form.text.strip() else {form.source: form.id}
    fitting = {name: value for name, value in form.filters.items() if name in KNOWN[form.to]}
    return Question(**question, to=form.to, top=form.top, filters=fitting)  # type: ignore[arg-type]


@router.get("/")
def search_page(request: Request, service: ServiceHere, templates: TemplatesHere) -> Response:
    """The form, and the answer where something was asked."""
    return _page(request, service, templates, form_of(request.query_params))


async def sent_form(request: Request) -> FormData:
    """The form as it was sent, bounded."""
    return await request.form(max_files=0, max_fields=50)


@router.post("/")
def send_form(
    request: Request, service: ServiceHere, templates: TemplatesHere, sent: Annotated[FormData, Depends(sent_form)]
) -> Response:
    """A short question gets an address of its own, which can be kept and shared; a long text is answered here."""
    form = form_of(sent)
    if len(form.text) > ADDRESS_CHARACTERS:
        return _page(request, service, templates, form)
    pairs: list[tuple[str, str]] = [("text", form.text)] if form.text else []
    pairs += [(form.source, form.id)] if form.id else []
    pairs += [("to", form.to), *form.filters.items()]
    pairs += [("top", str(form.top))] if form.top != 10 else []
    return RedirectResponse(f"/?{urlencode(pairs)}", status_code=303)


def _page(request: Request, service: Service, templates: TemplatesHere, form: SearchForm) -> Response:
    values: dict[str, object] = {"form": form, "filters": FILTERS, "answer": None, "error": None}
    status = 200
    try:
        if form.asked:
            values["answer"] = service.matchmaker.match(match_request(question_of(form)))
    except Refused as refused:
        status = status_of(refused)
        values["error"] = detail(refused.problem, language_of_request(request))
    if values["answer"] is None and values["error"] is None:
        values |= _welcome(service)
    return templates.page(request, "search.html", values, here="search", status=status)


def _welcome(service: Service) -> dict[str, object]:
    with service.database.reading() as store:
        counts = {kind: store.documents.count(kind) for kind in KINDS}
        recent = [item for kind in KINDS for item in listing(store, kind, None, RECENT_OF_A_KIND).items]
    return {"counts": counts, "recent": recent, "examples": EXAMPLES}
