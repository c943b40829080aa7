"""Coded values of the room as the reader sees them: English here, Korean in its catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from api.lists.words import JOBS
from api.pages.operating.audit_words import ACTIONS, FACTS
from api.settings import Settings

LABELS: Mapping[str, Mapping[str, str]] = {
    "operation": {
        "overview": "Overview",
        "imports": "Imports",
        "index": "Search index",
        "jobs": "Jobs",
        "audit": "Audit log",
        "settings": "Settings",
    },
    "count": {
        "rows": "Rows",
        "added": "added",
        "updated": "updated",
        "unchanged": "unchanged",
        "rejected": "rejected",
    },
    "failure": {"upload": "upload", "import": "import", "job": "job"},
    "job": JOBS,
    "finding": {"good": "in order", "warning": "note", "bad": "amiss"},
    "checked": {
        "settings": "Settings",
        "database": "Database",
        "model": "Model",
        "vectors": "Vectors",
        "index": "Index",
        "disk": "Disk",
        "pages": "Pages",
        "fonts": "Fonts",
        "upkeep": "Index upkeep",
        "worker": "Worker",
        "jobs": "Jobs",
        "letters": "Letters",
        "clock": "Clock",
        "audit": "Audit log",
        "modes": "File permissions",
    },
    "disclosure": {
        "public": "public",
        "released": "released to verified companies",
        "restricted": "officials only",
    },
    "setting": {name: field.description or name for name, field in Settings.model_fields.items()},
    "audit_action": ACTIONS,
    "audit_fact": FACTS,
}
