"""Learns weights from judged folders, and from what this office's people judged and what became of its cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from api.service import Service
from corpus.disclosure import EVERY_TIER
from corpus.passages import SINGULAR, Kind
from corpus.records import CaseStage
from corpus.store import Store
from corpus.store.judgements import TEXT, Asked, Candidate, by_pair
from index.tokens import question_terms
from matcher.cases.stages import DeclineReason
from matcher.evaluation import Progress, questions, searcher_of
from matcher.judged import read_judged_set
from matcher.judged_sets import grade_of
from matcher.learning import Question
from matcher.match import KIND_OF, Query
from matcher.metrics import relevant_of
from matcher.query import record_query, text_query
from matcher.snapshot import searcher_over
from matcher.tuning import FEWEST, Case, Tuned, case_of, tuned
from matcher.weights import Weights

OWN: Final = "own"
LICENSED: Final = frozenset({CaseStage.LICENSED.value, CaseStage.FOLLOW_UP.value})
UNFIT: Final = frozenset({DeclineReason.NO_NEED.value, DeclineReason.CAPABILITY.value, DeclineReason.READINESS.value})
"""Reasons that speak against the match itself; price, funding or rights say nothing of it."""

Graded = dict[Asked, dict[Candidate, int]]


@dataclass(frozen=True, slots=True)
class TunedOffice:
    """`published` is the name of the new weights, None where the old are kept."""

    asked: int
    tuned: Tuned | None
    published: str | None

    @property
    def counts(self) -> Mapping[str, int]:
        return {"count": self.asked, "least": FEWEST}

    def as_json(self) -> dict[str, object]:
        if self.tuned is None:
            return {"questions": self.asked, "published": None}
        return {
            "questions": self.tuned.questions,
            "held_out": self.tuned.held_out,
            "before": round(self.tuned.before, 4),
            "after": round(self.tuned.after, 4),
            "difference": {name: round(value, 4) for name, value in asdict(self.tuned.difference).items()},
            "views": dict(self.tuned.views),
            "published": self.published,
        }


def tune_office(service: Service, folders: Sequence[Path], *, own: bool, report: Progress) -> TunedOffice:
    """Publishes what holds on held-out questions. Raises Invalid for a folder that is not of the form."""
    weights = service.weights()
    cases = [case for folder in folders for case in _of_folder(service, folder, weights, report)]
    if own:
        with service.database.reading(EVERY_TIER) as store:
            cases += _of_office(service, store, weights, report)
    found = tuned(cases, weights, service.encoder.info)
    learnt = found.weights if found is not None else None
    published = service.learnt.publish(learnt).name if learnt is not None else None
    return TunedOffice(len(cases), found, published)


def _of_folder(service: Service, folder: Path, weights: Weights, report: Progress) -> Iterator[Case]:
    judged = read_judged_set(folder)
    searcher = searcher_of(judged, service.encoder, service.judged_cache, report)
    for asked in questions(judged, service.encoder, report):
        relevant = relevant_of(judged.grades[asked.id])
        if relevant:
            question = Question(judged.kind, asked.vectors, asked.tokens, min(relevant), judged.grades[asked.id])
            case = case_of(judged.name, searcher, question, weights)
            if case is not None:
                yield case


def _of_office(service: Service, store: Store, weights: Weights, report: Progress) -> list[Case]:
    found: list[Case] = []
    searcher = searcher_over(service.index, store)
    graded = judged_by_office(store)
    for number, (asked, grades) in enumerate(graded.items(), start=1):
        query = _query(store, asked)
        if query is None:
            continue
        vectors, terms = service.encoder.encode_query(query.passages), question_terms(query.text)
        for to in sorted({each.kind for each in grades}):
            known = {each.id: grade for each, grade in grades.items() if each.kind == to}
            question = Question(to, vectors, terms, f"{asked.kind}:{asked.id}", known, judged_only=True)
            case = case_of(OWN, searcher, question, weights)
            found += [] if case is None else [case]
        report(OWN, number, len(graded))
    return found


def judged_by_office(store: Store) -> Graded:
    """Grades by question and candidate: 2 relevant, 1 partly, 0 not. What people judged goes before what became of a
    case: a licence is relevant, a refusal for want of need, capability or readiness is not."""
    graded: Graded = {}
    for asked, candidate, grade in _outcomes(store):
        graded.setdefault(asked, {})[candidate] = grade
    for (asked, candidate), rows in by_pair(list(store.judgements.standing())).items():
        graded.setdefault(asked, {})[candidate] = grade_of(rows)
    return graded


def _outcomes(store: Store) -> Iterator[tuple[Asked, Candidate, int]]:
    for case in store.cases.concluded():
        told = 2 if case.stage in LICENSED else 0 if case.declined_reason in UNFIT else None
        if told is not None:
            yield Asked(case.subject_kind, case.subject_id), Candidate("companies", case.company_id), told


def _query(store: Store, asked: Asked) -> Query | None:
    """The question as it is asked now; None for a record that is not there any more."""
    if asked.kind == TEXT:
        return text_query(asked.text or "") if asked.text else None
    kind: Kind = next(kind for kind in KIND_OF.values() if kind == asked.kind)
    document = store.documents.get(kind, asked.id)
    return None if document is None else record_query(SINGULAR[kind], document)
