"""Two sides of one match beside each other: what is asked for, and the record that may answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.errors import ErrorDetail
from api.matching.questions import match_request
from api.matching.relevance import asked_of
from api.matching.versions import AnyRecord
from api.pages.areas import AreaShown, areas_of
from api.pages.asking import SearchForm, form_of, question_of
from api.pages.dependencies import Visit, VisitHere
from api.pages.marking import Excerpt, with_excerpts
from api.pages.matching.acting import Opening, Side, opening_of, with_match
from api.pages.navigation import Crumb
from api.pages.rendering import record_url
from api.pages.telling import Teller
from api.pages.view import Part, Section, record_view
from api.programmes.overriding import Ends
from api.reading import any_record
from api.schemas.judgements import JudgementShown, Reader
from api.schemas.matches import Receipt as ReceiptShown
from corpus.problems import Invalid
from corpus.records import RelevanceJudgement, VerdictOverride
from corpus.roles import OFFICIALS, Right
from corpus.store.judgements import REASONS
from corpus.store.judgements import Candidate as Judged
from matcher.comparison import Compared
from matcher.match import KIND_OF, Evidence
from matcher.match import Query as Wanted
from matcher.neighbours import LOOKED_AT, Neighbours
from matcher.reasons import Reason
from matcher.snapshot import passage_vectors
from matcher.watching.liveness import dead_match

router = APIRouter(include_in_schema=False)

With = Annotated[str, Query(alias="with", max_length=300)]
NOBODY = Neighbours(None, (), ())


@dataclass(frozen=True, slots=True)
class Attempt:
    """An officer's verdict as it was sent; `error` says why it was refused."""

    programme: str
    outcome: str
    reason: str
    error: ErrorDetail | None = None


@dataclass(frozen=True, slots=True)
class JudgementTried:
    """A judgement of relevance as it was sent, and why it was refused."""

    reason: str
    note: str
    error: ErrorDetail


@dataclass(frozen=True, slots=True)
class Sides:
    """`asking` is None where a plain text asks; its areas are not told then. `decisions` are what officers decided
    on the pair, `opinions` what officials think of its relevance, the latest first; both empty for other readers.
    `neighbours` are who stands around the candidate."""

    wanted: Wanted
    asking: AnyRecord | None
    candidate: AnyRecord
    compared: Compared
    judgement: JudgementShown
    asking_areas: list[AreaShown]
    areas: list[AreaShown]
    receipt: str
    decisions: Sequence[VerdictOverride]
    opinions: Sequence[RelevanceJudgement]
    reader: Reader
    neighbours: Neighbours
    dead: Reason | None

    @property
    def evidence(self) -> Evidence:
        return self.compared.evidence

    @property
    def score(self) -> float | None:
        """The candidate's, None where it is not among those looked at."""
        place = self.neighbours.place
        return place.score if place else None


@router.get("/compare")
def compare_page(visit: VisitHere, candidate: With = "") -> Response:
    """`?patent=ID` (or company, need, text) as in a search, `to` the candidate's kind, `with` its id."""
    return comparison(visit, form_of(visit.request.query_params), candidate)


def comparison(  # noqa: PLR0917 - the pair, then what of a sent form is shown again
    visit: Visit,
    form: SearchForm,
    candidate: str,
    attempt: Attempt | None = None,
    status: int = 200,
    tried: JudgementTried | None = None,
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
        "may_judge": visit.caller.may(Right.JUDGE_MATCHES) and form.has_address,
        "grade_reasons": REASONS,
        "mine": next((each for each in sides.opinions if each.account == visit.caller.account), None),
        "tried": tried,
        "looked_at": max(form.top, LOOKED_AT),
        "opening": _opening(visit, form, sides),
        "sheets": _sheets(visit, form, sides),
        "dead": sides.reader.said(sides.dead) if sides.dead else "",
    }
    return visit.page("compare.html", values, here="search", status=status, crumbs=[Crumb(words("Side by side"))])


def _sides(visit: Visit, form: SearchForm, candidate: str) -> Sides:
    if bool(form.text) == bool(form.id):
        raise Invalid.because("one_source", "query", form.id, known="patent, company, need, text")
    service, caller = visit.service, visit.caller
    kind = KIND_OF[form.source]
    request = match_request(question_of(form))
    comparison = service.compare(request, [candidate], caller, neighbours=True)
    compared, judging = comparison.candidates[0], comparison.judging
    with visit.reading() as store:
        shown = any_record(store, form.to, candidate)
        asking = None if form.text else any_record(store, kind, form.id)
        reader = Reader(visit.words.language, judging.catalogue, caller)
        decisions: Sequence[VerdictOverride] = ()
        opinions: Sequence[RelevanceJudgement] = ()
        if comparison.own is not None and caller.role in OFFICIALS and (kind, form.id) != (form.to, candidate):
            pair = Ends(kind, form.id, form.to, candidate).require(store)
            decisions = store.programmes.override_history(pair)[::-1]
        if caller.role in OFFICIALS:
            opinions = store.judgements.of_pair(asked_of(request), Judged(form.to, candidate))
        own_facts = None if form.text else store.facts.of(kind, [form.id]).get(form.id)
    searcher, own = judging.searcher, comparison.own
    vectors = passage_vectors(searcher, service.encoder, compared.document)
    return Sides(
        wanted=comparison.query,
        asking=asking,
        candidate=shown,
        compared=compared,
        judgement=JudgementShown.of(compared.judgement, reader),
        asking_areas=areas_of(service, own, passage_vectors(searcher, service.encoder, own), reader) if own else [],
        areas=areas_of(service, compared.document, vectors, reader),
        receipt=ReceiptShown.model_validate(compared.receipt).model_dump_json(indent=2),
        decisions=decisions,
        opinions=opinions,
        reader=reader,
        neighbours=compared.neighbours or NOBODY,
        dead=dead_match(compared.judgement.facts, own_facts, service.today()),
    )


def _opening(visit: Visit, form: SearchForm, sides: Sides) -> Opening | None:
    """The case that the reader may open on the pair."""
    if sides.asking is None:
        return None
    pair = Side(KIND_OF[form.source], form.id), Side(form.to, sides.compared.record.id)
    tracks = sides.compared.judgement.tracks.found
    return with_match(opening_of(visit.caller, *pair), sides.compared.receipt, tracks, sides.score)


def _sheets(visit: Visit, form: SearchForm, sides: Sides) -> str:
    """The sheet of the pair's patent or need with its company's evidence, without the ending; "" for none."""
    company, subject = sides.compared.record, sides.asking
    if visit.caller.role not in OFFICIALS or subject is None or company.kind != "companies":
        return ""
    kind = KIND_OF[form.source]
    return record_url(kind, form.id) if kind != "companies" else ""
