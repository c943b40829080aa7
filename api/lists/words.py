"""What the codes in lists are called, for pages and tables alike: English here, Korean in the pages' catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Names = Mapping[str, str]

REGISTRATION_STATES: Final[Names] = {
    "open": "being written",
    "submitted": "waits for an officer",
    "returned": "returned to the company",
    "verified": "verified",
}
NEED_STATES: Final[Names] = {
    "open": "open now",
    "expiring": "ends soon",
    "expired": "has expired",
    "withdrawn": "taken down",
    "waiting": "waits for verification",
}
ALERT_KINDS: Final[Names] = {
    "new": "newly found",
    "changed": "changed",
    "gone": "no longer available",
    "problem": "cannot be run",
}
FREQUENCIES: Final[Names] = {"never": "no letter", "daily": "every day", "weekly": "on Mondays"}
ROLES: Final[Names] = {
    "company": "company",
    "officer": "officer",
    "reviewer": "security reviewer",
    "administrator": "administrator",
}
JOBS: Final[Names] = {
    "rebuild": "Rebuild of the index",
    "screening": "Scan for control lists",
    "expiries": "Ending of needs",
    "alerts": "Saved searches, asked again",
    "digests": "Letters of alerts",
    "letters": "Letters that wait",
}
RUN_STATES: Final[Names] = {
    "running": "running",
    "finished": "finished",
    "failed": "failed",
    "interrupted": "interrupted",
    "succeeded": "succeeded",
    "lost": "lost",
    "idle": "idle",
    "waiting": "waiting",
}
KINDS: Final[Names] = {"patents": "Patents", "companies": "Companies", "needs": "Needs"}
YES_OR_NO: Final[Names] = {"yes": "yes", "no": "no"}
