"""Folders that lie in memory, for tests that write and sync very often."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

SHARED: Final = Path("/dev/shm")


@contextmanager
def folder() -> Iterator[Path]:
    """An empty one, removed at the end; on the disk where the system has none in memory."""
    with TemporaryDirectory(dir=SHARED if SHARED.is_dir() else None) as made:
        yield Path(made)
