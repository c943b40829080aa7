"""How the columns of tables and the names in JSON records are spelled: `corpus/data/headings.toml`, made usable."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from corpus.importers.rows import LONGEST_HEADING, plain

Kind = Literal["patents", "companies", "needs"]
KINDS: tuple[Kind, ...] = ("patents", "companies", "needs")
BRACKETS = re.compile(r"[(\[（【].*?[)\]）】]")
SHOWN = 6
TIER_FIELDS = ("tier", "security_grade")
MAX_KEPT = 20_000
"""Names in hostile JSON know no end; what is remembered of them does."""


@dataclass(frozen=True, slots=True)
class Place:
    """The field that a spelling stands for, and its rank among the field's spellings (0 first)."""

    field: str
    rank: int


@lru_cache(maxsize=MAX_KEPT)
def place(kind: Kind, written: str) -> Place | None:
    """Where a heading as written belongs in a kind's records; None for one that is not listed."""
    if len(written) > LONGEST_HEADING:
        return None
    places = _places(kind)
    return places.get(plain(written)) or places.get(plain(BRACKETS.sub("", written)))


@lru_cache(maxsize=MAX_KEPT)
def is_known(key: str) -> bool:
    """Whether any format knows this heading, given in plain form."""
    return key in _special() or any(key in _places(kind) for kind in KINDS)


def fields_of(kind: Kind, headings: Iterable[str]) -> frozenset[str]:
    return frozenset(found.field for text in headings if (found := place(kind, text)))


def telling(kind: Kind, headings: Iterable[str]) -> int:
    """How many fields speak for this kind: all that it knows, less those that other kinds have as well."""
    shared = _shared(kind)
    return len({at.field for text in headings if plain(text) not in shared and (at := place(kind, text))})


@lru_cache(maxsize=MAX_KEPT)
def is_tier(written: str) -> bool:
    """Whether a heading as written is that of the disclosure tier or security grade of any kind of record."""
    return any((at := place(kind, written)) is not None and at.field in TIER_FIELDS for kind in KINDS)


def spellings(kind: Kind, field: str) -> str:
    """Some accepted spellings, to show in a refusal."""
    return ", ".join(_listed()[kind][field][:SHOWN])


@cache
def _listed() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(files("corpus").joinpath("data/headings.toml").read_text(encoding="utf-8"))


@cache
def _places(kind: Kind) -> Mapping[str, Place]:
    places: dict[str, Place] = {}
    for field, written in _listed()[kind].items():
        for rank, text in enumerate(written):
            places.setdefault(plain(text), Place(field, rank))
    return places


@cache
def _shared(kind: Kind) -> frozenset[str]:
    shared = _listed()["shared"]
    return frozenset(map(plain, (*shared["any"], *shared[kind])))


@cache
def _special() -> frozenset[str]:
    return frozenset(map(plain, _listed()["special"]["headings"]))
