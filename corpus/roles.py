"""Who calls, and what that lets them see and do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from corpus.disclosure import EVERY_TIER, Tier, Tiers


class Role(StrEnum):
    ANONYMOUS = "anonymous"
    COMPANY = "company"
    OFFICER = "officer"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a role may do beyond reading what it sees."""

    WRITE_RECORDS = "write_records"
    WRITE_OWN_PROFILE = "write_own_profile"
    IMPORT = "import"
    OPERATE = "operate"
    DECIDE_DISCLOSURE = "decide_disclosure"
    READ_SCREENING = "read_screening"
    EDIT_PROGRAMMES = "edit_programmes"
    OVERRIDE_VERDICTS = "override_verdicts"
    BOOK = "book"
    EDIT_ACCOUNTS = "edit_accounts"
    READ_AUDIT = "read_audit"
    WORK_CASES = "work_cases"
    READ_CASES = "read_cases"
    OWN_CASES = "own_cases"
    WRITE_OWN_NEEDS = "write_own_needs"
    VERIFY_COMPANIES = "verify_companies"
    KEEP_SEARCHES = "keep_searches"
    READ_DASHBOARD = "read_dashboard"
    JUDGE_MATCHES = "judge_matches"


RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.ANONYMOUS: frozenset(),
    Role.COMPANY: frozenset({Right.WRITE_OWN_PROFILE, Right.WRITE_OWN_NEEDS, Right.OWN_CASES, Right.KEEP_SEARCHES}),
    Role.OFFICER: frozenset(
        {
            *(Right.WRITE_RECORDS, Right.IMPORT, Right.READ_SCREENING, Right.OVERRIDE_VERDICTS, Right.BOOK),
            *(Right.WORK_CASES, Right.READ_CASES, Right.VERIFY_COMPANIES, Right.KEEP_SEARCHES, Right.READ_DASHBOARD),
            Right.JUDGE_MATCHES,
        }
    ),
    Role.REVIEWER: frozenset(
        {
            *(Right.DECIDE_DISCLOSURE, Right.READ_SCREENING, Right.READ_AUDIT),
            *(Right.READ_CASES, Right.KEEP_SEARCHES, Right.READ_DASHBOARD, Right.JUDGE_MATCHES),
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            *(Right.WRITE_RECORDS, Right.IMPORT, Right.OPERATE, Right.READ_SCREENING),
            *(Right.EDIT_PROGRAMMES, Right.EDIT_ACCOUNTS, Right.READ_AUDIT),
            *(Right.READ_CASES, Right.KEEP_SEARCHES, Right.READ_DASHBOARD, Right.JUDGE_MATCHES),
        }
    ),
}
OFFICIALS: Final = frozenset({Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. `account` is "" for nobody in particular; `company_id` is that of a company's member.

    Only a company that was `verified` sees what is released to companies.
    """

    role: Role = Role.ANONYMOUS
    account: str = ""
    company_id: str | None = None
    verified: bool = False

    @property
    def tiers(self) -> Tiers:
        """What this caller may know of."""
        if self.role in OFFICIALS:
            return EVERY_TIER
        released = self.role is Role.COMPANY and self.verified
        return frozenset({Tier.PUBLIC, Tier.RELEASED}) if released else frozenset({Tier.PUBLIC})

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]


NOBODY: Final = Caller()
