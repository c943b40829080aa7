"""What is concluded about a candidate beside its score: tracks, verdicts, areas, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from corpus.facts import RecordFacts
from corpus.store.keys import RecordKey
from matcher.bridging import Bridge
from matcher.programmes.verdicts import Outcome, ProgrammeVerdict
from matcher.tracks import Tracks


@dataclass(frozen=True, slots=True)
class Override:
    """An officer's outcome in place of the rules'."""

    outcome: Outcome
    reason: str
    actor: str
    judged: Outcome
    day: date


@dataclass(frozen=True, slots=True)
class Standing:
    """A programme's verdict on one pair, and the override if there is one."""

    verdict: ProgrammeVerdict
    override: Override | None = None

    @property
    def outcome(self) -> Outcome | None:
        return self.override.outcome if self.override else self.verdict.outcome


@dataclass(frozen=True, slots=True)
class Label:
    """An area or material of the candidate, and whether the asking record has it too."""

    name: str
    confidence: float
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """`labels` None: the candidate was not tagged yet. `bridge` None: nothing to bridge between these kinds."""

    facts: RecordFacts
    tracks: Tracks
    standings: tuple[Standing, ...]
    labels: tuple[Label, ...] | None = None
    bridge: Bridge | None = None

    def falls_under(self, programme: str, outcome: Outcome) -> bool:
        return any(each.verdict.programme == programme and each.outcome is outcome for each in self.standings)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, as far as rules go; for a plain text nothing is known."""

    key: RecordKey | None = None
    facts: RecordFacts | None = None
    labels: Mapping[str, float] | None = None
