"""Labels of needs that are kept, saved searches and alerts."""

from __future__ import annotations

from collections.abc import Mapping

from api.lists.words import ALERT_KINDS, FREQUENCIES, NEED_STATES

LABELS: Mapping[str, Mapping[str, str]] = {
    "need_state": NEED_STATES,
    "alert_kind": ALERT_KINDS,
    "alert_tab": {
        "new": "New",
        "changed": "Changed",
        "gone": "No longer available",
        "problem": "Searches that cannot be run",
    },
    "frequency": FREQUENCIES,
    "need_tier": {
        "public": "Everybody",
        "released": "Verified companies and officials",
        "restricted": "Officials only",
    },
}
