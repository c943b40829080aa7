"""Imports as JSON."""

from __future__ import annotations

import datetime

from pydantic import Field

from api.errors import ErrorDetail
from api.schemas.examples import REJECTED, RUN, UPLOAD, shown
from api.schemas.matches import Schema


class RunRecord(Schema):
    """One file's import."""

    model_config = shown(RUN)

    id: int
    source_name: str
    format_name: str
    kind: str
    status: str = Field(description="running, finished, failed or interrupted")
    rows: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    started_at: datetime.datetime
    finished_at: datetime.datetime | None
    problem: ErrorDetail | None = Field(default=None, description="Why a failed one failed.")


class RejectedRow(Schema):
    """A row that was not taken."""

    row: int
    field: str
    value: str
    code: str
    reason: str
    mend: str
    original: str
    mended_by: int | None = Field(default=None, description="The import that took the row, mended.")


class FileReport(Schema):
    """What became of one file of an upload (an archive holds several)."""

    source_name: str
    format_name: str | None
    run_id: int | None = Field(description="Null for a dry run and for a file that no format reads.")
    rows: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    samples: list[RejectedRow] = Field(default_factory=list, description="The first rejected rows.")
    problem: ErrorDetail | None = Field(default=None, description="Why the file was refused.")


class UploadReport(Schema):
    """What became of an upload."""

    model_config = shown(UPLOAD)

    dry_run: bool
    files: list[FileReport] = Field(description="The first 500 that were taken and the first 500 that were refused.")
    added: int
    updated: int
    unchanged: int
    rejected: int
    refused: int = Field(description="Files that were refused.")


class RunListing(Schema):
    """The latest imports, the newest first."""

    model_config = shown({"items": [RUN]})

    items: list[RunRecord]


class RejectedListing(Schema):
    """Rejected rows of one import, in the file's order."""

    model_config = shown({"items": [REJECTED], "next": None})

    items: list[RejectedRow]
    next: int | None = Field(description="Ask on with `after` set to this; null at the end.")
