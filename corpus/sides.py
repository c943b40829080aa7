"""On which side of a transfer a body stands, as far as its name tells."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from corpus.facts import Side
from corpus.organisations import known_key, known_owner, names_within, organisation_key
from corpus.text import clean

STATES: Final = frozenset({"united states of america", "대한민국", "republicofkorea", "republic of korea"})
"""Keys of states as such: which department is meant, and so which side, they do not tell."""
SHORT_NAMES: Final = frozenset({"air force", "army", "navy", "marine corps", "darpa", "dod", "mda"})
"""How patents and calls for proposals name American defence agencies, in small letters."""
DEFENCE_AGENCY = re.compile(
    r"\b(?:army|navy|naval|air ?force|marine corps|armed forces|military|defen[cs]e|special operations command|"
    r"joint forces command|armament research|warfighter|national reconnaissance office|geospatial-intelligence agency|"
    r"darpa|dod|mda|dtra|afosr|afrl|onr)\b|국방|방위사업청|육군|해군|공군|해병대|합동참모본부",
    re.IGNORECASE,
)
CIVIL_AGENCY = re.compile(
    r"\b(?:naval (?:nuclear laboratory|reactors)|defense (?:nuclear|programs)|department of energy|"
    r"coast guard|veterans affairs|homeland)\b",
    re.IGNORECASE,
)
"""Civil departments that have an office with such a word in its name."""


@lru_cache(maxsize=65_536)
def side_of(name: str) -> Side | None:
    """The side of a listed public body, by its key or by any of its names; None for a body that is not listed."""
    for each in (name, *names_within(name)):
        listed = known_key(each) or known_owner(each)
        if listed:
            return Side(listed.side)
    return None


@lru_cache(maxsize=65_536)
def owner_side(name: str) -> Side | None:
    """The side of a patent's owner: of a listed body its own, of any other that is named civil.

    None for a state as such, and for a name without letters or digits.
    """
    listed = side_of(name)
    if listed:
        return listed
    key = organisation_key(name)
    return None if not key or key in STATES else Side.CIVIL


@lru_cache(maxsize=65_536)
def needing_side(name: str) -> Side | None:
    """The side of the body that has a need; None for one that is neither listed nor a defence agency's short name."""
    return side_of(name) or (Side.DEFENCE if clean(name).casefold() in SHORT_NAMES else None)


@lru_cache(maxsize=8_192)
def is_defence_agency(name: str) -> bool:
    """Whether an agency that a statement of government interest names is a body of defence."""
    listed = side_of(name)
    if listed:
        return listed is Side.DEFENCE
    return bool(DEFENCE_AGENCY.search(name)) and not CIVIL_AGENCY.search(name)
