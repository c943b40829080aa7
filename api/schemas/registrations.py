"""Registrations, a company's standing, and what fits it, as JSON."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic.config import JsonDict

from api.schemas.examples import shown
from api.schemas.matches import Match, Schema
from corpus.records import RegistrationState
from matcher.completeness import Step

WAITING: JsonDict = {
    "company_id": "reg-0f3a9c21b7de",
    "name": "새솔복합재(가상)",
    "business_registration_number": "1248100998",
    "account": "member@saesol.example",
    "state": "submitted",
    "registered_at": "2026-05-04T01:00:00Z",
    "submitted_at": "2026-05-04T02:10:00Z",
    "decided_at": None,
    "decided_by": None,
    "reason": "",
    "verified_as": None,
}
SIMILAR: JsonDict = {
    "id": "org-4f2a",
    "name": "새솔복합재",
    "business_registration_number": "1248100998",
    "same_number": True,
    "waiting": False,
}
NEXT: JsonDict = {"step": "certificates", "what": "AS9100D", "count": 3, "total": 5}
STANDING: JsonDict = {
    "company_id": "reg-0f3a9c21b7de",
    "state": "returned",
    "reason": "Name the furnace's maker.",
    "verified": False,
    "in_search": False,
    "on_record": False,
    "working": 2,
    "published": None,
    "filled": 5,
    "parts": 9,
    "next": [NEXT],
}


class WaitingRegistration(Schema):
    """A company that registered itself. `verified_as` is the company on record that it became."""

    model_config = shown(WAITING)

    company_id: str
    name: str
    business_registration_number: str | None
    account: str
    state: RegistrationState
    registered_at: datetime.datetime
    submitted_at: datetime.datetime | None
    decided_at: datetime.datetime | None
    decided_by: str | None
    reason: str
    verified_as: str | None


class Registrations(Schema):
    """Registrations of one state, and how many there are of each."""

    model_config = shown({"items": [WAITING], "counts": {"open": 4, "submitted": 1, "returned": 0, "verified": 12}})

    items: list[WaitingRegistration]
    counts: dict[RegistrationState, int]


class SimilarCompany(Schema):
    """Another company that may be the same one; `waiting` where it registered itself too."""

    id: str
    name: str
    business_registration_number: str | None
    same_number: bool
    waiting: bool


class RegistrationInFull(Schema):
    """A registration with what an officer decides by."""

    model_config = shown(
        {
            "registration": WAITING,
            "number_fits": True,
            "publish_when_verified": True,
            "similar": [SIMILAR],
            "profile_version": 1,
        }
    )

    registration: WaitingRegistration
    number_fits: bool = Field(description="Whether the business registration number carries the right check digit.")
    publish_when_verified: bool
    similar: list[SimilarCompany]
    profile_version: int | None = Field(description="The version that waits for the decision.")


class RegistrationInput(BaseModel):
    """A company that registers itself, and the person who does it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "company": "새솔복합재(가상)",
                    "number": "124-81-00998",
                    "person": "한가람",
                    "email": "member@saesol.example",
                    "password": "three unrelated words here",
                    "consent": True,
                }
            ]
        },
    )

    company: str = Field(max_length=1_000)
    number: str = Field(max_length=40, description="Business registration number.")
    person: str = Field(max_length=200)
    email: str = Field(max_length=254)
    password: SecretStr = Field(max_length=800)
    consent: bool = Field(description="Whether the person agrees to the text on the page /register.")


class RegisteredCompany(Schema):
    """What was made. `on_record`: a record has the number already, and an officer will confirm."""

    model_config = shown({"company_id": "reg-0f3a9c21b7de", "account": "member", "on_record": False})

    company_id: str
    account: str
    on_record: bool


class VerificationInput(BaseModel):
    """As which company it is verified."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"verified_as": None}]})

    verified_as: str | None = Field(default=None, max_length=80, description="A company on record; null: a new one.")


class ReturnInput(BaseModel):
    """Why it is given back; the company reads it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "Name the furnace's maker."}]})

    reason: str = Field(max_length=2_000)


class SubmissionInput(BaseModel):
    """How to hand a profile in."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"publish": True}]})

    publish: bool = Field(default=True, description="Publish it as soon as the company is verified.")


class DecidedRegistration(Schema):
    """What a decision led to."""

    model_config = shown({"company_id": "reg-0f3a9c21b7de", "state": "verified", "published": 1})

    company_id: str = Field(description="The company that is live now.")
    state: RegistrationState
    published: int | None = Field(description="The version of its profile that was published.")


class NextStepShown(Schema):
    """What a profile lacks; of `total` fitting needs so many `count` ask for `what`."""

    step: Step
    what: str
    count: int
    total: int


class CompanyStanding(Schema):
    """Where a company stands on its way, for its members."""

    model_config = shown(STANDING)

    company_id: str
    state: RegistrationState | None = Field(description="Of its registration; null where it came by an import.")
    reason: str = Field(description="Why it was returned.")
    verified: bool
    in_search: bool
    on_record: bool = Field(description="A company of its number was on record before: an officer will confirm.")
    working: int | None = Field(description="The version that is written on.")
    published: int | None
    filled: int = Field(description="Parts of the profile that are filled in, of `parts`.")
    parts: int
    next: list[NextStepShown]


class FitsShown(Schema):
    """Open patents and needs that fit a company as its profile stands, the best first."""

    model_config = shown({"patents": [], "needs": [], "generation": "", "next": [NEXT]})

    patents: list[Match]
    needs: list[Match]
    generation: str = Field(description="Empty where nothing is written yet, or nothing can be searched.")
    next: list[NextStepShown]
