"""Bodies that requests bring: the drafts of the corpus with examples, and small forms of our own."""

from __future__ import annotations

from typing import cast

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from api.schemas.bounds import LARGEST_NUMBER
from api.schemas.examples import GENERATION
from corpus.disclosure import Tier
from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft, ProfileDraft
from corpus.passages import Kind
from matcher.programmes.verdicts import Outcome
from matcher.tracks import Track

PROFILE_EXAMPLE: JsonDict = {
    "summary": "Makes ceramic-matrix nozzles and heat shields for gas turbines.",
    "capabilities": [
        {
            "title": "Chemical vapour infiltration",
            "text": "Two furnaces of 1.2 m bore infiltrate SiC fibre preforms to a porosity below 8 %.",
        }
    ],
    "projects": [{"title": "Nozzle flap", "text": "Endurance run of 400 hours at 1,150 °C.", "year": 2023}],
    "certificates": ["AS9100D"],
    "facilities": ["Class 7 clean room of 120 m²"],
    "trl": 7,
}


class PatentInput(PatentDraft):
    """A patent or published application."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "KR1020210000001",
                    "country": "KR",
                    "title": "세라믹 복합재 노즐 및 그 제조 방법",
                    "title_en": "Ceramic composite nozzle and method of making it",
                    "abstract": "탄화규소 섬유 프리폼을 화학기상침투로 치밀화하여 1,200 ℃에서 견디는 노즐을 제공한다.",
                    "claims": ["1. 탄화규소 섬유 프리폼; 및 화학기상침투 기지층을 포함하는 노즐."],
                    "owners": [{"name": "가상국방기술연구원", "country": "KR"}],
                    "filing_date": "2021-01-04",
                    "ipc": ["F02K 9/97"],
                    "legal_status": "granted",
                    "tier": "released",
                }
            ]
        }
    )


COMPANY_EXAMPLES: list[JsonDict] = [
    {
        "id": "hanul-ceramics",
        "name": "한울세라믹스(주)",
        "name_en": "Hanul Ceramics Co., Ltd.",
        "country": "KR",
        "region": "경상남도",
        "size": "small",
        "employees": 45,
        "industry": "advanced ceramics",
        "company_kinds": ["venture"],
        "foreign_share": 12.5,
        "rd_centre_in_korea": False,
        "profile": PROFILE_EXAMPLE,
    },
    {"name": "Hanul Ceramics", "country": "KR", **PROFILE_EXAMPLE},
]


def _flat_too(schema: JsonDict) -> None:
    """Tells of the flat form: the profile's fields beside the company's, `profile` then left out."""
    flat = ProfileDraft.model_json_schema(ref_template="#/components/schemas/{model}")["properties"]
    schema["properties"] = {**cast(JsonDict, schema["properties"]), **flat}
    schema["required"] = ["name"]
    schema["examples"] = list(COMPANY_EXAMPLES)


class CompanyInput(CompanyDraft):
    """A company with its capability profile. Without an `id` one is made.

    The profile may stand in `profile`, or its fields beside the company's own, as in an imported row.
    """

    model_config = ConfigDict(json_schema_extra=_flat_too)

    @model_validator(mode="before")
    @classmethod
    def _nested(cls, given: object) -> object:
        """Moves the fields of a flat row's profile to where they belong."""
        if not isinstance(given, dict) or "profile" in given:
            return given
        flat = {name: value for name, value in given.items() if name in ProfileDraft.model_fields}
        if not flat:
            return given
        return {name: value for name, value in given.items() if name not in flat} | {"profile": flat}


class ProfileInput(ProfileDraft):
    """A new version of a company's capability profile."""

    model_config = ConfigDict(json_schema_extra={"examples": [PROFILE_EXAMPLE]})


class NeedInput(NeedDraft):
    """A wanted technology."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "NEED-2026-001",
                    "title": "Quiet hybrid power for reconnaissance vehicles",
                    "description": "A hybrid drive that lets a 6 t vehicle move 10 km below 60 dB(A) at 50 m.",
                    "organisation": "Fictional Army Vehicle Command",
                    "kind": "defence",
                    "country": "KR",
                    "required_trl": 6,
                    "required_certificates": ["AS9100D"],
                    "required_facilities": ["Anechoic chamber"],
                }
            ]
        }
    )


class MatchInput(BaseModel):
    """One question: exactly one of `patent`, `company`, `need` and `text`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"text": "고온에서 견디는 세라믹 복합재 부품 제조", "to": "companies", "top": 10},
                {"patent": "KR1020210000001", "to": "companies", "filters": {"country": "KR", "size": ["small"]}},
            ]
        },
    )

    patent: str | None = Field(default=None, max_length=80, description="Id of a patent on record.")
    company: str | None = Field(default=None, max_length=80, description="Id of a company on record.")
    need: str | None = Field(default=None, max_length=80, description="Id of a need on record.")
    text: str | None = Field(default=None, description="Plain words, Korean or English, at most 20,000 characters.")
    to: Kind | None = Field(default=None, description="What to look for; companies, but for a company patents.")
    top: int = Field(default=10, ge=1, le=100, description="How many matches.")
    filters: dict[str, str | list[str]] = Field(
        default_factory=dict, max_length=20, description="Conditions by name, as the query parameters of GET /matches."
    )
    evidence: bool = Field(default=True, description="Whether to show the passages behind each match.")
    tag: list[str] = Field(default_factory=list, max_length=20, description="Areas or materials: one of them.")
    track: Track | None = Field(default=None, description="The track that a transfer must run on.")
    programme: str | None = Field(default=None, max_length=80, description="The programme that it must fall under.")
    outcome: Outcome | None = Field(default=None, description="With `programme`: its verdict, eligible unless given.")
    sme_share: float | None = Field(default=None, ge=0, le=1, description="Least share of SMEs among the shown.")
    per_firm: int | None = Field(default=None, ge=1, le=100, description="Most candidates of one owner.")
    facets: bool = Field(default=False, description="Whether to count how the scored candidates are spread.")


class RepetitionInput(BaseModel):
    """What of a receipt it takes to ask again; other fields of a receipt may stand beside."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"question": "text=ceramic+nozzle&to=companies", "generation": GENERATION, "sequence": 383}]
        }
    )

    question: str = Field(max_length=20_000)
    generation: str = Field(max_length=200)
    sequence: int = Field(ge=0, le=2**53)
    query_version: int | None = Field(default=None, ge=1, le=LARGEST_NUMBER)
    weights: str | None = Field(default=None, max_length=80, description="Of which the answer was ranked by.")
    text: str | None = Field(default=None, description="The asked text, where the receipt has only its hash.")


class RollbackInput(BaseModel):
    """Which generation is to serve again."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"tier": "public", "to": None}]})

    tier: Tier = Field(default=Tier.PUBLIC, description="Whose index: tiers are rolled back one by one.")
    to: str | None = Field(default=None, max_length=80, description="Name of a kept generation; none: the one before.")
    reason: str = Field(default="", max_length=2_000, description="Why; kept in the audit log.")


class RebuildInput(BaseModel):
    """How to rebuild."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"full": False}]})

    full: bool = Field(default=False, description="Build even where nothing changed.")
