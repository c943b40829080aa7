"""Two sides of one match beside each other: what is asked for, and the record that may answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.errors import ErrorDetail
from api.overriding import Ends
from api.pages.areas import AreaShown, areas_of
from api.pages.asking import SearchForm, form_of, question_of
from api.pages.dependencies import Visit, VisitHere
from api.pages.marking import Excerpt, with_excerpts
from api.pages.telling import Teller
from api.pages.view import AnyRecord, Part, Section, record_view
from api.questions import match_request
from api.reading import company_record, need_record, patent_record
from api.schemas.judgements import JudgementShown, Reader
from api.schemas.matches import Receipt as ReceiptShown
from api.wiring import Service
from corpus.passages import Document, Kind
from corpus.problems import Invalid, NotFound
from corpus.records import VerdictOverride
from corpus.roles import OFFICIALS, Right
from corpus.store import Store
from index.tokens import keywords_many
from matcher.evidence import Explainer
from matcher.judgement import Asking, Judgement
from matcher.judging import Judging
from matcher.match import KIND_OF, Evidence, Receipt
from matcher.match import Query as Wanted
from matcher.query import record_query, text_query
from matcher.snapshot import passage_vectors, searcher_over
from matcher.weights import WEIGHTS

router = APIRouter(include_in_schema=False)

With = Annotated[str, Query(alias="with", max_length=300)]


@dataclass(frozen=True, slots=True)
class Attempt:
    """An officer's verdict as it was sent; `error` says why it was refused."""

    programme: str
    outcome: str
    reason: str
    error: ErrorDetail | None = None


@dataclass(frozen=True, slots=True)
class Sides:
    """`asking` is None where a plain text asks; its areas are not told then. `decisions` are what officers decided
    on the pair, the latest first; empty for readers who are not officials."""

    wanted: Wanted
    asking: AnyRecord | None
    candidate: AnyRecord
    evidence: Evidence
    judgement: JudgementShown
    asking_areas: list[AreaShown]
    areas: list[AreaShown]
    receipt: str
    decisions: Sequence[VerdictOverride]
    reader: Reader


@router.get("/compare")
def compare_page(visit: VisitHere, candidate: With = "") -> Response:
    """`?patent=ID` (or company, need, text) as in a search, `to` the candidate's kind, `with` its id."""
    return comparison(visit, form_of(visit.request.query_params), candidate)


def comparison(
    visit: Visit, form: SearchForm, candidate: str, attempt: Attempt | None = None, status: int = 200
) -> Response:
    """The page. Raises Invalid for none or several sources, NotFound for a record that is not there."""
    sides = _sides(visit, form, candidate)
    words = visit.words
    pairs = list(enumerate(sides.evidence.pairs, start=1))
    asked = [Excerpt(pair.element_text, number) for number, pair in pairs]
    lacking = [Excerpt(element) for element in sides.evidence.uncovered]
    found = [Excerpt(pair.passage, number, pair.terms) for number, pair in pairs]
    left = record_view(sides.asking, words) if sides.asking else None
    right = record_view(sides.candidate, words)
    text = left.sections if left else (Section("Text", (Part(sides.wanted.text),)),)
    values: dict[str, object] = {
        "form": form,
        "sides": sides,
        "wanted": sides.wanted,
        "evidence": sides.evidence,
        "judged": sides.judgement,
        "pairs": pairs,
        "left": left,
        "left_text": with_excerpts(text, [*asked, *lacking], "asked"),
        "right": right,
        "right_text": with_excerpts(right.sections, found, "found"),
        "teller": Teller(words, sides.reader),
        "attempt": attempt,
        "may_override": left is not None and visit.caller.may(Right.OVERRIDE_VERDICTS),
        "programme_names": {each.programme: each.name for each in sides.judgement.programmes},
    }
    return visit.page("compare.html", values, here="compare", status=status)


def _sides(visit: Visit, form: SearchForm, candidate: str) -> Sides:
    if bool(form.text) == bool(form.id):
        raise Invalid.because("one_source", "query", form.id, known="patent, company, need, text")
    service, caller = visit.service, visit.caller
    kind = KIND_OF[form.source]
    with visit.reading() as store:
        shown = _record(store, form.to, candidate)
        document = _document(store, form.to, candidate)
        asking = None if form.text else _record(store, kind, form.id)
        own = None if form.text else _document(store, kind, form.id)
        wanted = text_query(form.text) if own is None else record_query(form.source, own)
        searcher = searcher_over(service.index, store)
        judging = Judging.over(store, searcher, service.today())
        judgement = _judgement(judging, Asking() if own is None else judging.asking(kind, form.id), form.to, candidate)
        reader = Reader(visit.words.language, judging.catalogue, caller)
        decisions: Sequence[VerdictOverride] = ()
        if own is not None and caller.role in OFFICIALS and (kind, form.id) != (form.to, candidate):
            pair = Ends(kind, form.id, form.to, candidate).require(store)
            decisions = store.programmes.override_history(pair)[::-1]
    vectors = passage_vectors(searcher, service.encoder, document)
    explainer = Explainer(wanted.elements, service.encoder.encode_query(list(wanted.elements)), keywords_many)
    return Sides(
        wanted=wanted,
        asking=asking,
        candidate=shown,
        evidence=explainer.evidence(document, vectors),
        judgement=JudgementShown.of(judgement, reader),
        asking_areas=areas_of(service, own, passage_vectors(searcher, service.encoder, own), reader) if own else [],
        areas=areas_of(service, document, vectors, reader),
        receipt=_receipt(service, form, judging, asking, shown),
        decisions=decisions,
        reader=reader,
    )


def _judgement(judging: Judging, asking: Asking, kind: Kind, record_id: str) -> Judgement:
    judged = judging.judged(asking, kind, [record_id]).get(record_id)
    if judged is None:
        raise NotFound.because("not_indexed", "id", record_id)
    return judged


def _record(store: Store, kind: Kind, record_id: str) -> AnyRecord:
    if kind == "patents":
        return patent_record(store, record_id)
    return company_record(store, record_id) if kind == "companies" else need_record(store, record_id)


def _document(store: Store, kind: Kind, record_id: str) -> Document:
    document = store.documents.get(kind, record_id)
    if document is None:
        raise NotFound.because("not_indexed", "id", record_id)
    return document


def _receipt(
    service: Service, form: SearchForm, judging: Judging, asking: AnyRecord | None, candidate: AnyRecord
) -> str:
    """What it takes to repeat the match, as JSON: the same as in the answer that the candidate is part of."""
    searcher = judging.searcher
    encoder = searcher.encoder
    receipt = Receipt(
        question=match_request(question_of(form)).asked,
        generation=searcher.generation,
        sequence=searcher.sequence,
        model=encoder.model,
        revision=encoder.revision,
        precision=encoder.precision,
        glossary=encoder.glossary,
        weights=WEIGHTS[service.settings.mode].name,
        query_version=asking.version if asking else None,
        query_hash=asking.content_hash if asking else None,
        candidate_version=candidate.version,
        candidate_hash=candidate.content_hash,
        rules=judging.rules.version,
        judged_on=judging.context.today,
        labels=searcher.scheme.key,
    )
    return ReceiptShown.model_validate(receipt).model_dump_json(indent=2)
