"""Which records changed since the generation, and how far each of them has come into the searcher."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from typing import Protocol

from corpus.passages import KINDS, Document, Kind
from index.fresh import FreshDocument

WITHDRAW = "withdraw"


class Changed(Protocol):
    """The latest change of one record; `action` is `put` or `withdraw`."""

    @property
    def seq(self) -> int: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def record_id(self) -> str: ...
    @property
    def action(self) -> str: ...


class ChangeFeed(Protocol):
    """The corpus's changes in the order in which they became visible."""

    def last(self) -> int:
        """The latest number, 0 before the first."""
        ...

    def since(self, seq: int, limit: int = 1_000) -> Sequence[Changed]:
        """The latest change of each record changed after `seq`, in order, at most `limit`."""
        ...


class DocumentSource(Protocol):
    def many(self, kind: Kind, record_ids: Iterable[str]) -> Mapping[str, Document]:
        """Documents by id; records that are not there or withdrawn are left out."""
        ...


@dataclass(slots=True)
class Followed:
    """One changed record: `gone` if withdrawn, `same` if the generation has this very text.

    `fresh` is what is searched meanwhile, made of the record as it was at change `fresh_seq`.
    """

    kind: Kind
    record_id: str
    seq: int
    gone: bool = False
    same: bool = False
    queued: bool = False
    fresh: FreshDocument | None = None
    fresh_seq: int = -1

    @property
    def unready(self) -> bool:
        return not self.gone and not self.same and self.fresh_seq != self.seq


@dataclass(slots=True)
class Following:
    """All changes after number `start`, up to `seen`. Not safe across threads: the owner holds a lock."""

    start: int
    seen: int = field(init=False)
    records: dict[tuple[Kind, str], Followed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.seen = self.start

    def note(self, changes: Iterable[Changed], earlier: Following | None = None) -> None:
        """Takes changes in order. What `earlier` had ready at the same change number is taken over."""
        for change in changes:
            key = (change.kind, change.record_id)
            followed = Followed(change.kind, change.record_id, change.seq, gone=change.action == WITHDRAW)
            taken = earlier.records.get(key) if earlier else None
            # Without a new generation, the last text that was ready is better than the one before it.
            known = taken if taken is not None and taken.fresh_seq == change.seq else self.records.get(key)
            if known is not None and not followed.gone:
                followed.fresh, followed.fresh_seq = known.fresh, known.fresh_seq
            self.records[key] = followed
            self.seen = max(self.seen, change.seq)

    def due(self, limit: int, busy: bool) -> list[Followed]:
        """The newest `limit` written records, of those the ones that nobody prepares yet; newest first.

        Older ones are let go: they wait for the next generation. Unless the background is `busy`, nobody prepares
        any, whatever it was given before.
        """
        written = [followed for followed in self.records.values() if not followed.gone and not followed.same]
        newest = nlargest(limit, written, key=lambda followed: followed.seq)
        if len(newest) < len(written):
            oldest = newest[-1].seq
            for followed in written:
                if followed.seq < oldest:
                    followed.fresh, followed.fresh_seq = None, -1
        return [followed for followed in newest if followed.unready and not (busy and followed.queued)]

    def at(self, kind: Kind, record_id: str, seq: int) -> Followed | None:
        """The record if that change is still its latest."""
        followed = self.records.get((kind, record_id))
        return followed if followed is not None and followed.seq == seq else None

    def ready(self) -> dict[Kind, list[FreshDocument]]:
        found: dict[Kind, list[FreshDocument]] = {kind: [] for kind in KINDS}
        for followed in self.records.values():
            if followed.fresh is not None and not followed.gone:
                found[followed.kind].append(followed.fresh)
        return found

    def withdrawn(self) -> dict[Kind, list[str]]:
        found: dict[Kind, list[str]] = {kind: [] for kind in KINDS}
        for followed in self.records.values():
            if followed.gone:
                found[followed.kind].append(followed.record_id)
        return found

    def pending(self) -> int:
        return sum(followed.unready for followed in self.records.values())
