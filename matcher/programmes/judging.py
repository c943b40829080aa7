"""What each programme concludes about a pair of records."""

from __future__ import annotations

from collections.abc import Hashable
from operator import attrgetter

from corpus.facts import RecordFacts
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
    """`judge_all` that remembers.

    Each programme compares only the facts that its rules read, so that records which differ in nothing else share
    their verdicts. Memory is bounded; safe in threads.
    """

    def __init__(self, catalogue: Catalogue, context: JudgingContext, most: int = MOST_REMEMBERED) -> None:
        """`most` bounds the remembered verdicts of each programme."""
        judging = [programme for programme in catalogue.programmes.values() if programme.criteria]
        self._programmes = [_Memory(programme, context, most) for programme in judging]
        names = {name for each in self._programmes for of_role in each.reads.values() for name in of_role}
        self._read = attrgetter("kind", *sorted(names))
        self.version = catalogue.version

    def verdicts(self, facts: PairFacts) -> tuple[ProgrammeVerdict, ...]:
        """As `judge_all`."""
        return tuple([programme.verdict(facts) for programme in self._programmes])

    def read_of(self, record: RecordFacts) -> Hashable:
        """All that any programme reads of a record, in whatever role: equal for records that are judged alike."""
        read: Hashable = self._read(record)
        return read


class _Memory:
    """The verdicts of one programme by the facts that it reads."""

    def __init__(self, programme: Programme, context: JudgingContext, most: int) -> None:
        paths = {path for each in programme.judged_by for path in RULES[each.rule].reads_with(each.parameters)}
        self.reads: dict[str, set[str]] = {}
        for role, _, name in (path.partition(".") for path in paths):
            if role in ROLES:
                self.reads.setdefault(role, set()).add(name)
        self._roles = [(attrgetter(role), attrgetter(*sorted(names))) for role, names in self.reads.items()]
        self._of_pair = attrgetter("complete", *sorted(path for path in paths if "." not in path))
        self._programme, self._context, self._most = programme, context, most
        self._known: dict[Hashable, ProgrammeVerdict] = {}

    def verdict(self, facts: PairFacts) -> ProgrammeVerdict:
        records = [(role(facts), read) for role, read in self._roles]
        key = (self._of_pair(facts), *[None if record is None else (read(record),) for record, read in records])
        found = self._known.get(key)
        if found is None:
            found = judge(self._programme, facts, self._context)
            if len(self._known) >= self._most:
                self._known = {}
            self._known[key] = found
        return found
