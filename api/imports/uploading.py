"""Uploads: files that are kept first and imported after, by whichever process comes to it. Nothing accepted is lost.

A file lies in the upload folder before its row is written, and its row is there before the sender is answered.
`api.imports.importer` takes it from there.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final

from api.operating.backing_up import keeping_uploads
from api.service import Service
from corpus.importers.detect import AUTO, named
from corpus.importers.withholding import refused_as_secret
from corpus.markings import first_marked
from corpus.problems import Conflict, Invalid, NotFound
from corpus.records import Upload, UploadState
from corpus.rejections import write_mended
from corpus.roles import Caller
from corpus.store.uploads import Sent
from index.disk import sync

OWNER_ONLY = 0o700
UNSAFE = re.compile(r"[^\w.\-]+")
KEPT_FOR: Final = timedelta(days=7)
"""How long the file of a dry run or of a failed import is kept, to be tried again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done with a file. `mends` is the import whose rejected rows it brings back."""

    format_name: str = AUTO
    dry_run: bool = False
    rebuild: bool = False
    mends: int | None = None


def safe_name(name: str) -> str:
    """The file's own name, for the report, without anything that could lead elsewhere."""
    return UNSAFE.sub("_", Path(name.replace("\\", "/")).name)[-100:].lstrip(".") or "upload"


def accept(service: Service, caller: Caller, file: BinaryIO, name: str, wanted: Wanted) -> int:
    """Keeps a file to be imported and gives the upload's number.

    Raises Invalid `unknown_format_name`, `empty_file`, `secret_refused` for a name that is marked, NotFound
    `unknown_import` for a `mends` that is none.
    """
    _check(service, name, wanted)
    with _kept(service, safe_name(name)) as path:
        digest = hashlib.sha256()
        with path.open("wb") as kept:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
                kept.write(chunk)
        return _accepted(service, caller, path, digest.hexdigest(), wanted)


def accept_mended(
    service: Service,
    caller: Caller,
    run_id: int,
    rows: Iterable[tuple[int, Mapping[str, Any]]],
    *,
    rebuild: bool = False,
) -> int:
    """Keeps rejected rows of a run that were mended on a page, by their number in the file, as an upload of its own."""
    with service.database.reading() as store:
        run = store.imports.get(run_id)
    if run is None:
        raise NotFound.because("unknown_import", "id", run_id)
    wanted = Wanted(format_name=run.format_name, mends=run_id, rebuild=rebuild)
    with _kept(service, f"mended-{run_id}.jsonl") as path:
        write_mended(path, rows)
        return _accepted(service, caller, path, hashlib.sha256(path.read_bytes()).hexdigest(), wanted)


def repeat(
    service: Service, caller: Caller, upload_id: int, format_name: str, now: datetime, *, dry_run: bool = False
) -> None:
    """Lets an upload that has ended wait anew. Raises NotFound, Conflict as the store does, Invalid
    `unknown_format_name`."""
    if format_name != AUTO:
        named(format_name)
    with service.database.transaction() as store:
        store.uploads.again(upload_id, caller, now, format_name=format_name, dry_run=dry_run)


def path_of(service: Service, upload: Upload) -> Path:
    return service.settings.upload_dir / upload.path


def sweep(service: Service, now: datetime) -> int:
    """Removes files whose time is over, and folders that no upload knows; says how many. Later, during a backup."""
    with suppress(Conflict), keeping_uploads(service.settings, wait=1):
        return _swept(service, now)
    return 0


def _swept(service: Service, now: datetime) -> int:
    folder = service.settings.upload_dir
    with service.database.transaction() as store:
        over = store.uploads.kept_until(now - KEPT_FOR)
        for upload in over:
            store.uploads.forget_file(upload.id or 0)
    for upload in over:
        shutil.rmtree((folder / upload.path).parent, ignore_errors=True)
    with service.database.reading() as store:
        known = {path.partition("/")[0] for path in store.uploads.paths()}
    lost = [path for path in folder.iterdir() if path.name not in known] if folder.is_dir() else []
    # What is a day old and in no row was left by a process that died while it received.
    old = [path for path in lost if path.is_dir() and path.stat().st_mtime < (now - timedelta(days=1)).timestamp()]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return len(over) + len(old)


def remove_file(service: Service, path: str) -> None:
    """Takes away the folder of a file that no row names any more; while a backup is made, `sweep` does so later.

    A backup that begins after the row forgot the file does not miss it; one under way may.
    """
    with suppress(Conflict), keeping_uploads(service.settings, wait=1):
        shutil.rmtree((service.settings.upload_dir / path).parent, ignore_errors=True)


def rate_of(upload: Upload) -> float:
    """Rows a second since it was begun, 0 where that cannot be told."""
    if upload.started_at is None:
        return 0.0
    seconds = ((upload.finished_at or upload.seen_at) - upload.started_at).total_seconds()
    return upload.rows / seconds if seconds > 0 else 0.0


def has_ended(upload: Upload) -> bool:
    return upload.state in {UploadState.FINISHED, UploadState.FAILED}


def _check(service: Service, name: str, wanted: Wanted) -> None:
    # With its ending and without: a marking at the end of a name stands before the point.
    if found := first_marked([name, Path(name).stem]):
        raise Invalid(refused_as_secret("file", found.grade))
    if wanted.format_name != AUTO:
        named(wanted.format_name)
    if wanted.mends is not None:
        with service.database.reading() as store:
            if store.imports.get(wanted.mends) is None:
                raise NotFound.because("unknown_import", "mends", wanted.mends)


def upload_dir(service: Service) -> Path:
    """The folder of uploads, closed to everybody but its owner: a file may hold records of any tier."""
    folder = service.settings.upload_dir
    folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    return folder


@contextmanager
def _kept(service: Service, name: str) -> Iterator[Path]:
    """A place for a file in the upload folder; nothing is left of it where the block fails."""
    folder = upload_dir(service) / secrets.token_hex(8)
    folder.mkdir()
    try:
        yield folder / name
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _accepted(service: Service, caller: Caller, path: Path, sha256: str, wanted: Wanted) -> int:
    size = path.stat().st_size
    if not size:
        raise Invalid.because("empty_file", "file", path.name)
    sync(path)
    sync(path.parent)
    # The folder is new as well, and no file outlasts a power cut in one that does not.
    sync(path.parent.parent)
    relative = path.relative_to(service.settings.upload_dir)
    sent = Sent(path.name, str(relative), size, sha256, **asdict(wanted))
    with service.database.transaction() as store:
        return store.uploads.accept(sent, caller, datetime.now(UTC))
