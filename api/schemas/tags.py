"""Areas and materials of a record as JSON, each with what it rests on."""

from __future__ import annotations

from pydantic import BaseModel, Field
from pydantic.config import JsonDict

from api.schemas.examples import shown
from api.schemas.judgements import Reader
from matcher.areas.tag import AreaTag

TAG: JsonDict = {
    "label": "hypersonics",
    "name": "Hypersonics",
    "confidence": 0.91,
    "phrases": [{"phrase": "scramjet", "sentence": "A scramjet inlet for flight at Mach 6."}],
    "passage": "A scramjet inlet for flight at Mach 6.",
    "prototype": "Air-breathing engines for flight above Mach 5.",
    "similarity": 0.62,
}


class Phrase(BaseModel):
    """A telling phrase; both stand word for word in the record."""

    phrase: str
    sentence: str


class Tag(BaseModel):
    """One area or material."""

    label: str
    name: str
    confidence: float = Field(description="0.5 to 1.")
    phrases: list[Phrase]
    passage: str = Field(description="The passage of the record that is nearest in meaning.")
    prototype: str = Field(description="The sentence on the area that it is near to.")
    similarity: float = Field(description="Their cosine, -1 to 1.")


class Tags(BaseModel):
    """The surest first."""

    model_config = shown({"tagger": "areas-1", "items": [TAG]})

    tagger: str = Field(description="Version of the tagger.")
    items: list[Tag]

    @classmethod
    def of(cls, tags: tuple[AreaTag, ...], tagger: str, reader: Reader) -> Tags:
        return cls(tagger=tagger, items=[tag_shown(tag, reader) for tag in tags])


def tag_shown(tag: AreaTag, reader: Reader) -> Tag:
    """In the reader's words."""
    return Tag(
        label=tag.area,
        name=reader.name(tag.area),
        confidence=round(tag.confidence, 3),
        phrases=[Phrase(phrase=hit.phrase, sentence=hit.sentence) for hit in tag.phrases],
        passage=tag.passage.text or tag.passage.heading,
        prototype=tag.passage.prototype,
        similarity=round(tag.similarity, 3),
    )
