"""Whether what runs beside the pages does: the worker, jobs, letters, the index's upkeep, clock and audit log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from api.operating.jobs import WORKER, pulse
from api.operating.leasing import has_died
from api.service import REBUILD, Service
from corpus.problems import Problem
from corpus.store import Store
from index.live import FRESH_LIMIT

NEVER: Final = "worker_never_seen"
GRACE: Final = timedelta(hours=1)
"""How long after its time a rebuild may begin: another may be under way."""
LETTERS: Final = timedelta(days=30)
"""For how long a letter that was given up is told of."""
TOLERANCE: Final = timedelta(minutes=2)
"""How far clocks may be apart: leases are compared by them."""


def freshness(service: Service, store: Store, now: datetime) -> Iterator[Problem]:
    """The index is behind its schedule, or has more records beside it than are searched."""
    waiting = sum(service.waiting(store).values())
    if waiting >= min(FRESH_LIMIT, 2 * service.settings.rebuild_after_changes):
        yield Problem.of("index_behind", "index", "", count=waiting, most=FRESH_LIMIT)
    due = store.jobs.due_since(REBUILD, service.settings.rebuild_schedule, now)
    if due is not None and now - due > GRACE:
        yield Problem.of("index_overdue", "index", due.isoformat(timespec="minutes"))


def worker(service: Service, store: Store, now: datetime) -> Iterator[Problem]:
    seen = pulse(store, service.settings, now)
    if seen.seen is None and not seen.beats:
        yield Problem.of(NEVER, "worker")
    elif seen.seen is not None and not seen.beats and seen.seen <= now:
        # One that was seen later than now says something of the clock, see below.
        yield Problem.of("worker_gone", "worker", seen.seen.isoformat(timespec="seconds"))


def jobs(_service: Service, store: Store, now: datetime) -> Iterator[Problem]:
    """Leases whose holder died, and jobs whose last run failed."""
    for job in store.jobs.all():
        if job.name == WORKER:
            continue
        held = job.owner is not None and job.leased_until is not None
        if held and ((job.leased_until or now) <= now or has_died(job.owner or "")):
            yield Problem.of("lease_dead", job.name, job.owner or "", job=job.name)
        elif job.state == "failed":
            yield Problem.of("job_failed", job.name, job.error or "", job=job.name)


def letters(_service: Service, store: Store, now: datetime) -> Iterator[Problem]:
    if lost := store.mails.given_up_since(now - LETTERS):
        yield Problem.of("letters_lost", "letters", "", count=lost, days=LETTERS.days)


def clock(_service: Service, store: Store, now: datetime) -> Iterator[Problem]:
    """Something was written later than it is now."""
    row, last = store.jobs.get(WORKER), store.audit.latest()
    written = [moment for moment in (row.last_finished_at if row else None, last.at if last else None) if moment]
    if written and max(written) - now > TOLERANCE:
        behind = max(written) - now
        yield Problem.of(
            "clock_behind", "clock", now.isoformat(timespec="seconds"), minutes=int(behind.total_seconds() // 60)
        )


def audit(_service: Service, store: Store, _now: datetime) -> Iterator[Problem]:
    found = store.audit.verify()
    if found.broken is not None:
        yield Problem.of("audit_changed", "audit", found.broken, count=found.count)


def utc_now() -> datetime:
    return datetime.now(UTC)
