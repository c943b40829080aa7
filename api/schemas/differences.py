"""What two versions of a profile differ in, as JSON."""

from __future__ import annotations

from pydantic.config import JsonDict

from api.schemas.examples import shown
from api.schemas.matches import Schema
from corpus.differences import Change

DIFFERENCE: JsonDict = {
    "name": "summary",
    "entries": [
        {
            "change": "same",
            "title": "",
            "text": [{"change": "removed", "text": "nozzles."}, {"change": "added", "text": "nozzles and shields."}],
        }
    ],
}


class StretchShown(Schema):
    change: Change
    text: str


class EntryShown(Schema):
    """One thing of a part; `change` tells of the thing as a whole."""

    change: Change
    title: str
    text: list[StretchShown]


class DifferenceShown(Schema):
    """A part of the profile in which two versions differ."""

    name: str
    entries: list[EntryShown]


class Differences(Schema):
    """What changed between two versions."""

    model_config = shown({"before": 1, "after": 2, "parts": [DIFFERENCE]})

    before: int
    after: int
    parts: list[DifferenceShown]
