"""A backup put in place where nothing is yet: all of it is read and checked beside the place, and only then moved."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api.operating.backing_up import FILES, PATIENCE, keeping_uploads
from api.operating.backup_file import DATABASE, LEARNT, UPLOADS, Manifest, Progress, Reader, damaged, opened
from api.service import Service
from api.settings import SQLITE, Settings
from corpus.database import Database
from corpus.dump import check, load, remove
from corpus.problems import Conflict, Invalid, Unavailable
from index.disk import PRIVATE_DIRECTORY, PRIVATE_FILE, sync, sync_tree

STAGE: Final = ".restoring"


def restore(service: Service, archive: Path, progress: Progress) -> Manifest:
    """Puts a backup into an empty data folder and an empty database; the index is to be built by `matcher rebuild`.

    Raises Conflict `database_there`, `index_there` where the place is taken, `backup_running`; Invalid `no_backup`,
    `backup_damaged`, `backup_newer`, `other_database`; Unavailable as `corpus.dump.load`. A SQLite database
    is there wholly or not at all, and so is one of PostgreSQL, but its audit log is verified when it is there.
    """
    settings = service.settings
    with opened(archive) as reader:
        manifest = reader.manifest
        if manifest.database != service.database.dialect:
            raise Invalid.because("other_database", "database", manifest.database, here=service.database.dialect)
        if FILES[manifest.database] not in manifest.members:
            raise damaged("no database in it")
        if not service.database.knows(manifest.revision):
            raise Invalid.because("backup_newer", "path", f"schema {manifest.revision}")
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        with keeping_uploads(settings, PATIENCE):
            _refuse_taken(service)
            _put(_Stage(settings, manifest), service, reader, progress)
    return manifest


def _refuse_taken(service: Service) -> None:
    """An index would be ahead of the records that come now, and never notice."""
    settings, file = service.settings, service.settings.database_file
    taken = file.exists() if file else service.database.revision() is not None
    if taken:
        raise Conflict.because("database_there", "database", settings.database_shown)
    index = settings.index_root / settings.collection
    if any(index.glob("*/CURRENT")):
        raise Conflict.because("index_there", "index", index)


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where the members lie until all are checked: a folder in the data folder, the database beside its place."""

    settings: Settings
    manifest: Manifest

    @property
    def folder(self) -> Path:
        return self.settings.data_dir.absolute() / STAGE

    @property
    def database(self) -> Path:
        file = self.settings.database_file
        return file.absolute().with_name(f"{STAGE}-{file.name}") if file else self.path_of(FILES["postgresql"])

    def path_of(self, member: str) -> Path:
        return self.database if member == FILES["sqlite"] else self.folder / member

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.settings.database_file:
            remove(self.database)


def _put(stage: _Stage, service: Service, reader: Reader, progress: Progress) -> None:
    with ExitStack() as cleaning:
        # One that was killed may have left its own.
        stage.clear()
        cleaning.callback(stage.clear)
        _extract(stage, reader, progress)
        if stage.settings.database_file:
            _check_pages(stage.database)
            _verify(Database(f"{SQLITE}{stage.database}"), reader.manifest)
        sync_tree(stage.folder)
        for folder, target in ((UPLOADS, stage.settings.upload_dir), (LEARNT, stage.settings.learnt_dir)):
            _move(stage.folder / folder, target)
        if (file := stage.settings.database_file) is None:
            load(service.database, stage.database)
            _verify(Database(service.settings.database), reader.manifest)
        else:
            sync(stage.database)
            # Last: what waits to be imported is there when its row is. A link replaces nothing.
            file.absolute().hardlink_to(stage.database)
            sync(file.absolute().parent)


def _extract(stage: _Stage, reader: Reader, progress: Progress) -> None:
    total, done = sum(member.size for member in reader.manifest.members.values()), 0

    def count(size: int) -> None:
        nonlocal done
        done += size
        progress("archive", done, total)

    stage.folder.mkdir(mode=PRIVATE_DIRECTORY)
    for name in reader.manifest.members:
        path = stage.path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(PRIVATE_FILE)
        reader.extract(name, path, count)


def _check_pages(file: Path) -> None:
    try:
        check(file)
    except Unavailable as unavailable:
        raise damaged(f"{DATABASE}: {unavailable.problem.facts['detail']}") from unavailable


def _verify(database: Database, manifest: Manifest) -> None:
    """Raises Invalid `backup_damaged` where the records are not those that were backed up."""
    try:
        with database.reading() as store:
            audit = store.audit.verify()
            found = (store.inventory.revision(), f"{audit.count}:{audit.last}", audit.broken, store.inventory.rows())
    except Unavailable as unavailable:
        raise damaged(f"{DATABASE}: {unavailable.problem.value}") from unavailable
    finally:
        database.close()
    if found != (manifest.revision, manifest.audit, manifest.broken, dict(manifest.rows)):
        raise damaged(f"{DATABASE}: its audit log or its rows are not those of the manifest")


def _move(staged: Path, target: Path) -> None:
    """Without a database nobody knows what lies there: the same name is the same file, left by a restore cut off."""
    for path in sorted(staged.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(staged)
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
    if target.is_dir():
        sync_tree(target)
