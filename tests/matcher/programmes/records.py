"""Facts of made-up records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.disclosure import ControlStatus
from corpus.facts import RecordFacts, Side
from corpus.passages import Kind
from matcher.programmes.facts import PairFacts

KIND_OF: Mapping[str, Kind] = {"patent": "patents", "company": "companies", "need": "needs"}
FOUND = ("tracks", "open_tracks", "areas", "materials")


def record(name: str, facts: Mapping[str, Any]) -> RecordFacts:
    """A record from plain values, as a table of cases has them."""
    values = dict(facts)
    if "sides" in values:
        values["sides"] = frozenset(map(Side, values["sides"]))
    if "control" in values:
        values["control"] = ControlStatus(values["control"])
    for several in ("certificates", "required_certificates"):
        if several in values:
            values[several] = tuple(values[several])
    if "company_kinds" in values:
        values["company_kinds"] = frozenset(values["company_kinds"])
    return RecordFacts(KIND_OF[name], f"{name}-1", **values)


def pair(case: Mapping[str, Any]) -> PairFacts:
    """The pair of a case: two records, one that a text found, or none."""
    records = [record(name, case[name]) for name in KIND_OF if name in case]
    found: dict[str, Any] = {
        name: frozenset(case[name]) for name in ("tracks", "areas", "materials", "open_tracks") if name in case
    }
    if not records:
        return PairFacts(**found)
    asking = records[0] if len(records) == 2 else None
    views = PairFacts.between(asking, records[-1])
    return PairFacts(views.offering, views.receiving, views.company, views.patent, views.need, **found)
