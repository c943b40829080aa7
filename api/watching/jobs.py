"""What the worker does for needs, searches and letters: three jobs, each held by one process at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import structlog

from api.operating.leasing import LEASED, Lease, process_name
from api.service import Service
from api.watching.alerting import MOST_A_STEP, Asked, ask_due, due_searches
from api.watching.digests import Written, accounts_due, write_due
from api.watching.expiries import Ended, end_due, waiting
from corpus.problems import Conflict
from corpus.store.jobs import Result

log = structlog.get_logger(__name__)

EXPIRIES: Final = "expiries"
ALERTS: Final = "alerts"
DIGESTS: Final = "digests"
Done = Asked | Written | Ended


def watch(service: Service, now: datetime, owner: str = "", stop: threading.Event | None = None) -> None:
    """Whatever of the three is due: a job is held, and in the history, only where there is something to do."""
    if waiting(service, now):
        held(service, EXPIRIES, owner, lambda: end_due(service, now))
    if due_searches(service, now):
        held(service, ALERTS, owner, lambda: ask_due(service, now, limit=MOST_A_STEP, stop=stop))
    if accounts_due(service, now):
        held(service, DIGESTS, owner, lambda: write_due(service, now))


def held(service: Service, job: str, owner: str, work: Callable[[], Done]) -> Done | None:
    """Does the work under the job's lease, and notes what came of it; None where another process is at it."""
    lease = Lease(service, job, owner or process_name())
    try:
        with lease:
            done = work()
    except Conflict as conflict:
        if conflict.problem.code != LEASED:
            raise
        log.info("job_elsewhere", job=job)
        return None
    counts: dict[str, Any] = asdict(done)
    lease.release(Result("succeeded", ", ".join(f"{name} {count:,}" for name, count in counts.items())))
    log.info("job_done", job=job, **counts)
    return done
