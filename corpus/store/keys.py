"""How decisions name what they are about: one record, or two that were compared."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class RecordKey:
    """A record, or another thing that is decided on (`accounts`, `programmes`, ...), by its kind and id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records without a direction: made by `of`, the same two are equal whichever was named first."""

    one: RecordKey
    other: RecordKey

    @classmethod
    def of(cls, one: RecordKey, other: RecordKey) -> Pair:
        return cls(*sorted((one, other)))
