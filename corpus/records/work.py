"""Uploads, imports and jobs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from corpus.columns import Counter, IdText, Moment

Facts = dict[str, str | int | float]


class RunStatus(StrEnum):
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class ImportRun(SQLModel, table=True):
    """One file's import. `seen_at` moves with each batch: an old one on a running import tells that it died.

    `upload_id` is the upload that the file came with; None for one that was imported by a command or in a request.
    """

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    source_name: str
    format_name: str
    kind: str
    sha256: str | None = None
    upload_id: int | None = Field(default=None, sa_type=Counter, index=True)
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
    """A row that was not taken, its problem, and its text (cut to 10,000 characters) to mend.

    `cells` are the row by its headings, where it is one of a table. `mends` is the rejected row of an earlier import
    that this one was meant to mend; `mended_by` the import that took this row, mended.
    """

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    run_id: int = Field(sa_type=Counter, foreign_key="importrun.id", ondelete="CASCADE", index=True)
    row: int
    field: str
    value: str
    code: str
    facts: Facts = Field(default_factory=dict, sa_type=JSON)
    original: str = ""
    cells: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    mends: int | None = Field(default=None, sa_type=Counter, index=True)
    mended_by: int | None = Field(default=None, sa_type=Counter)


class UploadState(StrEnum):
    """A waiting one is taken up by the next process that imports; a failed one can be tried again."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class Upload(SQLModel, table=True):
    """A file that somebody sent to be imported, and how far that has come.

    `path` is its place in the upload folder, "" once the file was removed. `done` and `total` are bytes read and bytes
    in all, the counts those of all its files so far; `files` says what became of each that is through. `mends` is the
    import whose rejected rows it brings back mended. Of a running one `owner` is the process that imports it; when
    `leased_until` has passed, another takes it up again.
    """

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    account: str = Field(sa_type=IdText, foreign_key="account.name", index=True)
    name: str
    path: str
    format_name: str
    size: int = Field(sa_type=Counter)
    sha256: str
    dry_run: bool = False
    rebuild: bool = False
    mends: int | None = Field(default=None, sa_type=Counter, foreign_key="importrun.id", index=True)
    state: str = Field(default=UploadState.WAITING.value, index=True)
    total: int = Field(default=0, sa_type=Counter)
    done: int = Field(default=0, sa_type=Counter)
    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    files: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    attempts: int = 0
    owner: str | None = None
    leased_until: datetime | None = Field(default=None, sa_type=Moment)
    problem_code: str | None = None
    problem_field: str | None = None
    problem_value: str | None = None
    problem_facts: Facts | None = Field(default=None, sa_type=JSON)
    created_at: datetime = Field(sa_type=Moment)
    started_at: datetime | None = Field(default=None, sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    finished_at: datetime | None = Field(default=None, sa_type=Moment, index=True)


class Job(SQLModel, table=True):
    """A job that one process at a time may hold, what became of it last, and how far a running one has come."""

    name: str = Field(primary_key=True, sa_type=IdText)
    owner: str | None = None
    leased_until: datetime | None = Field(default=None, sa_type=Moment)
    run_id: int | None = Field(default=None, sa_type=Counter)
    state: str = "idle"
    attempts: int = 0
    requested_at: datetime | None = Field(default=None, sa_type=Moment)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    progress: dict[str, Any] | None = Field(default=None, sa_type=JSON)
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
