"""Jobs that one process at a time may hold: leases, when they are due, what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from croniter import CroniterError, croniter
from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from corpus.problems import Conflict, Invalid
from corpus.records import Job, JobRun
from corpus.store.tables import now as utc_now
from corpus.store.tables import table


@dataclass(frozen=True, slots=True)
class Result:
    """How a job ended; `detail` is a sentence for people, on a failure the reason."""

    state: Literal["succeeded", "failed"]
    detail: str = ""


class Jobs:
    """Times are given by the caller, in UTC. A lease that ran out is free for the next who asks."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def claim(self, name: str, owner: str, seconds: float, now: datetime) -> bool:
        """Takes the job for `seconds` if nobody holds it, and says whether. Starts a run in its history."""
        before = self.lock(name)
        jobs = table(Job)
        free = or_(jobs.c.owner.is_(None), jobs.c.leased_until <= now)
        taken = update(jobs).where(jobs.c.name == name, free)
        values: dict[str, Any] = {
            "owner": owner,
            "leased_until": now + timedelta(seconds=seconds),
            "state": "running",
            "last_started_at": now,
            "requested_at": None,
            "progress": None,
        }
        if not self._session.connection().execute(taken.values(**values)).rowcount:
            return False
        if before.owner is not None:
            self._end_run(before.run_id, "lost", "the lease ran out", now)
        run = JobRun(name=name, owner=owner, state="running", started_at=now)
        self._session.add(run)
        self._session.flush()
        self._set(name, run_id=run.id, attempts=before.attempts + 1)
        return True

    def expire(self, name: str, owner: str, now: datetime) -> None:
        """Ends the lease of a holder that is known to have died, so that the job can be claimed at once."""
        jobs = table(Job)
        held = update(jobs).where(jobs.c.name == name, jobs.c.owner == owner)
        self._session.connection().execute(held.values(leased_until=now))

    def renew(self, name: str, owner: str, seconds: float, now: datetime) -> bool:
        """Keeps a held job for `seconds` more; False where the lease was lost to another."""
        jobs = table(Job)
        held = update(jobs).where(jobs.c.name == name, jobs.c.owner == owner)
        return bool(
            self._session.connection().execute(held.values(leased_until=now + timedelta(seconds=seconds))).rowcount
        )

    def tell(self, name: str, owner: str, progress: Mapping[str, Any]) -> None:
        """Notes how far a held job has come, in plain JSON values; nothing where another holds it by now."""
        jobs = table(Job)
        held = update(jobs).where(jobs.c.name == name, jobs.c.owner == owner)
        self._session.connection().execute(held.values(progress=dict(progress)))

    def note(self, name: str, owner: str, result: Result, started: datetime, now: datetime) -> None:
        """Notes a job that took a moment and that nobody else need wait for, as if it had been held.

        A request for it stands: it may have come meanwhile.
        """
        self._ensure(name)
        run = JobRun(name=name, owner=owner, state=result.state, started_at=started, finished_at=now)
        run.detail = result.detail or None
        self._session.add(run)
        failed = result.state == "failed"
        error = result.detail if failed else None
        self._set(name, state=result.state, last_started_at=started, last_finished_at=now, error=error)

    def seen(self, name: str, now: datetime) -> None:
        """Notes that a job looked for work and found none."""
        self._ensure(name)
        self._set(name, last_finished_at=now, requested_at=None)

    def release(self, name: str, owner: str, result: Result, now: datetime | None = None) -> None:
        """Ends a held job, now unless told otherwise. Raises Conflict `lease_lost` where another holds it by now."""
        moment = now or utc_now()
        job = self.lock(name)
        if job.owner != owner:
            raise Conflict.because("lease_lost", "name", name, owner=job.owner or "")
        self._end_run(job.run_id, result.state, result.detail, moment)
        succeeded = result.state == "succeeded"
        self._set(
            name,
            owner=None,
            leased_until=None,
            progress=None,
            state=result.state,
            last_finished_at=moment,
            error=None if succeeded else result.detail,
            attempts=0 if succeeded else job.attempts,
        )

    def request(self, name: str, now: datetime, payload: Mapping[str, Any] | None = None) -> None:
        """Asks for a run as soon as may be, whatever the schedule says."""
        self._ensure(name)
        self._set(name, requested_at=now, payload=dict(payload or {}))

    def due(self, name: str, schedule: str, now: datetime) -> bool:
        """Whether a job that nobody holds was asked for, never ran, or has passed a time of its schedule.

        `schedule` is a cron line of five fields in UTC. Raises Invalid `bad_schedule`.
        """
        if not croniter.is_valid(schedule):
            raise Invalid.because("bad_schedule", "schedule", schedule)
        job = self.get(name)
        if job is None or job.last_started_at is None:
            return job is None or job.owner is None or _expired(job, now)
        if job.owner is not None and not _expired(job, now):
            return False
        if job.requested_at is not None:
            return True
        try:
            following: datetime = croniter(schedule, job.last_started_at).get_next(datetime)
        except CroniterError:
            raise Invalid.because("bad_schedule", "schedule", schedule) from None
        return following <= now

    def get(self, name: str) -> Job | None:
        return self._session.get(Job, name, populate_existing=True)

    def lock(self, name: str) -> Job:
        """The job as it stands and stays while this transaction lasts; others that would change it wait."""
        self._ensure(name)
        found = self._session.get(Job, name, populate_existing=True, with_for_update=True)
        if found is None:
            raise LookupError(name)
        return found

    def all(self) -> list[Job]:
        """Every job that was ever held or asked for, by name."""
        return list(self._session.scalars(select(Job).order_by(col(Job.name))))

    def history(self, name: str, limit: int = 20) -> list[JobRun]:
        """A job's runs, the latest first."""
        statement = select(JobRun).where(col(JobRun.name) == name)
        return list(self._session.scalars(statement.order_by(col(JobRun.id).desc()).limit(limit)))

    def run_counts(self) -> dict[tuple[str, str], int]:
        """How many runs of each job ended in each state, or are running."""
        runs = table(JobRun).c
        counted = select(runs.name, runs.state, func.count()).group_by(runs.name, runs.state)
        return {(name, state): count for name, state, count in self._session.connection().execute(counted)}

    def failed_since(self, moment: datetime, limit: int = 20) -> list[JobRun]:
        """Runs of any job that failed or were lost since then, the latest first."""
        failed = col(JobRun.state).in_(("failed", "lost"))
        statement = select(JobRun).where(failed, col(JobRun.started_at) >= moment)
        return list(self._session.scalars(statement.order_by(col(JobRun.id).desc()).limit(limit)))

    def next_due(self, name: str, schedule: str, now: datetime) -> datetime:
        """When the schedule asks for it next; `now` where that has passed. Raises Invalid `bad_schedule`."""
        job = self.get(name)
        since = job.last_started_at if job and job.last_started_at else now
        try:
            following: datetime = croniter(schedule, since).get_next(datetime)
        except (CroniterError, ValueError):
            raise Invalid.because("bad_schedule", "schedule", schedule) from None
        return max(following, now)

    def due_since(self, name: str, schedule: str, now: datetime) -> datetime | None:
        """The time of its schedule that has passed without a run; None where none has, or where it never ran."""
        job = self.get(name)
        if job is None or job.last_started_at is None or (job.owner is not None and not _expired(job, now)):
            return None
        following: datetime = croniter(schedule, job.last_started_at).get_next(datetime)
        return following if following <= now else None

    def _ensure(self, name: str) -> None:
        """Makes the job's row where there is none; several processes may do so at once."""
        jobs = table(Job)
        postgres = self._session.get_bind().dialect.name == "postgresql"
        new = (postgresql if postgres else sqlite).insert(jobs).values(name=name, state="idle", attempts=0, payload={})
        self._session.connection().execute(new.on_conflict_do_nothing())

    def _end_run(self, run_id: int | None, state: str, detail: str, now: datetime) -> None:
        runs = table(JobRun)
        ended = update(runs).where(runs.c.id == run_id)
        self._session.connection().execute(ended.values(state=state, detail=detail or None, finished_at=now))

    def _set(self, name: str, **values: object) -> None:
        jobs = table(Job)
        self._session.connection().execute(update(jobs).where(jobs.c.name == name).values(**values))


def _expired(job: Job, now: datetime) -> bool:
    return job.leased_until is not None and job.leased_until <= now
