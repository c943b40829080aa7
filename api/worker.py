"""The worker: imports uploads that nobody else does, scans what was written, lets determinations lapse, ends needs,
asks saved searches again, writes and sends letters, and rebuilds: on schedule, after many changes, on request.

Any number may run; one rebuilds at a time.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

from api.imports.importer import Importer
from api.imports.uploading import sweep
from api.mailing import send_waiting
from api.operating.checkpoints import keep_daily
from api.operating.jobs import SCREENING, WORKER, scan_told
from api.operating.leasing import LEASED, Lease, Stopped, process_name
from api.operating.rebuilding import JOB, rebuild_under_lease, told
from api.screening.scanning import MOST_A_STEP, Screener
from api.service import Service
from api.watching.jobs import watch
from corpus.problems import Conflict, Refused
from corpus.records import Job
from corpus.store import Store
from corpus.store.jobs import Result
from index.rebuild import RebuildReport

log = structlog.get_logger(__name__)

REST = timedelta(seconds=60)
"""Between two rebuilds that changes alone call for."""
SWEEP_EVERY = timedelta(hours=1)
LONGEST_REST = timedelta(hours=1)
"""After failures in a row the rest doubles up to this."""


def _now() -> datetime:
    return datetime.now(UTC)


class Worker:
    """`run` until `stop` is set, or `step` once. `clock` gives the time in UTC."""

    def __init__(self, service: Service, owner: str = "", clock: Callable[[], datetime] = _now) -> None:
        self.service = service
        self.owner = owner
        self.stop = threading.Event()
        self._clock = clock
        self._screener = Screener(service)
        self._importer = Importer(service, owner, clock)
        self._importer.stop = self.stop
        self._swept: datetime | None = None
        self._signed: datetime | None = None

    def run(self) -> None:
        """Works and waits by turns. One failed rebuild does not end it."""
        log.info("worker_started", schedule=self.service.settings.rebuild_schedule, nice=os.nice(0))
        while not self.stop.is_set():
            try:
                self.step()
            except Refused as refused:
                log.warning("worker_step_failed", code=refused.problem.code, field=refused.problem.field)
            except Stopped:
                continue
            except Exception:
                log.exception("worker_step_failed")
            self.stop.wait(self.service.settings.worker_poll_seconds)
        log.info("worker_stopped")

    def step(self) -> RebuildReport | None:
        """Screens, then rebuilds if there is reason to and nobody else does; None where not.

        Raises what the rebuild raises, Stopped where `stop` is set meanwhile.
        """
        with self.service.database.transaction() as store:
            now = self._clock()
            ahead = store.put_clock_right(now, timedelta(seconds=self.service.settings.lease_seconds))
            store.jobs.seen(WORKER, now)
            interrupted = store.imports.mark_interrupted()
        if ahead:
            log.warning("clock_ran_ahead", times=ahead)
        if interrupted:
            log.warning("imports_interrupted", count=interrupted)
        self._import()
        self._screen()
        self._watch()
        self._send()
        self._sign()
        with self.service.database.reading() as store:
            reason = self._reason(store)
            job = store.jobs.get(JOB)
        if not reason:
            return None
        log.info("rebuild_started", reason=reason)
        full = bool(job and reason in {"requested", "cut off"} and job.payload.get("full"))
        try:
            report = rebuild_under_lease(
                self.service, full=full, owner=self.owner, stop=self.stop, wanted=self._is_wanted
            )
        except Conflict as conflict:
            log.info("rebuild_elsewhere", code=conflict.problem.code)
            return None
        log.info("rebuild_ended", outcome=report.outcome, detail=told(report))
        return report

    def _watch(self) -> None:
        """As screening: what fails is due again at the next step."""
        try:
            watch(self.service, self._clock(), self.owner, self.stop)
        except Exception:
            log.exception("watching_failed")

    def _send(self) -> None:
        """Letters that the process which wrote them could not send, or did not live to."""
        try:
            send_waiting(self.service)
        except Exception:
            log.exception("mailing_failed")

    def _sign(self) -> None:
        """A checkpoint of the audit log a day. That the log does not fit is told each hour, and stops nothing."""
        now = self._clock()
        if self._signed is not None and timedelta(0) <= now - self._signed < SWEEP_EVERY:
            return
        self._signed = now
        try:
            if path := keep_daily(self.service, now):
                log.info("audit_checkpoint_written", file=path.name)
        except Refused as refused:
            problem = refused.problem
            log.error("audit_checkpoint_refused", code=problem.code, value=problem.value)  # noqa: TRY400 - told in full
        except Exception:
            log.exception("audit_checkpoint_failed")

    def _import(self) -> None:
        """Uploads whose process died before it came to them, and folders whose time is over."""
        try:
            while not self.stop.is_set() and self._importer.step():
                pass
            now = self._clock()
            if self._swept is None or abs(now - self._swept) > SWEEP_EVERY:
                sweep(self.service, now)
                self._swept = now
        except Exception:
            log.exception("importing_failed")

    def _screen(self) -> None:
        """What fails here is tried again at the next step, and keeps nobody from rebuilding."""
        started = self._clock()
        try:
            self.service.catch_up()
            with self.service.database.reading() as store:
                job = store.jobs.get(SCREENING)
            anew = job is not None and (job.requested_at is not None or _cut_off(job, started))
            if anew:
                self._screen_anew()
                return
            done = self._screener.scan_waiting(MOST_A_STEP, stop=self.stop)
        except Stopped:
            # Asked for anew: another worker begins from the start.
            return
        except Exception as error:
            log.exception("screening_failed")
            self._note(Result("failed", type(error).__name__), started)
            return
        if done.scanned:
            self._note(Result("succeeded", scan_told(done)), started)
            log.info("records_scanned", scanned=done.scanned, hinted=done.hinted, changed=done.changed)

    def _screen_anew(self) -> None:
        """One worker at a time, as asked for."""
        lease = Lease(self.service, SCREENING, self.owner or process_name())
        try:
            with lease:
                done = self._screener.scan_all(lambda _kind, _count: self._go_on())
        except Conflict as conflict:
            if conflict.problem.code != LEASED:
                raise
            log.info("job_elsewhere", job=SCREENING)
            return
        lease.release(Result("succeeded", scan_told(done)))
        log.info("records_scanned", scanned=done.scanned, hinted=done.hinted, changed=done.changed)

    def _go_on(self) -> None:
        if self.stop.is_set():
            raise Stopped

    def _note(self, result: Result, started: datetime) -> None:
        with self.service.database.transaction() as store:
            store.jobs.note(SCREENING, self.owner or process_name(), result, started, self._clock())

    def _is_wanted(self, store: Store) -> bool:
        """Asked again as the job is taken: what called for it may just have been done elsewhere."""
        return bool(self._reason(store))

    def _reason(self, store: Store) -> str:
        now, settings = self._clock(), self.service.settings
        job = store.jobs.get(JOB)
        if job and job.requested_at:
            return "requested" if store.jobs.due(JOB, settings.rebuild_schedule, now) else ""
        if job and _cut_off(job, now):
            # Its holder died: whatever it was built for still waits.
            return "cut off"
        if job and _resting(job, now):
            return ""
        if store.jobs.due(JOB, settings.rebuild_schedule, now):
            return "schedule"
        if job and job.owner and job.leased_until and job.leased_until > now:
            return ""
        return "changes" if self.service.changed_since_rebuild() >= settings.rebuild_after_changes else ""


def _cut_off(job: Job, now: datetime) -> bool:
    return bool(job.owner and job.leased_until and job.leased_until <= now)


def _resting(job: Job, now: datetime) -> bool:
    if job.last_finished_at is None:
        return False
    rest = REST * 2 ** min(job.attempts, 10) if job.state == "failed" else REST
    return now < job.last_finished_at + min(rest, LONGEST_REST)
