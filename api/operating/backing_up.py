"""A backup: what cannot be made again, as it was at one moment, while others go on writing.

That is the database, uploads that wait to be imported or may be tried again, and learnt weights. The index and the
vectors are made again from these.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from api.operating.backup_file import DATABASE, LEARNT, UPLOADS, Manifest, Progress, Writer, is_member
from api.service import Service
from api.settings import Settings
from corpus.dump import OWN, dumped, remove
from corpus.problems import Conflict, Invalid
from corpus.store import Store
from index.disk import locked, sync

PATIENCE: Final = 30.0
"""How long a backup waits, in seconds, for another one and for whoever removes a file."""
FILES: Final[Mapping[str, str]] = {"sqlite": f"{DATABASE}/matcher.db", "postgresql": f"{DATABASE}/matcher.dump"}
"""The member that holds the database, by its kind."""


@dataclass(frozen=True, slots=True)
class Backup:
    """An archive of `size` bytes, and what it holds."""

    path: Path
    size: int
    manifest: Manifest


def back_up(service: Service, target: Path, progress: Progress) -> Backup:
    """Writes an archive, readable by its owner only: the path names a whole one or none.

    Raises Conflict `backup_exists`, `backup_running`; Invalid `nothing_to_back_up` where there is no schema; and what
    `corpus.dump.dumped` raises.
    """
    if target.exists():
        raise Conflict.because("backup_exists", "path", target)
    service.settings.data_dir.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    copy = service.settings.data_dir.absolute() / ".backup.db"
    with keeping_uploads(service.settings), ExitStack() as cleaning:
        cleaning.callback(partial.unlink, missing_ok=True)
        cleaning.callback(remove, copy)
        # One that was killed may have left its own.
        partial.unlink(missing_ok=True)
        with dumped(service.database, copy, lambda done, total: progress("database", done, total)) as store:
            manifest, uploads = _manifest(service, store), store.uploads.paths()
        files = {FILES[manifest.database]: copy, **_beside(service.settings, uploads)}
        manifest = replace(manifest, missing=tuple(path for path in uploads if f"{UPLOADS}/{path}" not in files))
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN), "wb") as file:
            manifest = _written(Writer(file), manifest, files, progress)
            file.flush()
            os.fsync(file.fileno())
        size = partial.stat().st_size
        partial.rename(target)
        sync(target.absolute().parent)
    return Backup(target, size, manifest)


@contextmanager
def keeping_uploads(settings: Settings, wait: float = PATIENCE) -> Iterator[None]:
    """No file of an upload is removed meanwhile. Raises Conflict `backup_running` where another keeps them longer."""
    with locked(settings.data_dir / ".backup.lock", wait, "backup_running", OWN):
        yield


def _manifest(service: Service, store: Store) -> Manifest:
    """Without the files."""
    revision = store.inventory.revision()
    if not revision:
        raise Invalid.because("nothing_to_back_up", "database", service.settings.database_shown)
    audit = store.audit.verify()
    return Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        database=service.database.dialect,
        revision=revision,
        rows=store.inventory.rows(),
        audit=f"{audit.count}:{audit.last}",
        broken=audit.broken,
        missing=(),
    )


def _beside(settings: Settings, uploads: list[str]) -> dict[str, Path]:
    """The files that go along, by their names in the archive."""
    named = {f"{UPLOADS}/{path}": settings.upload_dir / path for path in uploads}
    named |= {f"{LEARNT}/{path.name}": path for path in sorted(settings.learnt_dir.glob("[!.]*"))}
    return {name: path for name, path in named.items() if is_member(name) and path.is_file()}


def _written(archive: Writer, manifest: Manifest, files: Mapping[str, Path], progress: Progress) -> Manifest:
    """The manifest with the members that were written."""
    total, done = sum(path.stat().st_size for path in files.values()), 0

    def count(size: int) -> None:
        nonlocal done
        done += size
        progress("archive", done, total)

    for name, path in files.items():
        with path.open("rb") as source:
            archive.add(name, source, count)
    whole = replace(manifest, members=archive.members)
    archive.finish(whole)
    return whole
