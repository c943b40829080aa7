"""Labels of needs that are kept, saved searches and alerts."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, Mapping[str, str]] = {
    "need_state": {
        "open": "open now",
        "expiring": "ends soon",
        "expired": "has expired",
        "withdrawn": "taken down",
        "waiting": "waits for verification",
    },
    "alert_kind": {
        "new": "newly found",
        "changed": "changed",
        "gone": "no longer available",
        "problem": "cannot be run",
    },
    "alert_tab": {
        "new": "New",
        "changed": "Changed",
        "gone": "No longer available",
        "problem": "Searches that cannot be run",
    },
    "frequency": {"never": "no letter", "daily": "every day", "weekly": "on Mondays"},
    "need_tier": {
        "public": "Everybody",
        "released": "Verified companies and officials",
        "restricted": "Officials only",
    },
}
