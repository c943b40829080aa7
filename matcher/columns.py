"""All that may be candidates, laid out for whole matrices: vectors by passage, postings by term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Kind
from index.encoder import Vectors
from index.fresh import FreshSegment
from index.part import Mask, Part
from index.phrases import SHARE
from index.searcher import Searcher
from index.segment import Segment
from index.visible import Restriction
from matcher.postings import NOWHERE, Placed, Postings, terms_of
from matcher.slots import Slots

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Columns:
    """Records in the order of `slots`; `by_id` are their places in the order of ids, `in_order` who has each place.

    `ids` object[records]; `sizes` int64[records] are the passages of each; `vectors` float32[passages, d] by column.
    """

    ids: NDArray[np.object_]
    sizes: Numbers
    by_id: Numbers
    in_order: Numbers
    numbers: Mapping[str, int]
    slots: Slots
    vectors: Vectors
    postings: Postings

    @classmethod
    def of(cls, searcher: Searcher, kind: Kind, allowed: frozenset[str] | None) -> Self:
        parts = [_Taking.of(part, Restriction(allowed).mask(part, visible)) for part, visible in searcher.parts(kind)]
        sizes = {record_id: size for each in parts for record_id, size in each.sizes.items()}
        ids = sorted(sizes, key=lambda record_id: (-sizes[record_id], record_id))
        numbers = {record_id: number for number, record_id in enumerate(ids)}
        passages = np.array([sizes[record_id] for record_id in ids], dtype=np.int64)
        slots = Slots.of(passages)
        vectors = np.zeros((slots.columns, searcher.encoder.dimension), dtype=np.float32)
        terms = {term for each in parts for term in terms_of(each.part.records)}
        spoken = {phrase for each in parts for phrase in terms_of(each.part.phrases)}
        placed: list[Placed] = []
        for each, weights in zip(parts, searcher.weights(kind, list(terms), list(spoken)), strict=True):
            records = each.records(numbers)
            columns = each.columns(records, slots)
            for first, block in each.part.blocks():
                where = columns[first : first + len(block)]
                kept = np.flatnonzero(where != NOWHERE)
                vectors[where[kept]] = block[kept]
            placed.append(Placed(each.part.records, records, weights.documents))
            placed.append(Placed(each.part.phrases, records, weights.phrases, SHARE))
        in_order = np.array([numbers[record_id] for record_id in sorted(ids)], dtype=np.int64)
        names = np.array(ids, dtype=np.object_)
        postings = Postings.of(placed, len(ids))
        return cls(names, passages, np.argsort(in_order), in_order, numbers, slots, vectors, postings)


@dataclass(frozen=True, slots=True)
class _Taking:
    """A part and the passages of those of its records that take part."""

    part: Segment | FreshSegment
    sizes: Mapping[str, int]

    @classmethod
    def of(cls, part: Part, mask: Mask | None) -> Self:
        if not isinstance(part, Segment | FreshSegment):
            raise TypeError(f"{type(part).__name__} has no postings")
        chosen = np.arange(len(part.ids)) if mask is None else np.flatnonzero(mask)
        sizes = np.diff(part.starts)[chosen]
        return cls(part, {part.ids[number]: size for number, size in zip(chosen.tolist(), sizes.tolist(), strict=True)})

    def records(self, numbers: Mapping[str, int]) -> Numbers:
        """The number that each record of the part has among all, int64[records]; `NOWHERE` for one left out."""
        return np.array([numbers[each] if each in self.sizes else NOWHERE for each in self.part.ids], dtype=np.int64)

    def columns(self, records: Numbers, slots: Slots) -> Numbers:
        """The column of each passage of the part, int64[passages]; `NOWHERE` for one left out."""
        sizes = np.diff(self.part.starts)
        owners = np.repeat(records, sizes)
        columns = np.full(len(owners), NOWHERE, dtype=np.int64)
        kept = np.flatnonzero(owners != NOWHERE)
        nth = np.arange(len(owners)) - np.repeat(self.part.starts[:-1], sizes)
        columns[kept] = slots.places(owners[kept], nth[kept])
        return columns
