"""What a reader who begins to type may mean, as JSON."""

from __future__ import annotations

from api.schemas.examples import shown
from api.schemas.matches import Schema
from corpus.passages import Kind


class Completion(Schema):
    """A record whose id or name has the typed text in it."""

    kind: Kind
    id: str
    title: str


class Completions(Schema):
    """Those that begin with the text first."""

    model_config = shown({"items": [{"kind": "companies", "id": "hanul-ceramics", "title": "한울세라믹스(주)"}]})

    items: list[Completion]
