"""Operation: jobs, settings in force, and whether everything is in place."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request, Response

from api.accounts.authentication import checked
from api.downloads import FILE
from api.errors import language_of_request
from api.exporting import Form
from api.language import COMMANDS, Words
from api.lists.columns import job_run_columns
from api.lists.tables import listed_in
from api.operating.configuration import settings_in_force
from api.operating.diagnosis import diagnosis
from api.operating.jobs import ask_for, job_runs, jobs
from api.operating.overview import overview
from api.routes.dependencies import CallerHere, Operator, ServiceHere, refusals
from api.schemas.index import Queued
from api.schemas.operation import Diagnosis, FindingRecord, JobInput, JobListing, OperationOverview, SettingListing
from corpus.roles import Caller, Right

router = APIRouter(tags=["operation"])

ANY = (Right.OPERATE, Right.IMPORT, Right.READ_AUDIT)


def _operating(caller: CallerHere) -> Caller:
    """Whoever imports, operates or reads the audit log. Raises Unauthorised, Forbidden."""
    return checked(caller, next((right for right in ANY if caller.may(right)), Right.OPERATE))


@router.get("/operation", summary="Operation at a glance", responses=refusals(401, 403))
def read_overview(
    request: Request, service: ServiceHere, caller: Annotated[Caller, Depends(_operating)]
) -> OperationOverview:
    """The index, the latest imports, jobs, what failed in the last day, the audit log, the disk."""
    return overview(service, caller, language_of_request(request), datetime.now(UTC))


@router.get("/jobs", summary="List the worker's jobs", responses=refusals(401, 403))
def list_jobs(service: ServiceHere, _caller: Operator) -> JobListing:
    """With their last runs, when they are due, and how far a running rebuild is."""
    return jobs(service)


@router.get(
    "/jobs.{form}",
    summary="Download the runs of the worker's jobs as a table",
    response_class=Response,
    responses=refusals(401, 403, 413, 422) | FILE,
)
def download_job_runs(form: Form, request: Request, service: ServiceHere, _caller: Operator) -> Response:
    """Of each job the latest thousand runs, the latest first."""
    language = language_of_request(request)
    return listed_in(form, job_run_columns(language), job_runs(service), "jobs", language)


@router.post("/jobs/{name}", status_code=202, summary="Ask for a job", responses=refusals(400, 401, 403, 404, 415, 422))
def request_job(
    name: str,
    service: ServiceHere,
    caller: Operator,
    wanted: JobInput = Body(default=JobInput()),  # noqa: B008 - FastAPI's form
) -> Queued:
    """The worker takes it up: `rebuild`, or `screening`, which then scans every record anew."""
    return Queued(job=name, requested_at=ask_for(service, caller, name, datetime.now(UTC), full=wanted.full))


@router.get("/settings", summary="Read the settings in force", responses=refusals(401, 403))
def read_settings(service: ServiceHere, _caller: Operator) -> SettingListing:
    """Of a secret is told only that it is set."""
    return settings_in_force(service.settings)


@router.get("/diagnosis", summary="Check the installation", responses=refusals(401, 403))
def read_diagnosis(request: Request, service: ServiceHere, _caller: Operator) -> Diagnosis:
    """What “matcher doctor” finds. Reads the whole index: seconds for a large one."""
    told = Words(language_of_request(request), COMMANDS)
    return Diagnosis(items=[FindingRecord(**asdict(finding)) for finding in diagnosis(service, told)])
