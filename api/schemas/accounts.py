"""Accounts and tokens as JSON."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic.config import JsonDict

from api.schemas.examples import DAY, shown
from api.schemas.matches import Schema
from corpus.disclosure import Tier
from corpus.records import TokenPurpose, TokenScope
from corpus.roles import Right, Role
from corpus.text import Language

LATER = "2026-08-02T03:00:00Z"
ACCOUNT: JsonDict = {
    "name": "han.officer",
    "role": "officer",
    "company_id": None,
    "verified": False,
    "display_name": "Han Su-jin",
    "email": "han@transfer.example",
    "email_confirmed_at": DAY,
    "has_password": True,
    "has_second_factor": True,
    "created_at": DAY,
    "disabled_at": None,
}
TOKEN: JsonDict = {
    "id": 12,
    "purpose": "api",
    "scope": "read",
    "label": "nightly export",
    "second_factor": False,
    "client": "",
    "address": "",
    "created_at": DAY,
    "last_seen_at": None,
    "expires_at": LATER,
    "used_at": None,
    "revoked_at": None,
}


class AccountRecord(Schema):
    """Who may sign in."""

    model_config = shown(ACCOUNT)

    name: str
    role: Role
    company_id: str | None = Field(description="Of a company's member.")
    verified: bool = Field(description="Whether a company's member sees what is released to companies.")
    display_name: str
    email: str | None
    email_confirmed_at: datetime.datetime | None = Field(description="Since when it is known that letters arrive.")
    has_password: bool
    has_second_factor: bool
    created_at: datetime.datetime
    disabled_at: datetime.datetime | None


class Accounts(Schema):
    """One page of accounts, in order of name."""

    model_config = shown({"items": [ACCOUNT], "next": None})

    items: list[AccountRecord]
    next: str | None = Field(description="Ask on with `after` set to this; null at the end.")


class TokenRecord(Schema):
    """A token without the token itself, which nobody has but its holder."""

    model_config = shown(TOKEN)

    id: int
    purpose: TokenPurpose
    scope: TokenScope
    label: str
    second_factor: bool = Field(description="Of a session: it was opened with one.")
    client: str = Field(description="Of a session: what the browser calls itself.")
    address: str = Field(description="Of a session: where it was opened from.")
    created_at: datetime.datetime
    last_seen_at: datetime.datetime | None
    expires_at: datetime.datetime | None
    used_at: datetime.datetime | None
    revoked_at: datetime.datetime | None


class AccountInFull(AccountRecord):
    """An account with its tokens, the latest first."""

    model_config = shown({**ACCOUNT, "tokens": [TOKEN]})

    tokens: list[TokenRecord]


class IssuedToken(Schema):
    """A new token: this answer is the only place where it can ever be read."""

    model_config = shown(
        {"id": 12, "purpose": "api", "token": "cmm_THE-ONLY-COPY", "expires_at": LATER, "sign_in": None}
    )

    id: int
    purpose: TokenPurpose
    token: str
    expires_at: datetime.datetime
    sign_in: str | None = Field(description="Of a link: the address on this site that opens the session.")


class OwnTokens(Schema):
    """Sessions or tokens of the caller, the latest first."""

    model_config = shown({"items": [TOKEN], "this": None})

    items: list[TokenRecord]
    this: int | None = Field(description="The number of the session that asks.")


class PasswordLink(Schema):
    """A link with which a password is chosen."""

    model_config = shown({"account": "han.officer", "sent_to": "han@transfer.example", "address": None})

    account: str
    sent_to: str | None = Field(description="The address that it was sent to.")
    address: str | None = Field(description="The link itself, told once, where the account has no address.")


class Accepted(Schema):
    """Taken; what becomes of it is not told."""

    model_config = shown({"accepted": True})

    accepted: bool


class Me(Schema):
    """Who calls, and what that lets them see and do."""

    model_config = shown(
        {
            "account": "han.ceramics",
            "role": "company",
            "company_id": "hanul-ceramics",
            "verified": True,
            "tiers": ["public", "released"],
            "rights": ["write_own_profile"],
        }
    )

    account: str = Field(description="Empty for nobody in particular.")
    role: Role
    company_id: str | None
    verified: bool
    tiers: list[Tier]
    rights: list[Right]


class AccountInput(BaseModel):
    """A new account."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"name": "han.officer", "role": "officer"},
                {"name": "han.ceramics", "role": "company", "company_id": "hanul-ceramics", "verified": True},
            ]
        },
    )

    name: str = Field(max_length=80, description="2 to 80 small letters, digits and . _ @ -")
    role: Role
    company_id: str | None = Field(default=None, max_length=80, description="Of a company's member.")
    verified: bool = Field(default=False, description="Of a company's member: the company was verified.")


class InvitationInput(BaseModel):
    """Whom to invite."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"email": "han@transfer.example", "role": "officer", "language": "ko"}]},
    )

    email: str = Field(max_length=254, description="Where the letter goes.")
    role: Role
    name: str = Field(default="", max_length=80, description="Of the account; empty: as the address begins.")
    display_name: str = Field(default="", max_length=80)
    company_id: str | None = Field(default=None, max_length=80, description="Of a company's member.")
    verified: bool = Field(default=False, description="Of a company's member: the company was verified.")
    language: Language | None = Field(default=None, description="Of the letter, and of the account's pages.")


class RoleInput(BaseModel):
    """Another role."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"role": "reviewer"}]})

    role: Role
    company_id: str | None = Field(default=None, max_length=80, description="Of a company's member.")


class OwnTokenInput(BaseModel):
    """A token for oneself."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"label": "nightly export", "scope": "read", "days": 90, "password_present": "…"}]
        },
    )

    label: str = Field(default="", max_length=200, description="What it is for.")
    scope: TokenScope = Field(default=TokenScope.READ, description="`read`: only `GET` and `HEAD` are answered.")
    days: int = Field(default=90, ge=1, le=366, description="How long it is good.")
    password_present: SecretStr = Field(
        default=SecretStr(""), max_length=800, description="The account's password; empty where it has none."
    )


class ResetInput(BaseModel):
    """Who forgot the password."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "han.officer"}]})

    name: str = Field(max_length=254, description="The account's name or e-mail address.")


class VerifiedInput(BaseModel):
    """Whether a company's member was verified."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"verified": True}]})

    verified: bool


class TokenInput(BaseModel):
    """What kind of token, and for how long."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"purpose": "api", "label": "nightly export", "days": 90}]}
    )

    purpose: Literal["api", "link"] = Field(
        default="api", description="`api` for programs; `link` signs a person in once."
    )
    scope: TokenScope = Field(default=TokenScope.FULL, description="`read`: only `GET` and `HEAD` are answered.")
    label: str = Field(default="", max_length=200, description="What it is for.")
    days: int | None = Field(
        default=None, ge=1, le=4_000, description="How long it is good; else 90 days, a link 15 minutes."
    )
