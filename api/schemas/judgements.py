"""What is concluded about a candidate, as JSON in the reader's language."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import BaseModel, Field

from corpus.disclosure import ControlStatus, Tier
from corpus.roles import NOBODY, OFFICIALS, Caller
from corpus.text import Language
from matcher.bridging import Bridge
from matcher.judgement import Judgement, Standing
from matcher.programmes.catalogue import Catalogue
from matcher.programmes.rules import RULES
from matcher.programmes.verdicts import Outcome, ProgrammeVerdict, Verdict, worded_verdict
from matcher.reasons import Label, Reason, worded
from matcher.tracks import Track, TrackFinding, Tracks

FOR_OFFICIALS = frozenset({"money-left", "control-status", "foreign-ownership"})
"""Rules whose facts tell what was booked, or what screening found."""
FactShown = str | int | float | bool | list[str] | None


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a judgement is put into words: the names of codes are the catalogue's."""

    language: Language
    catalogue: Catalogue
    caller: Caller = NOBODY
    _worded: dict[int, tuple[ProgrammeVerdict, ProgrammeShown]] = field(default_factory=dict, compare=False, repr=False)

    def verdict(self, verdict: ProgrammeVerdict) -> ProgrammeShown:
        """In words: many candidates share one verdict, which is worded once."""
        known = self._worded.get(id(verdict))
        if known is None:
            # With the verdict itself, so that its place in memory stays its own.
            known = self._worded[id(verdict)] = verdict, _programme(verdict, self)
        return known[1]

    @property
    def labels(self) -> Mapping[str, Label]:
        return self.catalogue.labels

    def name(self, code: str) -> str:
        """A code's name; a code without one stands as it is."""
        label = self.labels.get(code)
        return label.in_language(self.language) if label else code

    def said(self, reason: Reason) -> str:
        return worded(reason, self.language, self.labels).reason


class MinistryShown(BaseModel):
    """A candidate for the ministry in charge."""

    id: str
    name: str
    why: str


class TrackShown(BaseModel):
    """One track on which a transfer would run."""

    track: Track
    name: str
    reason: str
    project_type: str = Field(description="The statutory one.")
    ministries: list[MinistryShown]
    source: str


class TracksShown(BaseModel):
    """The tracks that are found; `open` ones wait for the `missing` facts."""

    found: list[TrackShown]
    open: list[Track]
    missing: list[str] = Field(description="Facts that would settle the open tracks.")
    reason: str = Field(description="Why nothing is found; empty where something is.")


class RuleShown(BaseModel):
    """One rule's verdict. A missing fact makes it unknown, never ineligible."""

    rule: str
    name: str
    outcome: Outcome
    reason: str
    mend: str = Field(description="What would make it known or eligible.")
    facts: dict[str, FactShown]
    version: int
    source: str


class OverrideShown(BaseModel):
    """An officer's outcome in place of the rules'."""

    outcome: Outcome
    reason: str
    by: str
    day: datetime.date


class ProgrammeShown(BaseModel):
    """What a programme's rules say of the pair: one ineligible decides, else one unknown."""

    programme: str
    name: str
    version: int
    rules_version: str
    outcome: Outcome | None
    judged: Outcome | None = Field(description="What the rules say, where an officer decided otherwise.")
    override: OverrideShown | None
    rules: list[RuleShown]


class LabelShown(BaseModel):
    """A game-changer area or key material of the candidate."""

    label: str
    name: str
    confidence: float = Field(description="0.5 to 1.")
    shared: bool = Field(description="Whether the asking record has it too.")


class BridgeShown(BaseModel):
    """What lies between what is offered and what is required."""

    required_trl: int | None
    offered_trl: int | None
    gap: int | None = Field(description="Levels that are missing; null where a level is unknown.")
    steps: list[str]
    missing_certificates: list[str]
    missing_facilities: list[str]
    unconfirmed: list[str] = Field(description="Required, but the company tells nothing of them.")
    unknown: list[str] = Field(description="Facts that are missing.")


class DisclosureShown(BaseModel):
    """For officials: who may know of the record, and where it stands in control. A hint is no determination."""

    tier: Tier
    control: ControlStatus
    reference: str | None
    expires_on: datetime.date | None


class JudgementShown(BaseModel):
    """Tracks, verdicts, areas, and what is missing."""

    tracks: TracksShown
    programmes: list[ProgrammeShown]
    labels: list[LabelShown] | None = Field(description="Null where the record was not tagged yet.")
    bridge: BridgeShown | None
    disclosure: DisclosureShown | None = Field(description="For officials only.")

    @classmethod
    def of(cls, judgement: Judgement, reader: Reader) -> JudgementShown:
        facts = judgement.facts
        disclosure = DisclosureShown(
            tier=facts.tier,
            control=facts.control,
            reference=facts.control_reference,
            expires_on=facts.control_expires,
        )
        labels = judgement.labels
        return cls(
            tracks=_tracks(judgement.tracks, reader),
            programmes=[_standing(standing, reader) for standing in judgement.standings],
            labels=None
            if labels is None
            else [
                LabelShown(label=each.name, name=reader.name(each.name), confidence=each.confidence, shared=each.shared)
                for each in labels
            ],
            bridge=_bridge(judgement.bridge, reader) if judgement.bridge else None,
            disclosure=disclosure if reader.caller.role in OFFICIALS else None,
        )


def _tracks(tracks: Tracks, reader: Reader) -> TracksShown:
    return TracksShown(
        found=[_track(finding, reader) for finding in tracks.findings],
        open=sorted(tracks.open),
        missing=[reader.name(name) for name in tracks.missing],
        reason=reader.said(tracks.reason) if tracks.reason else "",
    )


def _track(finding: TrackFinding, reader: Reader) -> TrackShown:
    language = reader.language
    return TrackShown(
        track=finding.track,
        name=reader.name(finding.track.value),
        reason=reader.said(finding.reason),
        project_type=finding.project_type.in_language(language),
        ministries=[
            MinistryShown(id=each.id, name=each.names.in_language(language), why=each.why.in_language(language))
            for each in finding.ministries
        ],
        source=finding.source,
    )


def _standing(standing: Standing, reader: Reader) -> ProgrammeShown:
    shown, override = reader.verdict(standing.verdict), standing.override
    if override is None:
        return shown
    # Who decided is for officials to know.
    by = override.actor if reader.caller.role in OFFICIALS else ""
    instead = OverrideShown(outcome=override.outcome, reason=override.reason, by=by, day=override.day)
    changed = {"outcome": standing.outcome, "judged": standing.verdict.outcome, "override": instead}
    return shown.model_copy(update=changed)


def _programme(verdict: ProgrammeVerdict, reader: Reader) -> ProgrammeShown:
    return ProgrammeShown(
        programme=verdict.programme,
        name=reader.name(verdict.programme),
        version=verdict.version,
        rules_version=verdict.rules_version,
        outcome=verdict.outcome,
        judged=None,
        override=None,
        rules=[_rule(each, reader) for each in verdict.verdicts],
    )


def _rule(verdict: Verdict, reader: Reader) -> RuleShown:
    if verdict.rule in FOR_OFFICIALS and reader.caller.role not in OFFICIALS:
        verdict = replace(verdict, reason=Reason("for_officials"), facts=())
    said = worded_verdict(verdict, reader.language, reader.labels)
    return RuleShown(
        rule=verdict.rule,
        name=RULES[verdict.rule].labels.in_language(reader.language),
        outcome=verdict.outcome,
        reason=said.reason,
        mend=said.mend,
        facts={name: list(value) if isinstance(value, tuple) else value for name, value in verdict.facts},
        version=verdict.version,
        source=verdict.source,
    )


def _bridge(bridge: Bridge, reader: Reader) -> BridgeShown:
    return BridgeShown(
        required_trl=bridge.required_trl,
        offered_trl=bridge.offered_trl,
        gap=bridge.gap,
        steps=[step.in_language(reader.language) for step in bridge.steps],
        missing_certificates=list(bridge.missing_certificates),
        missing_facilities=list(bridge.missing_facilities),
        unconfirmed=list(bridge.unconfirmed),
        unknown=list(bridge.unknown),
    )
