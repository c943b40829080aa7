"""What runs in a path's own process: bounds first, then its files one after the other, told as lines of JSON."""

from __future__ import annotations

import errno
import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any, Final

from corpus.confined import Bounds, allow, confine
from corpus.importers.detect import detect
from corpus.importers.passing import line, refusal_told, row_line
from corpus.importers.source import Gauge, Source, sources
from corpus.problems import Invalid, Refused, TooLarge

MEMORY: Final = 2_000_000_000
"""Address space: a record of XML at its bound takes a gigabyte once it is parsed."""
PROCESSOR_SECONDS: Final = 20
SLOWEST: Final = 50_000
"""Bytes, unpacked, for which a second of processor time is given: readers take 1 to 20 MB in one."""
FILE_BYTES: Final = 200_000_000
UNPACKED: Final = 20
"""What a file is unpacked to for reading (a workbook, tables that are joined) may be so many times its size more."""
REFUSED: Final = 200
REFUSED_SECONDS: Final = 0.75
"""An archive of which nothing was taken after so many files and so much processor time (some thousand files that are in
no format) is none to be imported. A folder was named by whoever runs this machine, and is read to its end."""
AT_ONCE: Final = 128 * 1024
"""Bytes that are told together: fewer would wake the one who keeps the rows for each dozen of them."""
BEAT_SECONDS: Final = 1.0
"""How often it tells that it is at work, where no row comes out."""


def main() -> None:
    """Reads `{"path", "wanted", "after", "total"}` from standard input: files up to the `after`-th are passed over."""
    asked = json.loads(sys.stdin.buffer.readline())
    path = Path(asked["path"])
    confine(Bounds(MEMORY, PROCESSOR_SECONDS, FILE_BYTES + UNPACKED * _size(path)))
    work = _Work()
    Gauge.watch = work.has_read
    try:
        if asked["total"]:
            work.tell({"total": sum(source.gauge.size for source in sources(path))})
        _read(work, path, asked["wanted"], asked["after"])
        work.tell({"over": True})
    except Refused as refused:
        work.tell({"over": True, "refused": refusal_told(refused)})
    work.flush()


def _size(path: Path) -> int:
    return sum(each.stat().st_size for each in (path.rglob("*") if path.is_dir() else [path]) if each.is_file())


def _read(work: _Work, path: Path, wanted: str, after: int) -> None:
    taken, refused, bounded = bool(after), 0, not path.is_dir()
    ends = time.process_time() + REFUSED_SECONDS
    for number, source in enumerate(sources(path), 1):
        if number <= after:
            continue
        if bounded and not taken and refused >= REFUSED and time.process_time() > ends:
            raise Invalid.because("none_of_many", "file", path.name, count=refused)
        taken |= work.read(source, wanted)
        refused += 1


class _Work:
    def __init__(self) -> None:
        self._out = os.fdopen(sys.stdout.fileno(), "wb", AT_ONCE, closefd=False)
        self._read = self._allowed = 0
        self._told = time.monotonic()
        self._gauge = Gauge()

    def tell(self, told: dict[str, Any]) -> None:
        self._out.write(line(told))

    def flush(self) -> None:
        self._out.flush()

    def has_read(self, count: int) -> None:
        """Gives more processor time for more bytes, and a sign of life now and then."""
        self._read += count
        if self._read // SLOWEST > self._allowed:
            self._allowed = self._read // SLOWEST
            allow(PROCESSOR_SECONDS + self._allowed)
        if time.monotonic() - self._told > BEAT_SECONDS:
            self._told = time.monotonic()
            self.tell({"at": self._gauge.position})
            self._out.flush()

    def read(self, source: Source, wanted: str) -> bool:
        """Tells one file: its name, its format, its rows, its end. False where it was refused before any row."""
        self._gauge = source.gauge
        self.tell({"source": source.name, "size": source.gauge.size})
        self._out.flush()
        any_row = False
        try:
            found = detect(source, wanted)
            self.tell({"format": found.name})
            at = 0
            for row in found.read(source):
                any_row = True
                if source.gauge.position != at:
                    at = source.gauge.position
                    self.tell({"at": at})
                self._out.write(row_line(row))
            self.tell({"end": source.gauge.position})
        except Refused as refused:
            self.tell({"end": source.gauge.position, "refused": refusal_told(refused)})
        except OSError as error:
            self.tell({"end": 0, "disk": error.errno or errno.EIO} if error.errno != errno.EFBIG else _too_much(source))
        except (MemoryError, RecursionError):
            self.tell(_too_much(source))
        except Exception as error:  # noqa: BLE001 - whatever it is, the next file is read all the same
            # Our own fault, told by its place alone: its words may hold what the file holds.
            last = traceback.extract_tb(error.__traceback__)[-1]
            cause = f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"
            failed = Invalid.because("reader_failed", "file", source.name, cause=cause)
            self.tell({"end": 0, "refused": refusal_told(failed)})
        self._out.flush()
        return any_row


def _too_much(source: Source) -> dict[str, Any]:
    return {"end": 0, "refused": refusal_told(TooLarge.because("file_too_much_work", "file", source.name))}
