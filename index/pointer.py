"""The file that names the published generation. It is replaced as a whole, and nothing else is ever in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.problems import Unavailable
from index.disk import replace_file
from index.manifest import NAME

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Pointer:
    """`mode` is that of the file at `path`, which need not be there yet."""

    path: Path
    mode: int

    def stamp(self) -> tuple[int, int, int] | None:
        """Changes whenever the file does; None while there is none. As cheap as a file's status."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def read(self) -> str | None:
        """The name, None while there is no file. Raises Unavailable `index_damaged`."""
        try:
            with self.path.open("rb") as file:
                content = file.read(LONGEST).decode("ascii", errors="replace")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unavailable.because("index_damaged", self.path.name, detail=error.strerror or "unreadable") from error
        name = content.removesuffix("\n")
        # To the byte: anything else was damaged.
        if not NAME.fullmatch(name) or content != _content(name):
            raise Unavailable.because("index_damaged", self.path.name, name.strip(), detail="names no generation")
        return name

    def set(self, name: str) -> None:
        """Raises OSError where the disk fails: then what was named before still is."""
        replace_file(self.path, _content(name).encode(), self.mode)


def _content(name: str) -> str:
    return f"{name}\n"
