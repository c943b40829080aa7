"""The operator's page of jobs: what the worker does, when, and what became of it."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter
from starlette.responses import Response

from api.accounts.authentication import checked
from api.operating.jobs import ask_for, jobs
from api.pages.dependencies import VisitHere
from api.pages.forms import SentForm
from api.pages.navigation import Crumb
from api.pages.operating.branches import JOBS, entered, shared
from api.pages.operating.history import outcome
from api.pages.rendering import notice
from corpus.roles import Right

router = APIRouter(include_in_schema=False)


@router.get("/operation/jobs")
def jobs_page(visit: VisitHere) -> Response:
    """Every job with its last runs. Raises Unauthorised, Forbidden."""
    entered(visit, JOBS)
    language = visit.words.language
    values = {
        **shared(visit, JOBS),
        "listing": jobs(visit.service),
        "outcome": lambda detail: outcome(detail or "", language),
        "every": visit.service.settings.worker_poll_seconds,
    }
    return visit.page("operating/jobs.html", values, here="operation", crumbs=[Crumb(visit.words("Jobs"))])


@router.post("/operation/jobs")
def send_job(visit: VisitHere, sent: SentForm) -> Response:
    """Asks for a job. Raises NotFound `unknown_job`."""
    caller = checked(visit.caller, Right.OPERATE)
    ask_for(visit.service, caller, sent.text("name"), datetime.now(UTC), full=sent.text("full") == "yes")
    return visit.onward("/operation/jobs", notice("The job is asked for; the worker takes it up."))
