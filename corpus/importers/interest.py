"""What an American patent says of the government's interest in it: the section, its sense, the agencies named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

HEADING = re.compile(
    r"federal(ly)?[\s-]+(sponsored|funded|supported)|federal\s+research\s+statement"
    r"|government(al)?\s+(interest|support|rights?|licen[cs]e|funding|sponsor|contract)"
    r"|(statement|acknowledge?ment)\s+of\s+(federal|government)|rights\s+(of|in)\s+the\s+(u\.?s\.?\s+)?government",
    re.IGNORECASE,
)
"""A section heading that announces the statement."""

DENIAL = re.compile(
    r"\W*(not\s+applicable|n\W?a|none|no\s+federal\b.*|no\s+government\b.*|this\s+invention\s+was\s+not\b.*)\W*$",
    re.IGNORECASE,
)
LONGEST_STATEMENT = 10_000

AGENCIES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("Air Force", r"Air Force|\bAFOSR\b|\bAFRL\b"),
        ("Army", r"\bArmy\b|\bUSAMRMC\b|\bAMRDEC\b|\bARDEC\b"),
        ("Navy", r"\bNavy\b|Naval|\bONR\b|Marine Corps"),
        ("DARPA", r"\bDARPA\b|Defense Advanced Research Projects"),
        ("MDA", r"\bMDA\b|Missile Defense"),
        ("NASA", r"\bNASA\b|National Aeronautics"),
        ("DOE", r"\bDOE\b|Department of Energy|\bARPA-E\b"),
        ("NIH", r"\bNIH\b|National Institutes? of Health|National Cancer Institute"),
        ("NSF", r"\bNSF\b|National Science Foundation"),
        ("NIST", r"\bNIST\b|Institute of Standards and Technology"),
        ("DHS", r"\bDHS\b|Homeland Security"),
        ("DoD", r"\bDoD\b|\bDOD\b|Department of Defense|Secretary of Defense"),
    )
)
"""Short names of the agencies that matter to defence, and how statements and owners write them."""


@dataclass(frozen=True, slots=True)
class Interest:
    """`stated` is None where the document has no such section, False where the section says there is none."""

    stated: bool | None = None
    statement: str | None = None
    agencies: tuple[str, ...] = ()


def interest(sections: Iterable[str], government_owners: Iterable[str] = ()) -> Interest:
    """What the section's texts and the names of owners that are the federal government amount to."""
    statement = " ".join(filter(None, sections))[:LONGEST_STATEMENT]
    owners = " ".join(government_owners)
    if owners or (statement and not DENIAL.match(statement)):
        return Interest(stated=True, statement=statement or None, agencies=agencies_in(f"{statement} {owners}"))
    return Interest(stated=False if statement else None)


def agencies_in(statement: str) -> tuple[str, ...]:
    """The short names of the agencies that a statement or an owner's name mentions."""
    return tuple(name for name, pattern in AGENCIES if pattern.search(statement))
