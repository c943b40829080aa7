"""Imports and jobs."""

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
    """One file's import. `seen_at` moves with each batch: an old one on a running import tells that it died."""

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    source_name: str
    format_name: str
    kind: str
    sha256: str | None = None
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
    """A row that was not taken, its problem, and its text (cut to 10,000 characters) to mend."""

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True, sa_type=Counter)
    run_id: int = Field(sa_type=Counter, foreign_key="importrun.id", ondelete="CASCADE", index=True)
    row: int
    field: str
    value: str
    code: str
    facts: Facts = Field(default_factory=dict, sa_type=JSON)
    original: str = ""


class Job(SQLModel, table=True):
    """A job that one process at a time may hold, and what became of it last."""

    name: str = Field(primary_key=True, sa_type=IdText)
    owner: str | None = None
    leased_until: datetime | None = Field(default=None, sa_type=Moment)
    run_id: int | None = Field(default=None, sa_type=Counter)
    state: str = "idle"
    attempts: int = 0
    requested_at: datetime | None = Field(default=None, sa_type=Moment)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
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
