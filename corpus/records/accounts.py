"""Who may sign in, and with what."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from corpus.columns import Counter, IdText, Moment


class TokenPurpose(StrEnum):
    """A link is used once, to open a session."""

    API = "api"
    SESSION = "session"
    LINK = "link"


class Account(SQLModel, table=True):
    """`company_id` and `verified` are a company member's; a disabled account keeps its row and its history."""

    name: str = Field(primary_key=True, sa_type=IdText)
    role: str
    company_id: str | None = Field(default=None, sa_type=IdText, foreign_key="company.id", index=True)
    verified: bool = False
    created_at: datetime = Field(sa_type=Moment)
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)


class AccessToken(SQLModel, table=True):
    """`digest` is the token's SHA-256: the token itself, of 256 random bits, is told once and never kept."""

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    account: str = Field(sa_type=IdText, foreign_key="account.name", index=True)
    digest: str = Field(unique=True)
    purpose: str
    label: str = ""
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
