"""Coded values as the reader sees them: English here, Korean in the catalogues. This joins those of each room."""

from __future__ import annotations

from collections.abc import Mapping

from api.lists.words import KINDS, ROLES, RUN_STATES
from api.pages.accounts.labels import LABELS as ACCOUNTS
from api.pages.cases.labels import LABELS as CASES
from api.pages.dashboard.labels import LABELS as DASHBOARD
from api.pages.matching.labels import LABELS as MATCHING
from api.pages.operating.labels import LABELS as OPERATING
from api.pages.registration.labels import LABELS as REGISTRATION
from api.pages.watching.labels import LABELS as WATCHING

LABELS: Mapping[str, Mapping[str, str]] = {
    **ACCOUNTS,
    **CASES,
    **DASHBOARD,
    **MATCHING,
    **OPERATING,
    **REGISTRATION,
    **WATCHING,
    "menu": {
        "home": "Home",
        "search": "Search",
        "company": "My company",
        "cases": "Transfer cases",
        "registrations": "Registrations",
        "own-needs": "Needs",
        "alerts": "Alerts",
        "screening": "Screening",
        "programmes": "Programmes",
        "dashboard": "Dashboard",
        "operation": "Operation",
        "index": "Search index",
        "accounts": "Accounts",
        "register": "Register a company",
    },
    "kind": {"patent": "Patent", "company": "Company", "need": "Need", "text": "Text"},
    "to": KINDS,
    "find": {"patents": "Find patents", "companies": "Find companies", "needs": "Find needs"},
    "similar": {"patents": "Similar patents", "companies": "Similar companies", "needs": "Similar needs"},
    "size": {
        "micro": "micro enterprise",
        "small": "small enterprise",
        "medium": "medium-sized enterprise",
        "mid-size": "mid-size enterprise",
        "large": "large enterprise",
    },
    "legal_status": {
        "pending": "pending",
        "granted": "granted",
        "lapsed": "lapsed",
        "expired": "expired",
        "refused": "refused",
        "withdrawn": "withdrawn",
        "unknown": "unknown",
    },
    "need_kind": {"defence": "defence unit", "company": "company"},
    "language": {"ko": "Korean", "en": "English"},
    "fictional": {"true": "fictional only", "false": "real only"},
    "passage": {
        "abstract": "abstract",
        "claim": "claim",
        "summary": "summary",
        "capability": "capability",
        "project": "project",
        "description": "description",
        "requirement": "requirement",
    },
    "programme_kind": {
        "verdict": "judges matches",
        "facet": "tags records and judges matches",
        "figure": "counts",
    },
    "filter": {
        "country": "Country",
        "region": "Region",
        "size": "Size",
        "filed_from": "Filed from",
        "filed_to": "Filed until",
        "classes": "IPC or CPC",
        "area": "Field",
        "industry": "Industry",
        "language": "Language",
        "legal_status": "Legal status",
        "owner": "Owner or organisation",
        "fictional": "Fictional records",
        "track": "Track",
        "programme": "Programme",
        "tag": "Technology area",
        "trl": "Readiness",
        "sme_share": "At least this share of SMEs",
        "per_firm": "At most per firm",
    },
    "track": {"spin-off": "Spin-off", "spin-on": "Spin-on", "spin-up": "Spin-up"},
    "outcome": {"eligible": "eligible", "unknown": "to be clarified", "ineligible": "not eligible"},
    "because": {
        "sme-share": "brought forward for the share of SMEs",
        "firm-cap": "left out: its firm has its places already",
        "made-room": "made room for one that was brought forward",
        "moved-up": "moved up into a place that became free",
    },
    "fact": {
        "active": "in business",
        "areas": "technology areas",
        "asking": "asker",
        "certificates": "certificates",
        "company": "company",
        "company_kinds": "types",
        "control": "control status",
        "control_expires": "expiry of the determination",
        "country": "country",
        "filing_date": "filing date",
        "foreign_share": "foreign share in %",
        "founded_year": "year of founding",
        "kind": "kind",
        "legal_status": "legal status",
        "materials": "materials",
        "money_left": "won left",
        "need": "need",
        "open_tracks": "open tracks",
        "end": "end",
        "period": "period",
        "start": "start",
        "patent": "patent",
        "rd_centre_in_korea": "R&D centre in Korea",
        "required_certificates": "required certificates",
        "required_facilities": "required facilities",
        "facilities": "facilities",
        "required_trl": "required TRL",
        "sides": "sides",
        "size": "size",
        "tracks": "tracks",
        "trl": "TRL",
    },
    "told": {"true": "yes", "false": "no", "none": "not known"},
    "role": ROLES,
    "attention": {
        "hint": "Hints to review",
        "stale": "New hints since the decision",
        "lapsed": "Determinations that expired",
        "ready": "Decided, to be released",
    },
    "decision": {
        "determine": "Register a determination",
        "clear": "Clear: reviewed, no objection",
        "block": "Block: officials only",
        "reopen": "Reopen for a new decision",
        "tier": "Change the disclosure tier",
    },
    "screening_action": {
        "scanned": "scanned",
        "expired": "determination expired",
        "determine": "determined",
        "clear": "cleared",
        "block": "blocked",
        "reopen": "reopened",
        "settier": "disclosure tier changed",
    },
    "state": RUN_STATES,
}


def label(group: str, value: str) -> str:
    """The English label of a coded value; the value itself where it has none."""
    return LABELS.get(group, {}).get(value, value)
