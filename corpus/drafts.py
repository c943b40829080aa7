"""What comes in: a patent, company or need as an importer or a request brings it, checked but not yet stored.

Drafts are the only way into the store. They refuse secret matter, bound every size, fold white space, and know
nothing of the database. A field that the source does not tell is None (or empty), never a guess. `tier` is who may
know of a new record (None: everybody); of one that is on record only a security reviewer changes it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from corpus.disclosure import Tier
from corpus.markings import SECRET_REFUSED, first_marked
from corpus.text import clean, seen

ID_SIGNS = r"[\w.:\-/^@&+=~가-힣]"
"""Stock symbols carry `^`, `@` and `&`; what a source calls a record must stay as it is."""
Id = Annotated[
    str, AfterValidator(clean), Field(min_length=1, max_length=80, pattern=rf"^{ID_SIGNS}+(?: {ID_SIGNS}+)*$")
]
Short = Annotated[str, AfterValidator(clean), Field(max_length=300)]
Title = Annotated[str, AfterValidator(clean), Field(min_length=1, max_length=1_000)]
Body = Annotated[str, AfterValidator(clean), Field(max_length=60_000)]
ToldTitle = Annotated[str, AfterValidator(seen), Field(min_length=1, max_length=1_000)]
ToldBody = Annotated[str, AfterValidator(seen), Field(max_length=60_000)]
"""As a company tells them of itself: without what its readers would not see."""
Symbol = Annotated[str, AfterValidator(clean), Field(min_length=1, max_length=40)]
Year = Annotated[int, Field(ge=1800, le=2100)]
Trl = Annotated[int, Field(ge=1, le=9)]
StatedTier = Annotated[
    Tier | None, Field(description="Who may know of a new record; none: everybody. Secret matter is refused.")
]


class LegalStatus(StrEnum):
    """Where a patent stands with its office; `unknown` where the source does not say."""

    PENDING = "pending"
    GRANTED = "granted"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class CompanySize(StrEnum):
    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    MID_SIZE = "mid-size"
    LARGE = "large"


class NeedKind(StrEnum):
    DEFENCE = "defence"
    COMPANY = "company"


class Draft(BaseModel):
    """Refuses secret matter before it looks at anything else, with an error of type `secret_refused` that tells
    `field` and `grade`, never the text. Its `input` is what was given: to be shown to nobody, and written to no log.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _without_secrets(cls, given: object) -> object:
        if found := first_marked(given):
            facts = {"field": found.plain_field, "grade": found.grade.value}
            raise PydanticCustomError(SECRET_REFUSED, "carries a marking of secret matter", facts)
        return given


class CompanyKind(StrEnum):
    """What a company is certified as, beside its size."""

    VENTURE = "venture"
    INNOBIZ = "innobiz"
    MAINBIZ = "mainbiz"


class OrganisationName(Draft):
    """One organisation as a source names it; `others` are further names of the same one (English, short form)."""

    name: Short
    others: tuple[Short, ...] = Field(default=(), max_length=20)
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None


class PatentDraft(Draft):
    """A patent or published application.

    `id` is country and number without kind or leading zeros (`US7272630`, `EP1000000`); a Korean one is named
    by its application number (`KR1020030001252`). A title or abstract that is not in the original language
    and is English goes into `title_en` or `abstract_en`.
    """

    id: Id
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    kind: Short | None = None
    application_number: Short | None = None
    publication_number: Short | None = None
    registration_number: Short | None = None
    title: Title
    title_en: Short | None = None
    abstract: Body = ""
    abstract_en: Body | None = None
    claims: tuple[Body, ...] = Field(default=(), max_length=500)
    owners: tuple[OrganisationName, ...] = Field(default=(), max_length=50)
    inventors: tuple[Short, ...] = Field(default=(), max_length=200)
    filing_date: date | None = None
    publication_date: date | None = None
    grant_date: date | None = None
    ipc: tuple[Symbol, ...] = Field(default=(), max_length=300)
    cpc: tuple[Symbol, ...] = Field(default=(), max_length=300)
    family_id: Short | None = None
    legal_status: LegalStatus = LegalStatus.UNKNOWN
    government_interest: bool | None = None
    agencies: tuple[Short, ...] = Field(default=(), max_length=50)
    interest_statement: Body | None = None
    trl: Trl | None = None
    keywords: tuple[Short, ...] = Field(default=(), max_length=100)
    tier: StatedTier = None
    fictional: bool = False


class CapabilityDraft(Draft):
    title: ToldTitle
    text: ToldBody = ""


class ProjectDraft(Draft):
    title: ToldTitle
    text: ToldBody = ""
    year: Year | None = None
    agency: Short | None = None


class ProfileDraft(Draft):
    """What a company can do, in its own words. Stored as one version."""

    summary: ToldBody = ""
    capabilities: tuple[CapabilityDraft, ...] = Field(default=(), max_length=100)
    projects: tuple[ProjectDraft, ...] = Field(default=(), max_length=1_000)
    certificates: tuple[Short, ...] = Field(default=(), max_length=100)
    facilities: tuple[Short, ...] = Field(
        default=(), max_length=100, description="What the company makes or tests with, such as a clean room."
    )
    keywords: tuple[Short, ...] = Field(default=(), max_length=100)
    trl: Trl | None = None


class CompanyDraft(Draft):
    """A company with its profile.

    `foreign_share` is what foreigners hold of it, in percent. Without an `id` the store finds the company by its
    identifiers or its name, or makes a new one. With `adds_projects` the profile's projects are added to those on
    record (award exports list one award a row).
    """

    id: Id | None = None
    name: Title
    name_en: Short | None = None
    other_names: tuple[Short, ...] = Field(default=(), max_length=20)
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    region: Short | None = None
    city: Short | None = None
    size: CompanySize | None = None
    employees: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    founded_year: Year | None = None
    industry: Short | None = None
    industry_codes: tuple[Symbol, ...] = Field(default=(), max_length=100)
    business_registration_number: Annotated[str, Field(pattern=r"^\d{10}$")] | None = None
    corporate_number: Annotated[str, Field(pattern=r"^\d{13}$")] | None = None
    uei: Short | None = None
    duns: Short | None = None
    stock_code: Short | None = None
    website: Short | None = None
    active: bool | None = None
    company_kinds: tuple[CompanyKind, ...] | None = Field(
        default=None, max_length=3, description="Empty where it is known to be of none, null where that is not known."
    )
    foreign_share: Annotated[float, Field(ge=0, le=100)] | None = Field(
        default=None, description="What foreigners hold of the company, in percent."
    )
    rd_centre_in_korea: bool | None = Field(
        default=None, description="Whether a foreign company has an R&D centre in Korea."
    )
    profile: ProfileDraft
    adds_projects: bool = False
    tier: StatedTier = None
    fictional: bool = False


class NeedDraft(Draft):
    """A wanted technology of a defence unit or a company."""

    id: Id
    title: Title
    description: Body = ""
    requirements: tuple[Body, ...] = Field(default=(), max_length=200)
    organisation: Short | None = None
    kind: NeedKind | None = None
    keywords: tuple[Short, ...] = Field(default=(), max_length=100)
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    open_date: date | None = None
    close_date: date | None = None
    required_trl: Trl | None = None
    required_certificates: tuple[Short, ...] = Field(
        default=(), max_length=100, description="Certificates that a supplier must hold."
    )
    required_facilities: tuple[Short, ...] = Field(
        default=(), max_length=100, description="Facilities that a supplier must have."
    )
    url: Annotated[str, AfterValidator(clean), Field(max_length=2_000)] | None = None
    tier: StatedTier = None
    fictional: bool = False


RecordDraft = PatentDraft | CompanyDraft | NeedDraft
