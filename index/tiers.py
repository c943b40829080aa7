"""The disclosure tiers, indexed apart and joined for each caller: what a caller may not see takes no part.

Each tier has its own generations, fresh records and statistics. A caller's searcher is made of the tiers that the
caller may see and of nothing else, so what another tier holds can change no score, order, count or statistic.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.disclosure import TIERS, Tier
from corpus.passages import KINDS
from corpus.problems import Invalid
from index.following import ChangeFeed, DocumentSource
from index.live import LiveIndex, LiveStatus
from index.manifest import NAME
from index.pool import Pool
from index.searcher import EMPTY, Searcher

LONGEST = 200
"""Characters: more than three tiers with their generations take."""
PART = re.compile(rf"({'|'.join(TIERS)}):({NAME.pattern})")


@dataclass(frozen=True, slots=True)
class _Joined:
    """A joined searcher and what it was made of."""

    components: Mapping[Tier, Searcher]
    searcher: Searcher

    def is_of(self, components: Mapping[Tier, Searcher]) -> bool:
        return self.components.keys() == components.keys() and not self.is_stale(components)

    def is_stale(self, components: Mapping[Tier, Searcher]) -> bool:
        """Whether a tier of both has another searcher by now."""
        return any(self.components.get(tier, searcher) is not searcher for tier, searcher in components.items())


class TieredIndex:
    """One for the process; `current` may be called from any number of threads."""

    def __init__(self, lives: Mapping[Tier, LiveIndex]) -> None:
        """All by the same encoder and labeller; at least one. The tiers that are left out do not exist here."""
        if not lives:
            raise ValueError("an index needs a tier")
        self._lives = {tier: lives[tier] for tier in TIERS if tier in lives}
        self._known: dict[frozenset[Tier], _Joined] = {}
        self._changing = threading.Lock()

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The most open first."""
        return tuple(self._lives)

    def current(self, feeds: Mapping[Tier, ChangeFeed], documents: Mapping[Tier, DocumentSource]) -> Searcher:
        """The searcher for one request over exactly the tiers that `feeds` names, which must be those of `documents`.

        A feed tells the changes of its tier only: a record that moves is withdrawn from one and put into another.
        All sources must show one state of the corpus. Raises as `LiveIndex.current` does, and ValueError for a tier
        that is not indexed here.
        """
        if feeds.keys() != documents.keys() or not feeds.keys() <= self._lives.keys():
            raise ValueError(f"feeds of {sorted(feeds)}, documents of {sorted(documents)}, index of {self.tiers}")
        components = {
            tier: live.current(feeds[tier], documents[tier]) for tier, live in self._lives.items() if tier in feeds
        }
        chosen = frozenset(components)
        known = self._known.get(chosen)
        if known is not None and known.is_of(components):
            return known.searcher
        if not components:
            first = next(iter(self._lives.values()))
            return Searcher.of(first.encoder, scheme=first.scheme)
        fresh = _Joined(components, joined(components))
        with self._changing:
            self._forget_stale(components)
            self._known[chosen] = fresh
        return fresh.searcher

    def follow(self, feeds: Mapping[Tier, ChangeFeed], documents: Mapping[Tier, DocumentSource]) -> None:
        """Brings each tier up to date ahead of the next request, and lets go of what only former answers needed.

        Raises as `LiveIndex.current`.
        """
        components = {tier: live.current(feeds[tier], documents[tier]) for tier, live in self._lives.items()}
        with self._changing:
            self._forget_stale(components)

    def status(self) -> dict[Tier, LiveStatus]:
        return {tier: live.status() for tier, live in self._lives.items()}

    def _forget_stale(self, components: Mapping[Tier, Searcher]) -> None:
        """Those of rarely seen combinations would keep whole generations in memory."""
        self._known = {tiers: each for tiers, each in self._known.items() if not each.is_stale(components)}

    def settle(self, seconds: float = 60.0) -> None:
        """Waits for the background of each tier, so long at most."""
        for live in self._lives.values():
            live.settle(seconds)


def joined(searchers: Mapping[Tier, Searcher]) -> Searcher:
    """One searcher over the tiers given, which are of one encoder and one labeller.

    A record that stands in several tiers, as for a moment while it moves, counts in the most restricted of these
    only. One tier alone answers as its own searcher does, to the bit; over several, BM25's inverse document
    frequencies are those of their records together, its mean lengths those of each tier.
    """
    ordered = [(tier, searchers[tier]) for tier in TIERS if tier in searchers]
    first = ordered[0][1]
    if any((each.encoder, each.scheme) != (first.encoder, first.scheme) for _, each in ordered):
        raise ValueError("tiers of different encoders or labellers cannot be searched as one")
    return Searcher(
        generation=joined_name({tier: each.generation for tier, each in ordered}),
        sequence=sum(each.sequence for _, each in ordered),
        encoder=first.encoder,
        pools={kind: Pool(*(tier for _, each in ordered for tier in each.pools[kind].tiers)) for kind in KINDS},
        pending=sum(each.pending for _, each in ordered),
        scheme=first.scheme,
    )


def joined_name(generations: Mapping[Tier, str]) -> str:
    """What a searcher over these tiers' generations is called; see `generations_of`."""
    named = [f"{tier}:{generations[tier]}" for tier in TIERS if generations.get(tier, EMPTY) != EMPTY]
    return "+".join(named) or EMPTY


def generations_of(text: str) -> dict[Tier, str]:
    """The generation of each tier that a joined searcher's `generation` names; none for "none".

    Raises Invalid `bad_generations` for what no joined searcher is called.
    """
    if text == EMPTY:
        return {}
    found = [PART.fullmatch(part) for part in text[:LONGEST].split("+")]
    named = {Tier(match[1]): match[2] for match in found if match is not None}
    if len(text) > LONGEST or len(named) != len(found) or list(named) != [tier for tier in TIERS if tier in named]:
        raise Invalid.because("bad_generations", "generation", text[:100])
    return named
