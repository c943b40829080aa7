"""Labels of the pages of cases. Those of stages and reasons are in `corpus.wording.case_labels`, for the API too."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from corpus.text import Language
from corpus.wording.case_labels import STAGE_LABELS, STATUS_LABELS, WAITING_LABELS

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


def case_words(language: Language) -> dict[str, Callable[[str], str]]:
    """For templates: what codes of cases are called."""
    return {
        "stage_label": lambda code: STAGE_LABELS[code][language],
        "status_label": lambda code: STATUS_LABELS[code][language],
        "waiting_label": lambda code: WAITING_LABELS[code][language],
    }
