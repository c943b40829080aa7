"""What answers look like, for the schema's readers. All of it is fictional."""

from __future__ import annotations

from pydantic import ConfigDict
from pydantic.config import JsonDict

DAY = "2026-05-04T03:00:00Z"
GENERATION = "20260504T030000.000Z-1a2b3c"
JOINED = f"public:{GENERATION}"
HASH = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


def shown(example: JsonDict) -> ConfigDict:
    """The setting that puts an example into a model's schema."""
    return ConfigDict(json_schema_extra={"examples": [example]})


REGISTERED: JsonDict = {"id": "hanul-ceramics", "change": "added", "version": 1}
SUMMARY: JsonDict = {
    "id": "hanul-ceramics",
    "kind": "companies",
    "tier": "public",
    "title": "한울세라믹스(주)",
    "title_en": "Hanul Ceramics Co., Ltd.",
    "owner": None,
    "organisation": "한울세라믹스(주)",
    "organisation_id": "O1",
    "country": "KR",
    "region": "경상남도",
    "year": None,
    "date": None,
    "language": "ko",
    "family_id": None,
    "legal_status": None,
    "classes": [],
    "size": "small",
    "employees": 45,
    "industry": "advanced ceramics",
    "trl": 7,
    "fictional": True,
    "version": 1,
    "content_hash": HASH,
}
LISTING: JsonDict = {"items": [SUMMARY], "next": None, "total": 1}
KEPT: JsonDict = {
    "version": 1,
    "content_hash": HASH,
    "language": "en",
    "fictional": True,
    "tier": "public",
    "created_at": DAY,
    "updated_at": DAY,
}
PROFILE: JsonDict = {
    "company_id": "hanul-ceramics",
    "version": 1,
    "status": "published",
    "summary": "Makes ceramic-matrix nozzles and heat shields for gas turbines.",
    "capabilities": [{"title": "Chemical vapour infiltration", "text": "Two furnaces of 1.2 m bore."}],
    "projects": [{"title": "Nozzle flap", "text": "Endurance run of 400 hours.", "year": 2023, "agency": None}],
    "certificates": ["AS9100D"],
    "facilities": ["Class 7 clean room of 120 m²"],
    "keywords": [],
    "trl": 7,
    "content_hash": HASH,
    "created_at": DAY,
}
PROFILES: JsonDict = {"current": 1, "items": [PROFILE]}
JUDGEMENT: JsonDict = {
    "tracks": {
        "found": [],
        "open": ["spin-off", "spin-on"],
        "missing": ["on which side the asker stands"],
        "reason": "",
    },
    "programmes": [
        {
            "programme": "innovation-100",
            "name": "100 defence-industry innovation businesses",
            "version": 1,
            "rules_version": "2022-11-24.1",
            "outcome": "eligible",
            "judged": None,
            "override": None,
            "rules": [
                {
                    "rule": "company-size",
                    "name": "company size",
                    "outcome": "eligible",
                    "reason": "The company is small.",
                    "mend": "",
                    "facts": {"company.size": "small"},
                    "version": 1,
                    "source": "press report of the 2022 Defence Export Strategy Meeting",
                }
            ],
        }
    ],
    "labels": [{"label": "hypersonics", "name": "Hypersonics", "confidence": 0.71, "shared": False}],
    "bridge": None,
    "disclosure": None,
}
ANSWER: JsonDict = {
    "query": {
        "kind": "text",
        "id": None,
        "title": "",
        "language": "en",
        "elements": ["ceramic nozzle for hot exhaust gas"],
        "version": None,
        "content_hash": None,
    },
    "to": "companies",
    "generation": JOINED,
    "sequence": 383,
    "matches": [
        {
            "rank": 1,
            "id": "hanul-ceramics",
            "record": SUMMARY,
            "score": 0.81,
            "standing": "likely",
            "views": {"dense": 0.62, "lexical": 11.4},
            "evidence": {
                "pairs": [
                    {
                        "element": 0,
                        "element_text": "ceramic nozzle for hot exhaust gas",
                        "passage": "Makes ceramic-matrix nozzles and heat shields for gas turbines.",
                        "passage_kind": "summary",
                        "heading": "",
                        "similarity": 0.71,
                        "terms": ["ceramic", "nozzles"],
                    }
                ],
                "uncovered": [],
            },
            "receipt": {
                "question": "text=ceramic+nozzle+for+hot+exhaust+gas&to=companies",
                "generation": JOINED,
                "sequence": 383,
                "model": "bundled",
                "revision": "1a2b3c4d",
                "precision": "float32",
                "glossary": "",
                "weights": "full-1",
                "query_version": None,
                "query_hash": None,
                "candidate_version": 1,
                "candidate_hash": HASH,
                "rules": "3f9a0c55d1e2",
                "judged_on": "2026-05-04",
                "labels": "areas-1",
            },
            "judgement": JUDGEMENT,
            "family": [],
        }
    ],
    "considered": 200,
    "eligible": None,
    "pending": 0,
    "facets": [],
    "arrangement": None,
    "exact": True,
    "credible": True,
    "calibrated": True,
}
REJECTED: JsonDict = {
    "row": 3,
    "field": "country",
    "value": "XX",
    "code": "bad_country",
    "reason": "“country” names no known country: XX",
    "mend": "Write the name or the ISO code, such as KR.",
    "original": '{"name": "Hanul", "country": "XX"}',
}
COUNTED: JsonDict = {"rows": 3, "added": 2, "updated": 0, "unchanged": 0, "rejected": 1}
UPLOAD: JsonDict = {
    "dry_run": False,
    "files": [
        {
            "source_name": "companies.jsonl",
            "format_name": "plain-companies",
            "run_id": 7,
            **COUNTED,
            "samples": [REJECTED],
            "problem": None,
        }
    ],
    "added": 2,
    "updated": 0,
    "unchanged": 0,
    "rejected": 1,
    "refused": 0,
}
RUN: JsonDict = {
    "id": 7,
    "source_name": "companies.jsonl",
    "format_name": "plain-companies",
    "kind": "companies",
    "status": "finished",
    **COUNTED,
    "started_at": DAY,
    "finished_at": DAY,
    "problem": None,
}
INDEX: JsonDict = {
    "generation": JOINED,
    "sequence": 383,
    "counts": [{"kind": "companies", "recorded": 176, "searchable": 176}],
    "pending": 0,
    "problem": None,
    "generations": [
        {
            "tier": "public",
            "name": GENERATION,
            "created": DAY,
            "current": True,
            "model": "bundled",
            "revision": "1a2b3c4d",
            "precision": "float32",
            "records": 176,
            "sequence": 383,
            "quality": 0.71,
            "bytes": 1_482_112,
        }
    ],
}
PATENT_RECORD: JsonDict = {
    "id": "KR1020210000001",
    **KEPT,
    "country": "KR",
    "kind": "B1",
    "application_number": "10-2021-0000001",
    "publication_number": None,
    "registration_number": None,
    "title": "Ceramic composite nozzle",
    "title_en": None,
    "abstract": "A nozzle of silicon carbide fibres withstands hot exhaust gas.",
    "abstract_en": None,
    "claims": ["1. A nozzle comprising a silicon carbide fibre preform."],
    "owners": [{"name": "가상국방기술연구원", "organisation_id": "O2"}],
    "inventors": [],
    "filing_date": "2021-01-04",
    "publication_date": None,
    "grant_date": None,
    "ipc": ["F02K 9/97"],
    "cpc": [],
    "family_id": None,
    "legal_status": "granted",
    "government_interest": None,
    "agencies": [],
    "interest_statement": None,
    "trl": None,
    "keywords": [],
}
COMPANY_RECORD: JsonDict = {
    "id": "hanul-ceramics",
    **KEPT,
    "name": "한울세라믹스(주)",
    "name_en": "Hanul Ceramics Co., Ltd.",
    "other_names": [],
    "organisation_id": "O1",
    "country": "KR",
    "region": "경상남도",
    "city": None,
    "size": "small",
    "employees": 45,
    "founded_year": None,
    "industry": "advanced ceramics",
    "industry_codes": [],
    "business_registration_number": None,
    "corporate_number": None,
    "uei": None,
    "duns": None,
    "stock_code": None,
    "website": None,
    "active": None,
    "company_kinds": ["venture"],
    "foreign_share": 12.5,
    "rd_centre_in_korea": False,
    "profile_version": 1,
    "profile": PROFILE,
}
NEED_RECORD: JsonDict = {
    "id": "NEED-2026-001",
    **KEPT,
    "title": "Quiet hybrid power for reconnaissance vehicles",
    "description": "A hybrid drive that lets a 6 t vehicle move 10 km below 60 dB(A) at 50 m.",
    "requirements": [],
    "organisation": "Fictional Army Vehicle Command",
    "organisation_id": "O3",
    "kind": "defence",
    "keywords": [],
    "country": "KR",
    "open_date": None,
    "close_date": None,
    "required_trl": 6,
    "required_certificates": ["AS9100D"],
    "required_facilities": ["Anechoic chamber"],
    "url": None,
}
