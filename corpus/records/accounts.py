"""Who may sign in, and with what."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from corpus.columns import Counter, IdText, Moment


class TokenPurpose(StrEnum):
    """A link is used once, to open a session; an invitation or a reset once, to choose a password; a confirmation
    once, to show that letters reach somebody.

    An opening is what somebody holds between the password and the second factor.
    """

    API = "api"
    SESSION = "session"
    LINK = "link"
    INVITATION = "invitation"
    RESET = "reset"
    CONFIRMATION = "confirmation"
    OPENING = "opening"


class TokenScope(StrEnum):
    """What a token lets its holder do: all that the account may, or to read only."""

    FULL = "full"
    READ = "read"


class Account(SQLModel, table=True):
    """`company_id` and `verified` are a company member's; a disabled account keeps its row and its history.

    `password` is an argon2 hash. `totp_secret` is the second factor's, of use from `totp_confirmed_at` on;
    `totp_step` is the last time step that was used up. `zone` is an IANA name, `language` `ko` or `en`.
    `oidc_subject` is issuer and subject of a single sign-on.
    """

    name: str = Field(primary_key=True, sa_type=IdText)
    role: str
    company_id: str | None = Field(default=None, sa_type=IdText, foreign_key="company.id", index=True)
    verified: bool = False
    display_name: str = ""
    email: str | None = Field(default=None, unique=True, index=True)
    email_confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    password: str | None = None
    password_changed_at: datetime | None = Field(default=None, sa_type=Moment)
    totp_secret: str | None = None
    totp_confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    totp_step: int | None = Field(default=None, sa_type=Counter)
    zone: str | None = None
    language: str | None = None
    oidc_subject: str | None = Field(default=None, unique=True, index=True)
    created_at: datetime = Field(sa_type=Moment)
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def has_password(self) -> bool:
        return self.password is not None

    @property
    def has_second_factor(self) -> bool:
        return self.totp_confirmed_at is not None


class AccessToken(SQLModel, table=True):
    """`digest` is the token's SHA-256: the token itself, of 256 random bits, is told once and never kept.

    `label` says what it is for; of one that was sent by mail it is the address that it went to.

    `second_factor` tells of a session that it was opened with one. `client` is what the browser calls itself and
    `address` where it came from, for the holder's list of sessions.
    """

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    account: str = Field(sa_type=IdText, foreign_key="account.name", index=True)
    digest: str = Field(unique=True)
    purpose: str
    scope: str = TokenScope.FULL.value
    label: str = ""
    second_factor: bool = False
    client: str = ""
    address: str = ""
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    last_seen_at: datetime | None = Field(default=None, sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class RecoveryCode(SQLModel, table=True):
    """Stands in once for a second factor that was lost. `digest` is the code's SHA-256."""

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    account: str = Field(sa_type=IdText, foreign_key="account.name", index=True)
    digest: str
    created_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class FailedAttempt(SQLModel, table=True):
    """How often in a row somebody failed to show who they are. `key` is the digest of what they called themselves,
    whether there is such an account or not, so that the one cannot be told from the other."""

    key: str = Field(primary_key=True, sa_type=IdText)
    count: int
    since: datetime = Field(sa_type=Moment, index=True)


class AddressAttempt(SQLModel, table=True):
    """One thing that an address tried, kept for as long as it counts. `key` is a digest of what and who."""

    __table_args__ = (Index("ix_addressattempt_key", "key", "at"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    key: str = Field(sa_type=IdText)
    at: datetime = Field(sa_type=Moment, index=True)


class Mail(SQLModel, table=True):
    """A letter that waits or was sent. It is written with what it tells of, and sent after: none is lost or made up."""

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    purpose: str
    account: str | None = Field(default=None, sa_type=IdText, foreign_key="account.name", index=True)
    recipient: str
    subject: str
    text: str
    created_at: datetime = Field(sa_type=Moment)
    attempts: int = 0
    next_attempt_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    error: str | None = None
