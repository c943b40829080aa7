"""Everything that one request may search: a generation's segments, the fresh records beside them, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.passages import KINDS, Kind
from corpus.problems import Invalid
from index.bm25 import Reach, Term
from index.encoder import EncoderInfo, Vectors
from index.fresh import FreshSegment
from index.labels import NO_LABELS, LabelScheme
from index.part import Mask, Part
from index.pool import Depths, Hit, PartWeights, Pool, Views
from index.segment import Segment
from index.visible import Restriction
from index.vocabulary import Vocabulary

__all__ = ["EMPTY", "Depths", "Hit", "Searcher", "Views"]

EMPTY = "none"
"""The generation's name before there is one."""
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Searcher:
    """An immutable view: safe in any number of threads without locks.

    Every score is exact. Which records are found is exact too, but for the few that `index.dense.inverted` may miss.

    Where an engine keeps the vectors (`index.dense.engine`), everything that compares vectors raises Unavailable
    `vectors_unavailable` while it does not answer, and is as exact as the engine's index.

    `sequence` is the last change of the corpus that takes part; `pending` counts written records that do not yet.
    `scheme` is that of the labeller that runs: records labelled by another one count as not labelled.
    """

    generation: str
    sequence: int
    encoder: EncoderInfo
    pools: Mapping[Kind, Pool]
    pending: int = 0
    scheme: LabelScheme = NO_LABELS

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
        scheme: LabelScheme = NO_LABELS,
    ) -> Searcher:
        """Kinds without a segment or fresh segment are empty."""
        known, changed = segments or {}, fresh or {}
        vocabulary = Vocabulary()

        def fresh_of(kind: Kind) -> FreshSegment:
            nothing = FreshSegment.of((), (), known.get(kind), vocabulary, encoder.dimension, scheme=scheme)
            return changed.get(kind, nothing)

        pools = {kind: Pool(fresh_of(kind)) for kind in KINDS}
        return cls(generation, sequence, encoder, pools, pending, scheme)

    @property
    def label_names(self) -> tuple[str, ...]:
        return self.scheme.names

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

    def found(  # noqa: PLR0917 - as `dense` and `lexical_documents`
        self,
        kind: Kind,
        vectors: Vectors,
        tokens: Sequence[str],
        depths: Depths,
        allowed: frozenset[str] | None = None,
        excluded: frozenset[str] = NOBODY,
    ) -> Views:
        """What `dense` and `lexical_documents` find to these depths, in the order of their ids, seen by all views."""
        return self.pools[kind].found(vectors, tokens, depths, Restriction(allowed, excluded))

    def views(self, kind: Kind, ids: Sequence[str], vectors: Vectors, tokens: Sequence[str]) -> Views:
        """Exact scores for every given id. Raises NotFound `not_indexed` for one that is not here."""
        return self.pools[kind].views(ids, vectors, tokens)

    def passage_vectors(self, kind: Kind, record_id: str) -> Vectors:
        """The record's passages in order, float32[p, d]. Raises NotFound `not_indexed`."""
        return self.pools[kind].passage_vectors(record_id)

    def passage_hashes(self, kind: Kind, record_id: str) -> tuple[str, ...]:
        """`Passage.hash` of each passage as indexed: tells whether the index has the record's present text."""
        return self.pools[kind].passage_hashes(record_id)

    def labels(self, kind: Kind, ids: Sequence[str]) -> NDArray[np.float32]:
        """The confidence of each label between 0 and 1, float32[len(ids), len(label_names)].

        NaN where a record was labelled by another version of the labeller: the next rebuild knows. Raises NotFound
        `not_indexed`.
        """
        return self.pools[kind].labels(ids, self.scheme)

    def labelled(self, kind: Kind, name: str, at_least: float = 0.5) -> frozenset[str]:
        """The records with at least that confidence in the label. Raises Invalid `unknown_label`."""
        if name not in self.label_names:
            raise Invalid.because("unknown_label", "label", name, known=", ".join(self.label_names))
        return self.pools[kind].labelled(name, at_least, self.scheme)

    def parts(self, kind: Kind) -> tuple[tuple[Part, Mask | None], ...]:
        """For work in bulk: the parts in which the records lie, and which of each take part (bool[records], None: all).

        The most open tier first, in each the published part before the fresh one. Nothing in it may be written to.
        """
        return self.pools[kind].parts

    def weights(self, kind: Kind, tokens: Sequence[Term], phrases: Sequence[Term]) -> list[PartWeights]:
        """For work in bulk: by what each of the `parts` weighs the words and phrases of a query."""
        return self.pools[kind].weights(tokens, phrases)

    def reach(self, kind: Kind, tokens: Sequence[Term]) -> Reach:
        """What whole records could make of a query's words at most."""
        return self.pools[kind].reach(tokens)

    def contains(self, kind: Kind, record_id: str) -> bool:
        return self.pools[kind].contains(record_id)

    def count(self, kind: Kind) -> int:
        """Searchable records: of the generation, less changed and withdrawn ones, plus fresh ones."""
        return self.pools[kind].count

    def ids(self, kind: Kind) -> frozenset[str]:
        return self.pools[kind].ids()
