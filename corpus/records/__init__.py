"""What is known, as rows: the tables of the database, for SQLite and PostgreSQL alike.

A row comes from a draft through `corpus.store`, never straight from outside: table models check nothing.
Fields that mean the same as in `corpus.drafts` carry the same names and are explained there. Lists are JSON.
"""

from corpus.records.accounts import AccessToken, Account, TokenPurpose
from corpus.records.history import Action, AuditEvent, Change, RecordVersion
from corpus.records.organisations import Organisation, OrganisationAlias
from corpus.records.programmes import Commitment, FigureEntry, FollowUp, ProgrammeVersion, VerdictOverride
from corpus.records.screening import Clearance, ControlDecision, ControlHint, ControlListVersion
from corpus.records.things import (
    CapabilityProfile,
    Company,
    Need,
    Patent,
    PatentClass,
    PatentOwner,
    ProfileStatus,
    Record,
)
from corpus.records.work import Facts, ImportRun, Job, JobRun, RejectedRow, RunStatus

__all__ = [
    "AccessToken",
    "Account",
    "Action",
    "AuditEvent",
    "CapabilityProfile",
    "Change",
    "Clearance",
    "Commitment",
    "Company",
    "ControlDecision",
    "ControlHint",
    "ControlListVersion",
    "Facts",
    "FigureEntry",
    "FollowUp",
    "ImportRun",
    "Job",
    "JobRun",
    "Need",
    "Organisation",
    "OrganisationAlias",
    "Patent",
    "PatentClass",
    "PatentOwner",
    "ProfileStatus",
    "ProgrammeVersion",
    "Record",
    "RecordVersion",
    "RejectedRow",
    "RunStatus",
    "TokenPurpose",
    "VerdictOverride",
]
