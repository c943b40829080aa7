"""The operator's page of the index: generations, verification, rebuilds, roll-back with what it changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.accounts.authentication import checked
from api.errors import status_of
from api.language import Words
from api.operating.index_operation import move, roll_back, stated_reason, verified
from api.operating.index_status import index_status
from api.operating.jobs import ask_for, jobs
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form, SentForm
from api.pages.navigation import Crumb
from api.pages.operating.branches import INDEX, entered, shared
from api.pages.operating.history import problem_in_words, rebuilds_in_words
from api.pages.operating.sizes import age, size
from api.pages.progress import Progress, streamed
from api.pages.rendering import notice, number
from api.schemas.index import Verification
from api.schemas.operation import JobRecord
from api.service import REBUILD
from corpus.disclosure import Tier
from corpus.problems import Refused
from corpus.roles import Right

router = APIRouter(include_in_schema=False)

RUNS: Final = 10
FRESH_AT_MOST: Final = 2_000
"""Written records that are searched beside a generation; what is beyond waits for the next rebuild."""
Name = Annotated[str, Query(max_length=80)]


@router.get("/operation/index")
def index_page(visit: VisitHere) -> Response:
    """Raises Unauthorised, Forbidden."""
    entered(visit, INDEX)
    return _page(visit)


@router.post("/operation/index/verification")
def send_verification(visit: VisitHere, _sent: SentForm) -> Response:
    """Reads every file of the serving generations; the page then says what was found."""
    checked(visit.caller, Right.OPERATE)
    try:
        found = verified(visit.service, visit.words.language)
    except Refused as refused:
        return _page(visit, form=Form.again(_sent, refused, visit.words.language), status=status_of(refused))
    return _page(visit, found=found)


@router.post("/operation/index/rebuild")
def send_rebuild(visit: VisitHere, sent: SentForm) -> Response:
    """Asks the worker for a rebuild."""
    caller = checked(visit.caller, Right.OPERATE)
    ask_for(visit.service, caller, REBUILD, datetime.now(UTC), full=sent.text("full") == "yes")
    return visit.onward("/operation/index", notice("A rebuild is asked for; the worker takes it up."))


@router.get("/operation/index/events")
def index_events(visit: VisitHere) -> Response:
    """The running rebuild's progress as a stream."""
    entered(visit, INDEX)
    words = visit.words

    def read() -> Progress:
        return progress_of(_job(visit), words)

    return streamed(visit.request, read)


@router.get("/operation/index/rollback")
def rollback_page(visit: VisitHere, to: Name, tier: Tier = Tier.PUBLIC) -> Response:
    """What a roll-back changes, before it is done. Raises NotFound, Conflict, Unavailable."""
    checked(visit.caller, Right.OPERATE)
    return _rollback(visit, tier, to, Form())


@router.post("/operation/index/rollback")
def send_rollback(visit: VisitHere, sent: SentForm) -> Response:
    """Serves the generation, with the reason in the audit log."""
    caller = checked(visit.caller, Right.OPERATE)
    tier = next((each for each in Tier if each == sent.text("tier")), Tier.PUBLIC)
    try:
        reason = stated_reason(sent.text("reason"))
        name = roll_back(visit.service, caller, tier, sent.text("to"), reason)
    except Refused as refused:
        return _rollback(
            visit, tier, sent.text("to"), Form.again(sent, refused, visit.words.language), status=status_of(refused)
        )
    return visit.onward("/operation/index", notice("Generation %(name)s serves now."), name=name)


def progress_of(job: JobRecord, words: Words) -> Progress:
    """A rebuild's, in the reader's words; over where none runs and none is asked for."""
    told = job.progress or {}
    done, total = int(told.get("records", 0)), int(told.get("total", 0))
    running = job.state == "running"
    fields = {
        "state": words("A rebuild is under way") if running else words("A rebuild waits for the worker"),
        "records": f"{number(done)} / {number(total)}" if total else "–",
        "passages": number(int(told.get("passages", 0))),
        "encoded": number(int(told.get("encoded", 0))),
        "rate": number(float(told["rate"])) if told.get("rate") else "–",
    }
    return Progress(min(done, total), total if running else 0, not running and job.requested_at is None, fields)


def _job(visit: Visit) -> JobRecord:
    return next(job for job in jobs(visit.service, runs=1).items if job.name == REBUILD)


def _page(
    visit: Visit, *, found: list[Verification] | None = None, form: Form | None = None, status: int = 200
) -> Response:
    words, now = visit.words, datetime.now(UTC)
    index = index_status(visit.service, visit.caller.tiers, words.language)
    listing = jobs(visit.service, now, runs=1)
    job = next(each for each in listing.items if each.name == REBUILD)
    with visit.service.database.reading() as store:
        rebuilds = rebuilds_in_words(store.jobs.history(REBUILD, RUNS), words.language)
    tiers = {tier: [row for row in index.generations if row.tier == tier] for tier in Tier}
    values = {
        **shared(visit, INDEX),
        "index": index,
        "problem": problem_in_words(index.problem.code, "", words.language) if index.problem else None,
        "tiers": {tier: rows for tier, rows in tiers.items() if rows},
        "rebuilds": rebuilds,
        "job": job,
        "progress": progress_of(job, words),
        "worker_seen": listing.worker_seen,
        "worker_beats": listing.worker_beats,
        "found": found,
        "form": form or Form(),
        "size": size,
        "age": lambda moment: age(words, now - moment),
    }
    return visit.page(
        "operating/index.html", values, here="operation", status=status, crumbs=[Crumb(words("Search index"))]
    )


def _rollback(visit: Visit, tier: Tier, to: str, form: Form, *, status: int = 200) -> Response:
    change = move(visit.service, tier, to)
    values = {**shared(visit, INDEX), "change": change, "form": form, "most": FRESH_AT_MOST}
    crumbs = [Crumb(visit.words("Search index"), "/operation/index"), Crumb(visit.words("Roll back"))]
    return visit.page("operating/rollback.html", values, here="operation", status=status, crumbs=crumbs)
