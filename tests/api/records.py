"""Small fictional records, as requests bring them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def patent(id_: str = "FICT-P1", **changes: object) -> Json:
    return {
        "id": id_,
        "country": "KR",
        "title": "Ceramic composite nozzle",
        "abstract": "A nozzle of silicon carbide fibres infiltrated with a ceramic matrix withstands hot exhaust gas.",
        "claims": ["1. A nozzle comprising: a silicon carbide fibre preform; a ceramic matrix infiltrated into it."],
        "owners": [{"name": "가상국방기술연구원", "country": "KR"}],
        "filing_date": "2021-03-14",
        "ipc": ["F02K 9/97"],
        "legal_status": "granted",
        "fictional": True,
        **changes,
    }


def company(id_: str | None = "FICT-C1", **changes: object) -> Json:
    return {
        **({"id": id_} if id_ else {}),
        "name": "Hanul Ceramics",
        "country": "KR",
        "size": "small",
        "profile": {
            "summary": "Makes ceramic composite parts for hot exhaust gas.",
            "capabilities": [
                {"title": "Infiltration", "text": "Furnaces infiltrate silicon carbide fibre preforms with a matrix."}
            ],
        },
        "fictional": True,
        **changes,
    }


def company_row(record: Json) -> Json:
    """A company as a file has it: one flat row."""
    return {**{name: value for name, value in record.items() if name != "profile"}, **record["profile"]}


def other_company(id_: str = "FICT-C2") -> Json:
    return company(
        id_,
        name="Bada Foods",
        profile={"summary": "Packs seaweed snacks and fish cakes in small pouches."},
    )


def need(id_: str = "FICT-N1", **changes: object) -> Json:
    return {
        "id": id_,
        "title": "Heat shield for a small engine",
        "description": "Wanted is a ceramic heat shield that withstands hot exhaust gas for 400 hours.",
        "organisation": "가상 육군 정비창",
        "kind": "defence",
        "country": "KR",
        "fictional": True,
        **changes,
    }
