"""Files that are there after a power cut, or not at all; and files read only if their checksum holds."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from corpus.problems import Conflict, Unavailable

LOCK_POLL_SECONDS = 0.1
PRIVATE_DIRECTORY, PRIVATE_FILE, ANY_FILE = 0o700, 0o600, 0o666


def sync(path: Path) -> None:
    """Flushes a file or a directory's entries to the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def sync_tree(directory: Path) -> None:
    """Every file below, then every directory from the innermost outwards."""
    for parent, _, files in os.walk(directory, topdown=False):
        for file in files:
            sync(Path(parent, file))
        sync(Path(parent))


def close_tree(directory: Path) -> None:
    """Takes the directory and all below away from everybody but its owner."""
    for parent, _, files in os.walk(directory):
        Path(parent).chmod(PRIVATE_DIRECTORY)
        for file in files:
            Path(parent, file).chmod(PRIVATE_FILE)


def replace_file(path: Path, content: bytes, mode: int = ANY_FILE) -> None:
    """Whoever reads the path sees the old content or the new, never anything between. The umask narrows `mode`.

    The old content stands again where it raises OSError: even on a full disk, since its copy was made before.
    """
    temporary = path.with_name(f".{path.name}-{os.getpid()}-{time.monotonic_ns()}")
    before = temporary.with_name(f"{temporary.name}-before")
    try:
        if path.exists():
            _write(before, path.read_bytes(), mode)
        _write(temporary, content, mode)
        temporary.replace(path)
        try:
            sync(path.parent)
        except OSError:
            # Not synced once more: a second try may succeed without what the first one lost.
            if before.exists():
                before.replace(path)
            else:
                path.unlink()
            raise
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
            before.unlink(missing_ok=True)


def _write(path: Path, content: bytes, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def refusal_of(error: OSError, folder: Path) -> Unavailable:
    """What the operating system refused, such as room on the disk; in the folder where it names no file."""
    name = Path(os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else folder).name
    return Unavailable.because("storage_unavailable", "path", name, cause=error.strerror or type(error).__name__)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checked_bytes(path: Path, sha256: str) -> bytes:
    """The file's bytes. Raises Unavailable `index_damaged` where they are missing or others than were written."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unavailable.because("index_damaged", path.name, detail=error.strerror or "unreadable") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Unavailable.because("index_damaged", path.name, detail="checksum differs")
    return content


def checked_file(path: Path, sha256: str) -> BinaryIO:
    """As `checked_bytes`, of a file that is too large for memory: opened, to be read from again.

    The checksum is that of the file when it was opened, and nothing that is published is written to.
    """
    try:
        file = path.open("rb", buffering=0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unavailable.because("index_damaged", path.name, detail=error.strerror or "unreadable") from error
    if digest != sha256:
        file.close()
        raise Unavailable.because("index_damaged", path.name, detail="checksum differs")
    return file


@contextmanager
def locked(path: Path, wait_seconds: float, code: str, mode: int = ANY_FILE) -> Iterator[None]:
    """Holds the file's lock, which ends with the process whatever ends it. Raises Conflict `code` after the wait.

    The umask narrows the file's `mode`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait_seconds
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, mode), "a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    raise Conflict.because(code) from error
                time.sleep(LOCK_POLL_SECONDS)
        yield
