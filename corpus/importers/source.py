"""Files as they come: plain, gzipped, in an archive or a folder, told apart by their bytes and never by their names.

Everything is read as a stream with a bound on its decompressed size, so a small file cannot unpack into a
large one unseen.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, BinaryIO, ClassVar, TextIO, cast

from corpus.importers.encoding import encoding_of
from corpus.problems import Invalid, NotFound, TooLarge
from corpus.text import UNSEEN, clean

HEAD_BYTES = 64 * 1024
MAX_BYTES = 20_000_000_000
"""Decompressed bytes of one source."""
MAX_RATIO = 200
"""Decompressed to compressed bytes; ordinary text stays below 50."""
RATIO_FROM = 4 * 1024 * 1024
"""Below this many decompressed bytes the ratio is nobody's concern."""
MAX_MEMBERS = 200_000
LONGEST_NAME = 500
"""Characters of a member's name with its folders."""
MISLEADING = re.compile(rf"{UNSEEN.pattern}|[\t\n\r]")
BUFFER = 256 * 1024
ASCII_SCAN_BYTES = 64 * 1024 * 1024
GZIP = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
DOCUMENT_MEMBERS = frozenset({"[Content_Types].xml", "xl/workbook.xml", "META-INF/manifest.xml", "mimetype"})
"""An archive with one of these is a document (a workbook, a text), not a bundle of files."""
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError)


class Gauge:
    """How far a source has been read: of `size` bytes as they are stored, `position` by whoever reads it last."""

    __slots__ = ("position", "size")
    watch: ClassVar[Callable[[int], None]] = staticmethod(lambda _count: None)
    """Told how many bytes were read, unpacked, of whichever source: work that may go on without a row coming of it."""

    def __init__(self, size: int = 0) -> None:
        self.size = size
        self.position = 0

    def moved(self, position: int, count: int) -> None:
        """`count` bytes more were read, up to `position`."""
        self.position = min(position, self.size)
        Gauge.watch(count)


class Source:
    """One stream of bytes with a name such as `week.zip!a.xml`.

    `head`, `encoding`, `open` and `text` raise Invalid for a damaged or encrypted archive and TooLarge past the
    bounds; so does reading from what `open` gives.
    """

    def __init__(
        self,
        name: str,
        opener: Callable[[], BinaryIO],
        siblings: Callable[[], Iterator[Source]] | None = None,
        gauge: Gauge | None = None,
    ) -> None:
        self.name = name
        self.gauge = gauge or Gauge()
        self._opener = opener
        self._siblings = siblings

    @classmethod
    def of(cls, name: str, data: bytes) -> Source:
        """A source over bytes in memory, unpacked where gzipped."""
        gauge = Gauge(len(data))
        return cls(name, lambda: _unpacked(io.BytesIO(data), len(data), name, gauge), gauge=gauge)

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB, decompressed."""
        with self.open() as stream:
            return stream.read(HEAD_BYTES)

    @cached_property
    def encoding(self) -> str:
        """A Python codec name: utf-8-sig, utf-8, utf-16, cp949, cp1252... XML declarations are left to the XML parser.

        A head of ASCII alone tells nothing, so the scan goes on to the first other byte.
        """
        sample = self.head
        if sample.isascii() and len(sample) == HEAD_BYTES and b"\x00" not in sample:
            sample = self._beyond_ascii()
        return encoding_of(sample)

    def open(self) -> BinaryIO:
        """The decompressed bytes from the start, bounded."""
        return self._opener()

    @contextmanager
    def text(self) -> Iterator[TextIO]:
        """The text from the start, line ends untouched; bytes that do not decode come as lone surrogates."""
        with self.open() as stream:
            yield io.TextIOWrapper(stream, encoding=self.encoding, errors="surrogateescape", newline="")

    def siblings(self) -> Iterator[Source]:
        """The other files of the same folder or archive, this one included."""
        return self._siblings() if self._siblings else iter(())

    def _beyond_ascii(self) -> bytes:
        with self.open() as stream:
            seen = 0
            while seen < ASCII_SCAN_BYTES and (chunk := stream.read(BUFFER)):
                if not chunk.isascii():
                    return chunk[_first_beyond_ascii(chunk) :] + stream.read(HEAD_BYTES)
                seen += len(chunk)
        return b""


def sources(path: Path) -> Iterator[Source]:
    """Every file behind a path: itself, the members of an archive, or a folder's files at any depth, by name.

    A damaged archive comes as one source that raises when it is read, so that the others go on. Raises NotFound
    for a path that is not there.
    """
    if path.is_dir():
        for folder, folders, files in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX")))
            for name in sorted(files):
                if not name.startswith("."):
                    yield from _inside(Path(folder) / name, path)
    elif path.is_file():
        yield from _file_sources(path)
    else:
        raise NotFound.because("file_not_found", "path", path)


def _inside(path: Path, folder: Path) -> Iterator[Source]:
    """A file of a folder, unless it would be waited for without end (a pipe, a device) or lies somewhere else."""
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        yield _broken(path.name, "link_leads_out", "")
    elif not path.is_file():
        yield _broken(path.name, "not_a_file", "")
    else:
        yield from _file_sources(path)


def _file_sources(path: Path) -> Iterator[Source]:
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
        archive = zipfile.ZipFile(path) if magic in ZIP else None
    except (OSError, *BROKEN) as error:
        yield _broken(path.name, "archive_broken" if not isinstance(error, OSError) else "file_unreadable", error)
        return
    if archive is None or not DOCUMENT_MEMBERS.isdisjoint(archive.namelist()):
        yield _plain(path)
    else:
        yield from _members(path, archive)


def _plain(path: Path) -> Source:
    size = path.stat().st_size
    gauge = Gauge(size)
    return Source(
        path.name, lambda: _unpacked(path.open("rb"), size, path.name, gauge), lambda: _neighbours(path), gauge
    )


def _neighbours(path: Path) -> Iterator[Source]:
    for other in sorted(path.parent.iterdir()):
        if other.is_file() and not other.name.startswith("."):
            yield from _file_sources(other)


def _members(path: Path, archive: zipfile.ZipFile) -> Iterator[Source]:
    infos = [info for info in archive.infolist() if not info.is_dir() and not _is_clutter(info.orig_filename)]
    if len(infos) > MAX_MEMBERS:
        raise TooLarge.because("too_many_members", "file", path.name, count=len(infos), limit=MAX_MEMBERS)
    for info in infos:
        yield _member(path, archive, info)


def _member(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Source:
    name = f"{path.name}!{clean(info.filename)[-LONGEST_NAME:]}"
    if _misleads(info.orig_filename):
        return _broken(name, "member_misnamed", "")
    if info.flag_bits & 0x1:
        return _broken(name, "archive_encrypted", "")

    gauge = Gauge(info.file_size)

    def opener() -> BinaryIO:
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise TooLarge.because("archive_bomb", "file", name, limit=MAX_RATIO)
        try:
            stream = archive.open(info)
        except BROKEN as error:
            raise Invalid.because("archive_broken", "file", name, cause=str(error)) from error
        return _unpacked(stream, info.compress_size, name, gauge)

    return Source(name, opener, lambda: _members(path, archive), gauge)


def _misleads(name: str) -> bool:
    """Whether a member's name leads out of its archive, on any system, or is shown as another than it is."""
    steps = name.replace("\\", "/").split("/")
    return ".." in steps or not steps[0] or ":" in steps[0] or len(name) > LONGEST_NAME or bool(MISLEADING.search(name))


def _is_clutter(name: str) -> bool:
    if ".." in name:
        return False
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")


def _broken(name: str, code: str, cause: object) -> Source:
    def opener() -> BinaryIO:
        raise Invalid.because(code, "file", name, cause=str(cause))

    return Source(name, opener)


def _first_beyond_ascii(chunk: bytes) -> int:
    return next(index for index, byte in enumerate(chunk) if byte > 0x7F)


def _unpacked(stream: IO[bytes], packed: int, name: str, gauge: Gauge) -> BinaryIO:
    """The stream behind the bounds, unzipped where it is gzipped. `packed` is its size in bytes as stored."""
    buffered = io.BufferedReader(cast(io.RawIOBase, stream), BUFFER)
    try:
        gzipped = buffered.peek(2)[:2] == GZIP
    except BROKEN as error:
        raise Invalid.because("archive_broken", "file", name, cause=str(error)) from error
    beneath = cast(BinaryIO, buffered)
    inner = cast(BinaryIO, gzip.GzipFile(fileobj=buffered, mode="rb")) if gzipped else beneath
    return cast(BinaryIO, io.BufferedReader(_Bounded(inner, beneath, packed, name, gauge), BUFFER))


class _Bounded(io.RawIOBase):
    """Counts what is read and refuses past the bounds; a damaged archive becomes an Invalid."""

    def __init__(self, stream: BinaryIO, beneath: BinaryIO, packed: int, name: str, gauge: Gauge) -> None:
        self._stream = stream
        self._beneath = beneath
        self._packed = max(packed, 1)
        self._name = name
        self._gauge = gauge
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        try:
            data = self._stream.read(len(view))
        except BROKEN as error:
            raise Invalid.because("archive_broken", "file", self._name, cause=str(error)) from error
        self._read += len(data)
        self._gauge.moved(self._beneath.tell(), len(data))
        if self._read > MAX_BYTES:
            raise TooLarge.because("file_too_large", "file", self._name, limit=MAX_BYTES)
        if self._read > RATIO_FROM and self._read > MAX_RATIO * self._packed:
            raise TooLarge.because("archive_bomb", "file", self._name, limit=MAX_RATIO)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._beneath.close()
        super().close()
