"""An example of the dashboard, fictional."""

from __future__ import annotations

from pydantic.config import JsonDict

from api.schemas.examples import DAY, GENERATION

COUNTED: JsonDict = {"matches": 412, "cases": 31, "licences": 4, "entries": 4, "amount": 5_200_000_000}
SOURCE = "press report of the 2022 Defence Export Strategy Meeting, Sacheon"

DASHBOARD: JsonDict = {
    "period": {"first": "2026-01-01", "last": "2026-12-31", "zone": "Asia/Seoul"},
    "totals": {"code": None, "name": "All", **COUNTED},
    "tracks": [{"code": "spin-off", "name": "spin-off", **COUNTED}],
    "programmes": [{"code": "innovation-100", "name": "100 innovation businesses", **COUNTED}],
    "areas": [{"code": "space", "name": "Space", **COUNTED}],
    "regions": [{"code": "대전광역시", "name": "Daejeon", **COUNTED}],
    "months": [{"code": "2026-05", "name": "2026-05", **COUNTED}],
    "ceilings": [
        {
            "programme": "civmil-cooperation",
            "name": "Civil-military technological cooperation",
            "amount": 1_000_000_000_000,
            "or_more": True,
            "said": "KRW 1 trillion or more, until 2027",
            "shared_with": [],
            "booked": 5_200_000_000,
            "left": 994_800_000_000,
            "share": 0.0052,
        }
    ],
    "years": [{"year": 2026, "amount": 5_200_000_000, "cases": 4}],
    "funnel": [
        {
            "stage": "contacted",
            "name": "Contacted",
            "cases": 24,
            "share": 0.774,
            "conversion": 0.774,
            "standing": 6,
            "declined": 2,
            "stays": 18,
            "days": 5.5,
        }
    ],
    "declined": [{"reason": "price", "name": "Price", "cases": 3, "share": 0.6}],
    "sme": [{"of": "cases", "name": "Cases", "small": 20, "known": 28, "unknown": 3, "share": 0.714}],
    "languages": [
        {
            "language": "ko",
            "name": "Korean",
            "quality": 0.71,
            "questions": 40,
            "judged": 58,
            "relevant": 31,
            "partly": 15,
            "not_relevant": 12,
            "share": 0.534,
        }
    ],
    "steps": [{"stage": "education", "name": "Technological education", "number": 2}],
    "jobs": {"expected": 40, "reached": 12},
    "figures": [
        {
            "programme": "export-drive",
            "programme_name": "Export drive",
            "name": "Target share of the world market",
            "amount": 5,
            "unit": "%",
            "said": "5 %",
            "year": 2027,
            "source": SOURCE,
            "date": "2022-11-24",
            "entered": False,
        }
    ],
    "index": {
        "generation": GENERATION,
        "built": DAY,
        "hours": 6.5,
        "pending": 3,
        "recorded": 176,
        "searchable": 176,
        "measure": "judged",
    },
}
