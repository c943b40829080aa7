"""What an operator does with the index: verify it, roll it back with a reason, ask for a rebuild."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.errors import detail
from api.schemas.index import Verification
from api.service import Service
from corpus.disclosure import Tier
from corpus.passages import KINDS, Kind
from corpus.problems import Conflict, Invalid, NotFound, Unavailable
from corpus.roles import Caller
from corpus.text import Language
from index.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Move:
    """What a roll-back changes: records of each kind in the serving generation and in the wanted one, and how many
    records changed since each was built (they are searched beside it)."""

    tier: Tier
    serving: Manifest | None
    wanted: Manifest
    pending_now: int
    pending_then: int

    def records(self) -> Mapping[Kind, tuple[int, int]]:
        """By kind the records before and after."""
        before = {kind: self.serving.counts[kind].records if self.serving else 0 for kind in KINDS}
        return {kind: (before[kind], self.wanted.counts[kind].records) for kind in KINDS}


def move(service: Service, tier: Tier, to: str) -> Move:
    """What rolling back to a generation would change.

    Raises NotFound `unknown_generation`, Unavailable `index_damaged`, Conflict `already_serving`.
    """
    kept = service.generations[tier]
    wanted = kept.manifest(to)
    name = kept.current()
    if name == to:
        raise Conflict.because("already_serving", "to", to)
    serving = kept.manifest(name) if name else None
    with service.database.reading() as store:
        feed = store.changes.of(tier)
        now = feed.count_since(serving.sequence if serving else 0)
        then = feed.count_since(wanted.sequence)
    return Move(tier, serving, wanted, now, then)


def roll_back(service: Service, caller: Caller, tier: Tier, to: str | None, reason: str = "") -> str:
    """Serves the named generation, or the newest sound one before; gives its name. In the audit log with its reason.

    Raises as `Generations.roll_back`.
    """
    kept = service.generations[tier]
    try:
        before = kept.current() or ""
    except Unavailable:
        # A damaged CURRENT is one reason to roll back.
        before = ""
    with service.database.transaction() as store:
        # One that fails leaves no event; others who decide wait meanwhile.
        store.audit.lock()
        name = kept.roll_back(to)
        facts = {"tier": tier.value, "before": before, "after": name, "reason": reason}
        store.audit.write(caller, "index_rolled_back", "index", name, facts)
    return name


def stated_reason(text: str, field: str = "reason") -> str:
    """Raises Invalid `reason_missing`."""
    if not text.strip():
        raise Invalid.because("reason_missing", field)
    return text.strip()


def verified(service: Service, language: Language) -> list[Verification]:
    """Whether the files of each tier's serving generation are what was published.

    Raises NotFound `no_generation`.
    """
    serving = {tier: name for tier, kept in service.generations.items() if (name := kept.current())}
    if not serving:
        raise NotFound.because("no_generation", "generation")
    return [_verified(service, tier, name, language) for tier, name in serving.items()]


def _verified(service: Service, tier: Tier, name: str, language: Language) -> Verification:
    try:
        service.generations[tier].verify(name)
    except Unavailable as damaged:
        return Verification(tier=tier, generation=name, sound=False, problem=detail(damaged.problem, language))
    return Verification(tier=tier, generation=name, sound=True)
