"""The file that a backup is: a zip archive of plain members, of which the last, the manifest, vouches for all others.

Members are stored as they are, never compressed: none can become more than the archive is large.
"""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final

from corpus.problems import Invalid

FORM: Final = 1
MANIFEST: Final = "manifest.json"
LARGEST_MANIFEST: Final = 64_000_000
DATABASE, UPLOADS, LEARNT = "database", "uploads", "learnt"
FOLDERS: Final = frozenset({DATABASE, UPLOADS, LEARNT})
DEEPEST: Final = 3
CHUNK: Final = 1 << 20

Progress = Callable[[str, int, int], None]
"""Told what is under way, and how many bytes of how many are done."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the archive: its size in bytes, and its checksum in hex digits."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was backed up at the moment `made_at` (UTC, ISO 8601).

    `database` is `sqlite` or `postgresql`, `revision` its schema's, `rows` how many rows each table has; `audit` is the
    state of the audit log as `COUNT:DIGEST`, `broken` the first event that did not fit even then. `missing` names
    uploads whose file was not in the folder.
    """

    made_at: str
    database: str
    revision: str
    rows: Mapping[str, int]
    audit: str
    broken: int | None
    missing: tuple[str, ...]
    members: Mapping[str, Member] = field(default_factory=dict)
    form: int = FORM


class Writer:
    """Writes an archive; `finish` puts the manifest behind its members."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self.members: dict[str, Member] = {}

    def add(self, name: str, source: BinaryIO, progress: Callable[[int], None]) -> None:
        """Copies a file to its end."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(_entry(name), "w", force_zip64=True) as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                size += target.write(chunk)
                progress(len(chunk))
        self.members[name] = Member(size, digest.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        told = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        self._zip.writestr(_entry(MANIFEST), told)
        self._zip.close()


class Reader:
    """An archive whose members are what its manifest says, as far as can be told without reading them."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._zip = archive
        self.manifest = manifest

    def extract(self, name: str, target: Path, progress: Callable[[int], None]) -> None:
        """Writes a member into an empty file. Raises Invalid `backup_damaged` where it is not what was backed up."""
        expected, digest, size = self.manifest.members[name], hashlib.sha256(), 0
        try:
            with self._zip.open(name) as source, target.open("wb") as file:
                while size <= expected.size and (chunk := source.read(CHUNK)):
                    digest.update(chunk)
                    size += file.write(chunk)
                    progress(len(chunk))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            raise damaged(f"{name}: {error}") from error
        if (size, digest.hexdigest()) != (expected.size, expected.sha256):
            raise damaged(f"{name}: checksum differs")


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Raises Invalid `no_backup`, `backup_damaged`, `backup_newer`; OSError where the file cannot be read."""
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise Invalid.because("no_backup", "path", path.name, detail=str(error)) from error
    with archive:
        names = [entry.filename for entry in archive.infolist()]
        if MANIFEST not in names:
            raise Invalid.because("no_backup", "path", path.name, detail=f"no {MANIFEST}")
        manifest = _manifest(archive)
        if sorted(names) != sorted([*manifest.members, MANIFEST]):
            raise damaged("members are not those of its manifest")
        if sum(member.size for member in manifest.members.values()) > path.stat().st_size:
            raise damaged("members are larger than the archive")
        for entry in archive.infolist():
            _check(entry, manifest)
        yield Reader(archive, manifest)


def damaged(detail: str) -> Invalid:
    return Invalid.because("backup_damaged", "path", detail=detail[:300])


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    entry = archive.getinfo(MANIFEST)
    if entry.file_size > LARGEST_MANIFEST or entry.compress_type != zipfile.ZIP_STORED:
        raise damaged("its manifest is none")
    try:
        told: dict[str, Any] = json.loads(archive.read(entry))
        if int(told["form"]) > FORM:
            raise Invalid.because("backup_newer", "path", f"form {int(told['form'])}")
        return Manifest(
            made_at=str(told["made_at"]),
            database=str(told["database"]),
            revision=str(told["revision"]),
            rows={str(name): int(count) for name, count in told["rows"].items()},
            audit=str(told["audit"]),
            broken=None if told["broken"] is None else int(told["broken"]),
            missing=tuple(map(str, told["missing"])),
            members={str(n): Member(int(each["size"]), str(each["sha256"])) for n, each in told["members"].items()},
            form=int(told["form"]),
        )
    except (zipfile.BadZipFile, RuntimeError, ValueError, TypeError, KeyError, AttributeError, EOFError) as error:
        raise damaged(f"its manifest is none ({error})") from error


def _check(entry: zipfile.ZipInfo, manifest: Manifest) -> None:
    """Raises Invalid `backup_damaged` for what no backup has: links, folders, compression, names leading elsewhere."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    plain = kind in {0, stat.S_IFREG} and entry.compress_type == zipfile.ZIP_STORED and not entry.flag_bits & 1
    if not plain or entry.is_dir():
        raise damaged(f"{entry.filename}: no plain file")
    if entry.filename == MANIFEST:
        return
    if entry.file_size != manifest.members[entry.filename].size:
        raise damaged(f"{entry.filename}: size differs")
    if not is_member(entry.filename):
        raise damaged(f"{entry.filename}: leads elsewhere")


def is_member(name: str) -> bool:
    """Whether it names a file below one of the archive's folders, in a way that every system reads alike."""
    parts = name.split("/")
    own = parts[0] in FOLDERS and 2 <= len(parts) <= DEEPEST
    strange = any(part in {"", ".", ".."} or len(part.encode()) > 255 for part in parts)
    return own and not strange and name.isprintable() and "\\" not in name and not PurePosixPath(name).is_absolute()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFREG | 0o600) << 16
    return entry
