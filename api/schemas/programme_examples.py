"""What answers about programmes look like, for the schema's readers. All of it is fictional."""

from __future__ import annotations

from typing import Final

from pydantic.config import JsonDict

from api.schemas.examples import DAY

SOURCE: Final = "Fictional notice 12"
NAMES: Final[JsonDict] = {"ko": "항만 기술 사업", "en": "Harbour technology programme"}
FIGURE: Final[JsonDict] = {
    "name": "Places",
    "amount": 40,
    "unit": "businesses",
    "said": "40 businesses",
    "year": None,
    "source": SOURCE,
    "date": "2026-01-05",
    "entered": False,
}
CEILING: Final[JsonDict] = {
    "amount": 9_000_000_000,
    "or_more": False,
    "said": "KRW 9 billion, until 2028",
    "first_year": None,
    "last_year": 2028,
    "track": None,
    "shared_with": [],
    "source": SOURCE,
    "date": "2026-01-05",
    "booked": 350_000_000,
    "left": 8_650_000_000,
    "left_said": "KRW 8.65 billion",
}
CRITERION: Final[JsonDict] = {
    "rule": "company-size",
    "name": "Company size",
    "said": "Any of: small, medium",
    "parameters": [{"name": "any_of", "label": "Any of", "value": ["small", "medium"], "said": "small, medium"}],
    "version": 1,
    "source": SOURCE,
}
BOOKED: Final[JsonDict] = {
    "track": "spin-off",
    "year": 2026,
    "amount": 350_000_000,
    "cases": 1,
    "jobs_expected": 12,
    "jobs_reached": None,
}
COUNT: Final[JsonDict] = {
    "code": "cases",
    "name": "Concluded cases",
    "amount": 1,
    "of": None,
    "unit": "cases",
    "said": "1",
}
TAGGED: Final[JsonDict] = {
    "label": "quiet-propellers",
    "name": "quiet propellers",
    "patents": 4,
    "companies": 2,
    "needs": 1,
}
PROGRAMME: Final[JsonDict] = {
    "id": "harbour",
    "version": 2,
    "in_force": True,
    "name": "Harbour technology programme",
    "summary": "A made-up programme.",
    "run_by": [{"id": "motie", "name": "MOTIE"}],
    "kind": "verdict",
    "figures": [FIGURE],
    "ceilings": [CEILING],
    "booked": [BOOKED],
    "counts": [COUNT],
    "tagged": None,
    "criteria": [CRITERION],
    "period": {"start": "2026-02-01", "end": None},
    "unknowns": ["the last day"],
    "source": SOURCE,
    "source_date": "2026-01-05",
    "rules_version": "2026-01-05.1",
}
PROGRAMMES: Final[JsonDict] = {"version": "0f1e2d3c4b5a", "items": [PROGRAMME]}
FORM: Final[JsonDict] = {
    "programme": {
        "id": "harbour",
        "version": 2,
        "names": NAMES,
        "summary": {"ko": "지어낸 사업입니다.", "en": "A made-up programme."},
        "run_by": ["motie"],
        "kind": "verdict",
        "figures": [],
        "ceilings": [
            {
                "amount": 9_000_000_000,
                "first_year": None,
                "last_year": 2028,
                "track": None,
                "source": SOURCE,
                "date": "2026-01-05",
                "shared_with": [],
                "or_more": False,
            }
        ],
        "criteria": [
            {"rule": "company-size", "parameters": {"any_of": ["small", "medium"]}, "source": SOURCE, "version": 1}
        ],
        "period": {"start": "2026-02-01", "end": None},
        "source": SOURCE,
        "source_date": "2026-01-05",
        "rules_version": "2026-01-05.1",
        "unknowns": [{"ko": "종료일", "en": "the last day"}],
    },
    "expected_version": 2,
    "note": "",
}
CHANGE: Final[JsonDict] = {
    "version": 2,
    "in_force": True,
    "recorded_at": DAY,
    "note": "The application window was announced.",
    "by": "administrator-1",
}
CHANGES: Final[JsonDict] = {"items": [CHANGE]}
FACET_FORM: Final[JsonDict] = {
    "id": "materials",
    "names": {"ko": "핵심 소재·부품", "en": "Key materials and components"},
    "total": 40,
    "members": [{"id": "quiet-propellers", "names": {"ko": "저소음 추진기", "en": "quiet propellers"}}],
    "source": SOURCE,
    "source_date": "2026-01-05",
}
FACET: Final[JsonDict] = {
    "id": "materials",
    "version": 2,
    "in_force": True,
    "name": "Key materials and components",
    "total": 40,
    "complete": False,
    "members": [TAGGED],
    "form": FACET_FORM,
    "source": SOURCE,
    "source_date": "2026-01-05",
}
FACETS: Final[JsonDict] = {"items": [FACET]}
FACET_INPUT: Final[JsonDict] = {
    "facet": FACET_FORM,
    "note": "A second material was announced.",
    "expected_version": 2,
}
KEPT_VERSION: Final[JsonDict] = {"id": "harbour", "version": 3}
KEPT_ENTRY: Final[JsonDict] = {"id": 7}
COMMITMENT: Final[JsonDict] = {
    "id": 7,
    "programme_id": "harbour",
    "track": "spin-off",
    "year": 2026,
    "amount": 350_000_000,
    "case_reference": "CASE-2026-014",
    "jobs_expected": 12,
    "jobs_reached": None,
    "note": "",
    "actor": "officer-1",
    "recorded_at": DAY,
    "voids": None,
    "voided_by": None,
}
COMMITMENTS: Final[JsonDict] = {"items": [COMMITMENT], "next": None}
FIGURE_ENTRY: Final[JsonDict] = {
    "id": 3,
    "programme_id": "harbour",
    "name": "Share of the world market",
    "value": 2.4,
    "unit": "%",
    "year": 2025,
    "source": "A fictional yearbook, table 3",
    "source_date": "2026-03-02",
    "actor": "administrator-1",
    "recorded_at": DAY,
}
FIGURE_ENTRIES: Final[JsonDict] = {"items": [FIGURE_ENTRY]}
FOLLOW_UP: Final[JsonDict] = {
    "id": 5,
    "programme_id": "harbour",
    "case_reference": "CASE-2026-014",
    "stage": "trial-run",
    "held_on": "2026-09-14",
    "party": "Fictional Army Vehicle Command",
    "outcome": "Two of three vehicles passed.",
    "actor": "officer-1",
    "recorded_at": DAY,
}
FOLLOW_UPS: Final[JsonDict] = {"items": [FOLLOW_UP], "next": None}
OVERRIDE: Final[JsonDict] = {
    "id": 2,
    "programme_id": "harbour",
    "programme_version": 2,
    "kind": "companies",
    "record_id": "hanul-ceramics",
    "other_kind": "patents",
    "other_id": "KR1020210000001",
    "outcome": "eligible",
    "judged": "unknown",
    "reason": "The certificate of its size came by mail.",
    "actor": "officer-1",
    "recorded_at": DAY,
}
OVERRIDES: Final[JsonDict] = {"items": [OVERRIDE]}
