"""Everything that one request may search: a generation's segments, the fresh records beside them, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.passages import KINDS, Kind
from index.encoder import EncoderInfo, Vectors
from index.fresh import FreshSegment
from index.pool import Hit, Pool, Restriction, Views
from index.segment import Segment
from index.vocabulary import Vocabulary

__all__ = ["EMPTY", "Hit", "Searcher", "Views"]

EMPTY = "none"
"""The generation's name before there is one."""
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Searcher:
    """An immutable view: safe in any number of threads without locks. Every answer is exact.

    `sequence` is the last change of the corpus that takes part; `pending` counts written records that do not yet.
    """

    generation: str
    sequence: int
    encoder: EncoderInfo
    pools: Mapping[Kind, Pool]
    pending: int = 0

    @classmethod
    def of(
        cls,
        encoder: EncoderInfo,
        segments: Mapping[Kind, Segment] | None = None,
        fresh: Mapping[Kind, FreshSegment] | None = None,
        *,
        generation: str = EMPTY,
        sequence: int = 0,
        pending: int = 0,
    ) -> Searcher:
        """Kinds without a segment or fresh segment are empty."""
        known, changed = segments or {}, fresh or {}
        vocabulary = Vocabulary()
        pools: dict[Kind, Pool] = {
            kind: Pool(changed.get(kind) or FreshSegment.of((), (), known.get(kind), vocabulary, encoder.dimension))
            for kind in KINDS
        }
        return cls(generation, sequence, encoder, pools, pending)

    def dense(
        self,
        kind: Kind,
        vectors: Vectors,
        depth: int,
        allowed: frozenset[str] | None = None,
        excluded: frozenset[str] = NOBODY,
    ) -> list[Hit]:
        """The `depth` records whose best passage is nearest to any of the query vectors float32[m, d]."""
        return self.pools[kind].dense(vectors, depth, Restriction(allowed, excluded))

    def lexical(
        self,
        kind: Kind,
        tokens: Sequence[str],
        depth: int,
        allowed: frozenset[str] | None = None,
        excluded: frozenset[str] = NOBODY,
    ) -> list[Hit]:
        """The `depth` records with the best passage by BM25; records that share no token are left out."""
        return self.pools[kind].lexical(tokens, depth, Restriction(allowed, excluded))

    def lexical_documents(
        self,
        kind: Kind,
        tokens: Sequence[str],
        depth: int,
        allowed: frozenset[str] | None = None,
        excluded: frozenset[str] = NOBODY,
    ) -> list[Hit]:
        """The `depth` best whole records by BM25; records that share no token are left out."""
        return self.pools[kind].lexical_documents(tokens, depth, Restriction(allowed, excluded))

    def views(self, kind: Kind, ids: Sequence[str], vectors: Vectors, tokens: Sequence[str]) -> Views:
        """Exact scores for every given id. Raises NotFound `not_indexed` for one that is not here."""
        return self.pools[kind].views(ids, vectors, tokens)

    def passage_vectors(self, kind: Kind, record_id: str) -> Vectors:
        """The record's passages in order, float32[p, d]. Raises NotFound `not_indexed`."""
        return self.pools[kind].passage_vectors(record_id)

    def passage_hashes(self, kind: Kind, record_id: str) -> tuple[str, ...]:
        """`Passage.hash` of each passage as indexed: tells whether the index has the record's present text."""
        return self.pools[kind].passage_hashes(record_id)

    def contains(self, kind: Kind, record_id: str) -> bool:
        return self.pools[kind].contains(record_id)

    def count(self, kind: Kind) -> int:
        """Searchable records: of the generation, less changed and withdrawn ones, plus fresh ones."""
        return self.pools[kind].count

    def ids(self, kind: Kind) -> frozenset[str]:
        return self.pools[kind].ids()
