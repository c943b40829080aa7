"""Why a named record is not among the shown: the same search once more, with an eye on one candidate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from corpus.filters import Filters
from corpus.problems import NotFound
from corpus.store import RecordSummary, Store
from index.encoder import Encoder, Vectors
from index.searcher import Searcher
from index.tokens import question_terms
from matcher.choosing import Choice, choose
from matcher.copies import asked
from matcher.evidence import explainer_of
from matcher.exposure import Change
from matcher.judgement import Judgement
from matcher.judging import Judging
from matcher.match import Evidence, MatchRequest
from matcher.programmes.verdicts import Outcome
from matcher.query import ELEMENTS
from matcher.retrieval import DEPTH, Ranked
from matcher.snapshot import passage_vectors
from matcher.subject import Subject, allowed_by, subject_of
from matcher.weights import Weights


class Cause(StrEnum):
    """What keeps a record out of the list, the most decisive first."""

    WITHDRAWN = "withdrawn"
    ITSELF = "itself"
    NOT_INDEXED = "not-indexed"
    FILTER = "filter"
    AREA = "area"
    NOT_FOUND = "not-found"
    TRACK = "track"
    PROGRAMME = "programme"
    FAMILY = "family"
    OWN_FAMILY = "own-family"
    EXPOSURE = "exposure"
    BELOW = "below"
    SHOWN = "shown"


ORDER = tuple(Cause)


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause. `name` is the condition (a filter's name), `values` what it asks for or who stands in the way."""

    cause: Cause
    name: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """Where a record stands: its rank among the scored from 1, shown score 0 to 1, and the raw views behind it.

    Rank and score are None for a record that no retriever named: its views are told all the same.
    """

    record: RecordSummary
    rank: int | None
    score: float | None
    views: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """`reasons` stand the most decisive first: taking the first away need not be enough.

    `position` is that among the candidates as asked for; `unfiltered` that without filters, where a filter excludes
    it. `last` is the last one shown. `record` is None for a withdrawn one, of which nothing else is told.
    """

    id: str
    record: RecordSummary | None
    reasons: tuple[Reason, ...]
    considered: int = 0
    shown: int = 0
    position: Position | None = None
    unfiltered: Position | None = None
    last: Position | None = None
    judgement: Judgement | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    """One ranking of the question's candidates, as far as why-not looks at it."""

    store: Store
    searcher: Searcher
    request: MatchRequest
    subject: Subject
    vectors: Vectors
    words: Sequence[str]
    weights: Weights

    def ranked(self, allowed: frozenset[str] | None) -> Ranked:
        return asked(
            self.store,
            self.searcher,
            self.subject,
            self.request.to,
            self.vectors,
            self.words,
            self.weights,
            allowed,
        )

    def position(self, ranked: Ranked, record: RecordSummary) -> Position:
        if record.id in ranked.ids:
            return position_in(ranked, record)
        told = self.searcher.views(self.request.to, [record.id], self.vectors, self.words).named
        return Position(record, None, None, {name: round(float(each[0]), 4) for name, each in told.items()})


def why_not(  # noqa: PLR0917 - where to look, what is asked, whom it is about
    store: Store,
    judging: Judging,
    encoder: Encoder,
    request: MatchRequest,
    record_id: str,
    weights: Weights,
    *,
    withdrawn: bool = False,
) -> WhyNot:
    """What keeps a record of the kind looked for out of an answer. With `withdrawn` it tells of withdrawn ones too.

    Raises NotFound for a record that the store does not show, and as `Matchmaker.match`.
    """
    subject = subject_of(store, request)
    searcher = judging.searcher
    record = store.documents.summaries(request.to, [record_id]).get(record_id)
    if record is None:
        gone = store.shelf(request.to).get(record_id, withdrawn=True) if withdrawn else None
        if gone is None:
            raise NotFound.because(store.shelf(request.to).unknown, "with", record_id)
        return WhyNot(record_id, None, (Reason(Cause.WITHDRAWN, gone.withdrawn_reason or ""),))
    if record_id in subject.itself(request.to):
        return WhyNot(record_id, record, (Reason(Cause.ITSELF),))
    if not searcher.contains(request.to, record_id):
        return WhyNot(record_id, record, (Reason(Cause.NOT_INDEXED),))
    query = subject.query
    vectors = encoder.encode_query(query.passages)
    run = _Run(store, searcher, request, subject, vectors, tuple(question_terms(query.text)), weights)
    asking = subject.asking(judging)
    excluded = [*_filters(store, request, record_id), *_areas(searcher, request, record_id)]
    ranked = run.ranked(allowed_by(store, searcher, request))
    choice = choose(request, ranked, judging, asking, subject.record)
    judgement = judging.judged(asking, request.to, [record_id])[record_id]
    last = choice.places[-1] if choice.places else None
    reasons = reasons_of(request, record, ranked, choice, judgement, subject.record, excluded)
    return WhyNot(
        id=record_id,
        record=record,
        reasons=reasons,
        considered=len(ranked),
        shown=len(choice.places),
        position=None if excluded else run.position(ranked, record),
        unfiltered=run.position(run.ranked(None), record) if excluded else None,
        last=position_in(ranked, last.summary) if last else None,
        judgement=judgement,
        evidence=_evidence(run, encoder, record),
    )


def reasons_of(  # noqa: PLR0917 - what was asked, about whom, and what came of it
    request: MatchRequest,
    record: RecordSummary,
    ranked: Ranked,
    choice: Choice,
    judgement: Judgement,
    asking: RecordSummary | None,
    excluded: Sequence[Reason] = (),
) -> tuple[Reason, ...]:
    """What a ranking says of one record; never empty. `excluded` are the filters that it does not pass."""
    found = [*excluded]
    if not excluded and record.id not in ranked.ids:
        found.append(Reason(Cause.NOT_FOUND, values=(str(DEPTH),)))
    found += _conditions(request, judgement)
    if asking is not None and asking.kind == record.kind and asking.family_id and asking.family_id == record.family_id:
        found.append(Reason(Cause.OWN_FAMILY, values=(asking.id,)))
    for place in choice.places:
        if record.id in place.family:
            found.append(Reason(Cause.FAMILY, values=(place.summary.id,)))
        elif record.id == place.summary.id:
            return (Reason(Cause.SHOWN),)
    if not found and (change := _moved(choice, record.id)):
        found.append(Reason(Cause.EXPOSURE, change.because.value))
    return tuple(sorted(found or [Reason(Cause.BELOW)], key=lambda reason: ORDER.index(reason.cause)))


def position_in(ranked: Ranked, record: RecordSummary) -> Position:
    """Raises ValueError for a record that is not among the ranked."""
    row = ranked.ids.index(record.id)
    views = {name: round(float(scores[row]), 4) for name, scores in ranked.views.items()}
    return Position(record, row + 1, round(float(ranked.scores[row]), 4), views)


def _conditions(request: MatchRequest, judgement: Judgement) -> Iterator[Reason]:
    if request.track is not None and request.track not in judgement.tracks.found:
        yield Reason(Cause.TRACK, values=(request.track.value,))
    wanted = request.outcome or Outcome.ELIGIBLE
    if request.programme is not None and not judgement.falls_under(request.programme, wanted):
        yield Reason(Cause.PROGRAMME, request.programme, (wanted.value,))


def _moved(choice: Choice, record_id: str) -> Change | None:
    changes = choice.arrangement.changes if choice.arrangement else ()
    return next((change for change in changes if change.id == record_id and change.to_rank is None), None)


def _filters(store: Store, request: MatchRequest, record_id: str) -> Iterator[Reason]:
    """Each condition by itself, so that all that exclude are named."""
    for field in fields(Filters):
        value = getattr(request.filters, field.name)
        if value in ((), None):
            continue
        allowed = store.documents.matching(request.to, Filters(**{field.name: value}))
        if allowed is not None and record_id not in allowed:
            values = value if isinstance(value, tuple) else (value,)
            yield Reason(Cause.FILTER, field.name, tuple(str(each) for each in values))


def _areas(searcher: Searcher, request: MatchRequest, record_id: str) -> Iterator[Reason]:
    if request.areas and not any(record_id in searcher.labelled(request.to, area) for area in request.areas):
        yield Reason(Cause.AREA, "tag", request.areas)


def _evidence(run: _Run, encoder: Encoder, record: RecordSummary) -> Evidence | None:
    document = run.store.documents.get(record.kind, record.id)
    if document is None:
        return None
    query = run.subject.query
    explainer = explainer_of(query, run.vectors, encoder)
    most = max(ELEMENTS, len(query.elements))
    return explainer.evidence(document, passage_vectors(run.searcher, encoder, document), most)
