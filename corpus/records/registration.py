"""Companies that register themselves, and brochures that propose what they can do."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from corpus.columns import Counter, IdText, Moment


class Absence(StrEnum):
    """Why a company's row is kept without being live (`Company.withdrawn_reason`), where no officer withdrew it.

    An unverified one registered itself and waits for an officer; a merged one turned out to be on record already;
    one withdrawn by its company comes back when the company wishes.
    """

    UNVERIFIED = "unverified"
    MERGED = "merged"
    BY_COMPANY = "by-company"


class RegistrationState(StrEnum):
    """An open one is being written, a submitted one waits for an officer."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VERIFIED = "verified"


class Registration(SQLModel, table=True):
    """How a company came by itself: who registered it, and which officer verified it or sent it back, and why.

    `consent` is the version of the text that was agreed to. `verified_as` is the company on record that it turned out
    to be: itself, or one that was there before.
    """

    company_id: str = Field(primary_key=True, sa_type=IdText, foreign_key="company.id")
    account: str = Field(sa_type=IdText, foreign_key="account.name", index=True)
    state: str = Field(default=RegistrationState.OPEN.value, index=True)
    publish_when_verified: bool = True
    consent: str = ""
    registered_at: datetime = Field(sa_type=Moment)
    submitted_at: datetime | None = Field(default=None, sa_type=Moment)
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decided_by: str | None = None
    reason: str = ""
    verified_as: str | None = Field(default=None, sa_type=IdText, foreign_key="company.id", index=True)


class Brochure(SQLModel, table=True):
    """A file that was read for capabilities. `proposals` are what it proposes, each with its place and its state.

    Nothing of it is in a profile before its company confirmed it. The file itself is not kept.
    """

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    company_id: str = Field(sa_type=IdText, foreign_key="company.id", index=True)
    account: str = Field(sa_type=IdText, foreign_key="account.name")
    name: str
    sha256: str
    size: int = Field(sa_type=Counter)
    proposals: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    uploaded_at: datetime = Field(sa_type=Moment)
    settled_at: datetime | None = Field(default=None, sa_type=Moment)
