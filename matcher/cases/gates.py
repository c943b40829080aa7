"""What screening says to a case: which steps it forbids, and what an officer should know before others.

A subject that is blocked may not be talked about with a company at all, one whose determination has lapsed may not go
on to an agreement, and nobody licenses what the company may not know of.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from corpus.disclosure import ControlStatus, Tier
from corpus.passages import Kind, kind_of
from corpus.problems import Conflict, Problem
from corpus.records import Case, CaseStage
from corpus.store import Store
from matcher.cases.stages import ORDER
from matcher.screening.desk import state_of
from matcher.screening.states import State

AGREEMENTS: Final = frozenset({CaseStage.NDA, CaseStage.EVALUATION, CaseStage.NEGOTIATION, CaseStage.LICENSED})


def check_gate(store: Store, case: Case, to: CaseStage, day: date) -> None:
    """Whether a step forward is open. Going back, and following up what is licensed, always is.

    Raises Conflict `case_subject_blocked`, `case_subject_lapsed` or `case_subject_restricted`.
    """
    if ORDER.index(to) < ORDER.index(CaseStage(case.stage)) or to is CaseStage.FOLLOW_UP:
        return
    state = subject_state(store, case)
    if state.control is ControlStatus.BLOCKED and to is not CaseStage.SHORTLISTED:
        raise Conflict.because("case_subject_blocked", "stage", to.value, subject=case.subject_id)
    if (state.lapsed or state.expired(day)) and to in AGREEMENTS:
        raise Conflict.because("case_subject_lapsed", "stage", to.value, subject=case.subject_id)
    if to is CaseStage.LICENSED and state.shown(day) is Tier.RESTRICTED:
        raise Conflict.because("case_subject_restricted", "stage", to.value, subject=case.subject_id)


def check_contact(store: Store, case: Case) -> None:
    """Whether a case may become known to its company. One that is known already may be written to: to say that it
    stops, if nothing else.

    Raises Conflict `case_subject_blocked`.
    """
    if case.shared_at is None and subject_state(store, case).control is ControlStatus.BLOCKED:
        raise Conflict.because("case_subject_blocked", "text", subject=case.subject_id)


def cautions(store: Store, case: Case, day: date) -> tuple[Problem, ...]:
    """What stands beside the forms of a case, for officials."""
    state = subject_state(store, case)
    found: list[Problem] = []
    if state.control is ControlStatus.BLOCKED:
        found.append(Problem.of("case_subject_blocked", "", "", subject=case.subject_id))
    elif state.lapsed or state.expired(day):
        found.append(Problem.of("case_subject_lapsed", "", "", subject=case.subject_id))
    elif state.shown(day) is Tier.RESTRICTED:
        found.append(Problem.of("case_subject_restricted", "", "", subject=case.subject_id))
    if state.control is ControlStatus.HINT or state.stale:
        found.append(Problem.of("case_subject_hint", "", "", subject=case.subject_id))
    kind = kind_of(case.subject_kind)
    if store.shelf(kind).get(case.subject_id) is None:
        found.append(Problem.of("case_subject_withdrawn", "", "", subject=case.subject_id))
    if store.companies.get(case.company_id) is None:
        found.append(Problem.of("case_company_withdrawn", "", "", company=case.company_name))
    return tuple(found)


def subject_state(store: Store, case: Case) -> State:
    """Where the subject stands in screening."""
    return state_of(store, kind_of(case.subject_kind), case.subject_id)


def subject_tiers(store: Store, cases: Sequence[Case]) -> dict[tuple[str, str], Tier]:
    """By kind and id, the tier that each subject is shown at; withdrawn ones too."""
    found: dict[tuple[str, str], Tier] = {}
    kinds: dict[Kind, set[str]] = {}
    for case in cases:
        kinds.setdefault(kind_of(case.subject_kind), set()).add(case.subject_id)
    for kind, ids in kinds.items():
        found.update({(kind, id_): tier for id_, tier in store.screening.tiers(kind, sorted(ids)).items()})
    return found
