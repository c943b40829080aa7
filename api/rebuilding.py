"""A rebuild under its lease: never two at once, over any number of processes and machines."""

from __future__ import annotations

import os
import socket
import threading
from datetime import UTC, datetime
from types import TracebackType

import structlog

from api.building import Progress, rebuild_tiers
from api.wiring import REBUILD, Service
from corpus.problems import Conflict, Refused
from corpus.store.jobs import Result
from index.rebuild import RebuildProgress, RebuildReport

log = structlog.get_logger(__name__)

JOB = REBUILD


class Stopped(Exception):
    """The build was asked to end early; what it encoded stays in the cache."""


def process_name() -> str:
    """Names this process among all that share the database."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_native_id()}"


def has_died(owner: str) -> bool:
    """Whether that process was one of this machine and runs no more; of another machine's nothing is known."""
    host, _, rest = owner.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


class Lease:
    """Holds the job while the block runs, renewing it from a thread. Raises Conflict where another holds it."""

    def __init__(self, service: Service, owner: str) -> None:
        self._service = service
        self._owner = owner
        self._seconds = service.settings.lease_seconds
        self._over = threading.Event()
        self.lost = threading.Event()
        self._renewing = threading.Thread(target=self._renew, name="lease", daemon=True)

    def __enter__(self) -> Lease:
        with self._service.database.transaction() as store:
            holder = store.jobs.get(JOB)
            if holder is not None and holder.owner and has_died(holder.owner):
                store.jobs.expire(JOB, holder.owner, datetime.now(UTC))
            if not store.jobs.claim(JOB, self._owner, self._seconds, datetime.now(UTC)):
                raise Conflict.because("rebuild_leased", "job", JOB, seconds=int(self._seconds))
        self._renewing.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._renewing.join()
        if error is not None:
            self.release(Result("failed", _told(error)), again=isinstance(error, (Stopped, KeyboardInterrupt)))

    def release(self, result: Result, *, again: bool = False) -> None:
        """Gives the job back; `again` asks for it anew, so that what was cut off is taken up."""
        now = datetime.now(UTC)
        try:
            with self._service.database.transaction() as store:
                store.jobs.release(JOB, self._owner, result, now)
                if again:
                    store.jobs.request(JOB, now)
        except Conflict:
            log.warning("lease_lost", job=JOB, owner=self._owner)

    def _renew(self) -> None:
        while not self._over.wait(self._seconds / 3):
            try:
                with self._service.database.transaction() as store:
                    if not store.jobs.renew(JOB, self._owner, self._seconds, datetime.now(UTC)):
                        self.lost.set()
                        return
            except Refused as refused:
                # The database may be back before the lease runs out.
                log.warning("lease_not_renewed", job=JOB, code=refused.problem.code)


def rebuild_under_lease(
    service: Service,
    *,
    full: bool = False,
    owner: str = "",
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> RebuildReport:
    """Rebuilds, and notes the outcome in the job's history.

    Raises Conflict `rebuild_leased` where another process rebuilds, Stopped once `stop` is set or the lease lost,
    and whatever the rebuild raises; the serving generation stays in each case.
    """
    with Lease(service, owner or process_name()) as lease:

        def watched(done: RebuildProgress) -> None:
            if lease.lost.is_set() or (stop is not None and stop.is_set()):
                raise Stopped
            if progress is not None:
                progress(done)

        report = rebuild_tiers(service, full=full, progress=watched)
    lease.release(Result("failed" if report.outcome == "refused" else "succeeded", told(report)))
    return report


def told(report: RebuildReport) -> str:
    """The outcome in a sentence for the history."""
    records = sum(counts.records for counts in report.counts.values())
    if report.outcome == "published":
        made = f"{report.encoded:,} passages encoded, {report.reused:,} reused"
        return f"published {report.generation}: {records:,} records, {made}, {report.seconds:.1f} s"
    if report.outcome == "unchanged":
        return f"unchanged: {report.generation} has every record"
    return f"refused: {report.reason}"


def _told(error: BaseException) -> str:
    if isinstance(error, Refused):
        return f"{error.problem.code} {error.problem.value}".strip()
    return "stopped" if isinstance(error, (Stopped, KeyboardInterrupt)) else type(error).__name__
