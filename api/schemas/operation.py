"""Operation as JSON: uploads, jobs, settings, findings."""

from __future__ import annotations

import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.errors import ErrorDetail
from api.schemas.examples import DAY, shown
from api.schemas.imports import FileReport, RunRecord
from api.schemas.index import KindCount
from api.schemas.matches import Schema

JOB_RUN: JsonDict = {
    "state": "succeeded",
    "detail": "unchanged: 20260501T030000.000Z-1a2b3c has every record",
    "owner": "host:12:12",
    "started_at": DAY,
    "finished_at": DAY,
}
JOB: JsonDict = {
    "name": "rebuild",
    "state": "succeeded",
    "schedule": "0 3 * * *",
    "next_due": DAY,
    "requested_at": None,
    "last_started_at": DAY,
    "last_finished_at": DAY,
    "error": None,
    "attempts": 0,
    "progress": None,
    "can_be_asked_for": True,
    "runs": [JOB_RUN],
}
UPLOADED: JsonDict = {
    "id": 12,
    "name": "firms.csv",
    "account": "kim.officer",
    "format_name": "auto",
    "size": 20480,
    "sha256": "9f2c" * 16,
    "dry_run": False,
    "rebuild": True,
    "mends": None,
    "state": "finished",
    "total": 20480,
    "done": 20480,
    "rows": 0,
    "added": 0,
    "updated": 0,
    "unchanged": 0,
    "rejected": 0,
    "files": [],
    "problem": None,
    "created_at": DAY,
    "started_at": DAY,
    "finished_at": DAY,
}
SETTING: JsonDict = {
    "name": "rebuild_schedule",
    "variable": "MATCHER_REBUILD_SCHEDULE",
    "value": "0 3 * * *",
    "default": "0 3 * * *",
    "differs": False,
    "meaning": "When the worker rebuilds (cron, UTC).",
}
FINDING: JsonDict = {"subject": "disk", "state": "good", "detail": "112.4 GB free at /srv/matcher/var", "mend": ""}


class UploadRecord(Schema):
    """A file that was sent to be imported. `done` of `total` bytes are read; counts are those of all its files."""

    model_config = shown(UPLOADED)

    id: int
    name: str
    account: str
    format_name: str
    size: int
    sha256: str
    dry_run: bool
    rebuild: bool
    mends: int | None = Field(description="The import whose rejected rows it brings back.")
    state: Literal["waiting", "running", "finished", "failed"]
    total: int
    done: int
    rows: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    files: list[FileReport] = Field(description="What became of each file, once it has ended.")
    problem: ErrorDetail | None = Field(description="Why a failed one failed.")
    created_at: datetime.datetime
    started_at: datetime.datetime | None
    finished_at: datetime.datetime | None


class Uploads(Schema):
    """Uploads, the latest first."""

    model_config = shown({"items": [UPLOADED], "next": None})

    items: list[UploadRecord]
    next: int | None = Field(description="Ask on with `before` set to this; null at the end.")


class RepeatInput(BaseModel):
    """How an upload is to be imported again."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"format": "plain-companies", "dry_run": False}]}
    )

    format: str = Field(default="auto", max_length=80, description="`auto`, or the name of a format.")
    dry_run: bool = Field(default=False, description="Only report what would be done.")


class JobRunRecord(Schema):
    """One time a job was at work."""

    model_config = shown(JOB_RUN)

    state: str = Field(description="running, succeeded, failed or lost (its lease ran out)")
    detail: str | None
    owner: str
    started_at: datetime.datetime
    finished_at: datetime.datetime | None


class RunOfJob(JobRunRecord):
    """A run with the name of its job."""

    job: str


class JobRecord(Schema):
    """A job of the worker. One without a schedule is looked for at every step."""

    model_config = shown(JOB)

    name: str
    state: str
    schedule: str | None = Field(description="A cron line in UTC.")
    next_due: datetime.datetime | None
    requested_at: datetime.datetime | None
    last_started_at: datetime.datetime | None
    last_finished_at: datetime.datetime | None
    error: str | None
    attempts: int = Field(description="Failures in a row.")
    progress: dict[str, Any] | None = Field(description="How far a running rebuild is.")
    can_be_asked_for: bool
    runs: list[JobRunRecord]


class JobListing(Schema):
    """Every job, and whether a worker is there to do them."""

    model_config = shown({"items": [JOB], "worker_seen": DAY, "worker_beats": True})

    items: list[JobRecord]
    worker_seen: datetime.datetime | None
    worker_beats: bool


class JobInput(BaseModel):
    """Which job is wanted."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"full": False}]})

    full: bool = Field(default=False, description="Of a rebuild: build anew even where nothing changed.")


class SettingRecord(Schema):
    """A setting as it is in force. Of a secret is told only that it is set."""

    model_config = shown(SETTING)

    name: str
    variable: str
    value: str
    default: str
    differs: bool
    meaning: str


class SettingListing(Schema):
    """Every setting, and the versions of what runs."""

    model_config = shown({"items": [SETTING], "versions": {"python": "3.11.9", "fastapi": "0.165.0"}})

    items: list[SettingRecord]
    versions: dict[str, str]


class IndexGlance(Schema):
    """The index in a few figures."""

    generation: str = Field(description="The serving generation; `none`: fresh records only.")
    built: datetime.datetime | None = Field(description="When the oldest of the serving generations was built.")
    age_hours: float | None
    pending: int = Field(description="Records that changed since the serving generations were built.")
    counts: list[KindCount]
    quality: float | None
    problem: ErrorDetail | None


class Failure(Schema):
    """Something that failed in the last day."""

    what: Literal["upload", "import", "job"]
    name: str
    id: int | None
    at: datetime.datetime
    reason: str


class AuditGlance(Schema):
    """The audit log without verifying it."""

    count: int
    digest: str
    last_at: datetime.datetime | None
    last_action: str | None
    last_actor: str | None


class DiskUse(Schema):
    """Bytes. The database's size is not known where it is another server's."""

    index: int
    uploads: int
    vectors: int
    database: int | None
    free: int


class OperationOverview(Schema):
    """How the service is. What the caller may not know of is null."""

    model_config = shown(
        {
            "index": {
                "generation": "public:20260501T030000.000Z-1a2b3c",
                "built": DAY,
                "age_hours": 4.5,
                "pending": 0,
                "counts": [{"kind": "companies", "recorded": 176, "searchable": 176}],
                "quality": 0.71,
                "problem": None,
            },
            "uploads": [UPLOADED],
            "imports": [],
            "jobs": [JOB],
            "worker_seen": DAY,
            "worker_beats": True,
            "failures": [{"what": "job", "name": "rebuild", "id": None, "at": DAY, "reason": "stopped"}],
            "audit": {
                "count": 42,
                "digest": "9f2c" * 16,
                "last_at": DAY,
                "last_action": "upload_accepted",
                "last_actor": "kim.officer",
            },
            "disk": {
                "index": 1_482_112,
                "uploads": 0,
                "vectors": 900_000,
                "database": 4_000_000,
                "free": 90_000_000_000,
            },
        }
    )

    index: IndexGlance
    uploads: list[UploadRecord] | None
    imports: list[RunRecord] | None
    jobs: list[JobRecord] | None
    worker_seen: datetime.datetime | None
    worker_beats: bool | None
    failures: list[Failure]
    audit: AuditGlance | None
    disk: DiskUse | None


class FindingRecord(Schema):
    """What was looked at, how it is, and what to do about it."""

    model_config = shown(FINDING)

    subject: str
    state: Literal["good", "warning", "bad"]
    detail: str
    mend: str


class Diagnosis(Schema):
    """Whether everything is in place."""

    model_config = shown({"items": [FINDING]})

    items: list[FindingRecord]
