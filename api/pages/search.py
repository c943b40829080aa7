"""The search page: a question on the left, what answers it on the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData, QueryParams
from starlette.responses import RedirectResponse, Response

from api.errors import detail, language_of_request, status_of
from api.language import Words
from api.pages.dependencies import ServiceHere, TemplatesHere
from api.pages.labels import label
from api.questions import SOURCES, USUAL_TARGET, Question, match_request
from api.reading import listing
from api.wiring import Service
from corpus.drafts import CompanySize, LegalStatus
from corpus.filters import KNOWN
from corpus.passages import KINDS, Kind
from corpus.problems import Invalid, Refused
from matcher.match import QueryKind

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

    @property
    def lacking(self) -> tuple[Kind, ...]:
        """The kinds that do not have it."""
        return tuple(kind for kind in KINDS if self.name not in KNOWN[kind])


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

    @property
    def before(self) -> str:
        """Goes with the form, to tell what its reader changed since: `text`, `patent:ID`, or "" at the start."""
        if self.text and self.id:
            return ""
        return f"{self.source}:{self.id}" if self.id else "text" if self.text else ""

    @property
    def has_address(self) -> bool:
        return len(self.text) <= ADDRESS_CHARACTERS

    def without(self, name: str) -> SearchForm:
        """The same question with one filter less."""
        return replace(self, filters={each: value for each, value in self.filters.items() if each != name})

    @property
    def address(self) -> str:
        """Where the answer can be kept and shared."""
        pairs: list[tuple[str, str]] = [("text", self.text)] if self.text else []
        pairs += [(self.source, self.id)] if self.id else []
        pairs += [("to", self.to), *self.filters.items()]
        pairs += [("top", str(self.top))] if self.top != 10 else []
        return f"/?{urlencode(pairs)}"


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force. `without` is the address without it, "" where the question has none; a filter that does
    not fit what is looked for is set aside."""

    name: str
    value: str
    without: str
    fits: bool


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
    form = SearchForm(
        text=values.get("text", ""),
        source=source,
        id=record_id,
        to=target,
        top=top,
        filters={each.name: values[each.name] for each in FILTERS if values.get(each.name)},
    )
    return _newer(form, values.get("before", ""))


def _newer(form: SearchForm, before: str) -> SearchForm:
    """Of a text and a record the one that its reader has just put in: the other stood there from the last answer."""
    if form.text and form.id and before == "text":
        return replace(form, text="")
    if form.text and form.id and before == f"{form.source}:{form.id}":
        return replace(form, id="")
    return form


def question_of(form: SearchForm) -> Question:
    """Raises Invalid where both a text and a record are given."""
    if form.text.strip() and form.id.strip():
        raise Invalid.because("text_and_record", "text", form.id)
    # The source names its own field, which the type of a mapping cannot say.
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
    if not form.has_address:
        return _page(request, service, templates, form)
    return RedirectResponse(form.address, status_code=303)


def _page(request: Request, service: Service, templates: TemplatesHere, form: SearchForm) -> Response:
    words = Words(language_of_request(request))
    values: dict[str, object] = {"form": form, "filters": FILTERS, "chips": _chips(form, words)}
    values |= {"answer": None, "error": None, "total": 0}
    status = 200
    try:
        if form.asked:
            values |= _answer(service, form)
        else:
            values |= _welcome(service)
    except Refused as refused:
        status = status_of(refused)
        values["error"] = detail(refused.problem, words.language)
    return templates.page(request, "search.html", values, here="search", status=status)


def _answer(service: Service, form: SearchForm) -> dict[str, object]:
    """`total` counts the records before the filters, where there are any."""
    answer = service.matchmaker.match(match_request(question_of(form)))
    if answer.eligible is None:
        return {"answer": answer}
    with service.database.reading() as store:
        return {"answer": answer, "total": store.documents.count(form.to)}


def _chips(form: SearchForm, words: Words) -> list[Chip]:
    chosen = {each.name for each in FILTERS if each.choices}
    return [
        Chip(
            name=name,
            value=words(label(name, value)) if name in chosen else value,
            without=form.without(name).address if form.has_address and form.asked else "",
            fits=name in KNOWN[form.to],
        )
        for name, value in form.filters.items()
    ]


def _welcome(service: Service) -> dict[str, object]:
    with service.database.reading() as store:
        counts = {kind: store.documents.count(kind) for kind in KINDS}
        recent = [item for kind in KINDS for item in listing(store, kind, None, RECENT_OF_A_KIND).items]
    return {"counts": counts, "recent": recent, "examples": EXAMPLES}
