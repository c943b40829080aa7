"""A rule: a pure function with a version and a specification of its parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matcher.programmes.facts import JudgingContext, PairFacts
from matcher.programmes.labels import LABELS
from matcher.programmes.parameters import Parameters, ParameterSpec
from matcher.programmes.verdicts import Finding, Used, Verdict, unknown
from matcher.reasons import Label

Function = Callable[[PairFacts, Parameters, JudgingContext], Finding]
Check = Callable[[Parameters], str | None]
"""Names the parameter that contradicts another one or cannot be left out with it; None where all fit."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`version` changes whenever the function may conclude something else from the same facts.

    `reads` are the facts that the function looks at: of the pair (`tracks`) or of a record (`company.size`), where
    `of.` stands for the record that the parameter `of` names. A record's kind and its absence are always read.
    """

    name: str
    version: int
    function: Function
    labels: Label
    reads: tuple[str, ...]
    parameters: tuple[ParameterSpec, ...] = ()
    check: Check | None = None

    def judge(self, facts: PairFacts, parameters: Parameters, context: JudgingContext, source: str = "") -> Verdict:
        finding = self.function(facts, parameters, context)
        return Verdict(self.name, finding.outcome, finding.reason, finding.facts, self.version, source)

    def reads_with(self, parameters: Parameters) -> frozenset[str]:
        """The facts read under these parameters."""
        of = parameters.code("of", "offering")
        return frozenset(f"{of}.{path[3:]}" if path.startswith("of.") else path for path in self.reads)


def absent(role: str, facts: Used = ()) -> Finding:
    """Unknown, because no record has the role."""
    if role not in LABELS:
        raise KeyError(role)
    return unknown("verdict_record_absent", facts or ((role, None),), role=(role,))
