"""What a reviewer looks for in the queue and among decisions, as conditions of a query."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Table, Text, and_, cast, func, or_, select
from sqlmodel import col

from corpus.disclosure import ControlStatus, Tier
from corpus.passages import KINDS
from corpus.records import Clearance, ControlDecision, ControlHint
from corpus.store.standing import Attention, DecisionsSought, Sought
from corpus.store.tables import MODELS, table

BY_MACHINE: Final = ("scanned", "expired")
"""Actions that the service notes by itself."""


def sought_records(sought: Sought) -> list[ColumnElement[bool]]:
    """What holds of the clearances of live records that are sought."""
    found = [_waits(sought.attention), _live()]
    if sought.kind is not None:
        found.append(col(Clearance.kind) == sought.kind)
    of_record = and_(
        col(ControlHint.kind) == col(Clearance.kind), col(ControlHint.record_id) == col(Clearance.record_id)
    )
    if sought.list_id:
        found.append(select(col(ControlHint.id)).where(of_record, col(ControlHint.list_id) == sought.list_id).exists())
    if sought.text:
        text = sought.text.lower()
        places = (col(ControlHint.phrase), col(ControlHint.sentence), col(ControlHint.title), col(ControlHint.code))
        hinted = select(col(ControlHint.id)).where(of_record, or_(*(_holds(place, text) for place in places)))
        found.append(or_(_holds(col(Clearance.record_id), text), hinted.exists(), *_titled(text)))
    return found


def _titled(text: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for kind in KINDS:
        records: Table = table(MODELS[kind])
        title = records.c.name if kind == "companies" else records.c.title
        same = select(records.c.id).where(records.c.id == col(Clearance.record_id), _holds(title, text))
        found.append(and_(col(Clearance.kind) == kind, same.exists()))
    return found


def sought_decisions(sought: DecisionsSought) -> list[ColumnElement[bool]]:
    """What holds of the decisions that are sought."""
    found: list[ColumnElement[bool]] = []
    if sought.by_people:
        found.append(col(ControlDecision.action).not_in(BY_MACHINE))
    for column, wanted in (
        (ControlDecision.action, sought.action),
        (ControlDecision.actor, sought.actor),
        (ControlDecision.kind, sought.kind),
    ):
        if wanted:
            found.append(col(column) == wanted)
    if sought.since is not None:
        found.append(col(ControlDecision.decided_at) >= sought.since)
    if sought.until is not None:
        found.append(col(ControlDecision.decided_at) < sought.until)
    if sought.text:
        places = (col(ControlDecision.reason), col(ControlDecision.record_id), cast(col(ControlDecision.after), Text))
        found.append(or_(*(_holds(place, sought.text.lower()) for place in places)))
    return found


def _holds(column: Any, text: str) -> ColumnElement[bool]:  # a column of texts
    found: ColumnElement[bool] = func.lower(column).contains(text, autoescape=True)
    return found


def _waits(attention: Attention | None) -> ColumnElement[bool]:
    reasons: dict[Attention, ColumnElement[bool]] = {
        Attention.HINT: col(Clearance.control) == ControlStatus.HINT.value,
        Attention.STALE: col(Clearance.stale).is_(True),
        Attention.LAPSED: col(Clearance.lapsed).is_(True),
    }
    if attention is Attention.READY:
        decided = col(Clearance.control).in_((ControlStatus.DETERMINED.value, ControlStatus.CLEARED.value))
        settled = and_(col(Clearance.stale).is_(False), col(Clearance.lapsed).is_(False))
        return and_(decided, settled, col(Clearance.tier) == Tier.RESTRICTED.value)
    return or_(*reasons.values()) if attention is None else reasons[attention]


def _live() -> ColumnElement[bool]:
    kinds: list[ColumnElement[bool]] = []
    for kind in KINDS:
        records: Table = table(MODELS[kind])
        same = select(records.c.id).where(records.c.id == col(Clearance.record_id), records.c.withdrawn_at.is_(None))
        kinds.append(and_(col(Clearance.kind) == kind, same.exists()))
    return or_(*kinds)
