"""Joining what a file adds about a company to what is on record.

Award exports list one award a row, often many files of them, in any order and more than once. So joining the same
rows again, or in another order, must give the same company: lists are joined as sets, and of two versions of one
project the longer text stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.drafts import CapabilityDraft, CompanyDraft, ProfileDraft, ProjectDraft

MOST_PROJECTS = 1_000
"""What one profile holds; beyond it the latest stay."""
MOST_LISTED = 100
MOST_NAMES = 20
KEPT_ONCE_KNOWN = (
    *("name", "name_en", "country", "region", "city", "size", "employees", "founded_year", "industry"),
    *("business_registration_number", "corporate_number", "uei", "duns", "stock_code", "website", "active"),
    *("company_kinds", "foreign_share", "rd_centre_in_korea"),
)


def merged(known: CompanyDraft | None, added: CompanyDraft) -> CompanyDraft:
    """The company with what `added` brings: facts that were missing, and its projects by title and year."""
    if known is None:
        profile = added.profile.model_copy(update={"projects": _projects(added.profile.projects)})
        return added.model_copy(update={"profile": profile, "adds_projects": False})
    facts = {
        name: value
        for name in KEPT_ONCE_KNOWN
        if getattr(known, name) is None and (value := getattr(added, name)) is not None
    }
    return known.model_copy(
        update={
            **facts,
            "other_names": _joined(known.other_names, added.other_names, MOST_NAMES),
            "industry_codes": _joined(known.industry_codes, added.industry_codes, MOST_LISTED),
            "profile": _profile(known.profile, added.profile),
            "adds_projects": False,
        }
    )


def _profile(known: ProfileDraft, added: ProfileDraft) -> ProfileDraft:
    return known.model_copy(
        update={
            "summary": known.summary or added.summary,
            "capabilities": _capabilities((*known.capabilities, *added.capabilities)),
            "projects": _projects((*known.projects, *added.projects)),
            "certificates": _joined(known.certificates, added.certificates, MOST_LISTED),
            "facilities": _joined(known.facilities, added.facilities, MOST_LISTED),
            "keywords": _joined(known.keywords, added.keywords, MOST_LISTED),
            "trl": known.trl if known.trl is not None else added.trl,
        }
    )


def _projects(projects: Iterable[ProjectDraft]) -> tuple[ProjectDraft, ...]:
    """One a title and year, the longest text of each, the latest year first."""
    best: dict[tuple[str, int | None], ProjectDraft] = {}
    for project in projects:
        key = (project.title.casefold(), project.year)
        if key not in best or _weight(project) > _weight(best[key]):
            best[key] = project
    ordered = sorted(best.values(), key=lambda project: (-(project.year or 0), project.title.casefold()))
    return tuple(ordered[:MOST_PROJECTS])


def _weight(project: ProjectDraft) -> tuple[int, str, str, str]:
    return len(project.text), project.text, project.agency or "", project.title


def _capabilities(capabilities: Iterable[CapabilityDraft]) -> tuple[CapabilityDraft, ...]:
    first: dict[str, CapabilityDraft] = {}
    for capability in capabilities:
        first.setdefault(capability.title.casefold(), capability)
    return tuple(first.values())[:MOST_LISTED]


def _joined(known: Sequence[str], added: Sequence[str], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *added)))[:most]
