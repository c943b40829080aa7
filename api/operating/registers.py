"""What was decided and by whom, as lines of a table: the audit log, and the decisions of the reviewers."""

from __future__ import annotations

import json

from api.exporting import Column, Row
from api.language import COMMANDS, Words
from api.schemas.screening import ListedDecision
from corpus.records import AuditEvent
from corpus.text import Language
from corpus.wording.screening import CONTROL_LABELS, TIER_LABELS


def event_columns(language: Language) -> list[Column]:
    """The headings of `event_cells`."""
    told = Words(language, COMMANDS)
    return [
        Column("seq", told("Number")),
        Column("at", told("Time (UTC)")),
        Column("actor", told("Who")),
        Column("role", told("Role")),
        Column("action", told("Action")),
        Column("kind", told("Kind")),
        Column("record_id", told("Id")),
        Column("facts", told("Facts")),
        Column("digest", told("Digest")),
    ]


def event_cells(event: AuditEvent) -> Row:
    """One event of the audit log; its facts as JSON."""
    facts = json.dumps(event.facts, ensure_ascii=False) if event.facts else ""
    at = event.at.isoformat(timespec="seconds")
    plain = (event.actor, event.role, event.action, event.kind, event.record_id)
    return (event.seq, at, *plain, facts, event.digest)


def decision_columns(language: Language) -> list[Column]:
    """The headings of `decision_cells`."""
    told = Words(language, COMMANDS)
    kinds = {kind: told(kind.capitalize()) for kind in ("patents", "companies", "needs")}
    controls = {str(status): said[language] for status, said in CONTROL_LABELS.items()}
    tiers = {str(tier): said[language] for tier, said in TIER_LABELS.items()}
    return [
        Column("id", told("Number")),
        Column("decided_at", told("Time (UTC)")),
        Column("actor", told("Who")),
        Column("action", told("Action")),
        Column("kind", told("Kind"), kinds),
        Column("record_id", told("Id")),
        Column("title", told("Title")),
        Column("control_before", told("Control status before"), controls),
        Column("control_after", told("Control status after"), controls),
        Column("tier_before", told("Disclosure tier before"), tiers),
        Column("tier_after", told("Disclosure tier after"), tiers),
        Column("reference", told("Reference")),
        Column("expires_on", told("Valid until")),
        Column("reason", told("Reason")),
    ]


def decision_cells(each: ListedDecision) -> Row:
    """One decision of a reviewer, or what the service noted."""
    before, after = each.before, each.after
    moved = [_text(side.get(name)) for name in ("control", "tier") for side in (before, after)]
    at = each.decided_at.isoformat(timespec="seconds")
    told = (_text(after.get("reference")), _text(after.get("expires_on")), each.reason)
    return (each.id, at, each.actor, each.action, each.kind, each.record_id, each.title, *moved, *told)


def _text(value: object) -> str:
    return "" if value is None else str(value)
