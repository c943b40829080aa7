"""Coded values of the room as the reader sees them: English here, Korean in its catalogue."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, Mapping[str, str]] = {
    "period": {
        "month": "This month",
        "quarter": "This quarter",
        "year": "This year",
        "twelve": "Last twelve months",
    },
    "gate": {
        "": "No generation of the index has been measured yet.",
        "judged": "At the gate: nDCG@10 of judged questions. Beside it: what officers judged relevant.",
        "known-items": "At the gate: records found by their own title. Beside it: what officers judged relevant.",
    },
}
