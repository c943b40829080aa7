"""How the service is, from what all its processes share: the database, the index and the disk.

Every process tells the same of it, and what the worker did is told by whoever serves.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, TypeVar

from prometheus_client import generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry

from api.operating.jobs import KNOWN, WORKER
from api.service import Service
from corpus.disclosure import TIERS, Tier
from corpus.problems import Refused
from corpus.records import Job, RunStatus, UploadState
from corpus.store import Store
from index.manifest import UNTOLD, Manifest

RUN_STATES: Final = ("succeeded", "failed", "lost")
NAMES: Final = "matcher_"
Key = TypeVar("Key", bound=tuple[str, ...])
"""Values of the labels."""


def exposition(service: Service, now: datetime) -> bytes:
    """In Prometheus's text form. What cannot be read at this moment is left out, and `matcher_database_up` is 0."""
    registry = CollectorRegistry()
    registry.register(_Gauges(service, now))
    return generate_latest(registry)


class _Gauges(Collector):
    def __init__(self, service: Service, now: datetime) -> None:
        self._service, self._now = service, now

    def describe(self) -> list[Metric]:
        """Nothing ahead of `collect`, which alone asks."""
        return []

    def collect(self) -> Iterator[Metric]:
        yield from _disk(self._service)
        yield from _index(self._service, self._now)
        try:
            with self._service.database.reading() as store:
                # All of it, or nothing: half of a moment would mislead.
                found = [
                    *_queue(store, self._now),
                    *_worker(store),
                    *_runs(store),
                    *_imports(store),
                    *_waiting(self._service, store),
                    _counter("audit_events", "Events in the audit log", {(): store.audit.state().count}),
                ]
        except Refused:
            yield _gauge("database_up", "Whether the database answers", {(): 0})
            return
        yield _gauge("database_up", "Whether the database answers", {(): 1})
        yield from found


def _disk(service: Service) -> Iterator[Metric]:
    folders = {"data": service.settings.data_dir, "index": service.settings.index_root}
    free = {(name,): float(shutil.disk_usage(path).free) for name, path in folders.items() if path.is_dir()}
    yield _gauge("disk_free_bytes", "Bytes free where it is written to", free, "folder")


def _index(service: Service, now: datetime) -> Iterator[Metric]:
    serving = {tier: manifest for tier in TIERS if (manifest := _manifest(service, tier)) is not None}
    info = {(tier.value, each.name, each.encoder.model): 1.0 for tier, each in serving.items()}
    yield _gauge("index_generation_info", "The generation in use", info, "tier", "generation", "model")
    ages = {
        (tier.value,): (now - datetime.fromisoformat(each.created)).total_seconds() for tier, each in serving.items()
    }
    yield _gauge("index_age_seconds", "Time since the generation in use was built", ages, "tier")
    quality = {(tier.value,): each.quality for tier, each in serving.items() if each.quality is not None}
    yield _gauge("index_quality", "Quality that the gate measured of it", quality, "tier")
    yield _gauge(
        "index_passages", "Its passages, by where their vectors came from", dict(_passages(serving)), "tier", "source"
    )
    found = {(tier.value,): float(bool(status.problem)) for tier, status in service.index.status().items()}
    yield _gauge("index_problem", "Whether something keeps a newer generation or records out", found, "tier")


def _passages(serving: Mapping[Tier, Manifest]) -> Iterator[tuple[tuple[str, str], float]]:
    """What the cache did for the rebuild, in whatever process that ran."""
    for tier, manifest in serving.items():
        if manifest.encoded != UNTOLD:
            every = sum(counts.passages for counts in manifest.counts.values())
            yield (tier.value, "encoded"), manifest.encoded
            yield (tier.value, "cache"), max(0, every - manifest.encoded)


def _seconds_since(created: str, now: datetime) -> float:
    return (now - datetime.fromisoformat(created)).total_seconds()


def _manifest(service: Service, tier: Tier) -> Manifest | None:
    """None where there is none, or none that can be read: `index_problem` tells of that."""
    kept = service.generations[tier]
    try:
        name = kept.current()
        return kept.manifest(name) if name else None
    except Refused:
        return None


def _queue(store: Store, now: datetime) -> Iterator[Metric]:
    jobs = {name: Job(name=name) for name in KNOWN} | {job.name: job for job in store.jobs.all() if job.name != WORKER}
    states = {(name, state): 0.0 for name in jobs for state in ("waiting", "running", "dead")}
    for name, job in jobs.items():
        if job.requested_at is not None:
            states[name, "waiting"] = 1
        if job.owner is not None and job.leased_until is not None:
            states[name, "running" if job.leased_until > now else "dead"] = 1
    yield _gauge("jobs", "Jobs that were asked for, are held, or whose holder died", states, "job", "state")
    uploads = store.uploads.counts()
    files = {("waiting",): uploads[UploadState.WAITING], ("running",): uploads[UploadState.RUNNING]}
    yield _gauge("uploads", "Files that wait to be imported, or are", files, "state")
    letters = store.mails.counts()
    counts = {("waiting",): letters.waiting, ("given_up",): letters.given_up}
    yield _gauge("letters", "Letters that wait to be sent, or were given up", counts, "state")


def _worker(store: Store) -> Iterator[Metric]:
    row = store.jobs.get(WORKER)
    seen = row.last_finished_at if row else None
    yield _gauge(
        "worker_seen_timestamp_seconds",
        "When a worker last looked for work; 0: never",
        {(): seen.timestamp() if seen else 0},
    )


def _runs(store: Store) -> Iterator[Metric]:
    counts = {(name, state): 0.0 for name in KNOWN for state in RUN_STATES}
    counts.update({key: count for key, count in store.jobs.run_counts().items() if key[1] in RUN_STATES})
    yield _counter("job_runs", "Runs of jobs that ended", counts, "job", "state")
    seconds = {
        (name,): (run.finished_at - run.started_at).total_seconds()
        for name in sorted({name for name, _ in counts})
        for run in store.jobs.history(name, 1)
        if run.finished_at is not None
    }
    yield _gauge("job_last_seconds", "How long the last run took", seconds, "job")


def _imports(store: Store) -> Iterator[Metric]:
    totals = store.imports.totals()
    rows = {(name,): getattr(totals, name) for name in ("added", "updated", "unchanged", "rejected")}
    yield _counter("import_rows", "Rows of imports, by what became of them", rows, "outcome")
    counts = store.imports.status_counts()
    runs = {(status.value,): counts.get(status, 0) for status in RunStatus if status is not RunStatus.RUNNING}
    yield _counter("imports", "Imports that ended", runs, "status")


def _waiting(service: Service, store: Store) -> Iterator[Metric]:
    try:
        waiting = {(tier.value,): count for tier, count in service.waiting(store).items()}
    except Refused:
        # Since which change it was built cannot be read: `index_problem` tells of that.
        return
    yield _gauge("records_waiting", "Records changed since the generation in use was built", waiting, "tier")


def _gauge(name: str, text: str, values: Mapping[Key, float], *labels: str) -> Metric:
    made = GaugeMetricFamily(f"{NAMES}{name}", text, labels=labels)
    for key, value in values.items():
        made.add_metric(key, value)
    return made


def _counter(name: str, text: str, values: Mapping[Key, float], *labels: str) -> Metric:
    made = CounterMetricFamily(f"{NAMES}{name}", text, labels=labels)
    for key, value in values.items():
        made.add_metric(key, value)
    return made
