"""What rules conclude: eligible, ineligible or unknown, with the reason and the facts it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.text import Language
from corpus.wording import Sentence
from matcher.programmes.labels import LABELS
from matcher.reasons import Label, Reason, ReasonFact, worded

FactValue = str | int | float | bool | tuple[str, ...] | None
Used = tuple[tuple[str, FactValue], ...]
"""Facts by name, such as (`company.size`, `small`); None: the fact is missing."""


class Outcome(StrEnum):
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNKNOWN = "unknown"


def together(outcomes: Sequence[Outcome]) -> Outcome:
    """One ineligible makes all ineligible, else one unknown makes all unknown (Kleene's strong conjunction)."""
    if Outcome.INELIGIBLE in outcomes:
        return Outcome.INELIGIBLE
    return Outcome.UNKNOWN if Outcome.UNKNOWN in outcomes else Outcome.ELIGIBLE


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule's function returns."""

    outcome: Outcome
    reason: Reason
    facts: Used = ()


def eligible(code: str, facts: Used = (), **said: ReasonFact) -> Finding:
    return Finding(Outcome.ELIGIBLE, Reason(code, said), facts)


def ineligible(code: str, facts: Used = (), **said: ReasonFact) -> Finding:
    return Finding(Outcome.INELIGIBLE, Reason(code, said), facts)


def unknown(code: str, facts: Used = (), **said: ReasonFact) -> Finding:
    return Finding(Outcome.UNKNOWN, Reason(code, said), facts)


def every(findings: Sequence[Finding]) -> Finding:
    """The first finding that decides the conjunction, with the facts of all."""
    outcome = together([finding.outcome for finding in findings])
    first = next(finding for finding in findings if finding.outcome is outcome)
    facts = dict(fact for finding in findings for fact in finding.facts)
    return Finding(outcome, first.reason, tuple(facts.items()))


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's outcome. `version` is that of the rule, `source` where the programme's criterion comes from."""

    rule: str
    outcome: Outcome
    reason: Reason
    facts: Used
    version: int
    source: str


@dataclass(frozen=True, slots=True)
class ProgrammeVerdict:
    """A programme's outcome, None where it has no criteria and so judges no match."""

    programme: str
    version: int
    rules_version: str
    outcome: Outcome | None
    verdicts: tuple[Verdict, ...]


def worded_verdict(verdict: Verdict, language: Language, labels: Mapping[str, Label] = LABELS) -> Sentence:
    """The verdict's reason, and what would make it known or eligible.

    `labels` name the codes; pass `Catalogue.labels` where areas or materials were added.
    """
    return worded(verdict.reason, language, labels)


def said_of(value: object) -> FactValue:
    """A fact as a verdict keeps it: sets sorted, dates as ISO text, an empty collection as missing."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | tuple):
        return tuple(sorted(str(each) for each in value)) or None
    return str(value)
