"""The index over exactly the tiers that a store shows, and a record's vectors in it."""

from __future__ import annotations

from corpus.disclosure import Tier
from corpus.passages import Document
from corpus.store import Store
from index.encoder import Encoder, Vectors
from index.following import ChangeFeed, DocumentSource
from index.searcher import Searcher
from index.tiers import TieredIndex


def searcher_over(index: TieredIndex, store: Store) -> Searcher:
    """The searcher for one request: of the store's tiers, up to the change that the store sees.

    Raises Unavailable where there is a generation but none was ever loaded.
    """
    return index.current(*_sources(store))


def follow(index: TieredIndex, store: Store) -> None:
    """Brings every tier up to the change that the store sees. Raises as `searcher_over`."""
    index.follow(*_sources(store))


def _sources(store: Store) -> tuple[dict[Tier, ChangeFeed], dict[Tier, DocumentSource]]:
    feeds: dict[Tier, ChangeFeed] = {tier: store.changes.of(tier) for tier in store.tiers}
    return feeds, {tier: store.documents.of(tier) for tier in store.tiers}


def passage_vectors(searcher: Searcher, encoder: Encoder, document: Document) -> Vectors:
    """The index's where it has the record's present text, float32[passages, d].

    A record written since the snapshot has other passages than the index: those are encoded here.
    """
    hashes = tuple(passage.hash for passage in document.passages)
    kind, record_id = document.kind, document.id
    if searcher.contains(kind, record_id) and searcher.passage_hashes(kind, record_id) == hashes:
        return searcher.passage_vectors(kind, record_id)
    return encoder.encode_document([passage.searchable for passage in document.passages])
