"""Candidates that repeat the asking record: what they copied of it says nothing about them.

A company's passage counts as copied where enough of its phrases (two neighbouring terms, `index.phrases`) stand in the
patent or need that asks; sentences in another order and some words replaced change few of them. This is the containment
of Broder, A. Z. (1997): On the resemblance and containment of documents, Compression and Complexity of Sequences.
Between unrelated texts it stays below 0.2 (99 of 100 in a trial), in lightly altered copies above 0.4.

The company that owns the patent, or whose need it is, may tell its own words. Plain words are no stored record: a firm
may well have done what they say. Where they are those of a stored patent or need, it asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from corpus.organisations import organisation_key
from corpus.passages import Document, Kind
from corpus.store import RecordSummary, Store
from index.encoder import Vectors
from index.likeness import nearest_by, shared_by, views_of_rest
from index.phrases import phrases
from index.searcher import Searcher
from index.tokens import tokens_many
from matcher.retrieval import LOOKED_AT, Changed, Found, Ranked, find, told
from matcher.subject import Subject
from matcher.weights import Weights

SHARE: Final = 0.25
"""From this share of its phrases a passage is copied, if it is at least so many:"""
FEWEST: Final = 8
MOST: Final = 16
"""So many shared phrases are always worth a look; of a short question a third of its own."""
SAME: Final = 0.6
"""The share of a text's phrases from which on it is that of a stored record."""


@dataclass(frozen=True)
class Wording:
    """A question to companies as `rank` asks it, in the words of a stored patent or need."""

    vectors: Vectors
    words: Sequence[str]

    @cached_property
    def phrases(self) -> frozenset[int]:
        return frozenset(phrases(self.words))

    @property
    def telling(self) -> bool:
        """Whether it is long enough to be copied."""
        return len(self.phrases) >= FEWEST

    @property
    def suspicious(self) -> int:
        """How many of its phrases a company must share to be looked at."""
        return min(MOST, max(FEWEST, len(self.phrases) // 3))


def asked(  # noqa: PLR0917 - as `rank`, and the store that has the texts
    store: Store,
    searcher: Searcher,
    subject: Subject,
    to: Kind,
    vectors: Vectors,
    words: Sequence[str],
    weights: Weights,
    allowed: frozenset[str] | None = None,
) -> Ranked:
    """`rank`, with copies of the asking record left out of what speaks for a company."""
    found = find(searcher, to, vectors, words, weights, allowed=allowed, excluded=subject.itself(to))
    if to == "companies":
        found = _honest(store, searcher, subject, found, Wording(vectors, words))
    return told(found, vectors, searcher.reach(to, words), weights.models_for(searcher.encoder))


def _honest(store: Store, searcher: Searcher, subject: Subject, found: Found, wording: Wording) -> Found:
    """Companies without what they copied of the asking patent or need, or of one whose words the question has."""
    if not wording.telling:
        return found
    record = subject.record or _repeated(store, searcher, wording)
    if record is None or record.kind == "companies":
        return found
    shared = shared_by(searcher.pools["companies"], found.first(LOOKED_AT), wording.phrases)
    return found.changed(views_without_copies(store, searcher, record, wording, shared))


def views_without_copies(
    store: Store, searcher: Searcher, record: RecordSummary, wording: Wording, shared: Mapping[str, int]
) -> Changed:
    """What the views of companies are without what they copied of the record, of those that did copy.

    `shared` says how many of the question's phrases each company has.
    """
    suspects = suspected(wording, shared)
    if not suspects:
        return {}
    documents = store.documents.many("companies", _others(store, record, suspects))
    return changed_views(searcher, wording, documents.values())


def suspected(wording: Wording, shared: Mapping[str, int]) -> list[str]:
    """Those companies that share so many phrases with the question that their texts are worth a look."""
    if max(shared.values(), default=0) < FEWEST:
        return []
    return [record_id for record_id, count in shared.items() if count >= wording.suspicious]


def changed_views(
    searcher: Searcher, wording: Wording, companies: Iterable[Document]
) -> dict[str, Mapping[str, float]]:
    """By id, of the companies that copied."""
    found: dict[str, Mapping[str, float]] = {}
    for company in companies:
        copied = copied_passages(company, wording)
        if copied:
            rows = {hashed: row for row, hashed in enumerate(searcher.passage_hashes("companies", company.id))}
            honest = [passage for place, passage in enumerate(company.passages) if place not in copied]
            # A record written since the snapshot has passages that are not indexed.
            rest = [passage for passage in honest if passage.hash in rows]
            found[company.id] = views_of_rest(
                searcher.pools["companies"],
                replace(company, passages=tuple(rest)),
                [rows[passage.hash] for passage in rest],
                wording.vectors,
                wording.words,
            )
    return found


def copied_passages(company: Document, wording: Wording) -> frozenset[int]:
    """The places of the passages that repeat the question."""
    told = tokens_many([passage.searchable for passage in company.passages])
    return frozenset(place for place, words in enumerate(told) if _copied(frozenset(phrases(words)), wording))


def _copied(told: frozenset[int], wording: Wording) -> bool:
    shared = len(told & wording.phrases)
    return shared >= FEWEST and shared >= SHARE * len(told)


def _repeated(store: Store, searcher: Searcher, wording: Wording) -> RecordSummary | None:
    """The stored patent or need that has most of the phrases."""
    kinds: tuple[Kind, ...] = ("patents", "needs")
    for kind in kinds:
        found = nearest_by(searcher.pools[kind], wording.phrases)
        if found is not None and found[1] >= SAME * len(wording.phrases):
            return store.documents.summaries(kind, [found[0]]).get(found[0])
    return None


def _others(store: Store, record: RecordSummary, suspects: Sequence[str]) -> list[str]:
    """Those companies that do not own the record, by their organisation and by their name."""
    owners = store.patents.owners([record.id]).get(record.id, []) if record.kind == "patents" else []
    bodies = {*(owner.organisation_id for owner in owners), record.organisation_id} - {None}
    named = [*(owner.name for owner in owners), record.owner, record.organisation]
    keys = {organisation_key(name) for name in named if name} - {""}
    return [
        record_id
        for record_id, company in store.documents.summaries("companies", suspects).items()
        if company.organisation_id not in bodies
        and not any(organisation_key(name) in keys for name in (company.title, company.title_en) if name)
    ]
