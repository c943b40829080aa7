"""How complete a company's profile is, and what is worth the most next by the needs that fit it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.drafts import ProfileDraft
from matcher.bridging import certificate
from matcher.match import Match


class Step(StrEnum):
    """What a profile may still lack, the most useful first."""

    SUMMARY = "summary"
    CAPABILITIES = "capabilities"
    MORE_CAPABILITIES = "more-capabilities"
    CERTIFICATES = "certificates"
    TRL = "trl"
    PROJECTS = "projects"
    FACILITIES = "facilities"
    KEYWORDS = "keywords"
    FACTS = "facts"


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step, and why now: of `total` fitting needs so many `count` ask for `what`; no count where none asks."""

    step: Step
    what: str = ""
    count: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of the parts of a profile are filled in, and what is worth the most next."""

    filled: int
    parts: int
    missing: tuple[NextStep, ...]

    @property
    def percent(self) -> int:
        return round(100 * self.filled / self.parts)


def completeness(profile: ProfileDraft, *, facts_told: bool, needs: Sequence[Match]) -> Completeness:
    """What is missing stands in the order of its use. Before the first words are written nothing else is asked for."""
    parts = {
        Step.SUMMARY: bool(profile.summary),
        Step.CAPABILITIES: bool(profile.capabilities),
        Step.MORE_CAPABILITIES: len(profile.capabilities) >= 3,
        Step.CERTIFICATES: bool(profile.certificates),
        Step.TRL: profile.trl is not None,
        Step.PROJECTS: bool(profile.projects),
        Step.FACILITIES: bool(profile.facilities),
        Step.KEYWORDS: bool(profile.keywords),
        Step.FACTS: facts_told,
    }
    found = [step for step in (_certificate(needs), _facility(needs), _level(needs)) if step]
    wanted = tuple(sorted(found, key=lambda step: -step.count))
    named = {step.step for step in wanted}
    rest = tuple(NextStep(step) for step, there in parts.items() if not there and step not in named)
    missing = (*wanted, *rest) if profile.capabilities or profile.summary else (*rest, *wanted)
    return Completeness(sum(parts.values()), len(parts), missing)


def _certificate(needs: Sequence[Match]) -> NextStep | None:
    """The certificate that the most of the needs ask for and the profile does not tell, under its usual spelling."""
    counts: Counter[str] = Counter()
    spelt: dict[str, Counter[str]] = {}
    for match in needs:
        lacking = match.judgement.bridge
        required = set(match.judgement.facts.required_certificates)
        names = {*lacking.missing_certificates, *(set(lacking.unconfirmed) & required)} if lacking else set()
        for name in names:
            key = certificate(name).key
            spelt.setdefault(key, Counter())[name] += 1
        counts.update({certificate(name).key for name in names})
    if not counts:
        return None
    key, count = counts.most_common(1)[0]
    return NextStep(Step.CERTIFICATES, spelt[key].most_common(1)[0][0], count, len(needs))


def _facility(needs: Sequence[Match]) -> NextStep | None:
    counts: Counter[str] = Counter()
    for match in needs:
        lacking = match.judgement.bridge
        required = set(match.judgement.facts.required_facilities)
        if lacking:
            counts.update({*lacking.missing_facilities, *(set(lacking.unconfirmed) & required)})
    if not counts:
        return None
    name, count = counts.most_common(1)[0]
    return NextStep(Step.FACILITIES, name, count, len(needs))


def _level(needs: Sequence[Match]) -> NextStep | None:
    asking = [each for each in needs if each.judgement.bridge and "trl" in each.judgement.bridge.unknown]
    required = [each for each in asking if each.judgement.facts.required_trl is not None]
    return NextStep(Step.TRL, "", len(required), len(needs)) if required else None
