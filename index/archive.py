"""Kept generations, loaded again so that an earlier answer can be repeated."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from corpus.disclosure import Tier, Tiers
from corpus.problems import NotFound
from index.generation import Generations
from index.searcher import Searcher
from index.tiers import generations_of, joined

KEPT = 2
"""Loaded searchers that stay in memory for the next repetition."""


class Archive:
    """One for the process; safe in threads."""

    def __init__(self, generations: Mapping[Tier, Generations], threads: int = 1) -> None:
        self._generations = generations
        self._threads = threads
        self._loaded: dict[str, Searcher] = {}
        self._loading = threading.Lock()

    def searcher(self, named: str, tiers: Tiers) -> Searcher:
        """What the named generations (`Searcher.generation`) hold, without any record written since.

        Raises NotFound `unknown_generation` where one is no longer kept or lies in another tier than these: the
        same words for both. Raises Invalid `bad_generations`, Unavailable as `Generations.load`.
        """
        wanted = generations_of(named)
        if not wanted or not wanted.keys() <= tiers:
            raise NotFound.because("unknown_generation", "generation", named)
        with self._loading:
            if named not in self._loaded:
                found = joined({tier: self._read(tier, name) for tier, name in wanted.items()})
                self._loaded = dict([*self._loaded.items(), (named, found)][-KEPT:])
            return self._loaded[named]

    def _read(self, tier: Tier, name: str) -> Searcher:
        loaded = self._generations[tier].load(name, self._threads)
        manifest = loaded.manifest
        return Searcher.of(
            manifest.encoder,
            loaded.segments,
            generation=manifest.name,
            sequence=manifest.sequence,
            scheme=manifest.labels,
        )
