"""Records as JSON."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from api.schemas.examples import (
    COMPANY_RECORD,
    LISTING,
    NEED_RECORD,
    PATENT_RECORD,
    PROFILE,
    PROFILES,
    REGISTERED,
    shown,
)
from api.schemas.matches import Schema, Summary
from corpus.disclosure import Tier
from corpus.text import Language


class Registered(Schema):
    """What became of what was sent."""

    model_config = shown(REGISTERED)

    id: str
    change: Literal["added", "updated", "unchanged", "withdrawn", "restored"]
    version: int


class Listing(Schema):
    """One page of a list, in order of id."""

    model_config = shown(LISTING)

    items: list[Summary]
    next: str | None = Field(description="Ask on with `after` set to this; null at the end.")
    total: int


class OwnerRecord(Schema):
    """An owner as the patent writes it, and the organisation that it is."""

    name: str
    organisation_id: str


class RecordBase(Schema):
    """What all records share."""

    id: str
    version: int
    content_hash: str
    language: Language
    fictional: bool
    tier: Tier = Field(description="Who may know of the record: everybody, verified companies, officers.")
    created_at: datetime.datetime
    updated_at: datetime.datetime


class PatentRecord(RecordBase):
    """A patent on record."""

    model_config = shown(PATENT_RECORD)

    country: str
    kind: str | None
    application_number: str | None
    publication_number: str | None
    registration_number: str | None
    title: str
    title_en: str | None
    abstract: str
    abstract_en: str | None
    claims: list[str]
    owners: list[OwnerRecord] = Field(default_factory=list)
    inventors: list[str]
    filing_date: datetime.date | None
    publication_date: datetime.date | None
    grant_date: datetime.date | None
    ipc: list[str]
    cpc: list[str]
    family_id: str | None
    legal_status: str
    government_interest: bool | None
    agencies: list[str]
    interest_statement: str | None
    trl: int | None
    keywords: list[str]


class CapabilityRecord(Schema):
    title: str
    text: str = ""


class ProjectRecord(Schema):
    title: str
    text: str = ""
    year: int | None = None
    agency: str | None = None


class ProfileRecord(Schema):
    """One version of what a company can do."""

    model_config = shown(PROFILE)

    company_id: str
    version: int
    status: Literal["draft", "submitted", "returned", "verified", "published", "withdrawn"]
    summary: str
    capabilities: list[CapabilityRecord]
    projects: list[ProjectRecord]
    certificates: list[str]
    facilities: list[str]
    keywords: list[str]
    trl: int | None
    content_hash: str
    created_at: datetime.datetime


class Profiles(Schema):
    """All versions of a company's profile, the first first."""

    model_config = shown(PROFILES)

    current: int | None
    items: list[ProfileRecord]


class CompanyRecord(RecordBase):
    """A company on record, with its current profile."""

    model_config = shown(COMPANY_RECORD)

    name: str
    name_en: str | None
    other_names: list[str]
    organisation_id: str | None
    country: str | None
    region: str | None
    city: str | None
    size: str | None
    employees: int | None
    founded_year: int | None
    industry: str | None
    industry_codes: list[str]
    business_registration_number: str | None
    corporate_number: str | None
    uei: str | None
    duns: str | None
    stock_code: str | None
    website: str | None
    active: bool | None
    company_kinds: list[str] | None = Field(description="venture, innobiz, mainbiz; null where that is not known.")
    foreign_share: float | None = Field(description="What foreigners hold of the company, in percent.")
    rd_centre_in_korea: bool | None
    profile_version: int | None
    profile: ProfileRecord | None = None


class NeedRecord(RecordBase):
    """A need on record."""

    model_config = shown(NEED_RECORD)

    title: str
    description: str
    requirements: list[str]
    organisation: str | None
    organisation_id: str | None
    kind: str | None
    keywords: list[str]
    country: str | None
    open_date: datetime.date | None
    close_date: datetime.date | None
    required_trl: int | None
    required_certificates: list[str]
    required_facilities: list[str]
    url: str | None
