"""A rebuild under its lease: never two at once, over any number of processes and machines."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from api.operating.building import Progress, rebuild_tiers
from api.operating.leasing import Lease, Stopped, process_name
from api.service import REBUILD, Service
from api.setting_kinds import Engine
from corpus.passages import KINDS
from corpus.problems import Refused
from corpus.store import Store
from corpus.store.jobs import Result
from index.build import RebuildProgress
from index.rebuild import RebuildReport

log = structlog.get_logger(__name__)

JOB = REBUILD
TELL_SECONDS = 1.0


class _Telling:
    """Notes how far a rebuild is where every process can read it, about once a second."""

    def __init__(self, service: Service, owner: str) -> None:
        self._service, self._owner = service, owner
        self._due = 0.0
        with service.database.reading() as store:
            self._total = sum(store.documents.count(kind) for kind in KINDS)
        self._records: dict[str, int] = {}
        self._passages = 0
        self._last: tuple[str, int] = ("", 0)

    def __call__(self, done: RebuildProgress) -> None:
        self._records[done.kind] = done.records
        kind, passages = self._last
        if done.kind == kind and done.passages >= passages:
            self._passages += done.passages - passages
        else:
            self._passages += done.passages
        self._last = (done.kind, done.passages)
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + TELL_SECONDS
        told = {
            "kind": done.kind,
            "records": sum(self._records.values()),
            "total": self._total,
            "passages": self._passages,
            "encoded": done.encoded,
            "rate": round(done.rate, 1),
        }
        try:
            with self._service.database.transaction() as store:
                store.jobs.tell(JOB, self._owner, told)
        except Refused as refused:
            # Telling is a kindness; the rebuild goes on without.
            log.warning("progress_not_told", job=JOB, code=refused.problem.code)


def rebuild_under_lease(
    service: Service,
    *,
    full: bool = False,
    engine: Engine | None = None,
    owner: str = "",
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    wanted: Callable[[Store], bool] | None = None,
) -> RebuildReport:
    """Rebuilds, and notes the outcome in the job's history.

    Raises Conflict `rebuild_leased` where another process rebuilds or it is not `wanted` any more, Stopped once `stop`
    is set or the lease lost, and whatever the rebuild raises; the serving generation stays in each case.
    """
    held_by = owner or process_name()
    with Lease(service, JOB, held_by, refusal="rebuild_leased", wanted=wanted) as lease:
        telling = _Telling(service, held_by)

        def watched(done: RebuildProgress) -> None:
            telling(done)
            if lease.lost.is_set() or (stop is not None and stop.is_set()):
                raise Stopped
            if progress is not None:
                progress(done)

        report = rebuild_tiers(service, full=full, engine=engine, progress=watched)
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
