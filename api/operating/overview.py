"""Operation at a glance: the index, imports, jobs, what failed, the audit log, the disk. Each caller sees its part."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from api.operating.index_status import index_status
from api.operating.jobs import jobs
from api.reading import run_record, upload_record
from api.schemas.operation import AuditGlance, DiskUse, Failure, IndexGlance, OperationOverview
from api.service import Service
from corpus.disclosure import TIERS
from corpus.roles import Caller, Right
from corpus.store import Store
from corpus.text import Language

DAY: Final = timedelta(days=1)
SHOWN: Final = 6


def overview(service: Service, caller: Caller, language: Language, now: datetime) -> OperationOverview:
    """What this caller may know of how the service is; what is another's is null."""
    imports = caller.may(Right.IMPORT)
    operates = caller.may(Right.OPERATE)
    listing = jobs(service, now, runs=1) if operates else None
    with service.database.reading() as store:
        failures = _failures(store, now, language, operates=operates, imports=imports)
        uploads = [upload_record(row, language) for row in store.uploads.page(limit=SHOWN)] if imports else None
        runs = [run_record(row, language) for row in store.imports.page(limit=SHOWN)] if imports else None
        audit = _audit(store) if caller.may(Right.READ_AUDIT) else None
    return OperationOverview(
        index=_index(service, caller, language, now),
        uploads=uploads,
        imports=runs,
        jobs=listing.items if listing else None,
        worker_seen=listing.worker_seen if listing else None,
        worker_beats=listing.worker_beats if listing else None,
        failures=failures,
        audit=audit,
        disk=disk_use(service) if operates else None,
    )


def disk_use(service: Service) -> DiskUse:
    """Bytes of what the service has written, and what is free beside it."""
    settings = service.settings
    folder = settings.data_dir.absolute()
    file = settings.database_file
    database = sum(_size(path) for path in file.parent.glob(f"{file.name}*")) if file is not None else None
    caches = sum(map(_size, [settings.judged_cache, *map(settings.cache_of, TIERS)]))
    return DiskUse(
        index=_size(settings.index_root),
        uploads=_size(settings.upload_dir),
        vectors=caches,
        database=database,
        free=shutil.disk_usage(folder).free if folder.exists() else 0,
    )


def _index(service: Service, caller: Caller, language: Language, now: datetime) -> IndexGlance:
    found = index_status(service, caller.tiers, language)
    serving = [row for row in found.generations if row.current]
    built = min((row.created for row in serving), default=None)
    return IndexGlance(
        generation=found.generation,
        built=built,
        age_hours=(now - built).total_seconds() / 3_600 if built else None,
        pending=service.changed_since_rebuild(),
        counts=found.counts,
        quality=next((row.quality for row in serving if row.quality is not None), None),
        problem=found.problem,
    )


def _failures(store: Store, now: datetime, language: Language, *, operates: bool, imports: bool) -> list[Failure]:
    since = now - DAY
    found: list[Failure] = []
    if imports:
        for upload in store.uploads.failed_since(since):
            problem = upload_record(upload, language).problem
            found.append(
                Failure(
                    what="upload",
                    name=upload.name,
                    id=upload.id,
                    at=upload.finished_at or upload.seen_at,
                    reason=problem.reason if problem else "",
                )
            )
        for run in store.imports.failed_since(since):
            if run.upload_id is None:
                problem = run_record(run, language).problem
                reason = problem.reason if problem else ""
                found.append(Failure(what="import", name=run.source_name, id=run.id, at=run.started_at, reason=reason))
    if operates:
        found += [
            Failure(what="job", name=job.name, id=None, at=job.started_at, reason=job.detail or "")
            for job in store.jobs.failed_since(since)
        ]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _audit(store: Store) -> AuditGlance:
    state, last = store.audit.state(), store.audit.latest()
    return AuditGlance(
        count=state.count,
        digest=state.last,
        last_at=last.at if last else None,
        last_action=last.action if last else None,
        last_actor=last.actor if last else None,
    )


def _size(path: Path) -> int:
    """Bytes of a file or of all files of a folder; what is removed meanwhile counts as nothing."""
    try:
        if path.is_file():
            return path.stat().st_size
    except OSError:
        return 0
    return sum(_size(each) for each in path.iterdir()) if path.is_dir() else 0
