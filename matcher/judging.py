"""Judges candidates by the rules in force: facts from the store, labels from the index, overrides by officers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import numpy as np

from corpus.facts import RecordFacts
from corpus.passages import Kind
from corpus.records import VerdictOverride
from corpus.store import Store
from corpus.store.keys import Pair, RecordKey
from index.searcher import Searcher
from matcher.bridging import bridge
from matcher.judgement import Asking, Judgement, Label, Override, Standing
from matcher.programmes.catalogue import Catalogue
from matcher.programmes.facts import JudgingContext, PairFacts
from matcher.programmes.in_force import InForce, context_over, rules_over
from matcher.programmes.judging import Judge
from matcher.programmes.verdicts import Outcome
from matcher.tracks import Tracks, outline, tracks_of

Technology = tuple[frozenset[str] | None, frozenset[str] | None]
"""Areas and materials."""
Concluded = tuple[Tracks, tuple[Standing, ...]]
"""What rules make of a pair, before any officer's override."""
TAGGED = 0.5
"""Confidence from which a label holds."""


@dataclass(frozen=True, slots=True)
class Known:
    """Facts of records of one kind, and the labels that hold of those that are tagged; by id.

    Records of one number in `alike` have all facts in common that tracks and rules read.
    """

    kind: Kind
    facts: Mapping[str, RecordFacts]
    labels: Mapping[str, Mapping[str, float]]
    alike: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Judging:
    """One request's view: what the store shows, and the rules that are in force on that day."""

    store: Store
    searcher: Searcher
    rules: InForce
    context: JudgingContext
    _judge: Judge = field(repr=False)

    @classmethod
    def over(cls, store: Store, searcher: Searcher, today: date, rules: InForce | None = None) -> Judging:
        """By the rules in force, or by those given."""
        chosen = rules or rules_over(store)
        context = context_over(store, chosen.catalogue, today)
        return cls(store, searcher, chosen, context, _judge_of(_Bench(chosen, context)))

    @property
    def catalogue(self) -> Catalogue:
        return self.rules.catalogue

    def asking(self, kind: Kind, record_id: str) -> Asking:
        """The facts of the record that asks."""
        return self.asking_many(kind, [record_id])[0]

    def asking_many(self, kind: Kind, record_ids: Sequence[str]) -> list[Asking]:
        """Of each record, in their order."""
        known = self.known(kind, record_ids)
        return [Asking(RecordKey(kind, each), known.facts.get(each), known.labels.get(each)) for each in record_ids]

    def known(self, kind: Kind, record_ids: Sequence[str]) -> Known:
        """What is known of records that many may be judged with; those that the store does not show are left out."""
        facts = self.store.facts.of(kind, record_ids)
        return Known(kind, facts, self._labels(kind, facts), self._alike(facts))

    def judged(self, asking: Asking, kind: Kind, record_ids: Sequence[str]) -> dict[str, Judgement]:
        """By id; records that the store does not show are left out."""
        return self.judged_many([(asking, record_ids)], self.known(kind, record_ids))[0]

    def judged_many(self, pairs: Sequence[tuple[Asking, Sequence[str]]], known: Known) -> list[dict[str, Judgement]]:
        """As `judged`, of each who asks the records that it is paired with, from what is known of all of these."""
        shown = [(asking, [each for each in record_ids if each in known.facts]) for asking, record_ids in pairs]
        overrides = self._overrides(shown, known.kind)
        judgements: list[dict[str, Judgement]] = []
        for asking, record_ids in shown:
            asked = _Asked(asking, self._technology(asking.labels))
            judgements.append(
                {each: self._judgement(asked, each, known, overrides.get((asking.key, each))) for each in record_ids}
            )
        return judgements

    def _judgement(
        self, asked: _Asked, record_id: str, known: Known, overrides: Mapping[str, Override] | None
    ) -> Judgement:
        asking, candidate, labels = asked.asking, known.facts[record_id], known.labels.get(record_id)
        technology = asked.technology if asked.is_about(candidate) else self._technology(labels)
        alike = (known.alike[record_id], technology)
        concluded = asked.concluded.get(alike)
        if concluded is None:
            concluded = asked.concluded[alike] = self._concluded(asking.facts, candidate, technology)
        tracks, standings = concluded
        if overrides:
            standings = tuple([Standing(each.verdict, overrides.get(each.verdict.programme)) for each in standings])
        own = asking.labels or {}
        return Judgement(
            facts=candidate,
            tracks=tracks,
            standings=standings,
            labels=None
            if labels is None
            else tuple([Label(name, confidence, name in own) for name, confidence in labels.items()]),
            bridge=bridge(asking.facts, candidate, self.context.today) if asking.facts else None,
        )

    def _concluded(self, asking: RecordFacts | None, candidate: RecordFacts, technology: Technology) -> Concluded:
        tracks = tracks_of(asking, candidate)
        verdicts = self._judge.verdicts(PairFacts.between(asking, candidate, tracks, *technology))
        return tracks, tuple(map(Standing, verdicts))

    def _alike(self, facts: Mapping[str, RecordFacts]) -> dict[str, int]:
        """A number for each record, the same for those that are judged alike."""
        numbers: dict[tuple[Hashable, Hashable], int] = {}
        return {
            record_id: numbers.setdefault((outline(each), self._judge.read_of(each)), len(numbers))
            for record_id, each in facts.items()
        }

    def _technology(self, about: Mapping[str, float] | None) -> Technology:
        """Areas and materials among labels; None each where nothing was tagged."""
        if about is None:
            return None, None
        areas = frozenset(name for name in about if name in self.catalogue.facets["areas"].members)
        return areas, frozenset(about) - areas

    def _labels(self, kind: Kind, record_ids: Iterable[str]) -> dict[str, dict[str, float]]:
        """Labels that hold, by record; a record that is not indexed or not tagged yet is left out."""
        ids = [record_id for record_id in record_ids if self.searcher.contains(kind, record_id)]
        names = self.searcher.label_names
        if not ids or not names:
            return {}
        found = self.searcher.labels(kind, ids)
        return {
            record_id: _holding(names, row.tolist())
            for record_id, row in zip(ids, found, strict=True)
            if not np.isnan(row).any()
        }

    def _overrides(
        self, pairs: Iterable[tuple[Asking, Sequence[str]]], kind: Kind
    ) -> dict[tuple[RecordKey | None, str], dict[str, Override]]:
        """By who asks and the candidate's id."""
        named = [(asking.key, record_ids) for asking, record_ids in pairs if asking.key is not None]
        if not named or not self.store.programmes.any_override():
            return {}
        wanted = {(key, each): Pair.of(key, RecordKey(kind, each)) for key, record_ids in named for each in record_ids}
        found = self.store.programmes.overrides(wanted.values())
        return {
            asked: {programme: _override(row) for programme, row in found[pair].items()}
            for asked, pair in wanted.items()
            if pair in found
        }


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asks many candidates, what it is about, and what was concluded of those that are alike."""

    asking: Asking
    technology: Technology
    concluded: dict[tuple[int, Technology], Concluded] = field(default_factory=dict)

    def is_about(self, candidate: RecordFacts) -> bool:
        """Whether the pair is about what asks: a patent or a need, before a company."""
        facts = self.asking.facts
        return candidate.kind == "companies" and facts is not None and facts.kind != "companies"


def _holding(names: Sequence[str], confidences: Sequence[float]) -> dict[str, float]:
    """Labels that hold, the surest first."""
    held = [(name, round(each, 3)) for name, each in zip(names, confidences, strict=True) if each >= TAGGED]
    return dict(sorted(held, key=lambda label: -label[1]))


def _override(row: VerdictOverride) -> Override:
    outcome = Outcome(row.outcome or Outcome.UNKNOWN)
    return Override(outcome, row.reason, row.actor, Outcome(row.judged), row.recorded_at.date())


@dataclass(frozen=True, slots=True)
class _Bench:
    """What a judge is made of; equal where it would judge alike."""

    rules: InForce
    context: JudgingContext

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bench) and (self.rules.version, self.context) == (other.rules.version, other.context)

    def __hash__(self) -> int:
        return hash((self.rules.version, self.context.today))


@lru_cache(maxsize=8)
def _judge_of(bench: _Bench) -> Judge:
    """One for all requests of a day: it remembers what it judged."""
    return Judge(bench.rules.catalogue, bench.context)
