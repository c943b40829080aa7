"""Generations on disk: each an immutable directory, one named by CURRENT.

    <root>/<collection>/<generation>/{patents,companies,needs}/...  manifest.json
    <root>/<collection>/CURRENT
    <root>/<collection>/.building-<generation>/                     not yet published, or left by a killed build

Directories are renamed into place only when complete and synced, CURRENT is replaced only after that, and files
are believed only if the very bytes that are loaded have the manifest's checksums. Vectors lie in these files or in an
engine beside them (`index.dense.engine`), under names that the manifest tells.
"""

from __future__ import annotations

import logging
import re
import secrets
import shutil
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from stat import S_ISREG

from corpus.disclosure import TIERS, Tier
from corpus.problems import Invalid, NotFound, Refused, Unavailable
from index.dense.engine import Engine, Engines, Kept
from index.dense.files import FileEngine
from index.disk import (
    ANY_FILE,
    PRIVATE_DIRECTORY,
    PRIVATE_FILE,
    checked_bytes,
    close_tree,
    locked,
    sha256_of,
    sync,
    sync_tree,
)
from index.loaded import Loaded, load_from
from index.manifest import MANIFEST, NAME, Manifest, files_of, manifest_from
from index.pointer import Pointer

log = logging.getLogger(__name__)

COLLECTION = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")
CURRENT = "CURRENT"
LOCK = ".lock"
BUILDING = ".building-"
LONGEST_MANIFEST = 1 << 20
PRIVATE = frozenset(TIERS) - {Tier.PUBLIC}
"""Collections that nobody but the service may read on the disk."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One generation in a listing; without a manifest where that cannot be read, `problem` says why."""

    name: str
    current: bool
    manifest: Manifest | None
    problem: str = ""


class Generations:
    """The generations of one collection. Collections keep apart what different callers may see."""

    def __init__(self, root: Path, collection: str, engines: Engines | None = None) -> None:
        """`engines` keep the vectors (None: files do)."""
        if not COLLECTION.fullmatch(collection):
            raise Invalid.because("bad_collection", "collection", collection)
        self.directory = root / collection
        self.engines = engines or Engines(FileEngine())
        self._collection = collection
        self._private = collection in PRIVATE
        self._file_mode = PRIVATE_FILE if self._private else ANY_FILE
        self._pointer = Pointer(self.directory / CURRENT, self._file_mode)

    def lock(self, wait_seconds: float = 0) -> AbstractContextManager[None]:
        """Held by whoever builds, publishes, rolls back or prunes. Raises Conflict `rebuild_running`."""
        self.directory.mkdir(parents=True, exist_ok=True)
        if self._private:
            self.directory.chmod(PRIVATE_DIRECTORY)
        return locked(self.directory / LOCK, wait_seconds, "rebuild_running", self._file_mode)

    def stamp(self) -> tuple[int, int, int] | None:
        """See `Pointer.stamp`."""
        return self._pointer.stamp()

    def current(self) -> str | None:
        """The published generation's name, None before the first. Raises Unavailable `index_damaged`."""
        name = self._pointer.read()
        if name is not None and not (self.directory / name).is_dir():
            raise Unavailable.because("index_damaged", CURRENT, name, detail="names no generation")
        return name

    def names(self) -> list[str]:
        """All that are complete, oldest first."""
        if not self.directory.is_dir():
            return []
        return sorted(path.name for path in self.directory.iterdir() if NAME.fullmatch(path.name) and path.is_dir())

    def entries(self) -> list[Entry]:
        """For a listing, oldest first: manifests only, files unchecked (`verify` checks them)."""
        try:
            current = self.current()
        except Unavailable:
            current = None
        found = []
        for name in self.names():
            try:
                found.append(Entry(name, name == current, self.manifest(name)))
            except Refused as refused:
                found.append(Entry(name, name == current, None, refused.problem.code))
        return found

    def manifest(self, name: str) -> Manifest:
        """Raises NotFound `unknown_generation`, Unavailable `index_damaged` or `index_format`."""
        path = self._path(name) / MANIFEST
        try:
            with path.open("rb") as file:
                content = file.read(LONGEST_MANIFEST)
        except OSError as error:
            raise Unavailable.because("index_damaged", MANIFEST, name, detail=error.strerror or "") from error
        return manifest_from(content, name)

    def size(self, name: str) -> int:
        """Bytes on this disk; 0 for one that was removed meanwhile."""
        total = 0
        for path in (self.directory / name).rglob("*"):
            with suppress(OSError):
                status = path.stat()
                total += status.st_size if S_ISREG(status.st_mode) else 0
        return total

    def load(self, name: str, threads: int = 1) -> Loaded:
        """Reads every file that is searched, and checks it.

        Raises as `manifest` does; Unavailable `vectors_unavailable` while what keeps the vectors does not answer, and
        `vectors_elsewhere` where the settings do not name it.
        """
        return load_from(self._path(name), self.manifest(name), self.engines, threads)

    def verify(self, name: str) -> Manifest:
        """Checksums, ids and counts of the whole generation, with the files of an earlier format that are not loaded.

        Vectors that an engine keeps are read back, every one. Raises as `load` does.
        """
        manifest = load_from(self._path(name), self.manifest(name), self.engines, thorough=True).manifest
        for file in manifest.files.keys() - files_of(manifest.vectors.engine):
            checked_bytes(self.directory / name / file, manifest.files[file])
        return manifest

    def begin(self) -> Path:
        """An empty directory to build in, whose name ends in the generation's; only under the lock.

        Raises Unavailable `vectors_unavailable` where the engine for its vectors does not answer.
        """
        self.engines.chosen.check()
        name = self._new_name()
        path = self.directory / f"{BUILDING}{name}"
        path.mkdir(parents=True)
        if self._private:
            path.chmod(PRIVATE_DIRECTORY)
        return path

    def publish(self, building: Path, manifest: Manifest) -> None:
        """Makes what was built the current generation; only under the lock.

        Raises Unavailable `vectors_unavailable` where the engine fails to switch, OSError where the disk fails: then
        what was published before still is.
        """
        (building / MANIFEST).write_bytes(manifest.content())
        if self._private:
            close_tree(building)
        sync_tree(building)
        self._engine_of(manifest).switch(self._collection, manifest.vectors.collections)
        published = building.rename(self.directory / manifest.name)
        try:
            sync(self.directory)
            self._pointer.set(manifest.name)
        except OSError:
            with suppress(OSError, Unavailable):
                if self.current() != manifest.name:
                    published.rename(building)
            raise

    def roll_back(self, to: str | None = None) -> str:
        """Makes the named generation current, or the newest before the current one that verifies; returns its name.

        Raises NotFound `unknown_generation`, `no_earlier_generation`; Unavailable `index_damaged` for a named one.
        The next rebuild publishes a new generation again, from the corpus as it is then.
        """
        with self.lock():
            name = to if to is not None else self._earlier()
            manifest = self.verify(name)
            self._engine_of(manifest).switch(self._collection, manifest.vectors.collections)
            self._pointer.set(name)
        return name

    def prune(self, keep: int) -> list[str]:
        """Removes all but the newest `keep` generations, never the current one; only under the lock.

        More are kept where the engine needs it.
        """
        current = self.current()
        stay = max(keep, self.engines.chosen.fewest)
        removed = [name for name in self.names()[:-stay] if name != current]
        for name in removed:
            # Renamed first: a removal that is cut short must not leave half a generation under its name.
            doomed = self.directory / f"{BUILDING}{name}"
            (self.directory / name).rename(doomed)
            self._remove(doomed)
        self._rest(current)
        return removed

    def sweep(self) -> list[str]:
        """Removes what killed builds left; only under the lock."""
        if not self.directory.is_dir():
            return []
        left = [path for path in self.directory.iterdir() if path.name.startswith(BUILDING) and path.is_dir()]
        for path in left:
            self._remove(path)
        for path in self.directory.glob(f".{CURRENT}-*"):
            path.unlink()
        return [path.name for path in left]

    def holds(self, manifest: Manifest) -> bool:
        """Whether all of it is there as it was written: each file, and its vectors in what keeps them.

        Raises Unavailable `vectors_unavailable`, `vectors_elsewhere` as `load` does.
        """
        folder = self.directory / manifest.name
        try:
            whole = all(sha256_of(folder / file) == digest for file, digest in manifest.files.items())
        except OSError:
            whole = False
        return whole and self._engine_of(manifest).holds(manifest.vectors.collections)

    def _engine_of(self, manifest: Manifest) -> Engine:
        return self.engines.named(manifest.vectors.engine)

    def _rest(self, current: str | None) -> None:
        """The engine need not hold what only a roll-back or a repetition asks for."""
        for name in self.names()[:-2]:
            if name != current:
                try:
                    manifest = self.manifest(name)
                    self._engine_of(manifest).rest(manifest.vectors.collections.values())
                except Refused as refused:
                    log.warning("generation %s stays at hand: %s", name, refused.problem)

    def _remove(self, doomed: Path) -> None:
        """The vectors first: as long as the folder is there, the next sweep knows that something is left."""
        name = doomed.name.removeprefix(BUILDING)
        if self.engines.drop(self._collection, name, _kept_in(doomed, name)):
            shutil.rmtree(doomed)

    def _earlier(self) -> str:
        try:
            current = self.current() or ""
        except Unavailable:
            # A damaged CURRENT is one reason to roll back: the newest that verifies is then the one.
            current = "~"
        for name in reversed([name for name in self.names() if name < current]):
            try:
                self.verify(name)
            except Refused:
                continue
            return name
        raise NotFound.because("no_earlier_generation", "generation", current)

    def _new_name(self) -> str:
        """By time, and later than every other even if the clock was set back."""
        moment = datetime.now(UTC)
        newest = max(self.names(), default="")
        while (stamp := f"{moment:%Y%m%dT%H%M%S}.{moment.microsecond // 1000:03d}Z") <= newest[:20]:
            moment = _moment(newest) + timedelta(milliseconds=1)
        return f"{stamp}-{secrets.token_hex(3)}"

    def _path(self, name: str) -> Path:
        """Raises NotFound `unknown_generation`: also for a name that is no name, so that none leads elsewhere."""
        path = self.directory / name
        if not NAME.fullmatch(name) or not path.is_dir() or path.is_symlink():
            raise NotFound.because("unknown_generation", "generation", name)
        return path


def _kept_in(directory: Path, name: str) -> Kept | None:
    """What the manifest in it says; None for a build that never had one."""
    try:
        return manifest_from((directory / MANIFEST).read_bytes()[:LONGEST_MANIFEST], name).vectors
    except (OSError, Refused):
        return None


def _moment(name: str) -> datetime:
    return datetime.strptime(name[:19] + "+0000", "%Y%m%dT%H%M%S.%f%z")
