"""The stages of a case and which may follow which: a state machine without I/O.

A case goes on step by step. Stepping over stages and one stage back want a note that says why; a licence comes after
the evaluation, so that none is booked of a technology that nobody looked at. Whoever declines says why by a code, and
whoever reopens says why in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from corpus.problems import Conflict, Invalid, Refused
from corpus.records import CaseStage
from corpus.store.case_lists import UNFINISHED
from corpus.text import Language
from corpus.wording.case_labels import STAGE_LABELS

ORDER: Final = (*UNFINISHED, CaseStage.LICENSED, CaseStage.FOLLOW_UP)
BEFORE_LICENCE: Final = frozenset({CaseStage.EVALUATION, CaseStage.NEGOTIATION})
"""A licence follows these."""


class DeclineReason(StrEnum):
    """Why a case came to nothing: what transfer offices count."""

    READINESS = "readiness"
    NO_NEED = "no-need"
    PRICE = "price"
    TERMS = "terms"
    COMPETITOR = "competitor"
    OWN_SOLUTION = "own-solution"
    WITHDREW = "withdrew"
    NO_ANSWER = "no-answer"
    CAPABILITY = "capability"
    FUNDING = "funding"
    CONTROL = "control"
    RIGHTS = "rights"
    DUPLICATE = "duplicate"
    OTHER = "other"


WORDED: Final = frozenset({DeclineReason.OTHER})
"""Codes that tell too little without words."""
COMPANY_REASONS: Final = frozenset({DeclineReason.WITHDREW})
"""What a company itself may end a case with."""


@dataclass(frozen=True, slots=True)
class Step:
    """A stage that may follow, and whether a note has to say why."""

    to: CaseStage
    with_note: bool


def steps_from(stage: CaseStage) -> tuple[Step, ...]:
    """What may follow by moving, in the order of the stages. Declining and reopening are decisions of their own."""
    if stage is CaseStage.DECLINED:
        return ()
    return tuple(Step(to, _wants_note(stage, to)) for to in ORDER if to is not stage and _reachable(stage, to))


def next_stage(stage: CaseStage) -> CaseStage | None:
    """The stage that follows without a word; None after the last and for a declined case."""
    return next((step.to for step in steps_from(stage) if not step.with_note), None)


def check_step(stage: CaseStage, to: CaseStage, note: str) -> None:
    """Raises Conflict `case_step` where the stage does not follow, Invalid `case_note_missing` where words are
    missing."""
    step = next((each for each in steps_from(stage) if each.to is to), None)
    if step is None:
        known = [each.to for each in steps_from(stage)]
        facts = {**_named("to", to), **_named("stage", stage), **_named("known", *known)}
        raise Conflict.because("case_step", "stage", to.value, **facts)
    if step.with_note and not note:
        raise note_missing(stage, to)


def check_decline(stage: CaseStage, reason: DeclineReason, note: str) -> None:
    """Raises Conflict `case_concluded` for a case that is, Invalid `case_note_missing` for a code without words."""
    if stage not in UNFINISHED:
        raise at_stage("case_concluded", "stage", stage)
    if reason in WORDED and not note:
        raise note_missing(stage, CaseStage.DECLINED)


def note_missing(stage: CaseStage, to: CaseStage) -> Refused:
    """The refusal of a step without words that wants some."""
    return Invalid.because("case_note_missing", "note", "", **_named("stage", stage), **_named("to", to))


def at_stage(code: str, field: str, stage: CaseStage) -> Refused:
    """A refusal because of the stage that the case is at."""
    return Conflict.because(code, field, stage.value, **_named("stage", stage))


def _reachable(stage: CaseStage, to: CaseStage) -> bool:
    at, goal = ORDER.index(stage), ORDER.index(to)
    if to is CaseStage.FOLLOW_UP:
        return stage is CaseStage.LICENSED
    if to is CaseStage.LICENSED:
        return stage in BEFORE_LICENCE or stage is CaseStage.FOLLOW_UP
    return goal > at or goal == at - 1


def _wants_note(stage: CaseStage, to: CaseStage) -> bool:
    return ORDER.index(to) != ORDER.index(stage) + 1


def _named(name: str, *stages: CaseStage) -> dict[str, str]:
    """Stages in words of both languages, as facts of a problem."""
    languages: tuple[Language, ...] = ("en", "ko")
    return {
        f"{name}_{language}": ", ".join(STAGE_LABELS[stage][language] for stage in stages) or "-"
        for language in languages
    }
