"""Operation: jobs, settings in force, and whether everything is in place."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

from fastapi import APIRouter, Body, Request

from api.configuration import settings_in_force
from api.diagnosis import diagnosis
from api.errors import language_of_request
from api.jobs import ask_for, jobs
from api.language import COMMANDS, Words
from api.routes.dependencies import Operator, ServiceHere, refusals
from api.schemas.index import Queued
from api.schemas.operation import Diagnosis, FindingRecord, JobInput, JobListing, SettingListing

router = APIRouter(tags=["operation"])


@router.get("/jobs", summary="List the worker's jobs", responses=refusals(401, 403))
def list_jobs(service: ServiceHere, _caller: Operator) -> JobListing:
    """With their last runs, when they are due, and how far a running rebuild is."""
    return jobs(service)


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
