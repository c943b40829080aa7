"""Labels of the pages of cases. Those of stages and reasons are in `corpus.wording.case_labels`, for the API too."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, Mapping[str, str]] = {
    "case_order": {
        "updated": "latest changed first",
        "created": "latest opened first",
        "due": "first due first",
        "company": "by company",
        "reference": "by number",
    },
    "audience": {"officials": "Officials only", "both": "Officials and the company"},
}
