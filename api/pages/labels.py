"""Coded values as the reader sees them. English here, Korean in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.passages import Kind
from matcher.match import QueryKind

LABELS: Mapping[str, Mapping[str, str]] = {
    "kind": {"patent": "Patent", "company": "Company", "need": "Need", "text": "Text"},
    "to": {"patents": "Patents", "companies": "Companies", "needs": "Needs"},
    "find": {"patents": "Find patents", "companies": "Find companies", "needs": "Find needs"},
    "similar": {"patents": "Similar patents", "companies": "Similar companies", "needs": "Similar needs"},
    "size": {
        "micro": "micro enterprise",
        "small": "small enterprise",
        "medium": "medium-sized enterprise",
        "mid-size": "mid-size enterprise",
        "large": "large enterprise",
    },
    "legal_status": {
        "pending": "pending",
        "granted": "granted",
        "lapsed": "lapsed",
        "expired": "expired",
        "refused": "refused",
        "withdrawn": "withdrawn",
        "unknown": "unknown",
    },
    "need_kind": {"defence": "defence unit", "company": "company"},
    "language": {"ko": "Korean", "en": "English"},
    "fictional": {"true": "fictional only", "false": "real only"},
    "passage": {
        "abstract": "abstract",
        "claim": "claim",
        "summary": "summary",
        "capability": "capability",
        "project": "project",
        "description": "description",
        "requirement": "requirement",
    },
    "filter": {
        "country": "Country",
        "region": "Region",
        "size": "Size",
        "filed_from": "Filed from",
        "filed_to": "Filed until",
        "classes": "IPC or CPC",
        "area": "Field",
        "industry": "Industry",
        "language": "Language",
        "legal_status": "Legal status",
        "owner": "Owner or organisation",
        "fictional": "Fictional records",
    },
    "state": {
        "running": "running",
        "finished": "finished",
        "failed": "failed",
        "interrupted": "interrupted",
        "succeeded": "succeeded",
        "lost": "lost",
        "idle": "idle",
    },
}

PLURAL: Mapping[QueryKind, Kind] = {"patent": "patents", "company": "companies", "need": "needs"}
SINGULAR: Mapping[Kind, QueryKind] = {many: one for one, many in PLURAL.items()}


def label(group: str, value: str) -> str:
    """The English label of a coded value; the value itself where it has none."""
    return LABELS.get(group, {}).get(value, value)
