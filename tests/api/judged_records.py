"""A small fictional corpus of both sides, with what rules read: for sweeps, exports and consortia."""

from __future__ import annotations

from api.service import Service
from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft
from tests.api.records import Json, company, need, other_company, patent

SECRETIVE = "FICT-P9"
"""The patent that officers only may know of."""
THEMES = (
    "ceramic nozzle exhaust",
    "radar antenna array",
    "seaweed snack pouch",
    "battery cell pack",
    "steel armour plate",
)


def fill(service: Service) -> None:
    """Patents of three owners and two families, companies, needs; one patent is restricted."""
    companies = [company(), other_company(), *(_company(number) for number in range(12))]
    patents = [
        patent(trl=4),
        patent("FICT-P2", title="Radar antenna", abstract="An antenna array for a radar.", claims=[], trl=8),
        patent(
            "FICT-P3", title="레이더 안테나", abstract="레이더용 배열 안테나이다.", title_en="Radar antenna", claims=[]
        ),
        patent("FICT-P4", title="=Formula plate", abstract="Armour plate of steel.", claims=[], family_id="F1"),
        patent("FICT-P5", title="Plate again", abstract="Armour plate of steel.", claims=[], family_id="F1"),
        patent(
            SECRETIVE, title="Restricted array", abstract="An antenna array of steel.", claims=[], tier="restricted"
        ),
    ]
    requirements = [
        "A ceramic nozzle for hot exhaust gas",
        "A radar antenna array that is light",
        "A violet teapot of tin",
    ]
    needs = [
        need(),
        need("FICT-N2", title="Joint platform", description="Wanted.", requirements=requirements, required_trl=7),
    ]
    with service.database.transaction() as store:
        store.put("companies", [CompanyDraft.model_validate(each) for each in companies])
        store.put("patents", [PatentDraft.model_validate(each) for each in patents])
        store.put("needs", [NeedDraft.model_validate(each) for each in needs])


def _company(number: int) -> Json:
    theme = THEMES[number % len(THEMES)]
    text = f"Makes {theme} parts, variant {number}, for plants number {number % 3}."
    profile = {"summary": text, "capabilities": [{"title": theme, "text": text}], "trl": 3 + number % 6}
    return company(f"FICT-K{number}", name=f"Firm {number}", profile=profile, size=("small", "large")[number % 2])
