"""A rebuild under its lease: never two at once, over any number of processes and machines."""

from __future__ import annotations

import threading

from api.building import Progress, rebuild_tiers
from api.leasing import Lease, Stopped, process_name
from api.wiring import REBUILD, Service
from corpus.store.jobs import Result
from index.rebuild import RebuildProgress, RebuildReport

JOB = REBUILD


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
    with Lease(service, JOB, owner or process_name(), refusal="rebuild_leased") as lease:

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
