"""The jobs of the worker: which there are, when they are due, what became of them, and asking for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from api.schemas.operation import JobListing, JobRecord, JobRunRecord, RunOfJob
from api.service import REBUILD, Service
from api.settings import Settings
from corpus.problems import NotFound
from corpus.records import Job, JobRun
from corpus.roles import Caller
from corpus.store import Store
from matcher.screening.desk import ScanCount

SCREENING: Final = "screening"
WORKER: Final = "worker"
"""No job: its row tells when a worker was last seen."""
KNOWN: Final = (REBUILD, SCREENING)
ASKED_FOR: Final = frozenset({REBUILD, SCREENING})
"""Jobs that can be asked for; the others are looked for at every step of the worker anyway."""
RUNS_SHOWN: Final = 10
RUNS_IN_TABLE: Final = 1_000
SILENT: Final = 6
"""Of so many looks for work a worker may miss before it counts as gone."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """When a worker was last seen, None for never, and whether that is recent enough to count on it."""

    seen: datetime | None
    beats: bool


def pulse(store: Store, settings: Settings, now: datetime) -> Pulse:
    """Of all workers together. One that builds is at work, however long that takes."""
    row, rebuild = store.jobs.get(WORKER), store.jobs.get(REBUILD)
    seen = row.last_finished_at if row else None
    held = rebuild is not None and rebuild.leased_until is not None and rebuild.leased_until > now
    rest = timedelta(seconds=max(60.0, SILENT * settings.worker_poll_seconds))
    return Pulse(seen, held or (seen is not None and abs(now - seen) < rest))


def jobs(service: Service, now: datetime | None = None, runs: int = RUNS_SHOWN) -> JobListing:
    """Every job, with its last runs."""
    moment = now or datetime.now(UTC)
    with service.database.reading() as store:
        kept = {job.name: job for job in store.jobs.all() if job.name != WORKER}
        names = [*KNOWN, *(name for name in kept if name not in KNOWN)]
        items = [_record(service, store, name, kept.get(name), moment, runs=runs) for name in names]
        seen = pulse(store, service.settings, moment)
    return JobListing(items=items, worker_seen=seen.seen, worker_beats=seen.beats)


def job_runs(service: Service, runs: int = RUNS_IN_TABLE) -> Iterator[RunOfJob]:
    """The latest runs of every job, in the order of `jobs`."""
    for job in jobs(service, runs=runs).items:
        for run in job.runs:
            yield RunOfJob(job=job.name, **run.model_dump())


def ask_for(service: Service, caller: Caller, name: str, now: datetime, *, full: bool = False) -> datetime:
    """Asks for a job as soon as may be, with its audit event. Raises NotFound `unknown_job`."""
    if name not in ASKED_FOR:
        raise NotFound.because("unknown_job", "name", name)
    with service.database.transaction() as store:
        store.audit.write(caller, "job_requested", "job", name, {"full": full} if name == REBUILD else {})
        store.jobs.request(name, now, {"full": full} if name == REBUILD else {})
    return now


def schedules(settings: Settings) -> Mapping[str, str]:
    """The cron lines, in UTC, of the jobs that have one."""
    return {REBUILD: settings.rebuild_schedule}


def scan_told(done: ScanCount) -> str:
    """The outcome in a sentence for the history."""
    return f"{done.scanned:,} scanned, {done.hinted:,} hinted, {done.changed:,} changed"


def _record(service: Service, store: Store, name: str, job: Job | None, now: datetime, *, runs: int) -> JobRecord:
    schedule = schedules(service.settings).get(name)
    held = job is not None and job.leased_until is not None and job.leased_until > now
    return JobRecord(
        name=name,
        state="running" if held else job.state if job and job.state != "running" else "idle",
        schedule=schedule,
        next_due=store.jobs.next_due(name, schedule, now) if schedule else None,
        requested_at=job.requested_at if job else None,
        last_started_at=job.last_started_at if job else None,
        last_finished_at=job.last_finished_at if job else None,
        error=job.error if job else None,
        attempts=job.attempts if job else 0,
        progress=job.progress if job and held else None,
        can_be_asked_for=name in ASKED_FOR,
        runs=[_run(row) for row in store.jobs.history(name, runs)],
    )


def _run(row: JobRun) -> JobRunRecord:
    return JobRunRecord.model_validate(row)
