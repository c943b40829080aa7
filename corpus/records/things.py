"""Patents, companies and needs as rows, and what hangs on them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from corpus.columns import IdText, Moment
from corpus.disclosure import Tier


class ProfileStatus(StrEnum):
    """A draft is written on; a submitted one waits for an officer, who returns or verifies it; a published one is
    searched, until it is withdrawn.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VERIFIED = "verified"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Record(SQLModel):
    """What patents, companies and needs share.

    `version` counts from 1 and grows with `content_hash`, which is that of the draft; `language` is that of the
    text. `tier` is the one that the record is shown at (`corpus.disclosure.shown_tier`). A withdrawn record keeps
    its row and its history, and is in no list, count, document or stream.
    """

    id: str = Field(primary_key=True, sa_type=IdText)
    version: int
    content_hash: str
    language: str
    fictional: bool = False
    tier: str = Tier.PUBLIC.value
    created_at: datetime = Field(sa_type=Moment)
    updated_at: datetime = Field(sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_reason: str | None = None


class Patent(Record, table=True):
    """Owners are in `PatentOwner`; `ipc` and `cpc` as written, and without blanks in `PatentClass`."""

    country: str = Field(index=True)
    kind: str | None = None
    application_number: str | None = None
    publication_number: str | None = None
    registration_number: str | None = None
    title: str
    title_en: str | None = None
    abstract: str = ""
    abstract_en: str | None = None
    claims: list[str] = Field(default_factory=list, sa_type=JSON)
    inventors: list[str] = Field(default_factory=list, sa_type=JSON)
    filing_date: date | None = Field(default=None, index=True)
    publication_date: date | None = None
    grant_date: date | None = None
    ipc: list[str] = Field(default_factory=list, sa_type=JSON)
    cpc: list[str] = Field(default_factory=list, sa_type=JSON)
    family_id: str | None = Field(default=None, index=True)
    legal_status: str = "unknown"
    government_interest: bool | None = None
    agencies: list[str] = Field(default_factory=list, sa_type=JSON)
    interest_statement: str | None = None
    trl: int | None = None
    keywords: list[str] = Field(default_factory=list, sa_type=JSON)


class PatentOwner(SQLModel, table=True):
    """`name` is the owner as this patent writes it."""

    patent_id: str = Field(primary_key=True, sa_type=IdText, foreign_key="patent.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    organisation_id: str = Field(sa_type=IdText, foreign_key="organisation.id", index=True)
    name: str


class PatentClass(SQLModel, table=True):
    """`symbol` is in capitals and without blanks (`G01S13/90`); `scheme` is `ipc` or `cpc`."""

    __table_args__ = (Index("ix_patentclass_symbol", "symbol", "patent_id"),)

    patent_id: str = Field(primary_key=True, sa_type=IdText, foreign_key="patent.id", ondelete="CASCADE")
    scheme: str = Field(primary_key=True)
    symbol: str = Field(primary_key=True, sa_type=IdText)


class Company(Record, table=True):
    """`profile_version` is the published profile that is current, None while there is none."""

    name: str
    name_en: str | None = None
    other_names: list[str] = Field(default_factory=list, sa_type=JSON)
    organisation_id: str | None = Field(default=None, sa_type=IdText, foreign_key="organisation.id", index=True)
    country: str | None = Field(default=None, index=True)
    region: str | None = Field(default=None, index=True)
    city: str | None = None
    size: str | None = Field(default=None, index=True)
    employees: int | None = None
    founded_year: int | None = None
    industry: str | None = None
    industry_codes: list[str] = Field(default_factory=list, sa_type=JSON)
    business_registration_number: str | None = Field(default=None, index=True)
    corporate_number: str | None = None
    uei: str | None = Field(default=None, index=True)
    duns: str | None = Field(default=None, index=True)
    stock_code: str | None = Field(default=None, index=True)
    website: str | None = None
    active: bool | None = None
    company_kinds: list[str] | None = Field(default=None, sa_type=JSON)
    foreign_share: float | None = None
    rd_centre_in_korea: bool | None = None
    profile_version: int | None = None


class CapabilityProfile(SQLModel, table=True):
    """One version of what a company can do; never changed but for its status.

    `capabilities` are objects of title and text, `projects` of title, text, year and agency.
    """

    company_id: str = Field(primary_key=True, sa_type=IdText, foreign_key="company.id", ondelete="CASCADE")
    version: int = Field(primary_key=True)
    status: str = ProfileStatus.PUBLISHED.value
    summary: str = ""
    capabilities: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    projects: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    certificates: list[str] = Field(default_factory=list, sa_type=JSON)
    facilities: list[str] = Field(default_factory=list, sa_type=JSON)
    keywords: list[str] = Field(default_factory=list, sa_type=JSON)
    trl: int | None = None
    content_hash: str
    created_at: datetime = Field(sa_type=Moment)


class Need(Record, table=True):
    """`kind` is `defence`, `company` or None where the source does not say."""

    title: str
    description: str = ""
    requirements: list[str] = Field(default_factory=list, sa_type=JSON)
    organisation: str | None = None
    organisation_id: str | None = Field(default=None, sa_type=IdText, foreign_key="organisation.id", index=True)
    kind: str | None = None
    keywords: list[str] = Field(default_factory=list, sa_type=JSON)
    country: str | None = Field(default=None, index=True)
    open_date: date | None = None
    close_date: date | None = None
    required_trl: int | None = None
    required_certificates: list[str] = Field(default_factory=list, sa_type=JSON)
    required_facilities: list[str] = Field(default_factory=list, sa_type=JSON)
    url: str | None = None
