"""What each programme concludes about a pair of records."""

from __future__ import annotations

from operator import attrgetter

from matcher.programmes.catalogue import Catalogue, Programme
from matcher.programmes.facts import ROLES, JudgingContext, PairFacts
from matcher.programmes.rules import RULES
from matcher.programmes.verdicts import ProgrammeVerdict, together

MOST_REMEMBERED = 50_000


def judge(programme: Programme, facts: PairFacts, context: JudgingContext) -> ProgrammeVerdict:
    """The verdict of every criterion and what follows from them; no outcome where the programme has no criteria."""
    verdicts = tuple(
        RULES[criterion.rule].judge(facts, criterion.parameters, context, criterion.source)
        for criterion in programme.judged_by
    )
    outcome = together([verdict.outcome for verdict in verdicts]) if verdicts else None
    return ProgrammeVerdict(programme.id, programme.version, programme.rules_version, outcome, verdicts)


def judge_all(catalogue: Catalogue, facts: PairFacts, context: JudgingContext) -> tuple[ProgrammeVerdict, ...]:
    """One verdict for each programme that judges matches, in the catalogue's order."""
    return tuple(judge(programme, facts, context) for programme in catalogue.programmes.values() if programme.criteria)


class Judge:
    """`judge_all` that remembers: a sweep asks it of millions of pairs.

    A pair that was asked before is known whole. Of any other each programme compares only the facts that its rules
    read, so that records which differ in nothing else share their verdicts. Memory is bounded; safe in threads.
    """

    def __init__(self, catalogue: Catalogue, context: JudgingContext, most: int = MOST_REMEMBERED) -> None:
        """`most` bounds the remembered pairs, and the remembered verdicts of each programme."""
        judging = [programme for programme in catalogue.programmes.values() if programme.criteria]
        self._programmes = [_Memory(programme, context, most) for programme in judging]
        self._pairs: dict[PairFacts, tuple[ProgrammeVerdict, ...]] = {}
        self._most = most
        self.version = catalogue.version

    def verdicts(self, facts: PairFacts) -> tuple[ProgrammeVerdict, ...]:
        """As `judge_all`."""
        found = self._pairs.get(facts)
        if found is None:
            found = tuple([programme.verdict(facts) for programme in self._programmes])
            if len(self._pairs) >= self._most:
                self._pairs = {}
            self._pairs[facts] = found
        return found


class _Memory:
    """The verdicts of one programme by the facts that it reads."""

    def __init__(self, programme: Programme, context: JudgingContext, most: int) -> None:
        reads = {path for each in programme.judged_by for path in RULES[each.rule].reads_with(each.parameters)}
        self._roles = [
            (attrgetter(role), attrgetter(*facts))
            for role in ROLES
            if (facts := sorted(path.partition(".")[2] for path in reads if path.startswith(f"{role}.")))
        ]
        self._of_pair = attrgetter("complete", *sorted(path for path in reads if "." not in path))
        self._programme, self._context, self._most = programme, context, most
        self._known: dict[tuple[object, ...], ProgrammeVerdict] = {}

    def verdict(self, facts: PairFacts) -> ProgrammeVerdict:
        key: list[object] = [self._of_pair(facts)]
        for role, read in self._roles:
            record = role(facts)
            key.append(None if record is None else (read(record),))
        found = self._known.get(tuple(key))
        if found is None:
            found = judge(self._programme, facts, self._context)
            if len(self._known) >= self._most:
                self._known = {}
            self._known[tuple(key)] = found
        return found
