"""Matches that somebody follows, with everything that happened to them, and what officers thought of matches."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary
from sqlmodel import Field, SQLModel

from corpus.columns import Counter, IdText, Moment
from corpus.roles import Role


class CaseStage(StrEnum):
    """How far a case has come. A concluded one is licensed or declined; follow-up comes after a licence."""

    SHORTLISTED = "shortlisted"
    CONTACTED = "contacted"
    NDA = "nda"
    EVALUATION = "evaluation"
    NEGOTIATION = "negotiation"
    LICENSED = "licensed"
    FOLLOW_UP = "follow-up"
    DECLINED = "declined"


class CaseOrigin(StrEnum):
    OFFICER = "officer"
    COMPANY = "company"


class Audience(StrEnum):
    """Who reads an entry of a case: officials alone, or the company too."""

    OFFICIALS = "officials"
    BOTH = "both"


class Case(SQLModel, table=True):
    """A company with the patent or need that it is matched with. `reference` names it to people: `CMT-2026-00017`.

    `title` and `company_name` are as they were when it was opened. `receipt` is that of the match it came from,
    `score` that match's. `version` grows with each change of the fields before it, so that two who work on it at once
    are told; messages, notes and documents are entries of their own and collide with nothing.

    The company knows of the case from `shared_at` on; `told_at` is when something last happened that both sides read.
    `unanswered_since` is when it last wrote without an answer.
    `owner_mailed_at` and `company_mailed_at` are when a letter last told each side of a new message.
    """

    __tablename__ = "transfercase"
    __table_args__ = (
        Index("ix_transfercase_pair", "company_id", "subject_kind", "subject_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    reference: str = Field(unique=True, sa_type=IdText)
    subject_kind: str
    subject_id: str = Field(sa_type=IdText)
    company_id: str = Field(sa_type=IdText, foreign_key="company.id", index=True)
    title: str
    company_name: str
    stage: str = Field(default=CaseStage.SHORTLISTED.value, index=True)
    origin: str = CaseOrigin.OFFICER.value
    track: str | None = None
    owner: str | None = Field(default=None, sa_type=IdText, foreign_key="account.name", index=True)
    due_on: date | None = Field(default=None, index=True)
    declined_reason: str | None = None
    score: float | None = None
    receipt: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    opened_by: str = Field(sa_type=IdText)
    version: int = 1
    created_at: datetime = Field(sa_type=Moment, index=True)
    updated_at: datetime = Field(sa_type=Moment, index=True)
    concluded_at: datetime | None = Field(default=None, sa_type=Moment)
    shared_at: datetime | None = Field(default=None, sa_type=Moment)
    told_at: datetime | None = Field(default=None, sa_type=Moment)
    unanswered_since: datetime | None = Field(default=None, sa_type=Moment, index=True)
    owner_mailed_at: datetime | None = Field(default=None, sa_type=Moment)
    company_mailed_at: datetime | None = Field(default=None, sa_type=Moment)


class CaseEvent(SQLModel, table=True):
    """What happened to a case: never changed, never taken out. `facts` are plain JSON values of the action."""

    __tablename__ = "caseevent"
    __table_args__ = (Index("ix_caseevent_case", "case_id", "id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    case_id: int = Field(sa_type=Counter, foreign_key="transfercase.id")
    at: datetime = Field(sa_type=Moment, index=True)
    actor: str
    role: str
    action: str
    audience: str = Audience.OFFICIALS.value
    text: str = ""
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class CaseDocument(SQLModel, table=True):
    """A file of a case. Its bytes are in `CaseFile`, so that a list does not read them. `role` is of who brought it."""

    __tablename__ = "casedocument"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    case_id: int = Field(sa_type=Counter, foreign_key="transfercase.id", index=True)
    name: str
    media_type: str
    size: int = Field(sa_type=Counter)
    sha256: str
    audience: str = Audience.OFFICIALS.value
    actor: str
    role: str
    uploaded_at: datetime = Field(sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def by_company(self) -> bool:
        """Whether the company's side brought it."""
        return self.role == Role.COMPANY


class CaseFile(SQLModel, table=True):
    """The bytes of a document."""

    __tablename__ = "casefile"

    document_id: int = Field(primary_key=True, sa_type=Counter, foreign_key="casedocument.id")
    content: bytes = Field(sa_type=LargeBinary)


class RelevanceGrade(StrEnum):
    RELEVANT = "relevant"
    PARTLY = "partly"
    NOT = "not"


class RelevanceJudgement(SQLModel, table=True):
    """What an officer thought of a match; the latest of an account and pair counts, None takes it back.

    The asking side is a record (`kind`, `record_id`) or, for a plain text, `text` and its hash as the id.
    """

    __tablename__ = "relevancejudgement"
    __table_args__ = (
        Index("ix_relevancejudgement_pair", "record_id", "other_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    account: str = Field(sa_type=IdText, foreign_key="account.name", index=True)
    kind: str
    record_id: str = Field(sa_type=IdText)
    text: str | None = None
    other_kind: str
    other_id: str = Field(sa_type=IdText)
    grade: str | None = None
    reason: str | None = None
    note: str = ""
    receipt: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    recorded_at: datetime = Field(sa_type=Moment)
