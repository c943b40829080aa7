"""What is known, as rows: the tables of the database, for SQLite and PostgreSQL alike.

A row comes from a draft through `corpus.store`, never straight from outside: table models check nothing.
Fields that mean the same as in `corpus.drafts` carry the same names and are explained there. Lists are JSON.
"""

from corpus.records.accounts import (
    AccessToken,
    Account,
    AddressAttempt,
    FailedAttempt,
    Mail,
    RecoveryCode,
    TokenPurpose,
    TokenScope,
)
from corpus.records.cases import (
    Audience,
    Case,
    CaseDocument,
    CaseEvent,
    CaseFile,
    CaseOrigin,
    CaseStage,
    RelevanceGrade,
    RelevanceJudgement,
)
from corpus.records.history import Action, AuditEvent, Change, RecordVersion
from corpus.records.organisations import Organisation, OrganisationAlias
from corpus.records.programmes import Commitment, FigureEntry, FollowUp, ProgrammeVersion, VerdictOverride
from corpus.records.registration import Absence, Brochure, Registration, RegistrationState
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
from corpus.records.watching import (
    Alert,
    AlertKind,
    Frequency,
    NeedKeeping,
    SavedSearch,
    SearchHit,
    ShownMatch,
)
from corpus.records.work import Facts, ImportRun, Job, JobRun, RejectedRow, RunStatus, Upload, UploadState

__all__ = [
    "Absence",
    "AccessToken",
    "Account",
    "Action",
    "AddressAttempt",
    "Alert",
    "AlertKind",
    "Audience",
    "AuditEvent",
    "Brochure",
    "CapabilityProfile",
    "Case",
    "CaseDocument",
    "CaseEvent",
    "CaseFile",
    "CaseOrigin",
    "CaseStage",
    "Change",
    "Clearance",
    "Commitment",
    "Company",
    "ControlDecision",
    "ControlHint",
    "ControlListVersion",
    "Facts",
    "FailedAttempt",
    "FigureEntry",
    "FollowUp",
    "Frequency",
    "ImportRun",
    "Job",
    "JobRun",
    "Mail",
    "Need",
    "NeedKeeping",
    "Organisation",
    "OrganisationAlias",
    "Patent",
    "PatentClass",
    "PatentOwner",
    "ProfileStatus",
    "ProgrammeVersion",
    "Record",
    "RecordVersion",
    "RecoveryCode",
    "Registration",
    "RegistrationState",
    "RejectedRow",
    "RelevanceGrade",
    "RelevanceJudgement",
    "RunStatus",
    "SavedSearch",
    "SearchHit",
    "ShownMatch",
    "TokenPurpose",
    "TokenScope",
    "Upload",
    "UploadState",
    "VerdictOverride",
]
