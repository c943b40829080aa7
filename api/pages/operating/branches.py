"""The pages of operation that a reader is offered, by what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from api.accounts.authentication import checked
from api.pages.dependencies import Visit
from corpus.roles import Caller, Right

"""The largest number that every database takes as a row's."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A page of operation; whoever has one of the rights is offered it. `name` is that of its label."""

    name: str
    url: str
    rights: tuple[Right, ...]


OVERVIEW: Final = Branch("overview", "/operation", (Right.OPERATE, Right.IMPORT, Right.READ_AUDIT))
IMPORTS: Final = Branch("imports", "/operation/imports", (Right.IMPORT,))
INDEX: Final = Branch("index", "/operation/index", (Right.OPERATE, Right.IMPORT))
JOBS: Final = Branch("jobs", "/operation/jobs", (Right.OPERATE,))
AUDIT: Final = Branch("audit", "/operation/audit", (Right.READ_AUDIT,))
SETTINGS: Final = Branch("settings", "/operation/settings", (Right.OPERATE,))
BRANCHES: Final = (OVERVIEW, IMPORTS, INDEX, JOBS, AUDIT, SETTINGS)


def entered(visit: Visit, branch: Branch) -> Caller:
    """The caller. Raises Unauthorised, Forbidden for one who has none of the section's rights."""
    caller = visit.caller
    return checked(caller, next((right for right in branch.rights if caller.may(right)), branch.rights[0]))


def shared(visit: Visit, branch: Branch) -> dict[str, object]:
    """What every page of operation shows."""
    caller = visit.caller
    offered = [each for each in BRANCHES if any(caller.may(right) for right in each.rights)]
    return {"branches": offered, "branch": branch, "may_operate": caller.may(Right.OPERATE)}
