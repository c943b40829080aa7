"""Two sides of one match beside each other: what is asked for, and the record that may answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.errors import language_of_request
from api.language import Words
from api.pages.dependencies import ServiceHere, TemplatesHere
from api.pages.marking import Excerpt, with_excerpts
from api.pages.search import SearchForm, form_of
from api.pages.view import AnyRecord, Part, Section, record_view
from api.reading import company_record, need_record, patent_record
from api.wiring import Service
from corpus.passages import Document, Kind
from corpus.problems import Invalid, NotFound
from corpus.store import Store
from index.encoder import Vectors
from index.searcher import Searcher
from index.tokens import keywords_many
from matcher.evidence import Explainer
from matcher.match import KIND_OF, Evidence
from matcher.match import Query as Wanted
from matcher.query import record_query, text_query

router = APIRouter(include_in_schema=False)

With = Annotated[str, Query(alias="with", max_length=300)]


@dataclass(frozen=True, slots=True)
class Sides:
    """`asking` is None where a plain text asks."""

    wanted: Wanted
    asking: AnyRecord | None
    candidate: AnyRecord
    evidence: Evidence


@router.get("/compare")
def compare_page(request: Request, service: ServiceHere, templates: TemplatesHere, candidate: With = "") -> Response:
    """`?patent=ID` (or company, need, text) as in a search, `to` the candidate's kind, `with` its id."""
    form = form_of(request.query_params)
    sides = _sides(service, form, candidate)
    words = Words(language_of_request(request))
    pairs = list(enumerate(sides.evidence.pairs, start=1))
    asked = [Excerpt(pair.element_text, number) for number, pair in pairs]
    lacking = [Excerpt(element) for element in sides.evidence.uncovered]
    found = [Excerpt(pair.passage, number, pair.terms) for number, pair in pairs]
    left = record_view(sides.asking, words) if sides.asking else None
    right = record_view(sides.candidate, words)
    text = left.sections if left else (Section("Text", (Part(sides.wanted.text),)),)
    values: dict[str, object] = {
        "form": form,
        "wanted": sides.wanted,
        "evidence": sides.evidence,
        "pairs": pairs,
        "left": left,
        "left_text": with_excerpts(text, [*asked, *lacking], "asked"),
        "right": right,
        "right_text": with_excerpts(right.sections, found, "found"),
    }
    return templates.page(request, "compare.html", values, here="compare")


def _sides(service: Service, form: SearchForm, candidate: str) -> Sides:
    """Raises Invalid for none or several sources, NotFound for a record that is not there."""
    if bool(form.text) == bool(form.id):
        raise Invalid.because("one_source", "query", form.id, known="patent, company, need, text")
    with service.database.reading() as store:
        shown = _record(store, form.to, candidate)
        document = _document(store, form.to, candidate)
        asking = None if form.text else _record(store, KIND_OF[form.source], form.id)
        wanted = (
            text_query(form.text)
            if asking is None
            else record_query(form.source, _document(store, KIND_OF[form.source], form.id))
        )
        searcher = service.live.current(store.changes, store.documents)
    explainer = Explainer(wanted.elements, service.encoder.encode_query(list(wanted.elements)), keywords_many)
    return Sides(wanted, asking, shown, explainer.evidence(document, _vectors(service, searcher, document)))


def _record(store: Store, kind: Kind, record_id: str) -> AnyRecord:
    if kind == "patents":
        return patent_record(store, record_id)
    return company_record(store, record_id) if kind == "companies" else need_record(store, record_id)


def _document(store: Store, kind: Kind, record_id: str) -> Document:
    document = store.documents.get(kind, record_id)
    if document is None:
        raise NotFound.because("not_indexed", "id", record_id)
    return document


def _vectors(service: Service, searcher: Searcher, document: Document) -> Vectors:
    """The index's where it has the record's present text; else the passages are encoded here."""
    hashes = tuple(passage.hash for passage in document.passages)
    kind, record_id = document.kind, document.id
    if searcher.contains(kind, record_id) and searcher.passage_hashes(kind, record_id) == hashes:
        return searcher.passage_vectors(kind, record_id)
    return service.encoder.encode_document([passage.searchable for passage in document.passages])
