"""What an area or a material is: phrases, prototype sentences, classes, and the few weights that combine them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib import resources
from typing import Any, Literal

from corpus.problems import Invalid
from matcher.areas.folding import folded, is_hangul

AreaKind = Literal["area", "material"]

Strength = Literal["telling", "likely", "weak", "guard"]
STRENGTHS: tuple[Strength, ...] = ("telling", "likely", "weak", "guard")

MOST_PHRASES = 2_000
MOST_SENTENCES = 100
LONGEST_PHRASE = 100
LONGEST_SENTENCE = 500
SHORTEST_PHRASE = 2
ID = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """`telling` says it alone, `likely` says it half, `weak` needs company; `guard` only hides shorter phrases inside
    it ("quantum dot" hides "quantum").

    `text` ends in `*` where an English word may go on; words in capitals are found in capitals only; a blank in
    Korean may be left out in the record; a Korean phrase of two syllables begins a word unless `*` stands before it.
    """

    text: str
    strength: Strength


@dataclass(frozen=True, slots=True)
class Weights:
    """The log-odds of a tag: `bias`, and a factor for what is counted and measured in a section."""

    bias: float
    telling: float
    weak: float
    similarity: float
    classes: float


@dataclass(frozen=True, slots=True)
class Definition:
    """One area or material. `prototypes` are sentences that say what its records are about."""

    id: str
    kind: AreaKind
    name_en: str
    name_ko: str
    phrases: tuple[Phrase, ...]
    prototypes: tuple[str, ...]
    weights: Weights
    classes: tuple[str, ...] = ()
    """Prefixes of IPC and CPC symbols, without blanks."""


@cache
def shipped() -> tuple[Definition, ...]:
    """The eight areas and the named material, in the order of the programme."""
    return tuple(read_definition(_table(name)) for name in _table("order")["definitions"])


@cache
def usual_weights() -> Weights:
    """For a definition that brings none: fitted over all areas together."""
    return _weights(_table("order")["weights"])


@cache
def background() -> tuple[str, ...]:
    """Sentences of no area, by which an encoder's cosines are gauged."""
    return tuple(_table("background")["sentences"])


def read_definition(table: Mapping[str, Any]) -> Definition:
    """A definition from its TOML table. Raises Invalid as `define`, KeyError for a table without an id."""
    name = table["name"]
    weights = table.get("weights")
    return define(
        table["id"],
        kind=table["kind"],
        name_en=name["en"],
        name_ko=name["ko"],
        phrases={strength: table.get(strength, ()) for strength in STRENGTHS},
        prototypes=table.get("prototypes", ()),
        classes=table.get("classes", ()),
        weights=None if weights is None else _weights({**asdict(usual_weights()), **weights}),
    )


def define(
    definition_id: str,
    *,
    kind: AreaKind = "material",
    name_en: str,
    name_ko: str,
    phrases: Mapping[Strength, Sequence[str]],
    prototypes: Sequence[str] = (),
    classes: Sequence[str] = (),
    weights: Weights | None = None,
) -> Definition:
    """A checked definition, such as a material that an administrator adds. Without prototypes its English name and
    telling phrases stand in for them: Korean ones would load the Korean analyser wherever a record is tagged.

    Raises Invalid `bad_area_id`, `area_without_phrases`, `bad_area_phrase`, `bad_area_sentence`, `too_many_phrases`.
    """
    if not ID.fullmatch(definition_id):
        raise Invalid.because("bad_area_id", "id", definition_id)
    listed = tuple(Phrase(_checked(text), strength) for strength in STRENGTHS for text in phrases.get(strength, ()))
    if not any(phrase.strength == "telling" for phrase in listed):
        raise Invalid.because("area_without_phrases", "phrases", definition_id)
    if len(listed) > MOST_PHRASES or len(prototypes) > MOST_SENTENCES:
        raise Invalid.because("too_many_phrases", "phrases", len(listed), limit=MOST_PHRASES, sentences=MOST_SENTENCES)
    for sentence in (*prototypes, name_en, name_ko):
        if not sentence.strip() or len(sentence) > LONGEST_SENTENCE:
            raise Invalid.because("bad_area_sentence", "prototypes", sentence, limit=LONGEST_SENTENCE)
    telling = [each.text.strip("*") for each in listed if each.strength == "telling" and not is_korean(each.text)]
    return Definition(
        id=definition_id,
        kind=kind,
        name_en=name_en,
        name_ko=name_ko,
        phrases=tuple(dict.fromkeys(listed)),
        prototypes=tuple(prototypes) or (name_en, *telling[:MOST_SENTENCES]),
        classes=tuple("".join(prefix.split()).upper() for prefix in classes),
        weights=weights or usual_weights(),
    )


def _checked(text: str) -> str:
    """The phrase with its blanks made one. A single Latin letter or Hangul syllable would be found everywhere."""
    phrase = " ".join(text.split())
    core = folded(phrase.strip("*")).strip()
    if not SHORTEST_PHRASE <= len(core) <= LONGEST_PHRASE or not any(map(str.isalpha, core)):
        raise Invalid.because("bad_area_phrase", "phrases", text, shortest=SHORTEST_PHRASE, longest=LONGEST_PHRASE)
    return phrase


def is_korean(phrase: str) -> bool:
    """Whether the phrase is looked up by the rules of Korean."""
    return any(map(is_hangul, phrase))


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("matcher.areas").joinpath(f"data/{name}.toml").read_text(encoding="utf-8"))


def _weights(table: Mapping[str, float]) -> Weights:
    return Weights(**{each.name: float(table[each.name]) for each in fields(Weights)})
