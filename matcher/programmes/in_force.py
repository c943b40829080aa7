"""The catalogue in force: what ships with the service, and what administrators changed of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import orjson

from corpus.store import Store
from matcher.programmes.catalogue import Catalogue, shipped
from matcher.programmes.facets import Facet
from matcher.programmes.facts import JudgingContext, MoneyKey
from matcher.programmes.money import money_left
from matcher.programmes.programme import Programme

FACET = "facet-"
"""Begins the id under which a changed facet is on record among the programmes."""


@dataclass(frozen=True, slots=True)
class InForce:
    """A catalogue with its version, which is worked out once."""

    catalogue: Catalogue
    version: str


def rules_over(store: Store) -> InForce:
    """Shipped programmes and facets, each in its newest version."""
    rows = store.programmes.current()
    return _in_force(tuple((id_, row.version, orjson.dumps(row.content)) for id_, row in rows.items()))


def rules_at(store: Store, moment: datetime) -> InForce:
    """As they were at a moment with its time zone; what ships with the service is taken as it is now."""
    kept = {
        id_: [row for row in store.programmes.history(id_) if row.recorded_at <= moment]
        for id_ in store.programmes.current()
    }
    newest = {id_: rows[-1] for id_, rows in kept.items() if rows}
    return _in_force(tuple((id_, row.version, orjson.dumps(row.content)) for id_, row in newest.items()))


def programme_at(store: Store, programme_id: str, version: int) -> Programme | None:
    """A programme as it stood in a version, None where there is none."""
    original = shipped().programmes.get(programme_id)
    if original is not None and original.version == version:
        return original
    row = store.programmes.version(programme_id, version)
    return Programme.from_mapping(row.content) if row is not None else None


def context_over(store: Store, catalogue: Catalogue, today: date) -> JudgingContext:
    """The day, and what is left of each ceiling after what was booked."""
    return JudgingContext(today, money_left(catalogue, booked(store), today.year))


def booked(store: Store) -> Mapping[MoneyKey, int]:
    """Won of concluded cases by programme, track and year."""
    return {(total.programme_id, total.track, total.year): total.amount for total in store.ledger.totals()}


@lru_cache(maxsize=4)
def _in_force(changed: tuple[tuple[str, int, bytes], ...]) -> InForce:
    programmes, facets = dict(shipped().programmes), dict(shipped().facets)
    for id_, _, content in changed:
        if id_.startswith(FACET):
            facet = Facet.from_mapping(orjson.loads(content))
            facets[facet.id] = facet
        else:
            programmes[id_] = Programme.from_mapping(orjson.loads(content))
    catalogue = Catalogue.of(programmes.values(), facets.values())
    return InForce(catalogue, catalogue.version)
