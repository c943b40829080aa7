"""Labels of this room's coded values."""

from __future__ import annotations

from collections.abc import Mapping

from api.matching.judgement_tables import GRADE_NAMES, REASON_NAMES

LABELS: Mapping[str, Mapping[str, str]] = {
    "standing": {"likely": "likely", "possible": "possible", "uncertain": "uncertain", "unlikely": "unlikely"},
    "grade": GRADE_NAMES,
    "grade_reason": REASON_NAMES,
    "sheet": {"patents": "Sales sheet", "needs": "Need sheet"},
    "view": {
        "best": "Closest meaning",
        "document_bm25": "Shared words and phrases in the whole record",
    },
    "cause": {
        "withdrawn": "It was withdrawn and takes no part in searches.",
        "itself": "It is the record that asks.",
        "not-indexed": "It is on record but not searchable yet: the next rebuild takes it in.",
        "filter": "A filter excludes it.",
        "area": "It is not tagged with the technology area asked for.",
        "not-found": "No retriever named it among its first candidates, so it was not scored.",
        "track": "It does not run on the track asked for.",
        "programme": "The programme's verdict is not the one asked for.",
        "family": "It shares a place with another member of its patent family.",
        "own-family": "It belongs to the patent family of the record that asks.",
        "exposure": "The options for the list left it out.",
        "below": "It was scored, but others scored higher.",
        "shown": "It is among the shown candidates.",
    },
}
