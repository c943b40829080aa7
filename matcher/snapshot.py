"""The index over exactly the tiers that a store shows."""

from __future__ import annotations

from corpus.store import Store
from index.searcher import Searcher
from index.tiers import TieredIndex


def searcher_over(index: TieredIndex, store: Store) -> Searcher:
    """The searcher for one request: of the store's tiers, up to the change that the store sees.

    Raises Unavailable where there is a generation but none was ever loaded.
    """
    feeds = {tier: store.changes.of(tier) for tier in store.tiers}
    documents = {tier: store.documents.of(tier) for tier in store.tiers}
    return index.current(feeds, documents)
