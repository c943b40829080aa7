"""What is known, as rows: the tables of the database, for SQLite and PostgreSQL alike.

A row comes from a draft through `corpus.store`, never straight from outside: table models check nothing.
Fields that mean the same as in `corpus.drafts` carry the same names and are explained there. Lists are JSON.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from corpus.columns import Counter, IdText, Moment

Facts = dict[str, str | int | float]


class ProfileStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What a change did to a record, as the index sees it."""

    PUT = "put"
    WITHDRAW = "withdraw"


class RunStatus(StrEnum):
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class Record(SQLModel):
    """What patents, companies and needs share.

    `version` counts from 1 and grows with `content_hash`, which is that of the draft; `language` is that of the
    text. A withdrawn record keeps its row and its history, and is in no list, count, document or stream.
    """

    id: str = Field(primary_key=True, sa_type=IdText)
    version: int
    content_hash: str
    language: str
    fictional: bool = False
    created_at: datetime = Field(sa_type=Moment)
    updated_at: datetime = Field(sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_reason: str | None = None


class Organisation(SQLModel, table=True):
    """One body under all its names. `merged_into` is set where it turned out to be another one."""

    id: str = Field(primary_key=True, sa_type=IdText)
    key: str = Field(sa_type=IdText, index=True)
    name: str
    country: str | None = None
    merged_into: str | None = Field(default=None, sa_type=IdText, foreign_key="organisation.id")
    created_at: datetime = Field(sa_type=Moment)


class OrganisationAlias(SQLModel, table=True):
    """A name that leads to an organisation. `country` is "" where the source told none.

    `merged_from` names the organisation it led to before a merge.
    """

    key: str = Field(primary_key=True, sa_type=IdText)
    country: str = Field(primary_key=True)
    organisation_id: str = Field(sa_type=IdText, foreign_key="organisation.id", index=True)
    name: str
    merged_from: str | None = Field(default=None, sa_type=IdText)
    created_at: datetime = Field(sa_type=Moment)


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
    url: str | None = None


class RecordVersion(SQLModel, table=True):
    """A record as it stood: the draft of every version, the current one included."""

    kind: str = Field(primary_key=True)
    record_id: str = Field(primary_key=True, sa_type=IdText)
    version: int = Field(primary_key=True)
    content_hash: str
    content: dict[str, Any] = Field(sa_type=JSON)
    import_run_id: int | None = Field(default=None, sa_type=Counter, foreign_key="importrun.id")
    recorded_at: datetime = Field(sa_type=Moment)


class Change(SQLModel, table=True):
    """What the index has to follow. `seq` grows in the order in which changes become visible."""

    __table_args__ = (Index("ix_change_record", "kind", "record_id"), {"sqlite_autoincrement": True})

    seq: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    kind: str
    record_id: str = Field(sa_type=IdText)
    action: str
    recorded_at: datetime = Field(sa_type=Moment)


class ImportRun(SQLModel, table=True):
    """One file's import. `seen_at` moves with each batch: an old one on a running import tells that it died."""

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    source_name: str
    format_name: str
    kind: str
    sha256: str | None = None
    status: str = RunStatus.RUNNING.value
    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    problem_code: str | None = None
    problem_field: str | None = None
    problem_value: str | None = None
    problem_facts: Facts | None = Field(default=None, sa_type=JSON)
    started_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    finished_at: datetime | None = Field(default=None, sa_type=Moment)


class RejectedRow(SQLModel, table=True):
    """A row that was not taken, its problem, and its text (cut to 10,000 characters) to mend."""

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    run_id: int = Field(sa_type=Counter, foreign_key="importrun.id", ondelete="CASCADE", index=True)
    row: int
    field: str
    value: str
    code: str
    facts: Facts = Field(default_factory=dict, sa_type=JSON)
    original: str = ""


class Job(SQLModel, table=True):
    """A job that one process at a time may hold, and what became of it last."""

    name: str = Field(primary_key=True, sa_type=IdText)
    owner: str | None = None
    leased_until: datetime | None = Field(default=None, sa_type=Moment)
    run_id: int | None = Field(default=None, sa_type=Counter)
    state: str = "idle"
    attempts: int = 0
    requested_at: datetime | None = Field(default=None, sa_type=Moment)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    last_started_at: datetime | None = Field(default=None, sa_type=Moment)
    last_finished_at: datetime | None = Field(default=None, sa_type=Moment)
    error: str | None = None


class JobRun(SQLModel, table=True):
    """One time a job was held; `state` is running, succeeded, failed or lost (its lease ran out)."""

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    name: str = Field(sa_type=IdText, index=True)
    owner: str
    state: str
    detail: str | None = None
    started_at: datetime = Field(sa_type=Moment)
    finished_at: datetime | None = Field(default=None, sa_type=Moment)
